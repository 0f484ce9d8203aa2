"""What the audit found, and the limits it is held to (PRIVACY.md A5), as data."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from accountability.vocab.community import PlanKind


class Bound(StrEnum):
    """How a measured value is held to its limit."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    TOLD = "told"


@dataclass(frozen=True)
class Limit:
    """A line of the audit: which test, what is measured, and what it may be.

    ``TOLD`` values have no limit; they stand in the report so that nobody has to ask.
    """

    test: str
    what: str
    bound: Bound
    value: float = 0.0


@dataclass(frozen=True)
class Result:
    """A measured value beside its limit. ``seconds`` is what measuring took."""

    limit: Limit
    measured: float
    seconds: float
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the value is within its limit; what is only told always is."""
        if self.limit.bound is Bound.AT_MOST:
            return bool(self.measured <= self.limit.value)
        if self.limit.bound is Bound.AT_LEAST:
            return bool(self.measured >= self.limit.value)
        return True

    def as_json(self) -> dict[str, Any]:
        """Return plain values for the kept report."""
        return {
            **asdict(self.limit),
            "measured": float(self.measured),
            "seconds": round(self.seconds, 2),
            "passed": self.passed,
            "note": self.note,
        }


def _most(test: str, what: str, value: float) -> Limit:
    return Limit(test, what, Bound.AT_MOST, value)


def _least(test: str, what: str, value: float) -> Limit:
    return Limit(test, what, Bound.AT_LEAST, value)


def _told(test: str, what: str) -> Limit:
    return Limit(test, what, Bound.TOLD)


#: They hold a real release to its own figures and pages, so they run at its gate.
RELEASE_GATE = {
    "T1": "every face of a release answers with the sums over its cube",
    "T7": "what comes in between releases changes no public byte",
}

#: Which test each check of a release's gate is (``publication.audit.community``).
GATE_CHECKS = {
    "community_sums": "T1",
    "community_totals": "T2",
    "community_refusals": "T3",
    "community_unmoved": "T7",
    "community_budget": "--",
}

ADDITIVITY = _most("T2", "totals that differ from their parts", 0)
NEGATIVE = _most("T2", "cells below zero", 0)
REFUSED = _least("T3", "share of unsupported questions that are refused", 1)
TELLING = _most("T3", "refusals that hold a figure", 0)
PINNED = _most("T4", "unsafe cells that an interval pins to the truth", 0.01)
PRESENT = _most(
    "T4", "presence certain and true, above what figures of other people tell", 0.02
)
PRESENT_HIDDEN = _told("T4", "presence certain, hidden ones found by subtraction")
FALSELY_PRESENT = _told("T4", "empty cells of which the same reading says so too")
PINNED_HIDDEN = _told("T4", "unsafe cells pinned, hidden ones found by subtraction")
RECONSTRUCTED = _most("T5", "unsafe cells guessed exactly, above the prior's", 0.10)
RECONSTRUCTED_LINEAR = _most("T5", "the same by least squares, above the prior's", 0.10)
CONFIDENT = _most("T5", "unsafe cells guessed with 90 % and right", 0.01)
NEARLY = _told("T5", "unsafe cells guessed within one, above the prior's")
AUC = _most("T6", "membership AUC, every vintage together", 0.75)
ADVANTAGE = _most("T6", "membership advantage, every vintage together", 0.40)
EPSILON = _most("T6", "lower 95 % bound of the measured epsilon", 2.0)
AUC_CUBE = _most("T6", "membership AUC from the final cube alone", 0.75)
AUC_THREE = _told("T6", "membership AUC of somebody with three counted cases")
WEAK_NAIVE = _least("T8", "hiding 1 to 4: unsafe cells pinned", 0.80)
WEAK_ROUNDED = _least("T8", "rounding to 5: presence certain", 0.20)
WEAK_ROUNDED_AUC = _least("T8", "rounding to 5: membership AUC", 0.90)
WEAK_KEYED = _least("T8", "cell key: membership AUC", 0.90)
WEAK_LIVE = _least("T8", "cell key, live: new cases pinned", 0.90)
COVERED = _least("T9", "truth within the 90 % margin", 0.85)
OVERCOVERED = _most("T9", "truth within the 90 % margin, not for wide margins", 0.98)
MEDIAN_ERROR = _most("T9", "median relative error, measured tables, cells of 20+", 0.07)
FALSE_TENS = _most("T9", "true below 5 shown as 10 or more", 0.06)
SHOWN_ERROR = _most("T9", "median relative error of the figures shown", 0.25)
SHOWN_SHARE = _told("T9", "cells of measured tables that are shown")

#: What the utility of each plan is held to. A5 gives numbers for the annual plan; the
#: small plan promises no error in general, only for what it shows.
UTILITY: dict[PlanKind, tuple[Limit, ...]] = {
    PlanKind.ANNUAL: (COVERED, OVERCOVERED, MEDIAN_ERROR, FALSE_TENS, SHOWN_SHARE),
    PlanKind.POOLED: (COVERED, OVERCOVERED, MEDIAN_ERROR, FALSE_TENS, SHOWN_SHARE),
    PlanKind.SMALL: (COVERED, FALSE_TENS, SHOWN_ERROR, SHOWN_SHARE),
}
