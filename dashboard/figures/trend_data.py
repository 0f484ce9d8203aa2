"""What the trend of one printed metric is made of, and rules on its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from accountability.release.overview import FigurePoint
from accountability.vocab import Authority, Metric, Unit, ValueStatus, unit_of
from dashboard.state import TOTAL
from dashboard.words import Words

_DAYS_OF_A_YEAR = (365, 366)
_FISCAL_MONTH = 4


@dataclass(frozen=True)
class Reading:
    """An earlier value of a figure, and the day it was fetched."""

    value: int | float | None
    value_raw: str
    retrieved_on: date


@dataclass(frozen=True)
class TrendData:
    """The points of one metric with what explains them.

    ``earlier`` holds replaced readings by figure, newest first; ``names`` the
    departments', ``titles`` the documents' by id.
    """

    metric: Metric
    departments: tuple[str, ...]
    points: tuple[FigurePoint, ...]
    earlier: Mapping[str, tuple[Reading, ...]]
    names: Mapping[str, str]
    titles: Mapping[str, str]
    release: str

    @property
    def unit(self) -> Unit:
        """The unit that the metric is counted in."""
        return unit_of(self.metric)

    def of(self, department: str) -> list[FigurePoint]:
        """Return a department's points, in order of period."""
        return [point for point in self.points if point.department == department]

    def name(self, department: str, words: Words) -> str:
        """Return the name people use; ``all`` is the body's own total."""
        if department == TOTAL:
            return words("All departments (total as printed)")
        return self.names.get(department, department)

    def title(self, point: FigurePoint) -> str:
        """Return the title of the document that a point was read from."""
        return self.titles.get(point.document, point.document)

    def revised_from(self, point: FigurePoint) -> Reading | None:
        """Return the newest earlier reading that differs from the one to quote."""
        for reading in self.earlier.get(point.figure, ()):
            if reading.value != point.value:
                return reading
        return None


def is_year(point: FigurePoint) -> bool:
    """Say whether the point's period lasts twelve months."""
    return (point.period_end - point.period_start).days + 1 in _DAYS_OF_A_YEAR


def follows(earlier: FigurePoint, later: FigurePoint) -> bool:
    """Say whether one period begins the day after the other ends."""
    return later.period_start - earlier.period_end == timedelta(days=1)


def quotable(points: Sequence[FigurePoint]) -> list[FigurePoint]:
    """Return one numbered point a twelve-month period, where one can be quoted.

    Of several sources the body's own figure is quoted; where sources of equal
    standing disagree, none is.
    """
    chosen = []
    numbered = (p for p in points if p.value is not None and is_year(p))
    for _, same in groupby(numbered, key=lambda point: point.period_start):
        rivals = list(same)
        own = [p for p in rivals if p.authority == Authority.PRIMARY] or rivals
        if len({point.value for point in own}) == 1:
            chosen.append(own[0])
    return chosen


def periods_apart(points: Sequence[FigurePoint]) -> list[list[FigurePoint]]:
    """Group a department's points by period, in order."""
    ordered = sorted(points, key=lambda point: (point.period_start, point.period_end))
    return [
        list(same)
        for _, same in groupby(
            ordered, key=lambda point: (point.period_start, point.period_end)
        )
    ]


def missing_periods(points: Sequence[FigurePoint]) -> list[str]:
    """Name the fiscal years between the first and the last that have no row at all."""
    starts = {
        point.period_start.year
        for point in points
        if is_year(point) and point.period_start.month == _FISCAL_MONTH
    }
    if not starts:
        return []
    return [
        f"{year}/{(year + 1) % 100:02d}"
        for year in range(min(starts), max(starts))
        if year not in starts
    ]


def shown(point: FigurePoint, words: Words) -> str:
    """Write a point's value, or its status where it has none."""
    if point.value is None:
        return ValueStatus.of(point.status).label(words.language)
    number = words.number(point.value)
    if point.status == ValueStatus.ROUNDED:
        return words("about {number}", number=number)
    return number
