"""From measurements to one non-negative cube (PRIVACY.md A4, "the fit").

Noisy tables contradict each other and have cells below zero. The cube nearest to them,
weighted by how exact each is, is non-negative and consistent, so every total equals its
parts. All of it is computed from protected measurements and costs no budget.

1. one-way margins and the total, by inverse-variance weighting of the summed tables,
   join the tables as soft constraints with 30 times their weight: they take off the
   bias that non-negativity gives;
2. a log-linear start, which has the most entropy;
3. a convex polish under x >= 0;
4. whole numbers (``integers``);
5. where asked, half of what earlier cohorts were rounded up is taken from the next.

The same measurements give the same cube on the same machine and library versions.
Others can differ in the last bits of a float, and so, rarely, in a cell: the cube is
what a release keeps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from accountability.publication.disclosure.integers import whole
from accountability.publication.disclosure.measurements import Measurements
from accountability.publication.disclosure.noise import variance
from accountability.release.community.cubes import (
    Cube,
    Dimensions,
    answerable,
    frozen,
)
from accountability.release.community.domain import Domain

Floats = NDArray[np.float64]
#: What the soft constraints weigh beside the inverse variance of their estimates.
MARGIN_WEIGHT = 30.0
LOG_LINEAR_STEPS = 150
POLISH_STEPS = 400
#: The part of earlier cohorts' residual that the next cohort takes up.
CARRY = 0.5


@dataclass(frozen=True, eq=False)
class Residual:
    """Released less measured, summed over earlier cohorts, for each table."""

    tables: Mapping[Dimensions, Floats]


@dataclass(frozen=True, eq=False)
class Target:
    """A table that the cube's sums should come to, and what a miss weighs."""

    dimensions: Dimensions
    values: Floats
    weight: float


def fit(measurements: Measurements, carried: Residual | None = None) -> Cube:
    """Return the cube of one cohort.

    ``carried`` is what ``residual_after`` gave for the cohort before.
    """
    return _fitted(measurements, _adjusted(measurements, carried))


def fit_in_order(several: Sequence[Measurements], *, carry: bool = True) -> list[Cube]:
    """Fit cohorts of one plan in the order of years, each taking up the residual.

    ValueError when they are not in order or measured different tables.
    """
    if any(a.cohort >= b.cohort for a, b in pairwise(several)):
        raise ValueError("cohorts are fitted in the order of years")
    cubes = []
    residual: Residual | None = None
    for measurements in several:
        cube = fit(measurements, residual)
        cubes.append(cube)
        if carry:
            residual = residual_after(measurements, cube, residual)
    return cubes


def residual_after(
    measurements: Measurements, cube: Cube, before: Residual | None
) -> Residual:
    """Return the residual with this cohort's part added."""
    if before and set(before.tables) != set(measurements.measured):
        raise ValueError("the residual is of other tables")
    return Residual(
        {
            table.dimensions: frozen(
                (before.tables[table.dimensions] if before else 0.0)
                + (cube.table(table.dimensions) - table.values).astype(np.float64)
            )
            for table in measurements.tables
        }
    )


def _adjusted(
    measurements: Measurements, carried: Residual | None
) -> list[tuple[Dimensions, Floats, float]]:
    """Return (dimensions, values less what is carried, variance) of each table."""
    if carried and set(carried.tables) != set(measurements.measured):
        raise ValueError("the residual is of other tables")
    return [
        (
            table.dimensions,
            table.values.astype(np.float64)
            - (CARRY * carried.tables[table.dimensions] if carried else 0.0),
            variance(table.epsilon),
        )
        for table in measurements.tables
    ]


def _fitted(
    measurements: Measurements, tables: list[tuple[Dimensions, Floats, float]]
) -> Cube:
    domain = measurements.domain
    margins = _margins(domain, tables)
    targets = [
        Target(names, values, _precision(table.epsilon))
        for (names, values, _), table in zip(tables, measurements.tables, strict=True)
    ] + [
        Target(names, values, MARGIN_WEIGHT / spread)
        for names, (values, spread) in margins.items()
    ]
    # Threads of the linear algebra library cost more than they give at these sizes,
    # and add in an order that changes.
    with threadpool_limits(limits=1):
        start = _log_linear(domain, targets, margins)
        real = _polished(domain, targets, start)
    values = whole(real, domain, answerable(measurements.measured))
    return Cube(
        measurements.cohort,
        measurements.vintage,
        domain,
        tuple(domain.ordered(names) for names in measurements.measured),
        values,
    )


