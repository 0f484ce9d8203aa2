"""An address, read: the state it says, and what of it could not be understood.

A part that cannot be understood is left out and reported: it must never silently mean
something else.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

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
from dashboard.state import PARAMETERS, By, Per, State, ToldBy
from dashboard.words import LANGUAGES


@dataclass(frozen=True)
class Problem:
    """A part of an address that was left out: its name, what it said, a likely fix."""

    parameter: str
    given: str
    nearest: str | None = None


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
    codes: dict[str, Any] = {
        f"case_{name}": known(f"case_{name}", given_codes)
        for name, given_codes in state.case_codes.items()
    }
    state = replace(
        state,
        **codes,
        cohort=cohort[0] if cohort else None,
        case_by=by[0] if by else default,
        period=period[0] if period else None,
        departments=known("department", state.departments),
        police=known("police", state.police),
        jurisdiction=place[0] if place else None,
    )
    return state, tuple(problems)
