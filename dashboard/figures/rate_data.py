"""What rates are made of: one printed figure a department, and a size to divide by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accountability.release.overview import FigurePoint
from accountability.vocab import Metric, Unit, unit_of
from dashboard.figures.chart import Source
from dashboard.figures.trend_data import is_year, quotable, shown
from dashboard.figures.uncertainty import Interval, rate
from dashboard.state import Per
from dashboard.words import Words

#: Measure of the denominators table, and what a rate is of so many of.
SIZES = {
    Per.OFFICERS: ("police_officers_actual", 100),
    Per.RESIDENTS: ("population", 100_000),
}


@dataclass(frozen=True)
class Size:
    """How many officers or residents there were in a year, and who says so."""

    value: int
    year: int
    source_kind: str
    source_url: str


@dataclass(frozen=True)
class DepartmentRate:
    """One department's figure of the period; ``point`` is None where none is held.

    ``rate`` is None without a number to quote or without a size for the year.
    """

    department: str
    points: tuple[FigurePoint, ...]
    point: FigurePoint | None
    size: Size | None
    rate: Interval | None


@dataclass(frozen=True)
class RateData:
    """The departments of one metric and period. ``year`` is that of the sizes asked."""

    metric: Metric
    period: str
    year: int
    per: Per
    rates: tuple[DepartmentRate, ...]
    names: Mapping[str, str]
    titles: Mapping[str, str]
    release: str
    sources: tuple[Source, ...]

    @property
    def unit(self) -> Unit:
        """The unit that the metric is counted in."""
        return unit_of(self.metric)

    @property
    def scale(self) -> int:
        """A rate is a count for so many officers or residents."""
        return SIZES[self.per][1]

    @property
    def known(self) -> list[DepartmentRate]:
        """The departments with a rate, in order of name."""
        return [each for each in self.rates if each.rate is not None]

    def together(self) -> Interval | None:
        """Return the rate of all departments with a rate, taken as one."""
        sizes = [(each, each.size) for each in self.known]
        total = sum(size.value for _, size in sizes if size is not None)
        if not total:
            return None
        counted = sum(_whole(each.point) for each, _ in sizes)
        return rate(counted, total, self.scale)

    def name(self, department: str) -> str:
        """Return a department's name."""
        return self.names.get(department, department)


def _whole(point: FigurePoint | None) -> int:
    return int(point.value) if point is not None and point.value is not None else 0


def department_rates(
    points: Iterable[FigurePoint],
    sizes: Iterable[Mapping[str, Any]],
    departments: Iterable[str],
    year: int,
    per: Per,
) -> Iterator[DepartmentRate]:
    """Yield every department with what is known of it.

    The size must be that of the calendar year in which the period starts: a rate over
    another year's size would be another number.
    """
    measure, scale = SIZES[per]
    known = {
        row["department"]: Size(
            row["value"], row["year"], row["source_kind"], row["source_url"]
        )
        for row in sizes
        if row["measure"] == measure and row["year"] == year
    }
    held: dict[str, list[FigurePoint]] = {}
    for point in points:
        held.setdefault(point.department, []).append(point)
    for department in departments:
        found = [point for point in held.get(department, []) if is_year(point)]
        quoted = quotable(found)
        quote = quoted[0] if quoted else None
        size = known.get(department)
        yield DepartmentRate(
            department,
            tuple(found),
            quote,
            size,
            rate(_whole(quote), size.value, scale)
            if quote is not None and size is not None and size.value
            else None,
        )


def said(each: DepartmentRate, data: RateData, words: Words) -> str:
    """Write a department's count with its unit, or why there is none."""
    unit = data.unit.label(words.language)
    if each.point is not None:
        return f"{shown(each.point, words)} {unit}"
    if len(each.points) > 1:
        return words("sources disagree")
    if each.points:
        return shown(each.points[0], words)
    return words("no figure held")


def per_words(data: RateData, words: Words) -> str:
    """Say what a rate is a rate of."""
    if data.per is Per.OFFICERS:
        return words("for each 100 officers")
    return words("for each 100,000 residents")


def size_words(data: RateData, words: Words) -> str:
    """Name the size divided by."""
    if data.per is Per.OFFICERS:
        return words("officers")
    return words("residents")
