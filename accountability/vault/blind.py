"""Keyed hashes that find an equal value without knowing it (PRIVACY.md B4).

For what ``IndexPurpose`` names and for nothing else: an equal hash tells a thief that
two values are equal.
"""

import hmac
import struct
import unicodedata
from enum import StrEnum
from typing import NoReturn


class IndexPurpose(StrEnum):
    """What a keyed hash may be kept for."""

    RECEIPT = "receipt"
    DUPLICATE = "duplicate"
    #: An organisation's own word: the same word is one tag.
    TAG = "tag"
    #: The headings of an imported table, whose columns were named before.
    HEADINGS = "headings"
    #: Which cases of one person count, where there are more than the cap.
    STATISTICS = "statistics"


class BlindIndex:
    """HMAC-SHA256 under a key of its own, never that of an envelope."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Take the 32-byte index key."""
        if len(key) != 32:
            raise ValueError("the index key has 32 bytes")
        self._key = key

    def of(self, purpose: IndexPurpose, scope: str, value: str) -> bytes:
        """Return the hash of ``value`` within ``scope`` (an organisation).

        Case, accents' encoding and spaces make no difference; nothing links two
        scopes.
        """
        parts = (purpose.value, scope, normalised(value))
        message = b"".join(
            struct.pack(">I", len(p.encode())) + p.encode() for p in parts
        )
        return hmac.digest(self._key, message, "sha256")

    def __repr__(self) -> str:
        return "<BlindIndex>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")


def normalised(value: str) -> str:
    """Return ``value`` as it is compared: NFKC, case folded, spaces joined."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
