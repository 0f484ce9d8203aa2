"""Encrypted files of any size with flat memory: AES-256-GCM over chunks (STREAM).

    format 1, 1 byte | chunk size, 4 bytes | nonce prefix, 7 bytes
    chunk, chunk, ..., last chunk      each ciphertext and tag

A chunk's nonce is prefix, number and a flag on the last one, so that chunks can't be
moved, left out or cut off; the context (which file of which case) and the header are
associated data. After Hoang, Reyhanitabar, Rogaway, Vizár: Online authenticated
encryption and its nonce-reuse misuse-resistance (CRYPTO 2015). A key serves one file.
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accountability.vault.errors import StreamBrokenError

CHUNK = 1024 * 1024
_FORMAT = 1
_PREFIX_BYTES = 7
_TAG = 16
_HEAD = struct.Struct(f">BI{_PREFIX_BYTES}s")
_NONCE = struct.Struct(f">{_PREFIX_BYTES}sI?")
_LARGEST_CHUNK = 16 * CHUNK


class EncryptedWriter:
    """Encrypts what is written; the file is whole only after ``close``."""

    def __init__(
        self, sink: BinaryIO, key: bytes, context: str, *, chunk: int = CHUNK
    ) -> None:
        """Write the header."""
        self._sink = sink
        self._cipher = AESGCM(key)
        self._prefix = os.urandom(_PREFIX_BYTES)
        self._size = chunk
        head = _HEAD.pack(_FORMAT, chunk, self._prefix)
        self._bound = context.encode() + head
        self._waiting = bytearray()
        self._number = 0
        sink.write(head)

    def write(self, data: bytes) -> int:
        """Take more of the file; the last full chunk waits for what may follow."""
        self._waiting += data
        while len(self._waiting) > self._size:
            self._put(bytes(self._waiting[: self._size]), last=False)
            del self._waiting[: self._size]
        return len(data)

    def close(self) -> None:
        """Write the last chunk. The sink stays open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        nonce = _NONCE.pack(self._prefix, self._number, last)
        self._sink.write(self._cipher.encrypt(nonce, plain, self._bound))
        self._number += 1


class EncryptedReader(io.RawIOBase):
    """Reads and seeks in an encrypted file; StreamBrokenError when it was touched.

    The end is checked when the file is opened, each chunk when it is read.
    """

    def __init__(self, source: BinaryIO, key: bytes, context: str) -> None:
        """Read the header and the last chunk."""
        super().__init__()
        self._source = source
        self._cipher = AESGCM(key)
        head = source.read(_HEAD.size)
        if len(head) != _HEAD.size:
            raise StreamBrokenError("too short")
        form, self._chunk, self._prefix = _HEAD.unpack(head)
        if form != _FORMAT or not 0 < self._chunk <= _LARGEST_CHUNK:
            raise StreamBrokenError("not one of our files")
        self._bound = context.encode() + head
        stored = source.seek(0, io.SEEK_END) - _HEAD.size
        whole, rest = divmod(stored, self._chunk + _TAG)
        if rest and rest < _TAG:
            raise StreamBrokenError("cut off")
        self._count = whole + bool(rest)
        if not self._count:
            raise StreamBrokenError("cut off")
        self.size = stored - self._count * _TAG
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._get(self._count - 1)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the plain file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        """Read up to the end of a chunk."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._at >= self.size or not len(view):
            return 0
        number, offset = divmod(self._at, self._chunk)
        part = self._get(number)[offset : offset + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Close the encrypted file too."""
        self._source.close()
        super().close()

    def _get(self, number: int) -> bytes:
        if self._held[0] == number:
            return self._held[1]
        self._source.seek(_HEAD.size + number * (self._chunk + _TAG))
        sealed = self._source.read(self._chunk + _TAG)
        nonce = _NONCE.pack(self._prefix, number, number == self._count - 1)
        try:
            plain = self._cipher.decrypt(nonce, sealed, self._bound)
        except (InvalidTag, ValueError):
            raise StreamBrokenError("not what was written") from None
        self._held = (number, plain)
        return plain


def buffered(source: BinaryIO, key: bytes, context: str) -> io.BufferedReader:
    """Return a reader with a buffer, as parsers like it."""
    return io.BufferedReader(EncryptedReader(source, key, context), CHUNK)
