"""Made-up cases for the audit, shaped like the benchmark of PRIVACY.md A3.

Departments fall off like Zipf's law; years, and departments, classes and outcomes in
pairs and threes, are not independent. Smoother than life: one protest that brings 300
complaints is not in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.plans import Plan, annual, pooled, small
from accountability.release.community.domain import Cohort, Dimension, Domain
from accountability.vocab.community import CommunityDimension, PlanKind

#: The first year of every made-up world.
FIRST_YEAR = 2010


@dataclass(frozen=True)
class Size:
    """Codes of department, class, outcome and the fourth; years; cases in all."""

    departments: int
    classes: int
    outcomes: int
    fourth: int
    years: int
    cases: int

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """The shape of one year's cube."""
        return (self.departments, self.classes, self.outcomes, self.fourth)


@dataclass(frozen=True, eq=False)
class World:
    """True counts: an int64 array (years, department, class, outcome, fourth)."""

    size: Size
    counts: NDArray[np.int64]


def made_up_world(size: Size, seed: int, draw: int = 0) -> World:
    """Draw a world; the same seed and draw give the same one.

    Worlds of one seed and size are twins: other people of the same population.
    """
    random = np.random.default_rng(seed)
    chances = np.ones((size.years, *size.shape))
    axes = "ydcog"
    sizes = dict(zip(axes, chances.shape, strict=True))
    rates = {
        "y": random.uniform(0.8, 1.2, size.years),
        "d": 1 / np.arange(1, size.departments + 1),
        "c": random.dirichlet(np.full(size.classes, 1.2)) + 0.005,
        "o": random.dirichlet(np.full(size.outcomes, 1.5)) + 0.01,
        "g": random.dirichlet(np.full(size.fourth, 2.0)) + 0.02,
    }
    # Interactions: how much two or three things go together, by gamma factors.
    for names, shape in (
        ("dc", 3.0), ("co", 3.0), ("do", 6.0), ("yd", 20.0), ("yc", 20.0),
        ("dg", 6.0), ("cg", 6.0), ("dco", 4.0), ("ydc", 20.0),
    ):  # fmt: skip
        extent = tuple(sizes[name] for name in names)
        rates[names] = random.gamma(shape, 1 / shape, extent)
    for names, values in rates.items():
        around = [sizes[name] if name in names else 1 for name in axes]
        chances = chances * values.reshape(around)
    random = np.random.default_rng([seed, draw])
    drawn = random.multinomial(size.cases, (chances / chances.sum()).reshape(-1))
    return World(size, drawn.astype(np.int64).reshape(chances.shape))


@dataclass(frozen=True, eq=False)
class Part:
    """One cohort of a world under a plan: what the release is given, and the truth."""

    plan: Plan
    cohort: Cohort
    counts: NDArray[np.int64]


def parts_under(kind: PlanKind, world: World) -> list[Part]:
    """Cut a world into the cohorts of a plan, with a domain of made-up codes."""
    size = world.size
    last = FIRST_YEAR + size.years - 1
    whole = Cohort(FIRST_YEAR, last)
    if kind is PlanKind.ANNUAL:
        plan = annual(_domain(size))
        return [
            Part(plan, Cohort(FIRST_YEAR + n, FIRST_YEAR + n), world.counts[n])
            for n in range(size.years)
        ]
    if kind is PlanKind.POOLED:
        return [Part(pooled(_domain(size, whole)), whole, world.counts)]
    return [Part(small(_domain(size)), whole, world.counts.sum(axis=0))]


def _domain(size: Size, years: Cohort | None = None) -> Domain:
    names = (
        CommunityDimension.DEPARTMENT,
        CommunityDimension.ALLEGATION_CLASS,
        CommunityDimension.OUTCOME,
        CommunityDimension.REPORTING,
    )
    dimensions = [
        Dimension(name.value, tuple(f"{name.value}_{n}" for n in range(codes)))
        for name, codes in zip(names, size.shape, strict=True)
    ]
    if years:
        codes = tuple(str(year) for year in years.years)
        dimensions.insert(0, Dimension(CommunityDimension.YEAR.value, codes))
    return Domain(tuple(dimensions))
