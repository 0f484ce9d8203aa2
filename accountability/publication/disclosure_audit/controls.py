"""T8: the same attacks on methods that leak must succeed, or they prove nothing."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure_audit import findings, weak
from accountability.publication.disclosure_audit.attacks.intervals import (
    Row,
    intervals,
)
from accountability.publication.disclosure_audit.attacks.live import (
    places_of_newcomer,
)
from accountability.publication.disclosure_audit.attacks.membership import (
    membership,
    table_evidence,
)
from accountability.publication.disclosure_audit.findings import Result
from accountability.publication.disclosure_audit.worlds import World

Ints = NDArray[np.int64]


def negative_controls(
    world: World, *, cells: int, canaries: int, runs: int, newcomers: int, seed: int
) -> list[Result]:
    """Attack hiding, rounding and the cell key method on one world."""
    random = np.random.default_rng(seed)
    cube = np.asarray(world.counts.sum(axis=(0, 4)))
    four = np.asarray(world.counts.sum(axis=4))
    results = []
    began = perf_counter()
    naive = _pinned_by_naive(four, cells, random)
    now = perf_counter()
    results.append(Result(findings.WEAK_NAIVE, naive, now - began))
    rounded = _present_by_rounding(cube, cells, random)
    results.append(Result(findings.WEAK_ROUNDED, rounded, perf_counter() - now))
    leaves = np.argwhere(four == 0)
    chosen = [tuple(map(int, leaf)) for leaf in random.permutation(leaves)[:canaries]]
    for limit, keyed in (
        (findings.WEAK_ROUNDED_AUC, False),
        (findings.WEAK_KEYED, True),
    ):
        now = perf_counter()
        auc = _membership(four, chosen, runs, random, keyed=keyed)
        results.append(Result(limit, auc, perf_counter() - now))
    now = perf_counter()
    pinned = _newcomers_pinned(four, newcomers, random)
    results.append(Result(findings.WEAK_LIVE, pinned, perf_counter() - now))
    return results


def _sums(cube: Ints) -> list[tuple[tuple[int, ...], Ints, Ints]]:
    """Return kept axes, and leaves and true value of every cell, of every table."""
    places = np.arange(cube.size).reshape(cube.shape)
    found = []
    for kept, values in weak.lattice(cube).items():
        order = (*kept, *(n for n in range(cube.ndim) if n not in kept))
        grouped = places.transpose(order).reshape(max(1, values.size), -1)
        found.append((kept, grouped, values.reshape(-1)))
    return found


def _pinned_by_naive(counts: Ints, cells: int, random: np.random.Generator) -> float:
    """Return the share of hidden three-way cells that the shown figures pin.

    The whole lattice of single-value filters is shown, down to the leaves; a hidden
    cell is known to be 1 to 4, because that is what is hidden.
    """
    rows, unsafe = [], []
    for kept, grouped, values in _sums(counts):
        for leaves, value in zip(grouped, values, strict=True):
            if not 1 <= value <= 4:
                rows.append(Row(leaves, float(value), float(value)))
                continue
            rows.append(Row(leaves, 1.0, 4.0))
            if len(kept) == 3:
                unsafe.append((leaves, int(value)))
    chosen = [unsafe[n] for n in random.permutation(len(unsafe))[:cells]]
    found = intervals(counts.size, rows, [leaves for leaves, _ in chosen])
    return float(
        np.mean(
            [i.pinned and i.low == n for i, (_, n) in zip(found, chosen, strict=True)]
        )
    )


def _present_by_rounding(cube: Ints, cells: int, random: np.random.Generator) -> float:
    """Return the share of unsafe cells that rounded tables prove to be there."""
    rows = []
    for _, grouped, values in _sums(cube):
        published = weak.rounded_to_five(values, random)
        rows += [
            Row(leaves, max(0.0, float(value) - 4), float(value) + 4)
            for leaves, value in zip(grouped, published, strict=True)
        ]
    unsafe = np.flatnonzero(weak.hidden(cube.reshape(-1)))
    chosen = random.permutation(unsafe)[:cells]
    found = intervals(cube.size, rows, [np.array([leaf]) for leaf in chosen])
    return float(np.mean([i.low > 0 for i in found]))


def _membership(
    counts: Ints,
    chosen: list[tuple[int, ...]],
    runs: int,
    random: np.random.Generator,
    *,
    keyed: bool,
) -> float:
    """Return the AUC of the target's presence from the tables of a weak method."""
    law: Sequence[weak.Floats] = weak.key_law() if keyed else weak.rounding_law(10)
    found: dict[int, list[float]] = {0: [], 1: []}
    for leaf in chosen:
        for there in (0, 1):
            world = counts.copy()
            world[leaf] += there
            for _ in range(runs):
                if keyed:
                    tables = weak.KeyedSite(world, random).tables()
                else:
                    tables = {
                        kept: weak.rounded_to_five(values, random)
                        for kept, values in weak.lattice(world).items()
                    }
                found[there].append(_evidence(counts, tables, leaf, law, keyed=keyed))
    big = 1e6
    present, absent = (np.clip(found[n], -big, big) for n in (1, 0))
    return membership(present, absent).auc


def _evidence(
    counts: Ints,
    tables: weak.Tables,
    leaf: tuple[int, ...],
    law: Sequence[weak.Floats],
    *,
    keyed: bool,
) -> float:
    without = weak.lattice(counts)
    found = 0.0
    for kept, place in weak.cells_of(leaf, tables):
        true, published = int(without[kept][place]), int(tables[kept][place])
        if not keyed:
            # Rounding repeats every five: the law of the rest is the law of the count.
            base = true - true % 5
            true, published = true - base, published - base
        found += table_evidence(published, true, law)
    return found


def _newcomers_pinned(
    counts: Ints, newcomers: int, random: np.random.Generator
) -> float:
    """Return the share of new cases whose every code the changed tables give away."""
    chances = counts.reshape(-1) / counts.sum()
    pinned = 0
    for _ in range(newcomers):
        site = weak.KeyedSite(counts, random)
        leaf = np.unravel_index(random.choice(counts.size, p=chances), counts.shape)
        before = site.tables()
        site.receive(tuple(int(n) for n in leaf))
        pinned += len(places_of_newcomer(before, site.tables(), counts.shape)) == 1
    return pinned / newcomers
