"""How a release's protected figures came about, from the release's own words.

``methodology.json`` and the record say what was decided; what follows from it by
arithmetic is worked out here. What attackers gained was measured on made-up cases and
stands in ``docs/explanation/disclosure.md``; a test compares the two.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import exp
from typing import Any

from accountability.release.bundle import METHODOLOGY_FILE, PUBLIC
from accountability.release.community.answers import answer
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord, Entry
from accountability.release.reader import Reader
from accountability.site.community.words import cohort_words, dimension_words
from accountability.vocab.community import PlanKind, Vintage

#: Part of all draws that the usual noise covers.
_USUAL = 0.9


@dataclass(frozen=True)
class MeasuredAttack:
    """How well an attacker tells whether one case is in (AUC; 0.5 is guessing).

    ``three`` is the same for somebody with three counted cases of one kind.
    """

    plan: PlanKind
    long: bool
    one: float
    three: float


#: Test T6 of ``manage.py audit_disclosure``.
MEASURED_ON = date(2026, 11, 26)
MEASURED: tuple[MeasuredAttack, ...] = (
    MeasuredAttack(PlanKind.ANNUAL, True, 0.731, 0.943),
    MeasuredAttack(PlanKind.POOLED, False, 0.717, 0.931),
    MeasuredAttack(PlanKind.SMALL, True, 0.681, 0.899),
)


@dataclass(frozen=True)
class MeasuredTable:
    """A table that noise was drawn for: its share of epsilon, and the usual noise.

    ``usual`` is the fewest cases that nine of ten draws stay within, either way.
    """

    words: str
    share: int
    epsilon: float
    usual: int


@dataclass(frozen=True)
class CohortMethod:
    """One cohort's vintage: its plan, its budget, and the tables it measured.

    ``factor`` is e to the epsilon: how much one case can shift the odds, at the most.
    """

    words: str
    entry: Entry
    epsilon: float
    factor: float
    tables: tuple[MeasuredTable, ...]

    @property
    def vintage(self) -> Vintage:
        """Which of the two."""
        return self.entry.cube.vintage


@dataclass(frozen=True)
class Example:
    """The cases of one cohort: a number, its margin, and where both leave the count."""

    years: str
    n: int
    margin: int
    low: int
    high: int


@dataclass(frozen=True)
class Method:
    """What the page tells; ``told`` is the community part of ``methodology.json``.

    ``example`` is a figure of this release to explain the margin by, if one shows.
    """

    told: dict[str, Any]
    lifetime: float
    lifetime_factor: float
    cohorts: tuple[CohortMethod, ...]
    example: Example | None


def method_of(reader: Reader, record: CommunityRecord) -> Method:
    """Return how the figures of a release came about."""
    path = reader.bundle / PUBLIC / METHODOLOGY_FILE
    told = json.loads(path.read_text(encoding="utf-8"))["community"]
    lifetime = float(told["lifetime_epsilon_at_most"])
    return Method(
        told,
        lifetime,
        exp(lifetime),
        tuple(_cohort(entry) for entry in record.entries),
        _example(record),
    )


def _example(record: CommunityRecord) -> Example | None:
    for cohort in reversed(record.edition.cohorts):
        total = answer(record.edition, Question.of({}, (cohort,)))
        if total.n is not None and total.moe90 is not None:
            return Example(
                cohort_words(cohort),
                total.n,
                total.moe90,
                total.n - total.moe90,
                total.n + total.moe90,
            )
    return None


def _cohort(entry: Entry) -> CohortMethod:
    vintage = entry.cube.vintage
    [plan] = [v for v in entry.plan["vintages"] if v["vintage"] == vintage.value]
    epsilon = Decimal(entry.epsilon)
    return CohortMethod(
        cohort_words(entry.cube.cohort),
        entry,
        float(epsilon),
        exp(epsilon),
        tuple(
            _table(tuple(table["dimensions"]), Decimal(table["share"]), epsilon)
            for table in plan["tables"]
        ),
    )


def _table(
    dimensions: tuple[str, ...], share: Decimal, epsilon: Decimal
) -> MeasuredTable:
    spent = float(epsilon * share)
    return MeasuredTable(
        " × ".join(map(dimension_words, dimensions)),
        round(100 * share),
        spent,
        usual_noise(spent),
    )


def usual_noise(epsilon: float) -> int:
    """Return the fewest cases within which nine of ten draws stay, either way.

    Discrete Laplace with P(Z=k) = (1-a)/(1+a) a^|k|, a = exp(-epsilon): the chance of
    more than k either way is 2 a^(k+1) / (1+a).
    """
    a = exp(-epsilon)
    k = 0
    while 2 * a ** (k + 1) / (1 + a) > 1 - _USUAL:
        k += 1
    return k
