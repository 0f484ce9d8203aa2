"""What the dashboard shows, as its address says it. The address is the whole state.

Printed figures: ``metric``, ``department`` (several; none is the body's total) and
``period__min``, ``period__max`` (the year in which a period starts).

Allegations: ``jurisdiction`` (``all`` adds places together, never by default),
``police`` (departments), ``year__min``, ``year__max``, ``class``, ``outcome``.

Single pages: ``period`` (one printed period) and ``per`` (officers or residents) of
Departments, ``by`` (how Time and Compare divide the allegations) and ``versus`` (the
years that Compare sets side by side).

Community cases: ``cohort`` (years received; ``all`` adds them), ``told_by`` and the
question: ``case_by`` (a figure for each code of it; ``all`` is one figure) and codes of
``case_year``, ``case_department``, ``case_allegation_class``, ``case_outcome``,
``case_reporting``.

All: ``release`` pins an edition, ``lang`` is ``en`` or ``fr``. A part that cannot be
understood is left out and reported: it must never silently mean something else.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlencode

from accountability.release.overview import OverviewQuery
from accountability.release.parameters import (
    Parameters,
    QueryError,
    given,
    nearest,
    one,
    parse,
    several,
)
from accountability.release.schema import (
    ALLEGATION_CUBE,
    COMMUNITY_DIMENSIONS,
    STATISTICS,
    Column,
    Kind,
)
from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from accountability.vocab.community import CommunityDimension
from dashboard.words import LANGUAGES

#: As ``jurisdiction``: every place added together.
EVERYWHERE = "all"
#: As ``department`` of printed figures: the body's total over all departments.
TOTAL = "all"


class Per(StrEnum):
    """What a rate is a rate of."""

    OFFICERS = "officers"
    RESIDENTS = "residents"


class By(StrEnum):
    """What allegations are divided by."""

    NOTHING = "all"
    YEAR = "year"
    DEPARTMENT = "department"


class ToldBy(StrEnum):
    """What the share of cases that an official body was told of is broken down by."""

    DEPARTMENT = "department"
    ALLEGATION_CLASS = "allegation_class"


@dataclass(frozen=True)
class Problem:
    """A part of an address that was left out: its name, what it said, a likely fix."""

    parameter: str
    given: str
    nearest: str | None = None


@dataclass(frozen=True)
class State:
    """What is shown. Empty means everything; see the module for each field."""

    metric: Metric = Metric.REGISTERED_COMPLAINTS
    departments: tuple[str, ...] = ()
    period_min: int | None = None
    period_max: int | None = None
    jurisdiction: str | None = None
    police: tuple[str, ...] = ()
    year_min: int | None = None
    year_max: int | None = None
    classes: tuple[AllegationClass, ...] = ()
    outcomes: tuple[OutcomeGroup, ...] = ()
    period: str | None = None
    per: Per = Per.OFFICERS
    by: By = By.YEAR
    versus: tuple[int, ...] = ()
    cohort: str | None = None
    told_by: ToldBy = ToldBy.DEPARTMENT
    case_by: str = CommunityDimension.DEPARTMENT.value
    case_year: tuple[str, ...] = ()
    case_department: tuple[str, ...] = ()
    case_allegation_class: tuple[str, ...] = ()
    case_outcome: tuple[str, ...] = ()
    case_reporting: tuple[str, ...] = ()
    release: str | None = None
    language: str = "en"

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``read`` reads back to this state."""
        default = State()
        written: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == getattr(default, field.name):
                continue
            several = value if isinstance(value, tuple) else (value,)
            written.extend((PARAMETERS[field.name], str(part)) for part in several)
        return written

    def search(self) -> str:
        """Return the query string with its question mark, or nothing by default."""
        params = self.to_params()
        return f"?{urlencode(params)}" if params else ""

    @property
    def case_codes(self) -> dict[str, tuple[str, ...]]:
        """The codes asked for of each dimension of the community record, if any."""
        found = {name: getattr(self, f"case_{name}") for name in COMMUNITY_DIMENSIONS}
        return {name: codes for name, codes in found.items() if codes}

    def figures_query(self) -> OverviewQuery:
        """Return the question whose ``trend`` the printed figures are."""
        return OverviewQuery(
            departments=self.departments or (TOTAL,),
            metric=self.metric,
            year_min=self.period_min,
            year_max=self.period_max,
        )

    def allegations_query(self, place: str | None) -> OverviewQuery:
        """Return the question whose counts the allegations are, in ``place``."""
        return OverviewQuery(
            departments=self.police,
            jurisdiction=place,
            year_min=self.year_min,
            year_max=self.year_max,
            classes=self.classes,
            outcomes=self.outcomes,
        )


#: Field of the state -> its name in the address.
PARAMETERS = {
    "metric": "metric",
    "departments": "department",
    "period_min": "period__min",
    "period_max": "period__max",
    "jurisdiction": "jurisdiction",
    "police": "police",
    "year_min": "year__min",
    "year_max": "year__max",
    "classes": "class",
    "outcomes": "outcome",
    "period": "period",
    "per": "per",
    "by": "by",
    "versus": "versus",
    "cohort": "cohort",
    "told_by": "told_by",
    "case_by": "case_by",
    **{f"case_{name}": f"case_{name}" for name in COMMUNITY_DIMENSIONS},
    "release": "release",
    "language": "lang",
}

