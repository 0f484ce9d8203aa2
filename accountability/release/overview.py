"""The overview: one question that answers every chart of the dashboard's first page.

Parameters: ``department``, ``class``, ``outcome`` (several values), ``year__min``,
``year__max``, ``jurisdiction``, ``metric`` and ``release``. The address is the
whole state; options that only concern the screen live elsewhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accountability.release.parameters import (
    Parameters,
    QueryError,
    check_known,
    one,
    parse,
    refuse_unknown,
    several,
)
from accountability.release.schema import ALLEGATION_CUBE, STATISTICS, Column, Kind
from accountability.vocab import AllegationClass, Metric, OutcomeGroup

PARAMETERS = (
    "department",
    "jurisdiction",
    "year__min",
    "year__max",
    "class",
    "outcome",
    "metric",
    "release",
)
_METRIC = STATISTICS.column("metric")
_RELEASE = Column("release", Kind.STRING, "A release id.")


@dataclass(frozen=True)
class OverviewQuery:
    """What the overview is asked for; empty means everything.

    Bounds are calendar years, inclusive: of ``allegations.year``, and of the first
    day of a printed figure's period. ``release`` None means the current one.
    """

    departments: tuple[str, ...] = ()
    jurisdiction: str | None = None
    year_min: int | None = None
    year_max: int | None = None
    classes: tuple[AllegationClass, ...] = ()
    outcomes: tuple[OutcomeGroup, ...] = ()
    metric: Metric = Metric.REGISTERED_COMPLAINTS
    release: str | None = None

    @classmethod
    def from_params(
        cls, parameters: Parameters, *, also: Collection[str] = ()
    ) -> "OverviewQuery":
        """Read the question from the parameters of an address.

        ``also`` names parameters that the caller reads itself. Raises QueryError.
        """
        refuse_unknown(parameters, [*PARAMETERS, *also])
        column = ALLEGATION_CUBE.column
        return cls(
            departments=_texts(parameters, "department"),
            jurisdiction=_single(parameters, "jurisdiction", column("jurisdiction")),
            year_min=_year(parameters, "year__min"),
            year_max=_year(parameters, "year__max"),
            classes=tuple(map(AllegationClass.of, _texts(parameters, "class"))),
            outcomes=tuple(map(OutcomeGroup.of, _texts(parameters, "outcome"))),
            metric=Metric.of(
                _single(parameters, "metric", _METRIC) or Metric.REGISTERED_COMPLAINTS
            ),
            release=_single(parameters, "release", _RELEASE),
        )

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``from_params`` reads back to this question."""
        parameters = [
            *(("department", name) for name in self.departments),
            *(("class", term.value) for term in self.classes),
            *(("outcome", term.value) for term in self.outcomes),
        ]
        if self.jurisdiction is not None:
            parameters.append(("jurisdiction", self.jurisdiction))
        if self.year_min is not None:
            parameters.append(("year__min", str(self.year_min)))
        if self.year_max is not None:
            parameters.append(("year__max", str(self.year_max)))
        if self.metric is not Metric.REGISTERED_COMPLAINTS:
            parameters.append(("metric", self.metric.value))
        if self.release is not None:
            parameters.append(("release", self.release))
        return parameters

    def validate(self, domain: Mapping[str, Collection[str]]) -> None:
        """Refuse what the release does not hold, and years the wrong way round.

        ``domain`` maps ``department`` and ``jurisdiction`` to what the release
        holds. Raises QueryError naming the parameter.
        """
        check_known("department", self.departments, domain["department"])
        if self.jurisdiction is not None:
            check_known("jurisdiction", [self.jurisdiction], domain["jurisdiction"])
        if (
            self.year_min is not None
            and self.year_max is not None
            and self.year_min > self.year_max
        ):
            raise QueryError("year__max", "is before year__min.")


def _texts(parameters: Parameters, name: str) -> tuple[str, ...]:
    column = ALLEGATION_CUBE.column(name)
    return tuple(str(value) for value in several(parameters, name, column))


def _single(parameters: Parameters, name: str, column: Column) -> str | None:
    text = one(parameters, name)
    return None if text is None else str(parse(name, column, text))


def _year(parameters: Parameters, name: str) -> int | None:
    text = one(parameters, name)
    if text is None:
        return None
    year = parse(name, ALLEGATION_CUBE.column("year"), text)
    if not isinstance(year, int) or not 1800 <= year <= 2200:
        raise QueryError(name, f"{text!r} is not a year from 1800 to 2200.")
    return year


@dataclass(frozen=True)
class YearOutcome:
    """Allegations of one year with one outcome."""

    year: int
    outcome: OutcomeGroup
    allegations: int


@dataclass(frozen=True)
class OutcomeCount:
    """Allegations with one outcome."""

    outcome: OutcomeGroup
    allegations: int


@dataclass(frozen=True)
class DepartmentOutcome:
    """Allegations of one department with one outcome."""

    department: str
    outcome: OutcomeGroup
    allegations: int


@dataclass(frozen=True)
class ClassOutcome:
    """Allegations of one class with one outcome."""

    allegation_class: AllegationClass
    outcome: OutcomeGroup
    allegations: int


@dataclass(frozen=True)
class FigurePoint:
    """One printed figure of the trend: current, and the whole of its metric.

    ``value`` is None unless ``status`` is reported or rounded. Two current figures
    of one department and period are ``disputed`` and both are here.
    """

    statistic: str
    figure: str
    department: str
    period: str
    period_start: date
    period_end: date
    value: int | float | None
    value_raw: str
    status: str
    unit: str
    disputed: bool
    authority: str
    flags: str
    document: str
    sha256: str
    page: int | None


@dataclass(frozen=True)
class Overview:
    """The answer: counts of allegations, and the trend of one printed metric.

    The two are never added together. Terms stand in the vocabularies' order; zero
    counts are left out; UNKNOWN and UNASSIGNED are counted like any other term. The
    trend is ordered by department and period.
    """

    query: OverviewQuery
    release: str
    total: int
    by_year_outcome: tuple[YearOutcome, ...]
    by_outcome: tuple[OutcomeCount, ...]
    by_department_outcome: tuple[DepartmentOutcome, ...]
    by_class_outcome: tuple[ClassOutcome, ...]
    trend: tuple[FigurePoint, ...]
