"""When a document is gone, and when an address is another one. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from accountability.sources.errors import Failure
from accountability.vocab import RetrievalOutcome

#: What a server answers where nothing is any more (RFC 9110, 15.5.5 and 15.5.11).
GONE_STATUSES = (404, 410)
#: In so many runs a document must be missed: one alone may be an accident.
RUNS_NEEDED = 2


class Sight(StrEnum):
    """What one attempt to fetch a document says about whether it is there."""

    SEEN = "seen"
    MISSING = "missing"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Attempt:
    """One attempt: in which run (None if that is not known), when, and what it says."""

    run: UUID | None
    at: datetime
    sight: Sight


@dataclass(frozen=True)
class Absence:
    """A document last seen at one moment and missed from another on."""

    last_seen_at: datetime
    missing_since: datetime


def sight_of(outcome: str, failure: str, status: int | None) -> Sight:
    """Return what an attempt says. A page for robots that says 404 says nothing."""
    if outcome != RetrievalOutcome.FAILED.value:
        return Sight.SEEN
    if failure == Failure.HTTP_STATUS.value and status in GONE_STATUSES:
        return Sight.MISSING
    return Sight.UNTOLD


def absence(attempts: Iterable[Attempt]) -> Absence | None:
    """Return since when a document is gone; None while that is not sure.

    It is gone once ``RUNS_NEEDED`` runs missed it since it was last seen. What broke
    off, timed out or failed otherwise counts neither for nor against it.
    """
    missed: list[Attempt] = []
    for attempt in sorted(attempts, key=lambda each: each.at, reverse=True):
        if attempt.sight is Sight.SEEN:
            runs = {each.run for each in missed} - {None}
            if len(runs) < RUNS_NEEDED:
                return None
            return Absence(attempt.at, min(each.at for each in missed))
        if attempt.sight is Sight.MISSING:
            missed.append(attempt)
    return None


def same_place(one: str, other: str) -> bool:
    """Say whether two addresses differ in nothing a reader would call a move.

    The scheme, ``www.``, the case of the host and a slash at the end do not count.
    """
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/"), parts.query
