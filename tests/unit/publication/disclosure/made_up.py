"""Small domains, plans, records and editions, made up for these tests."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.contributions import Record, counts_of_cube
from accountability.publication.disclosure.measurements import Measurements, measure
from accountability.publication.disclosure.noise import SeededNoise
from accountability.publication.disclosure.plans import Plan, annual
from accountability.release.community.cubes import (
    Cube,
    Edition,
    StandardErrors,
    answerable,
)
from accountability.release.community.domain import Cohort, Dimension, Domain
from accountability.vocab.community import CommunityDimension, Vintage

KEY = b"only for tests, " * 2
COHORT = Cohort(2024, 2024)
NAMES = tuple(
    name.value
    for name in (
        CommunityDimension.DEPARTMENT,
        CommunityDimension.ALLEGATION_CLASS,
        CommunityDimension.OUTCOME,
        CommunityDimension.REPORTING,
    )
)


def domain(*sizes: int) -> Domain:
    """Return four dimensions of these sizes."""
    return Domain(
        tuple(
            Dimension(name, tuple(f"{name[0]}{n}" for n in range(size)))
            for name, size in zip(NAMES, sizes, strict=True)
        )
    )


DOMAIN = domain(4, 3, 3, 2)
PLAN = annual(DOMAIN)
PAIRS = PLAN.spending(Vintage.FINAL).measured


def record(
    case: int, places: Sequence[int], complainant: bytes | None = None
) -> Record:
    codes = tuple(d.codes[n] for d, n in zip(DOMAIN.dimensions, places, strict=True))
    return Record(case.to_bytes(8, "big"), codes, complainant)


def truth(cases: int = 600, seed: int = 0, of: Domain = DOMAIN) -> NDArray[np.int64]:
    random = np.random.default_rng(seed)
    chances = random.dirichlet(np.full(int(np.prod(of.shape)), 0.7))
    return random.multinomial(cases, chances).astype(np.int64).reshape(of.shape)


def measurements(
    values: NDArray[np.int64],
    seed: int = 0,
    plan: Plan = PLAN,
    vintage: Vintage = Vintage.FINAL,
    cohort: Cohort = COHORT,
) -> Measurements:
    counts = counts_of_cube(
        values, domain=plan.domain, spending=plan.spending(vintage), cohort=cohort
    )
    return measure(counts, plan, SeededNoise(seed, allowed=True))


def edition(
    *cubes: NDArray[np.int64],
    error: float = 1.0,
    measured: tuple[tuple[str, ...], ...] = PAIRS,
    of: Domain = DOMAIN,
) -> Edition:
    """Return cubes of successive years whose every cell has one standard error."""
    parts = []
    for number, values in enumerate(cubes):
        year = COHORT.first_year + number
        cube = Cube(Cohort(year, year), Vintage.FINAL, of, measured, values)
        tables = {
            names: np.full(of.shape_of(names), error) for names in answerable(measured)
        }
        parts.append((cube, StandardErrors(tables)))
    return Edition(tuple(parts))


def exact(value: str) -> Decimal:
    return Decimal(value)
