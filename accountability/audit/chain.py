"""The hash chain over entries, and the signed heads. Pure.

An entry's bytes are its columns as one JSON array with fixed order and forms. A batch's
digest runs over the digest of the batch before and each entry in turn, so that no
entry can be edited, left out, added or moved without another digest. Each batch is
signed (Ed25519); its head, kept elsewhere, proves the end of the chain as well.
"""

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

FIRST = b"\0" * 32
_MARK = struct.Struct(">Q8s")


@dataclass(frozen=True)
class Entry:
    """An entry as it is hashed."""

    seq: int
    at: datetime
    actor_id: int | None
    purpose: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    request_id: UUID | None
    details: Mapping[str, Any]

    def as_bytes(self) -> bytes:
        """Return the entry in the one form that is hashed."""
        row = [
            self.seq,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor_id,
            self.purpose,
            self.action,
            self.outcome,
            self.object_type,
            self.object_id,
            str(self.request_id) if self.request_id else None,
            dict(self.details),
        ]
        return json.dumps(row, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Head:
    """The end of the chain after one batch: what is signed and kept elsewhere."""

    number: int
    first_seq: int
    last_seq: int
    count: int
    digest: str
    previous: str
    marks: str

    def as_bytes(self) -> bytes:
        """Return what the signature is over."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def chained(previous: bytes, entries: Iterable[Entry]) -> tuple[bytes, bytes]:
    """Return the digest of a batch that follows ``previous``, and its marks.

    The marks, 16 bytes an entry (number, start of its SHA-256), tell which entry of a
    batch is bad; the digest tells that one is.
    """
    digest, marks = previous, bytearray()
    for entry in entries:
        hashed = hashlib.sha256(entry.as_bytes()).digest()
        digest = hashlib.sha256(digest + hashed).digest()
        marks += _MARK.pack(entry.seq, hashed[:8])
    return digest, bytes(marks)


def first_difference(sealed: bytes, found: bytes) -> int:
    """Return the number of the first entry in which two batches' marks differ.

    The smaller number, where one side has an entry that the other has not.
    """
    ours, theirs = list(_MARK.iter_unpack(sealed)), list(_MARK.iter_unpack(found))
    for before, now in zip(ours, theirs, strict=False):
        if before != now:
            return int(min(before[0], now[0]))
    longer = max(ours, theirs, key=len)
    return int(longer[min(len(ours), len(theirs))][0])


def marks_hash(marks: bytes) -> str:
    """Return the hash of a batch's marks, which its signature covers."""
    return hashlib.sha256(marks).hexdigest()


def new_signing_key() -> bytes:
    """Return a new private key as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def signing_key(pem: bytes) -> Ed25519PrivateKey:
    """Read a private key; ValueError when it is not Ed25519."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the signing key is not Ed25519")
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Read a public key; ValueError when it is not Ed25519."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the public key is not Ed25519")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Return a short name of a public key: the start of its SHA-256."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM, to be kept where the audit is verified."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def is_signed(head: Head, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Say whether ``signature`` is the key's over ``head``."""
    try:
        key.verify(signature, head.as_bytes())
    except InvalidSignature:
        return False
    return True
