"""The law's clocks for a complaint in British Columbia. One reviewed table.

Facts marked [K] in DOMAIN.md: general knowledge of the Police Act, not read from a
stored page and no legal advice; each carries its section, and every page that shows
one says to check with a lawyer. Business days leave out Saturdays, Sundays and B.C.'s
statutory holidays (``holidays``, Canada, subdivision BC, with observed days).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

from accountability.vocab.term import Term


class Start(StrEnum):
    """What a clock starts with."""

    CONDUCT = "conduct"
    ADMITTED = "admitted"
    FINAL_REPORT = "final_report"
    DECISION = "decision"


class Clock(Term):
    """A limit of the process: label in both languages, the rule in plain words."""

    COMPLAINT = (
        "complaint",
        "Last day to complain",
        "Dernier jour pour porter plainte",
        "A complaint is made within 12 months of the conduct.",
    )
    INVESTIGATION = (
        "investigation",
        "Investigation ends",
        "Fin de l'enquête",
        "The investigation is completed within 6 months of the complaint being "
        "admitted.",
    )
    DECISION = (
        "decision",
        "Discipline authority decides",
        "Décision de l'autorité disciplinaire",
        "The discipline authority decides within 10 business days of the final report.",
    )
    REVIEW = (
        "review",
        "Last day to ask for a hearing or review",
        "Dernier jour pour demander une audience ou une révision",
        "A public hearing or a review on the record is asked for within 20 business "
        "days of the decision.",
    )

    @property
    def terms(self) -> "Terms":
        """Its section, length and start."""
        return _TERMS[self]


@dataclass(frozen=True)
class Terms:
    """How long, from what, under which section, and who can give more time."""

    start: Start
    section: str
    months: int = 0
    business_days: int = 0
    extended_by: str = ""


_TERMS = {
    Clock.COMPLAINT: Terms(
        Start.CONDUCT, "Police Act s.79", months=12, extended_by="the Commissioner"
    ),
    Clock.INVESTIGATION: Terms(
        Start.ADMITTED, "Police Act s.99", months=6, extended_by="the Commissioner"
    ),
    Clock.DECISION: Terms(Start.FINAL_REPORT, "Police Act s.112", business_days=10),
    Clock.REVIEW: Terms(
        Start.DECISION, "Police Act, public hearing and review", business_days=20
    ),
}


@dataclass(frozen=True)
class Running:
    """A clock that has started. Days are calendar days; ``left`` is negative after."""

    clock: Clock
    start: date
    due: date
    left: int

    @property
    def over(self) -> bool:
        """Whether the last day is past."""
        return self.left < 0


def running(clock: Clock, start: date, today: date) -> Running:
    """Return where ``clock`` stands on ``today`` if it started on ``start``."""
    terms = clock.terms
    due = (
        add_months(start, terms.months)
        if terms.months
        else add_business_days(start, terms.business_days)
    )
    return Running(clock, start, due, (due - today).days)


def is_business_day(day: date) -> bool:
    """Say whether ``day`` is neither a weekend nor a statutory holiday in B.C."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_business_days(start: date, number: int) -> date:
    """Return the ``number``-th business day after ``start``, which is day 0."""
    day, left = start, number
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day)
    return day


def add_months(start: date, number: int) -> date:
    """Return the same day ``number`` months on; the month's last if it is shorter."""
    months = start.year * 12 + start.month - 1 + number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CA", subdiv="BC", years=year))
