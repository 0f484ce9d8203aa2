r"""One sealed value: AES-256-GCM, bound to where it stands (PRIVACY.md B4).

    b"\\x01" | key version, 2 bytes | nonce, 12 bytes | ciphertext and tag

The associated data are table, column, row and key version: a value that is moved to
another place does not open there. Opening fails loudly, always.
"""

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accountability.vault.errors import SealBrokenError

FORMAT = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEAD = struct.Struct(">BH")
#: The shortest envelope, of an empty text.
SHORTEST = _HEAD.size + _NONCE_BYTES + _TAG_BYTES


@dataclass(frozen=True)
class Place:
    """Where a value stands: it opens there and nowhere else."""

    table: str
    column: str
    row: str

    def bound_to(self, version: int) -> bytes:
        """Return the associated data; the parts can't run into each other."""
        parts = (self.table, self.column, self.row, str(version))
        return b"".join(struct.pack(">I", len(p.encode())) + p.encode() for p in parts)


class CaseKey:
    """The key of one case in its versions. Never printed, pickled or compared."""

    __slots__ = ("_versions", "case_id")

    def __init__(self, case_id: str, versions: Mapping[int, bytes]) -> None:
        """Take the versions; values are sealed with the newest."""
        if not versions or any(len(key) != KEY_BYTES for key in versions.values()):
            raise ValueError("a case key has versions of 32 bytes each")
        self.case_id = case_id
        self._versions = MappingProxyType(dict(versions))

    @property
    def version(self) -> int:
        """The version that seals now."""
        return max(self._versions)

    def seal(self, place: Place, plain: bytes) -> bytes:
        """Return ``plain`` as an envelope for ``place``; different each time."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._versions[self.version]).encrypt(
            nonce, plain, place.bound_to(self.version)
        )
        return _HEAD.pack(FORMAT, self.version) + nonce + sealed

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Return what was sealed at ``place``; SealBrokenError for anything else."""
        version = sealed_version(sealed)
        key = self._versions.get(version)
        if key is None:
            raise SealBrokenError("sealed with no version of this key")
        nonce = sealed[_HEAD.size : _HEAD.size + _NONCE_BYTES]
        try:
            return AESGCM(key).decrypt(
                nonce, sealed[_HEAD.size + _NONCE_BYTES :], place.bound_to(version)
            )
        except InvalidTag:
            raise SealBrokenError("not what was sealed at this place") from None

    def file_key(self, label: str, version: int | None = None) -> bytes:
        """Return the 32-byte key of a file of this case, named by ``label``.

        HKDF-SHA256 (RFC 5869) of the key in ``version`` (default: the newest): no two
        files share a key. Raises SealBrokenError for a version that is not there.
        """
        key = self._versions.get(self.version if version is None else version)
        if key is None:
            raise SealBrokenError("sealed with no version of this key")
        info = f"file|{self.case_id}|{label}".encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key)

    def __repr__(self) -> str:
        return "<CaseKey>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")


def is_sealed(value: bytes) -> bool:
    """Say whether ``value`` has the shape of an envelope. Only opening proves it."""
    return len(value) >= SHORTEST and value[0] == FORMAT


def sealed_version(sealed: bytes) -> int:
    """Return the key version of an envelope; SealBrokenError if it is none."""
    if not is_sealed(sealed):
        raise SealBrokenError("not an envelope")
    version: int = _HEAD.unpack_from(sealed)[1]
    return version
