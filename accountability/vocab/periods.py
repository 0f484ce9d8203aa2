"""Periods and dates, as far as a source states them.

A period is a start and an end date. A fiscal year runs 1 April to 31 March and is
printed ``2021/22``. A bare year is a period only where the caller says that the
source counts by calendar year (DOMAIN.md, "Units, periods, values").
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_FISCAL = re.compile(r"(\d{4})\s*[/–-]\s*(\d{2}|\d{4})")
_FISCAL_SPAN = re.compile(r"(\d{4}/\d{2})\s*-\s*(\d{4}/\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True, order=True)
class Period:
    """An inclusive span of days with the label the source prints."""

    start: date
    end: date
    label: str

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError(f"period {self.label!r} ends before it starts")

    @classmethod
    def parse(cls, text: str, *, calendar_years: bool = False) -> "Period":
        """Read ``2021/22``, ``2019/20-2021/22``, ``2013-Q1`` or a calendar year.

        Raises ValueError for anything else; for a bare year unless
        ``calendar_years`` says that the source counts by calendar year.
        """
        words = text.strip()
        if span := _FISCAL_SPAN.fullmatch(words):
            first, last = cls.parse(span[1]), cls.parse(span[2])
            return cls(first.start, last.end, words)
        if quarter := _QUARTER.fullmatch(words):
            year, month = int(quarter[1]), 3 * int(quarter[2])
            last_day = monthrange(year, month)[1]
            return cls(date(year, month - 2, 1), date(year, month, last_day), words)
        if fiscal := _FISCAL.fullmatch(words):
            year, following = int(fiscal[1]), fiscal[2]
            if int(following) % 100 != (year + 1) % 100:
                raise ValueError(f"{text!r} is not a fiscal year of twelve months")
            label = f"{year}/{(year + 1) % 100:02d}"
            return cls(date(year, 4, 1), date(year + 1, 3, 31), label)
        if _YEAR.fullmatch(words):
            if not calendar_years:
                raise ValueError(f"{text!r} is a bare year: calendar or fiscal?")
            year = int(words)
            return cls(date(year, 1, 1), date(year, 12, 31), words)
        raise ValueError(f"{text!r} is not a period")


@dataclass(frozen=True)
class ApproximateDate:
    """A date as the source words it: the first day it can mean, and how finely."""

    first: date
    precision: Precision
    text: str
