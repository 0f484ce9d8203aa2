"""A real cube made whole: rounded along its cells, then mended by single moves.

Cumulative rounding keeps every running sum within half a case of the real one, so the
first dimensions come out nearly exact and the last do not. Moves of one case (added,
taken away, or moved along one dimension) then bring the answerable tables back to those
of the real cube, the best first, while one helps. The total and the one-way tables are
among them: a thousand cells below a half would else go to zero, and the total down.
"""

from collections.abc import Iterator
from operator import mul

import numpy as np
from numpy.typing import NDArray

from accountability.release.community.cubes import Dimensions
from accountability.release.community.domain import Domain

Floats = NDArray[np.float64]
#: A move must better the sum of squared misses by more than rounding of floats.
_WORTH = 1e-6
#: Rounds of moves; each round takes every good move that meets no other.
_MOST_ROUNDS = 400
#: Moves looked at in a round: enough for every table cell to be mended many times.
_CANDIDATES = 4000


def whole(
    real: Floats, domain: Domain, wanted: tuple[Dimensions, ...]
) -> NDArray[np.int64]:
    """Return a non-negative whole cube whose wanted tables are near the real ones."""
    running = np.floor(np.cumsum(real.reshape(-1)) + 0.5)
    values = np.diff(running, prepend=0.0).astype(np.int64).reshape(domain.shape)
    tables = [_Table(names, domain) for names in wanted]
    for table in tables:
        table.miss = table.summed(values) - table.summed(real)
    for _ in range(_MOST_ROUNDS):
        moved = _single_moves(values, tables)
        for axis in range(len(domain.shape)):
            moved += _shifts(values, tables, axis)
        if not moved:
            break
    return values


class _Table:
    """A table's sums over the cube and how far they miss the real ones."""

    def __init__(self, names: Dimensions, domain: Domain) -> None:
        self.axes = tuple(domain.axis(name) for name in names)
        self.over = domain.summed_axes(names)
        self.shape = tuple(
            size if axis in self.axes else 1 for axis, size in enumerate(domain.shape)
        )
        self._kept = tuple(int(axis in self.axes) for axis in range(len(self.shape)))
        self.miss: Floats = np.zeros(self.shape)

    def summed(self, values: NDArray[np.int64] | Floats) -> Floats:
        """Return sums of the shape that broadcasts over the cube."""
        sums = values.sum(axis=self.over, keepdims=True)
        return np.asarray(sums, dtype=np.float64)

    def cell(self, place: tuple[int, ...]) -> tuple[int, ...]:
        """Return the table's cell that a cell of the cube is summed into."""
        return tuple(map(mul, place, self._kept))


def _single_moves(values: NDArray[np.int64], tables: list[_Table]) -> int:
    """Add or take away single cases; return how many moves were made."""
    made = 0
    for step in (1, -1):
        change = np.zeros(values.shape)
        for table in tables:
            change = change + (1 + 2 * step * table.miss)
        if step < 0:
            change = np.where(values > 0, change, np.inf)
        touched: set[tuple[int, tuple[int, ...]]] = set()
        for place in _best(change):
            cells = [(n, table.cell(place)) for n, table in enumerate(tables)]
            if touched.isdisjoint(cells):
                touched.update(cells)
                values[place] += step
                for table, (_, cell) in zip(tables, cells, strict=True):
                    table.miss[cell] += step
                made += 1
    return made


def _shifts(values: NDArray[np.int64], tables: list[_Table], axis: int) -> int:
    """Move single cases along one dimension; tables without it do not notice."""
    noticing = [table for table in tables if axis in table.axes]
    if not noticing or values.shape[axis] < 2:
        return 0
    out, into = np.zeros(values.shape), np.zeros(values.shape)
    for table in noticing:
        out = out + (1 - 2 * table.miss)
        into = into + (1 + 2 * table.miss)
    out = np.where(values > 0, out, np.inf)
    goal = np.argmin(into, axis=axis, keepdims=True)
    change = out + np.take_along_axis(into, goal, axis=axis)
    places: NDArray[np.int64] = np.indices(values.shape, sparse=True)[axis]
    change = np.where(places == goal, np.inf, change)
    touched: set[tuple[int, tuple[int, ...]]] = set()
    made = 0
    for place in _best(change):
        there = list(place)
        line = tuple(0 if n == axis else at for n, at in enumerate(place))
        there[axis] = int(goal[line])
        target = tuple(there)
        cells = [
            (n, table.cell(end))
            for n, table in enumerate(noticing)
            for end in (place, target)
        ]
        if touched.isdisjoint(cells):
            touched.update(cells)
            values[place] -= 1
            values[target] += 1
            for table in noticing:
                table.miss[table.cell(place)] -= 1
                table.miss[table.cell(target)] += 1
            made += 1
    return made


def _best(change: Floats) -> Iterator[tuple[int, ...]]:
    """Yield the places of moves that help, best first, ties in the order of cells."""
    flat = change.reshape(-1)
    good = np.flatnonzero(flat < -_WORTH)
    for index in good[np.argsort(flat[good], kind="stable")][:_CANDIDATES]:
        yield tuple(int(at) for at in np.unravel_index(int(index), change.shape))
