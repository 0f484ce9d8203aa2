"""Guessing the counts behind noisy tables, by the posterior and by least squares.

The attacker is given more than is published: the raw measurements and the law of their
noise. The prior is what any reader of the one-way figures would assume: independence,
with a gamma-Poisson spread of shape 1.25 (PRIVACY.md A3, "Bayes"). The sampler's moves:
one case more or less, a case moved along one dimension, and the square swap of two
dimensions that leaves most sums as they are. One chain; nothing proves convergence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array, vstack
from scipy.sparse.linalg import lsqr

#: Shape of the gamma-Poisson prior.
SPREAD = 1.25


@dataclass(frozen=True, eq=False)
class NoisyTable:
    """Noisy sums over all axes but ``axes``, and the epsilon of their noise."""

    axes: tuple[int, ...]
    values: NDArray[np.int64]
    epsilon: float


def expected(
    shape: tuple[int, ...], tables: Sequence[NoisyTable]
) -> NDArray[np.float64]:
    """Return the prior means: independence of the one-way sums of the noisy tables."""
    total = max(1.0, float(np.median([float(table.values.sum()) for table in tables])))
    means = np.full(shape, total)
    for axis, size in enumerate(shape):
        sums = [
            table.values.sum(
                axis=tuple(n for n, a in enumerate(table.axes) if a != axis)
            )
            for table in tables
            if axis in table.axes
        ]
        part = np.maximum(np.mean(sums, axis=0), 0.5) if sums else np.ones(size)
        along = [1] * len(shape)
        along[axis] = size
        means = means * (part / part.sum()).reshape(along)
    return means


def prior_samples(
    means: NDArray[np.float64], samples: int, seed: int
) -> NDArray[np.int64]:
    """Draw worlds from the prior alone: shape (samples, *shape)."""
    random = np.random.default_rng(seed)
    scale = random.gamma(SPREAD, 1 / SPREAD, (samples, *means.shape))
    return np.asarray(random.poisson(scale * means), dtype=np.int64)


def posterior_samples(
    shape: tuple[int, ...],
    tables: Sequence[NoisyTable],
    *,
    proposals: int,
    samples: int,
    seed: int,
) -> NDArray[np.int64]:
    """Draw worlds given the noisy tables: shape (samples, *shape).

    A fifth of the proposals is thrown away first.
    """
    means = expected(shape, tables)
    counts = np.floor(means + 0.5).astype(np.int64).reshape(-1)
    places = np.indices(shape).reshape(len(shape), -1)
    cells, values, weights, offset = [], [], [], 0
    for table in tables:
        inner = (
            np.ravel_multi_index(
                tuple(places[axis] for axis in table.axes), table.values.shape
            )
            if table.axes
            else np.zeros(counts.size, dtype=np.int64)
        )
        cells.append(inner + offset)
        values.append(table.values.reshape(-1))
        weights.append(table.epsilon)
        offset += table.values.size
    cell = np.ascontiguousarray(np.array(cells, dtype=np.int64).T)
    published = np.concatenate(values).astype(np.int64)
    sums = np.zeros(offset, dtype=np.int64)
    for column in range(cell.shape[1]):
        np.add.at(sums, cell[:, column], counts)
    strides = np.array(
        [int(np.prod(shape[n + 1 :], dtype=np.int64)) for n in range(len(shape))],
        dtype=np.int64,
    )
    sizes = np.array(shape, dtype=np.int64)
    odds = (means / (means + SPREAD)).reshape(-1)
    arguments = (counts, sums, cell, published, np.array(weights), odds, strides, sizes)
    _walk(*arguments, proposals // 5, seed)
    step = max(1, (proposals - proposals // 5) // samples)
    drawn = np.empty((samples, *shape), dtype=np.int64)
    for number in range(samples):
        _walk(*arguments, step, seed + 1 + number)
        drawn[number] = counts.reshape(shape)
    return drawn


def _walk_plain(  # type: ignore[no-untyped-def]  # compiled by numba from its arguments
    counts, sums, cell, published, weights, odds, strides, sizes, proposals, seed
):
    """Make Metropolis moves in place."""
    np.random.seed(seed)
    leaves = counts.size
    axes = sizes.size
    places = np.empty(4, dtype=np.int64)
    steps = np.empty(4, dtype=np.int64)
    for _ in range(proposals):
        kind = np.random.randint(0, 3)
        places[0] = np.random.randint(0, leaves)
        steps[0] = 1 if np.random.random() < 0.5 else -1
        used = 1
        if kind > 0:
            axis = np.random.randint(0, axes)
            at = (places[0] // strides[axis]) % sizes[axis]
            other = np.random.randint(0, sizes[axis])
            if other == at:
                continue
            shift = (other - at) * strides[axis]
            places[1] = places[0] + shift
            steps[1] = -steps[0]
            used = 2
            if kind == 2 and axes > 1:
                second = np.random.randint(0, axes)
                if second == axis:
                    continue
                at = (places[0] // strides[second]) % sizes[second]
                other = np.random.randint(0, sizes[second])
                if other == at:
                    continue
                across = (other - at) * strides[second]
                places[2] = places[0] + across
                steps[2] = -steps[0]
                places[3] = places[1] + across
                steps[3] = steps[0]
                used = 4
        gain = 0.0
        possible = True
        done = 0
        for n in range(used):
            leaf = places[n]
            step = steps[n]
            before = counts[leaf]
            if before + step < 0:
                possible = False
                break
            if step > 0:
                gain += np.log((before + SPREAD) / (before + 1.0) * odds[leaf])
            else:
                gain -= np.log((before - 1 + SPREAD) / before * odds[leaf])
            for t in range(weights.size):
                place = cell[leaf, t]
                miss = published[place] - sums[place]
                gain -= weights[t] * (abs(miss - step) - abs(miss))
                sums[place] += step
            counts[leaf] = before + step
            done += 1
        if possible and (gain >= 0 or np.random.random() < np.exp(gain)):
            continue
        for n in range(done):
            leaf = places[n]
            counts[leaf] -= steps[n]
            for t in range(weights.size):
                sums[cell[leaf, t]] -= steps[n]


_walk = njit(_walk_plain)


def linear_guess(
    shape: tuple[int, ...], tables: Sequence[NoisyTable]
) -> NDArray[np.int64]:
    """Return rounded least squares: the world nearest to the prior that fits best."""
    means = expected(shape, tables).reshape(-1)
    places = np.indices(shape).reshape(len(shape), -1)
    blocks, goals = [], []
    for table in tables:
        size = table.values.size
        inner = (
            np.ravel_multi_index(
                tuple(places[axis] for axis in table.axes), table.values.shape
            )
            if table.axes
            else np.zeros(means.size, dtype=np.int64)
        )
        ones = np.full(means.size, table.epsilon)
        entries = (inner, np.arange(means.size))
        block = coo_array((ones, entries), shape=(size, means.size))
        blocks.append(block)
        goals.append(table.epsilon * table.values.reshape(-1) - block @ means)
    moved = lsqr(vstack(blocks).tocsr(), np.concatenate(goals), damp=0.1, iter_lim=300)[
        0
    ]
    rounded = np.floor(np.maximum(means + moved, 0.0) + 0.5)
    return rounded.astype(np.int64).reshape(shape)


@dataclass(frozen=True)
class Score:
    """How well unsafe cells were guessed, as shares of them."""

    exact: float
    within_one: float
    confident_and_right: float


def score(
    samples: Sequence[NDArray[np.int64]], truths: Sequence[NDArray[np.int64]]
) -> Score:
    """Score the most frequent value of each unsafe cell (true 1 to 4).

    ``samples`` has arrays (samples, *table shape) beside the true tables.
    """
    exact = near = sure = unsafe = 0
    for drawn, truth in zip(samples, truths, strict=True):
        at = np.flatnonzero((truth >= 1) & (truth <= 4))
        flat = drawn.reshape(len(drawn), -1)[:, at]
        for column, true in zip(flat.T, truth.reshape(-1)[at], strict=True):
            frequency = np.bincount(column)
            mode = int(frequency.argmax())
            unsafe += 1
            exact += mode == true
            near += abs(mode - true) <= 1
            sure += mode == true and frequency[mode] >= 0.9 * len(column)
    size = max(1, unsafe)
    return Score(exact / size, near / size, sure / size)
