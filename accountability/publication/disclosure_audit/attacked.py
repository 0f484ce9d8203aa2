"""T4 and T5: what intervals and reconstruction find out of a made-up release.

Both work on leaves of three or four dimensions at a time (the cohort is one of them
where there are several) and on the three-way cells of these with a true count that is
small. They are given every answerable table there is: T4 the displayed figures as if
they were exact, T5 the raw measurements, which is more than is ever published.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure_audit import findings
from accountability.publication.disclosure_audit.attacks.intervals import (
    Interval,
    Row,
    intervals,
)
from accountability.publication.disclosure_audit.attacks.reconstruction import (
    NoisyTable,
    expected,
    linear_guess,
    posterior_samples,
    prior_samples,
    score,
)
from accountability.publication.disclosure_audit.editions import Published
from accountability.publication.disclosure_audit.findings import Result
from accountability.release.community.answers import shown
from accountability.release.community.cubes import Dimensions, answerable

Ints = NDArray[np.int64]


def leaf_dimensions(release: Published) -> list[Dimensions]:
    """Return the sets of dimensions whose leaves are attacked.

    Every dimension that is measured with two others or more stands with all of these;
    where nothing is measured in pairs, the first three.
    """
    domain = release.parts[0].plan.domain
    measured = set(answerable(release.measurements[0].measured))
    for size in (4, 3):
        sets = [
            names
            for names in combinations(domain.names, size)
            if all(pair in measured for pair in combinations(names, 2))
        ]
        if sets:
            return sets
    return [domain.names[:3]]


def interval_attack(
    release: Published, twins: Sequence[Published], *, cells: int, seed: int
) -> list[Result]:
    """T4: feasible intervals of unsafe cells (true 1 to 9).

    What the prior alone gives away is measured, not assumed: ``twins`` are releases of
    other people of the same population. An interval that proves presence from *their*
    figures, and is right here, tells of the population and of nobody in it. The
    limits are for the figures that are shown. Hidden cells can be found by subtraction;
    what is read off them is told beside what the same reading says of empty cells.
    """
    began = perf_counter()
    sets = leaf_dimensions(release)
    chosen = [
        _chosen(release, names, (1, 9), cells // len(sets), seed + number)
        for number, names in enumerate(sets)
    ]
    empty = [
        _chosen(release, names, (0, 0), cells // (2 * len(sets)), seed + number)
        for number, names in enumerate(sets)
    ]
    true = [count for part in chosen for count in part.counts]
    results = []
    for hidden, most in ((False, findings.PRESENT), (True, findings.PRESENT_HIDDEN)):
        found = _attack(release, chosen, hidden=hidden)
        others = [i for twin in twins for i in _attack(twin, chosen, hidden=hidden)]
        present, known = _certain(found), _certain(others)
        both = list(zip(found, true, strict=True))
        pinned = np.mean([i.pinned and i.low == n for i, n in both])
        wrong = np.mean([not i.low <= n <= i.high for i, n in both])
        seconds = perf_counter() - began
        limit = findings.PINNED_HIDDEN if hidden else findings.PINNED
        size = f"{len(true)} unsafe cells; {wrong:.0%} of the intervals miss the truth"
        note = f"{present:.1%}, from figures of other people {known:.1%}"
        above = present if hidden else present - known
        results += [
            Result(limit, float(pinned), seconds, size),
            Result(most, above, seconds, note),
        ]
    falsely = _certain(_attack(release, empty, hidden=True))
    seconds = perf_counter() - began
    return [*results, Result(findings.FALSELY_PRESENT, falsely, seconds)]


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Cells to attack, as sets of leaves of some dimensions, and their true counts."""

    names: Dimensions
    leaves: Ints
    cells: list[Ints]
    counts: list[int]


def _attack(
    release: Published, chosen: Sequence[_Chosen], *, hidden: bool
) -> list[Interval]:
    found: list[Interval] = []
    for part in chosen:
        rows = _rows(release, part.names, part.leaves, hidden=hidden)
        found += intervals(part.leaves.size, rows, part.cells)
    return found


def _certain(found: list[Interval]) -> float:
    return sum(interval.low > 0 for interval in found) / max(1, len(found))