_PLAIN = Column("", Kind.STRING, "")
_METRIC = STATISTICS.column("metric")


def _one_of(column: Column) -> Callable[[Parameters, str], Any]:
    def reader(parameters: Parameters, name: str) -> object:
        text = one(parameters, name)
        value = None if text is None else parse(name, column, text)
        return (
            column.vocabulary.of(str(value)) if column.vocabulary and value else value
        )

    return reader


def _several_of(column: Column) -> Callable[[Parameters, str], Any]:
    def reader(parameters: Parameters, name: str) -> tuple[object, ...]:
        values = several(parameters, name, column)
        if column.vocabulary is None:
            return values
        return tuple(map(column.vocabulary.of, map(str, values)))

    return reader


def _year(parameters: Parameters, name: str) -> int | None:
    value = _one_of(ALLEGATION_CUBE.column("year"))(parameters, name)
    return value if value is None else _sane(name, value)


def _years(parameters: Parameters, name: str) -> tuple[int, ...]:
    values = several(parameters, name, ALLEGATION_CUBE.column("year"))
    return tuple(_sane(name, value) for value in values)


def _sane(name: str, value: Any) -> int:
    if not 1800 <= value <= 2200:
        raise QueryError(name, f"{value} is not a year from 1800 to 2200.")
    return int(value)


def _choice(choices: type[StrEnum]) -> Callable[[Parameters, str], Any]:
    def reader(parameters: Parameters, name: str) -> StrEnum:
        text = one(parameters, name) or ""
        if text not in set(choices):
            raise QueryError(name, f"{text!r} is no choice.", nearest(text, choices))
        return choices(text)

    return reader


def _language(parameters: Parameters, name: str) -> str:
    text = one(parameters, name)
    if text not in LANGUAGES:
        raise QueryError(name, f"{text!r} is not a language.", "en")
    return text


_READERS: Mapping[str, Callable[[Parameters, str], Any]] = {
    "metric": _one_of(_METRIC),
    "departments": _several_of(_PLAIN),
    "period_min": _year,
    "period_max": _year,
    "jurisdiction": _one_of(_PLAIN),
    "police": _several_of(_PLAIN),
    "year_min": _year,
    "year_max": _year,
    "classes": _several_of(ALLEGATION_CUBE.column("class")),
    "outcomes": _several_of(ALLEGATION_CUBE.column("outcome")),
    "period": _one_of(_PLAIN),
    "per": _choice(Per),
    "by": _choice(By),
    "versus": _years,
    "cohort": _one_of(_PLAIN),
    "told_by": _choice(ToldBy),
    "case_by": _one_of(_PLAIN),
    **{f"case_{name}": _several_of(_PLAIN) for name in COMMUNITY_DIMENSIONS},
    "release": _one_of(_PLAIN),
    "language": _language,
}


def read(search: str) -> tuple[State, tuple[Problem, ...]]:
    """Read a query string; what cannot be understood is left out and returned."""
    parameters = parse_qs(search.removeprefix("?"), keep_blank_values=True)
    problems = [
        Problem(name, ", ".join(values), nearest(name, PARAMETERS.values()))
        for name, values in parameters.items()
        if name not in PARAMETERS.values()
    ]
    values: dict[str, Any] = {}
    for field, name in PARAMETERS.items():
        if name not in parameters:
            continue
        try:
            values[field] = _READERS[field](parameters, name)
        except QueryError as error:
            problems.append(_problem(parameters, name, error.nearest))
    state = State(**values)
    if _backwards(state.period_min, state.period_max):
        problems.append(_problem(parameters, PARAMETERS["period_max"], None))
        state = replace(state, period_max=None)
    if _backwards(state.year_min, state.year_max):
        problems.append(_problem(parameters, PARAMETERS["year_max"], None))
        state = replace(state, year_max=None)
    return state, tuple(problems)


def _backwards(first: int | None, last: int | None) -> bool:
    return first is not None and last is not None and first > last


def _problem(parameters: Parameters, name: str, fix: str | None) -> Problem:
    return Problem(name, ", ".join(given(parameters, name)), fix)


def held(
    state: State, domain: Mapping[str, Collection[str]]
) -> tuple[State, tuple[Problem, ...]]:
    """Leave out what the release does not hold.

    ``domain`` gives what each parameter may be whose values a release decides.
    """
    problems: list[Problem] = []

    def known(name: str, values: Sequence[str]) -> tuple[str, ...]:
        kept = []
        for value in values:
            if value in domain[name]:
                kept.append(value)
            else:
                problems.append(Problem(name, value, nearest(value, domain[name])))
        return tuple(kept)

    place = known("jurisdiction", [state.jurisdiction] if state.jurisdiction else [])
    period = known("period", [state.period] if state.period else [])
    cohort = known("cohort", [state.cohort] if state.cohort else [])
    default = State.case_by
    by = known("case_by", [state.case_by] if state.case_by != default else [])
    state = replace(
        state,
        cohort=cohort[0] if cohort else None,
        case_by=by[0] if by else default,
        **{
            f"case_{name}": known(f"case_{name}", codes)
            for name, codes in state.case_codes.items()
        },
        period=period[0] if period else None,
        departments=known("department", state.departments),
        police=known("police", state.police),
        jurisdiction=place[0] if place else None,
    )
    return state, tuple(problems)
