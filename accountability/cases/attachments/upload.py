"""Receiving an upload: encrypted from its first byte, never readable on disk."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from accountability.vault.stream import EncryptedWriter, buffered

_CONTEXT = "upload"


def private_directory(*parts: str) -> Path:
    """Return a directory below ``ATTACHMENTS_DIR``, made 0700."""
    path = Path(settings.ATTACHMENTS_DIR).joinpath(*parts)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class EncryptedUpload(UploadedFile):  # type: ignore[type-arg]
    """An upload on disk under a key that only this process has.

    The file goes with the request; a crash leaves bytes that nobody can open.
    """

    def __init__(self, name: str, size: int, path: Path, key: bytes, sha256: bytes):
        """Take what the handler has received."""
        super().__init__(name=name, size=size)
        self._path = path
        self._key = key
        self.sha256 = sha256

    def plain(self) -> BinaryIO:
        """Return a reader of what was uploaded."""
        return buffered(self._path.open("rb"), self._key, _CONTEXT)

    def close(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


class EncryptingUploadHandler(FileUploadHandler):
    """Encrypt while receiving; stop at the largest size that is taken."""

    chunk_size = 1024 * 1024

    def new_file(self, *args: Any, **named: Any) -> None:
        """Begin a file; a stranger's is not even received."""
        user = getattr(self.request, "user", None)
        if self.request is not None and not getattr(user, "is_authenticated", False):
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **named)
        self._key = secrets.token_bytes(32)
        self._path = private_directory("spool") / secrets.token_hex(16)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: BinaryIO | None = os.fdopen(descriptor, "wb")
        self._writer = EncryptedWriter(self._file, self._key, _CONTEXT)
        self._hash = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a part; too large an upload is cut off and its file removed."""
        if start + len(raw_data) > settings.ATTACHMENT_LARGEST:
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        self._writer.write(raw_data)
        self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> EncryptedUpload:
        """Return what was received."""
        self._writer.close()
        self._end()
        return EncryptedUpload(
            self.file_name or "", file_size, self._path, self._key, self._hash.digest()
        )

    def upload_interrupted(self) -> None:
        """Remove what was begun."""
        self._end()
        if hasattr(self, "_path"):
            self._path.unlink(missing_ok=True)

    def _end(self) -> None:
        if getattr(self, "_file", None) is not None:
            assert self._file is not None  # noqa: S101
            self._file.close()
            self._file = None
