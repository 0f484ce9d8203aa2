"""A site that follows its data: what changed overnight says who came in."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

#: Tables by the axes that they keep; () is the total.
Lattice = Mapping[tuple[int, ...], NDArray[np.int64]]


def places_of_newcomer(
    before: Lattice, after: Lattice, shape: tuple[int, ...]
) -> NDArray[np.int64]:
    """Return every leaf (a row of places) whose cells hold all that changed."""
    fits = np.ones(shape, dtype=bool)
    for axes, values in after.items():
        changed = values != before[axes]
        if not changed.any():
            continue
        around = [shape[n] if n in axes else 1 for n in range(len(shape))]
        fits &= changed.reshape(around)
    return np.argwhere(fits)
