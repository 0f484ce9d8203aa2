"""Methods that are known to leak: the audit's attacks must break each (T8).

Hiding small counts, random rounding to 5, and the cell key method with D=5, V=3 and
values of 1 and 2 never published (PRIVACY.md A1 and A3).
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Tables = dict[tuple[int, ...], Ints]
#: Cell key method: largest change, variance, largest value that is never published.
_D, _V, _JS = 5, 3.0, 2
#: From this count on the changes have one law.
_LAST = _D + _JS + 1


def lattice(counts: Ints) -> Tables:
    """Return every table of single-value filters: sums for each set of kept axes."""
    every = range(counts.ndim)
    return {
        kept: np.asarray(counts.sum(axis=tuple(n for n in every if n not in kept)))
        for size in range(counts.ndim + 1)
        for kept in combinations(every, size)
    }


def hidden(values: Ints) -> NDArray[np.bool_]:
    """Say which cells the naive method hides: 1 to 4."""
    return (values >= 1) & (values <= 4)


def rounded_to_five(values: Ints, random: np.random.Generator) -> Ints:
    """Round each cell up or down to a multiple of 5, unbiased."""
    rest = values % 5
    up = random.random(values.shape) < rest / 5
    return np.asarray(values - rest + 5 * up, dtype=np.int64)


def rounding_law(most: int = 10) -> list[Floats]:
    """Return the chances of published values for each true count up to ``most``."""
    law = []
    for count in range(most + 1):
        row = np.zeros(most + 10)
        down = count - count % 5
        row[down] += 1 - (count % 5) / 5
        row[down + 5] += (count % 5) / 5
        law.append(row)
    return law


@cache
def key_law() -> tuple[Floats, ...]:
    """Return the chances of published values for each count up to ``_LAST``.

    For each count the law of the change with the most entropy that has mean 0 and the
    variance wanted, leaves no count below zero or among the forbidden values.
    """
    law = [np.eye(1, 2 * _D + _LAST + 1)[0]]
    for count in range(1, _LAST + 1):
        changes = np.array(
            [v for v in range(-_D, _D + 1) if count + v == 0 or count + v > _JS]
        )
        row = np.zeros(2 * _D + _LAST + 1)
        row[count + changes] = _most_entropy(changes)
        law.append(row)
    for row in law:
        row.flags.writeable = False
    return tuple(law)


def _most_entropy(changes: Ints) -> Floats:
    features = np.stack([changes, changes**2]).astype(np.float64)
    goal = np.array([0.0, _V])

    def dual(at: Floats) -> float:
        power = at @ features
        top = power.max()
        return float(top + np.log(np.exp(power - top).sum()) - at @ goal)

    found = minimize(dual, np.zeros(2), method="BFGS", options={"gtol": 1e-7})
    power = found.x @ features
    chances = np.exp(power - power.max())
    return np.asarray(chances / chances.sum())


class KeyedSite:
    """A live site with the cell key method: every case has a record key for life."""

    def __init__(self, counts: Ints, random: np.random.Generator) -> None:
        self._law = [np.cumsum(row) for row in key_law()]
        self._random = random
        self.counts = counts.copy()
        self.keys = np.zeros(counts.shape)
        for place in np.argwhere(counts > 0):
            at = tuple(place)
            self.keys[at] = random.random(int(counts[at])).sum()

    def receive(self, leaf: tuple[int, ...]) -> None:
        """Take in one new case."""
        self.counts[leaf] += 1
        self.keys[leaf] += self._random.random()

    def tables(self) -> Tables:
        """Return every table as the site would show it now."""
        shown = {}
        for kept, values in lattice(self.counts).items():
            axes = tuple(n for n in range(self.counts.ndim) if n not in kept)
            shown[kept] = self._changed(
                values, np.asarray(self.keys.sum(axis=axes)) % 1
            )
        return shown

    def _changed(self, values: Ints, keys: Floats) -> Ints:
        law = np.minimum(values, _LAST)
        changed = np.zeros_like(values)
        for count in range(_LAST + 1):
            at = law == count
            changed[at] = np.searchsorted(self._law[count], keys[at], side="right")
        return np.asarray(np.where(values == 0, 0, changed + values - law))


def cells_of(
    leaf: tuple[int, ...], tables: Mapping[tuple[int, ...], Ints]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return (table, place) of every cell that a leaf is summed into."""
    return [(kept, tuple(leaf[n] for n in kept)) for kept in tables]
