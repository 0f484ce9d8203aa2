"""T2 and T3: totals equal their parts; what is not measured is refused. On any cube."""

import re
from collections.abc import Iterator
from itertools import combinations
from time import perf_counter

import numpy as np

from accountability.publication.disclosure_audit import findings
from accountability.publication.disclosure_audit.findings import Result
from accountability.release.community.answers import answer
from accountability.release.community.cubes import Edition, answerable
from accountability.release.community.questions import (
    Question,
    UnsupportedQuestionError,
    supported,
)


def additivity(edition: Edition) -> list[Result]:
    """T2: sum every answerable table along every dimension and compare."""
    began = perf_counter()
    differ = negative = totals = 0
    for cube, _ in edition.parts:
        negative += int((cube.values < 0).sum())
        for names in answerable(cube.measured):
            whole = cube.table(names)
            for axis, _name in enumerate(names):
                less = cube.table(names[:axis] + names[axis + 1 :])
                differ += int(np.sum(whole.sum(axis=axis) != less))
                totals += less.size
    seconds = perf_counter() - began
    note = f"{totals} totals"
    return [
        Result(findings.ADDITIVITY, differ, seconds, note),
        Result(findings.NEGATIVE, negative, seconds),
    ]


def refusal(edition: Edition) -> list[Result]:
    """T3: ask for every set of dimensions that no table measures together."""
    began = perf_counter()
    asked = refused = telling = 0
    for question in unsupported(edition):
        asked += 1
        try:
            answer(edition, question)
        except UnsupportedQuestionError as refusal:
            refused += 1
            telling += bool(re.search(r"\d", str(refusal)))
            answer(edition, refusal.nearest)
    seconds = perf_counter() - began
    share = refused / asked if asked else 1.0
    return [
        Result(findings.REFUSED, share, seconds, f"{asked} questions"),
        Result(findings.TELLING, telling, seconds),
    ]


def unsupported(edition: Edition) -> Iterator[Question]:
    """Yield a question for every unsupported set of dimensions and every cohort."""
    domain = edition.domain
    for cube, _ in edition.parts:
        for size in range(1, len(domain.names) + 1):
            for names in combinations(domain.names, size):
                if not supported(names, cube.measured):
                    where = {name: domain.dimension(name).codes[:1] for name in names}
                    yield Question.of(where, [cube.cohort])
