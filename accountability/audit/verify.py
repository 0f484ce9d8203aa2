"""Verifying: does the audit still say what was sealed? Streams, so memory is flat."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accountability.audit import chain
from accountability.audit.sealing import entry_of, head_of
from accountability.models import AuditEvent, AuditSeal


@dataclass(frozen=True)
class Verdict:
    """``bad_seq`` is the first entry that can't be vouched for; None when all can.

    ``unsealed`` entries are newer than the last seal and vouched for by nothing yet.
    """

    entries: int
    seals: int
    unsealed: int
    bad_seq: int | None = None
    why: str = ""

    @property
    def good(self) -> bool:
        """Whether everything sealed is as it was."""
        return self.bad_seq is None


@dataclass(frozen=True)
class SignedHead:
    """A head that was carried off the host."""

    head: chain.Head
    signature: bytes

    @classmethod
    def from_file(cls, path: Path) -> "SignedHead":
        """Read a head; ValueError or KeyError when it is none."""
        told = json.loads(path.read_text())
        names = (
            "number",
            "first_seq",
            "last_seq",
            "count",
            "digest",
            "previous",
            "marks",
        )
        return cls(
            chain.Head(**{name: told[name] for name in names}),
            bytes.fromhex(told["signature"]),
        )


def verify_audit(key: Ed25519PublicKey, heads: Iterable[SignedHead] = ()) -> Verdict:
    """Compare every entry with the seals, and the seals with heads kept elsewhere.

    Without a head from elsewhere a cut-off end, seals and all, can't be noticed.
    """
    kept = {signed.head.number: signed for signed in heads}
    for signed in kept.values():
        if not chain.is_signed(signed.head, signed.signature, key):
            return Verdict(
                0, 0, 0, signed.head.first_seq, "head not signed by this key"
            )
    entries, seals, previous, last_seq = 0, 0, chain.FIRST, 0
    found = AuditSeal.objects.order_by("number").iterator(1000)
    for number, seal in enumerate(found, start=1):
        head = head_of(seal)

        if head.number != number:
            return Verdict(entries, seals, 0, last_seq + 1, f"seal {number} is missing")
        if not chain.is_signed(head, bytes(seal.signature), key):
            return Verdict(
                entries,
                seals,
                0,
                head.first_seq,
                f"seal {number} is not signed by this key",
            )
        if bytes.fromhex(head.previous) != previous:
            return Verdict(
                entries,
                seals,
                0,
                head.first_seq,
                f"seal {number} does not follow the one before",
            )
        elsewhere = kept.pop(number, None)
        if elsewhere is not None and elsewhere.head != head:
            return Verdict(
                entries,
                seals,
                0,
                head.first_seq,
                f"seal {number} is not the one kept elsewhere",
            )
        digest, marks = chain.chained(previous, _entries(last_seq, head.last_seq))
        if digest.hex() != head.digest:
            sealed = bytes(seal.marks)
            return Verdict(
                entries,
                seals,
                0,
                chain.first_difference(sealed, marks)
                if marks != sealed
                else head.first_seq,
                _what_happened(sealed, marks),
            )
        entries, seals = entries + head.count, seals + 1
        previous, last_seq = digest, head.last_seq
    if kept:
        first = min(kept.values(), key=lambda signed: signed.head.number).head
        return Verdict(
            entries,
            seals,
            0,
            first.first_seq,
            f"seal {first.number} was carried away and is no longer here: cut off",
        )
    unsealed = AuditEvent.objects.filter(seq__gt=last_seq).count()
    return Verdict(entries, seals, unsealed)


def _what_happened(sealed: bytes, found: bytes) -> str:
    if len(found) < len(sealed):
        return "entries are missing"
    if len(found) > len(sealed):
        return "entries were added"
    return "an entry was edited or moved"


def _entries(after: int, upto: int) -> Iterator[chain.Entry]:
    found = AuditEvent.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq")
    for event in found.iterator(2000):
        yield entry_of(event)
