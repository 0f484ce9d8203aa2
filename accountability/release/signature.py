"""The signature over a release: Ed25519 over ``SHA256SUMS``. Pure.

``SHA256SUMS`` holds the hash of every other public file, so that one signature vouches
for all of them. The public key lies beside it for convenience; who wants to be sure
has it from elsewhere, because whoever can change a bundle can change the key in it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from accountability.release.bundle import (
    MANIFEST,
    PUBLIC,
    PUBLIC_KEY,
    SIGNATURE,
    BundleError,
    ReleaseInfo,
    damaged_files,
    damaged_public_files,
)


class Trouble(StrEnum):
    """What can be wrong with a release that somebody has before them."""

    NOT_A_RELEASE = "not_a_release"
    UNSIGNED = "unsigned"
    FOREIGN_KEY = "foreign_key"
    BAD_SIGNATURE = "bad_signature"
    CHANGED_FILE = "changed_file"


@dataclass(frozen=True)
class Problem:
    """One trouble, with the file or key that it is about."""

    trouble: Trouble
    where: str

    def __str__(self) -> str:
        return f"{self.trouble.value}: {self.where}"


def signing_key(pem: bytes) -> Ed25519PrivateKey:
    """Read a private key; ValueError if it is no Ed25519 key."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 private key")
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Read a public key; ValueError if it is no Ed25519 key."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM, as it lies in the bundle."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Ed25519PublicKey) -> str:
    """Return a short name of a key: the start of the SHA-256 of its 32 bytes."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def problems(place: Path, key: Ed25519PublicKey | None = None) -> Iterator[Problem]:
    """Yield everything that is wrong with a bundle, or with its public files alone.

    ``key`` is the publisher's, from elsewhere. Without it the key in the bundle is
    taken, which shows damage but no forgery.
    """
    public = place / PUBLIC if (place / PUBLIC).is_dir() else place
    if not (public / MANIFEST).is_file():
        yield Problem(Trouble.NOT_A_RELEASE, f"{place.name} has no {MANIFEST}")
        return
    yield from _signature_problems(public, key)
    damaged = damaged_public_files(public) if public == place else damaged_files(place)
    try:
        yield from (Problem(Trouble.CHANGED_FILE, name) for name in damaged)
    except (BundleError, UnicodeDecodeError) as error:
        yield Problem(Trouble.NOT_A_RELEASE, str(error))


def is_vouched_for(bundle: Path) -> bool:
    """Say whether the key in a bundle signed its manifest; reads those files alone."""
    return not [*_signature_problems(bundle / PUBLIC, None)]


def _signature_problems(
    public: Path, expected: Ed25519PublicKey | None
) -> Iterator[Problem]:
    if not (public / SIGNATURE).is_file():
        yield Problem(Trouble.UNSIGNED, f"there is no {SIGNATURE}")
        return
    try:
        held = public_key((public / PUBLIC_KEY).read_bytes())
    except (OSError, ValueError):
        held = None
    key = expected or held
    if held is None or key is None:
        yield Problem(Trouble.FOREIGN_KEY, f"{PUBLIC_KEY} is missing or no key")
    elif expected is not None and key_id(held) != key_id(expected):
        yield Problem(
            Trouble.FOREIGN_KEY,
            f"{PUBLIC_KEY} is {key_id(held)}, not {key_id(expected)}",
        )
    elif (named := _named_key(public)) and named != key_id(held):
        yield Problem(
            Trouble.FOREIGN_KEY, f"{PUBLIC_KEY} is {key_id(held)}, not {named}"
        )
    if key is None:
        return
    try:
        key.verify((public / SIGNATURE).read_bytes(), (public / MANIFEST).read_bytes())
    except InvalidSignature:
        yield Problem(
            Trouble.BAD_SIGNATURE,
            f"{SIGNATURE} is not of {MANIFEST} by the key {key_id(key)}",
        )


def _named_key(public: Path) -> str:
    """Return the id of the key that ``release.json`` names; empty if it can't."""
    try:
        return ReleaseInfo.read(public).signing_key
    except BundleError:
        return ""
