"""The one function set by which API, CSV and dashboard answer from the cube.

Figures are plain sums over the frozen cube. A number shows when it is at least 10 and
its 90 % margin is at most half of it; else there is one token, the same for zero
(PRIVACY.md A4, "Serving"). The rule keeps readers from misreading; what protects people
is the noise in the cube.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from accountability.release.community.cubes import Cube, Edition, StandardErrors
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import Question, require_supported
from accountability.vocab.community import Display

_Kind = TypeVar("_Kind", bound=np.generic)
#: A figure below this is not shown.
SHOWN_FROM = 10
#: Standard errors on each side of a figure that make its 90 % margin.
Z90 = 1.645
#: A figure whose 90 % margin is a larger part of it is not shown.
LARGEST_MARGIN = 0.5
#: A share is given only of a figure of this size and more.
RATE_FROM = 50


@dataclass(frozen=True)
class Figure:
    """An answer. ``n`` and ``moe90`` are None when it is not shown, whatever it is."""

    display: Display
    n: int | None = None
    moe90: int | None = None


@dataclass(frozen=True)
class Share:
    """One figure as a share (0 to 1) of another, with its 90 % margin."""

    display: Display
    share: float | None = None
    moe90: float | None = None


NOT_SHOWN = Figure(Display.NOT_SHOWN)
NO_SHARE = Share(Display.NOT_SHOWN)


def shown(n: int, standard_error: float) -> bool:
    """Apply the rule of display to a sum over the cube."""
    return n >= SHOWN_FROM and Z90 * standard_error <= LARGEST_MARGIN * n


def figure(n: int, standard_error: float) -> Figure:
    """Return what may be said of a sum over the cube."""
    if not shown(n, standard_error):
        return NOT_SHOWN
    return Figure(Display.SHOWN, n, ceil(Z90 * standard_error))


def answer(edition: Edition, question: Question) -> Figure:
    """Answer a question, or raise UnsupportedQuestionError."""
    return figure(*_sum_of(edition, require_supported(question, edition)))


def table(edition: Edition, by: str, question: Question) -> list[tuple[str, Figure]]:
    """Answer a question for every code of ``by``, in the order of the codes.

    Where the question constrains ``by`` too, only its codes are answered for.
    UnsupportedQuestionError when ``by`` does not go with what the question constrains.
    """
    codes = question.constraints.get(by, edition.domain.dimension(by).codes)
    rest = {name: given for name, given in question.where if name != by}
    questions = [
        (code, Question.of({**rest, by: [code]}, question.cohorts)) for code in codes
    ]
    return [(code, answer(edition, asked)) for code, asked in questions]


def by_cohort(edition: Edition, question: Question) -> list[tuple[Cohort, Figure]]:
    """Answer a question for each of its cohorts by itself."""
    cohorts = question.cohorts or edition.cohorts
    return [
        (cohort, answer(edition, Question(question.where, (cohort,))))
        for cohort in cohorts
    ]


def share(edition: Edition, part: Question, whole: Question) -> Share:
    """Return ``part`` as a share of ``whole``, where both show and whole is 50 or more.

    ValueError when ``part`` is not within ``whole``: its constraints are not narrower.
    """
    part = require_supported(part, edition)
    whole = require_supported(whole, edition)
    _require_within(part, whole, edition)
    n, n_error = _sum_of(edition, part)
    of, of_error = _sum_of(edition, whole)
    if of < RATE_FROM or not (shown(of, of_error) and shown(n, n_error)):
        return NO_SHARE
    value = n / of
    error = sqrt(n_error**2 + (value * of_error) ** 2) / of
    return Share(Display.SHOWN, value, Z90 * error)


def _require_within(part: Question, whole: Question, edition: Edition) -> None:
    cohorts = set(part.cohorts or edition.cohorts)
    narrower = all(
        name in part.constraints and set(part.constraints[name]) <= set(codes)
        for name, codes in whole.where
    )
    if not narrower or cohorts != set(whole.cohorts or edition.cohorts):
        raise ValueError("a share is of a part of the same whole and the same cohorts")


def _sum_of(edition: Edition, question: Question) -> tuple[int, float]:
    """Return the sum over the cube and its standard error; cohorts add variances."""
    total, variance = 0, 0.0
    for cube, errors in edition.of(question.cohorts or edition.cohorts):
        total += int(
            _selected(cube.table(_names(cube, question)), cube, question).sum()
        )
        variance += _variance(errors, cube, question)
    return total, sqrt(variance)


def _variance(errors: StandardErrors, cube: Cube, question: Question) -> float:
    cells = _selected(errors.tables[_names(cube, question)], cube, question)
    return float((np.asarray(cells, dtype=np.float64) ** 2).sum())


def _names(cube: Cube, question: Question) -> tuple[str, ...]:
    return cube.domain.ordered(question.constraints)


def _selected(values: NDArray[_Kind], cube: Cube, question: Question) -> NDArray[_Kind]:
    """Return the cells of a table that the question's codes take."""
    constraints: Mapping[str, Iterable[str]] = question.constraints
    for axis, name in enumerate(_names(cube, question)):
        dimension = cube.domain.dimension(name)
        known = [code for code in constraints[name] if code in dimension.codes]
        places = np.array([dimension.index(code) for code in known], dtype=np.int64)
        values = values.take(places, axis=axis)
    return values