def _precision(epsilon: float) -> float:
    """Return a table's weight in the fit: the inverse variance of Laplace noise."""
    return epsilon**2 / 2


def _margins(
    domain: Domain, tables: list[tuple[Dimensions, Floats, float]]
) -> dict[Dimensions, tuple[Floats, float]]:
    """Return unbiased estimates, with variances, of the total and one-way margins."""
    wanted: list[Dimensions] = [(), *((name,) for name in domain.names)]
    margins = {}
    for names in wanted:
        top, bottom = np.zeros(domain.shape_of(names)), 0.0
        for dimensions, values, spread in tables:
            if not set(names) <= set(dimensions):
                continue
            axes = tuple(n for n, d in enumerate(dimensions) if d not in names)
            cells = int(np.prod([values.shape[axis] for axis in axes], dtype=np.int64))
            top = top + values.sum(axis=axes) / (cells * spread)
            bottom += 1 / (cells * spread)
        if bottom:
            margins[names] = (np.asarray(top / bottom), 1 / bottom)
    return margins


def _log_linear(
    domain: Domain,
    targets: list[Target],
    margins: Mapping[Dimensions, tuple[Floats, float]],
) -> Floats:
    """Return the cube exp(sum of a parameter for each table's cell) nearest to targets.

    It starts at independence of the one-way margins, which zero parameters stand for.
    """
    total = max(float(margins[()][0]), 1.0)
    base = np.full(domain.shape, np.log(total))
    for axis, name in enumerate(domain.names):
        if (name,) in margins:
            part = np.maximum(margins[(name,)][0], 0.5)
        else:
            part = np.ones(domain.shape[axis])
        base = base + _spread(np.log(part / part.sum()), (name,), domain)
    free = [target.dimensions for target in targets]
    sizes = [int(np.prod(domain.shape_of(names), dtype=np.int64)) for names in free]
    cuts = np.cumsum(sizes)[:-1]

    def cube_of(parameters: Floats) -> Floats:
        power = base
        for names, values in zip(free, np.split(parameters, cuts), strict=True):
            shaped = values.reshape(domain.shape_of(names))
            power = power + _spread(shaped, names, domain)
        cube: Floats = np.exp(np.minimum(power, 30.0))
        return cube

    def loss(parameters: Floats) -> tuple[float, Floats]:
        cube = cube_of(parameters)
        value, slope = _loss(cube, domain, targets)
        steps = slope * cube
        parts = [_summed(steps, names, domain).reshape(-1) for names in free]
        return value, np.concatenate(parts)

    found = minimize(
        loss,
        np.zeros(sum(sizes)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": LOG_LINEAR_STEPS},
    )
    return cube_of(np.asarray(found.x))


def _polished(domain: Domain, targets: list[Target], start: Floats) -> Floats:
    """Minimise the weighted squares over x >= 0, from ``start``."""

    def loss(flat: Floats) -> tuple[float, Floats]:
        value, slope = _loss(flat.reshape(domain.shape), domain, targets)
        return value, slope.reshape(-1)

    found = minimize(
        loss,
        start.reshape(-1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * start.size,
        options={"maxiter": POLISH_STEPS, "maxfun": 2 * POLISH_STEPS},
    )
    # The bounds hold exactly in L-BFGS-B: nothing is below zero.
    cube: Floats = np.asarray(found.x).reshape(domain.shape)
    return cube


def _loss(
    cube: Floats, domain: Domain, targets: Iterable[Target]
) -> tuple[float, Floats]:
    """Return half the weighted squares of the misses, and the slope at each cell."""
    value, slope = 0.0, np.zeros(domain.shape)
    for target in targets:
        miss = _summed(cube, target.dimensions, domain) - target.values
        value += 0.5 * target.weight * float((miss**2).sum())
        slope += _spread(target.weight * miss, target.dimensions, domain)
    return value, slope


def _summed(cube: Floats, names: Dimensions, domain: Domain) -> Floats:
    return np.asarray(cube.sum(axis=domain.summed_axes(names)))


def _spread(values: Floats, names: Dimensions, domain: Domain) -> Floats:
    """Shape a table so that it broadcasts over the cube."""
    kept = set(names)
    shape = [
        size if name in kept else 1
        for name, size in zip(domain.names, domain.shape, strict=True)
    ]
    return values.reshape(shape)
