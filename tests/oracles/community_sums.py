"""Sums over a protected cube the slow way: one cell after another, no arrays."""

from itertools import product

from accountability.release.community.cubes import Edition
from accountability.release.community.questions import Question


def slow_sum(edition: Edition, question: Question) -> int:
    """Add up every cell that a question takes, cohort by cohort."""
    total = 0
    for cube, _ in edition.parts:
        if question.cohorts and cube.cohort not in question.cohorts:
            continue
        codes = [dimension.codes for dimension in cube.domain.dimensions]
        for place in product(*[range(len(each)) for each in codes]):
            named = {
                dimension.name: dimension.codes[at]
                for dimension, at in zip(cube.domain.dimensions, place, strict=True)
            }
            if all(named[name] in wanted for name, wanted in question.where):
                total += int(cube.values[place])
    return total