def reconstruction_attack(
    release: Published, *, proposals: int, samples: int, seed: int
) -> list[Result]:
    """T5: guesses of unsafe cells (true 1 to 4) against guesses from the prior.

    Like is compared with like: the most frequent value of the posterior with that of
    the prior, and rounded least squares with the rounded means of the prior.
    """
    began = perf_counter()
    posterior, linear, prior, mean, truths = [], [], [], [], []
    for names in leaf_dimensions(release):
        shape = release.parts[0].plan.domain.shape_of(names)
        worlds, guesses, before, assumed = [], [], [], []
        for number in range(len(release.parts)):
            tables = _noisy_tables(release, number, names)
            at = seed + 1_000_000 * number
            worlds.append(
                posterior_samples(
                    shape, tables, proposals=proposals, samples=samples, seed=at
                )
            )
            guesses.append(linear_guess(shape, tables)[None])
            means = expected(shape, tables)
            before.append(prior_samples(means, samples, at))
            assumed.append(np.floor(means + 0.5).astype(np.int64)[None])
        truth = _leaf_truth(release, names)
        for kept in combinations(range(truth.ndim), min(3, truth.ndim)):
            posterior.append(_kept(worlds, truth.ndim, kept))
            linear.append(_kept(guesses, truth.ndim, kept))
            prior.append(_kept(before, truth.ndim, kept))
            mean.append(_kept(assumed, truth.ndim, kept))
            truths.append(_over(truth, kept))
    told, guessed = score(posterior, truths), score(linear, truths)
    base, flat = score(prior, truths), score(mean, truths)
    seconds = perf_counter() - began
    note = f"{told.exact:.1%}, from the prior alone {base.exact:.1%}"
    least = f"{guessed.exact:.1%}, from the prior alone {flat.exact:.1%}"
    near = f"{told.within_one:.1%}, from the prior alone {base.within_one:.1%}"
    return [
        Result(findings.RECONSTRUCTED, told.exact - base.exact, seconds, note),
        Result(
            findings.RECONSTRUCTED_LINEAR, guessed.exact - flat.exact, seconds, least
        ),
        Result(findings.CONFIDENT, told.confident_and_right, seconds),
        Result(findings.NEARLY, told.within_one - base.within_one, seconds, near),
    ]


def _leaf_truth(release: Published, names: Dimensions) -> Ints:
    """Return true leaves: (cohorts, *dimensions), without the axis of a single one."""
    truth = np.stack([release.truth(n, names) for n in range(len(release.parts))])
    return truth[0] if len(truth) == 1 else truth


def _leaf_places(release: Published, names: Dimensions) -> Ints:
    """Return the flat place of every leaf: (cohorts, *dimensions)."""
    shape = release.parts[0].plan.domain.shape_of(names)
    size = len(release.parts) * int(np.prod(shape))
    return np.arange(size, dtype=np.int64).reshape(len(release.parts), *shape)


def _over(values: Ints, kept: tuple[int, ...]) -> Ints:
    over = tuple(n for n in range(values.ndim) if n not in kept)
    return np.asarray(values.sum(axis=over))


def _kept(worlds: list[Ints], dimensions: int, kept: tuple[int, ...]) -> Ints:
    """Return (samples, *kept axes) from each cohort's (samples, *dimensions)."""
    drawn = worlds[0] if len(worlds) == 1 else np.stack(worlds, axis=1)
    over = tuple(n + 1 for n in range(dimensions) if n not in kept)
    return np.asarray(drawn.sum(axis=over))


def _chosen(
    release: Published, names: Dimensions, true: tuple[int, int], cells: int, seed: int
) -> _Chosen:
    """Choose three-way cells whose true count is within ``true``."""
    leaves, truth = _leaf_places(release, names), _leaf_truth(release, names)
    places = leaves.reshape(truth.shape)
    found = []
    for kept in combinations(range(truth.ndim), min(3, truth.ndim)):
        order = (*kept, *(n for n in range(truth.ndim) if n not in kept))
        count = int(np.prod([truth.shape[n] for n in kept]))
        grouped = places.transpose(order).reshape(count, -1)
        sums = truth.transpose(order).reshape(count, -1).sum(axis=1)
        fits = np.flatnonzero((sums >= true[0]) & (sums <= true[1]))
        found += [(grouped[n], int(sums[n])) for n in fits]
    order_of = np.random.default_rng(seed).permutation(len(found))[:cells]
    return _Chosen(
        names, leaves, [found[n][0] for n in order_of], [found[n][1] for n in order_of]
    )


def _rows(
    release: Published,
    names: Dimensions,
    leaves: Ints,
    *,
    hidden: bool,
) -> Iterator[Row]:
    """Yield a row for each figure over these leaves, by cohort and over all cohorts."""
    edition = release.edition
    parts = edition.of(edition.cohorts)
    tables = [
        table
        for table in answerable(release.cubes[0].measured)
        if set(table) <= set(names)
    ]
    groups = [[n] for n in range(len(parts))]
    if len(parts) > 1:
        groups.append(list(range(len(parts))))
    for group in groups:
        for table in tables:
            counts = sum(parts[n][0].table(table) for n in group)
            squares = sum(parts[n][1].tables[table] ** 2 for n in group)
            kept = tuple(n + 1 for n, name in enumerate(names) if name in table)
            order = (*kept, *(n for n in range(leaves.ndim) if n not in kept))
            grouped = leaves[group].transpose(order).reshape(np.size(counts), -1)
            figures = zip(
                grouped, np.ravel(counts), np.sqrt(np.ravel(squares)), strict=True
            )
            for places, n, error in figures:
                if hidden or shown(int(n), float(error)):
                    yield Row(places, float(n), float(n))


def _noisy_tables(
    release: Published, number: int, names: Dimensions
) -> list[NoisyTable]:
    return [
        NoisyTable(
            tuple(names.index(name) for name in table.dimensions),
            table.values,
            table.epsilon,
        )
        for table in release.measurements[number].tables
        if set(table.dimensions) <= set(names)
    ]
