"""Bytes under their own hash: written once, read-only, verified on reading."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


class ArchiveError(Exception):
    """The archive does not hold the bytes it should. Names the hash, never a path."""


def store(content: bytes) -> str:
    """Keep ``content`` and return its sha256; storing the same again changes nothing.

    The bytes are on disk before this returns.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if path.exists():
        return sha256
    write_whole(path, content)
    return sha256


def write_whole(path: Path, content: bytes) -> None:
    """Write a read-only file: whole and on disk when it has its name, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            unfinished.chmod(0o440)
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    sync_directory(path.parent)


def open_bytes(sha256: str) -> bytes:
    """Return the bytes kept under ``sha256``.

    Raises ArchiveError when they are missing or no longer match their hash.
    """
    try:
        content = _path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise ArchiveError(f"the archive has no bytes {sha256}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArchiveError(f"the archived bytes {sha256} were altered or damaged")
    return content


def sync_directory(directory: Path) -> None:
    """Make a new name in ``directory`` survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ArchiveError("not a sha256 in lower-case hexadecimal")
    root = Path(settings.ARCHIVE_DIR)
    return root / "sha256" / sha256[:2] / sha256[2:4] / sha256
