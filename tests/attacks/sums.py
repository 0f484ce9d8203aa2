"""What sums give away about a cell: every published sum is a linear equation.

Differencing, complements and averaging are all the same thing: rows of one matrix. A
cell is found when it is in the space of the rows; the least-squares answer is then its
value, and what the answer leaves over is how far the figures contradict each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from tests.attacks.figures import Cell, Codes, Cohort, Dimensions, Figure

#: A direction whose squared length in the equations is below this is not told.
_UNTOLD = 1e-7
_NEAR = 1e-6
Place = tuple[Dimensions, Cell]


@dataclass(frozen=True, eq=False)
class Sums:
    """The equations of one cohort: cells of its largest measured tables, unknown."""

    cohort: Cohort
    figures: tuple[Figure, ...]

    @cached_property
    def tables(self) -> list[Dimensions]:
        """The measured tables that lie within no other."""
        measured = list(self.cohort.measured)
        return [t for t in measured if not any(set(t) < set(o) for o in measured)]

    @cached_property
    def places(self) -> dict[Place, int]:
        """The column of each unknown."""
        return {
            (table, cell): column
            for column, (table, cell) in enumerate(
                (table, cell)
                for table in self.tables
                for cell in self.cohort.cells(table)
            )
        }

    def rows_for(self, where: Iterable[tuple[str, Codes]]) -> list[NDArray[np.float64]]:
        """Return the row of a sum over each table that holds it."""
        wanted = dict(where)
        found = []
        for table in self.tables:
            if set(wanted) <= set(table):
                row = np.zeros(len(self.places))
                taken = [wanted.get(name, self.cohort.codes[name]) for name in table]
                for cell in product(*taken):
                    place = self.places.get((table, cell))
                    if place is not None:
                        row[place] = 1.0
                found.append(row)
        return found

    @cached_property
    def _solved(self) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Return the projection on what is told, the least-squares answer, the gap."""
        rows, told = [], []
        for figure in self.figures:
            if figure.n is not None:
                for row in self.rows_for(figure.where):
                    rows.append(row)
                    told.append(float(figure.n))
        # The same cases stand in every table.
        for one, other in combinations(self.tables, 2):
            for shared in {*((n,) for n in one if n in other), ()}:
                codes = [self.cohort.codes[name] for name in shared]
                for cell in product(*codes):
                    where = [
                        (name, (code,)) for name, code in zip(shared, cell, strict=True)
                    ]
                    first = self._row_in(one, where)
                    rows.append(first - self._row_in(other, where))
                    told.append(0.0)
        matrix, right = np.array(rows), np.array(told)
        if not rows:
            return np.zeros((0, len(self.places))), np.zeros(len(self.places)), 0.0
        lengths, directions = np.linalg.eigh(matrix.T @ matrix)
        known = lengths > _UNTOLD
        basis = directions[:, known]
        answer = basis @ ((basis.T @ (matrix.T @ right)) / lengths[known])
        gap = float(np.abs(matrix @ answer - right).max())
        return basis.T, answer, gap

    def _row_in(
        self, table: Dimensions, where: Iterable[tuple[str, Codes]]
    ) -> NDArray[np.float64]:
        wanted = dict(where)
        row = np.zeros(len(self.places))
        for cell in product(*(wanted.get(n, self.cohort.codes[n]) for n in table)):
            row[self.places[table, cell]] = 1.0
        return row

    @property
    def gap(self) -> float:
        """How far the figures contradict each other at the worst place."""
        return self._solved[2]

    def value(self, where: Iterable[tuple[str, Codes]]) -> int | None:
        """Return a sum that the figures determine; None when they leave it open."""
        basis, answer, _ = self._solved
        for row in self.rows_for(where):
            within = basis.T @ (basis @ row)
            if np.abs(within - row).max() < _NEAR:
                return round(float(row @ answer))
        return None

    @cached_property
    def cells(self) -> dict[Place, int]:
        """Every cell of the largest tables that the figures determine."""
        basis, answer, _ = self._solved
        told = (basis**2).sum(axis=0)
        return {
            place: round(float(answer[column]))
            for place, column in self.places.items()
            if told[column] > 1 - _NEAR
        }


def at(table: Dimensions, cell: Cell) -> tuple[tuple[str, Codes], ...]:
    """Return the constraint of one cell."""
    return tuple((name, (code,)) for name, code in zip(table, cell, strict=True))


def hidden_cells(sums: Sums, published: Iterable[Figure]) -> list[Place]:
    """Return the cells of the largest tables that the published tables do not show."""
    shown = {figure.where for figure in published if figure.n is not None}
    return [
        (table, cell) for table, cell in sums.places if at(table, cell) not in shown
    ]
