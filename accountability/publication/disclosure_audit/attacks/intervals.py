"""What published sums leave open for a cell, by linear programs (HiGHS).

Unknown non-negative leaf counts; every published figure says that a sum of leaves is
between two values. For a cell, the smallest and the largest sum that fits everything
published is its feasible interval. Width zero pins it; above zero proves that somebody
is there. Whole numbers are not demanded, so the attacker could do a little better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import highspy
import numpy as np
from numpy.typing import NDArray

_TOLERANCE = 1e-6
#: HiGHS's number for its primal simplex.
_PRIMAL = 4


@dataclass(frozen=True, eq=False)
class Row:
    """A published sum: which leaves (flat places), and what it lies between."""

    leaves: NDArray[np.int64]
    low: float
    high: float


@dataclass(frozen=True)
class Interval:
    """The whole numbers that a cell can be, both ends with it."""

    low: int
    high: float

    @property
    def pinned(self) -> bool:
        """Whether one number is left."""
        return self.low == self.high


def intervals(
    leaves: int, rows: Iterable[Row], cells: Sequence[NDArray[np.int64]]
) -> list[Interval]:
    """Return the interval of each cell (a set of leaves).

    RuntimeError when nothing fits what was published.
    """
    model = _model(leaves, list(rows))
    found = []
    costs = np.zeros(leaves)
    places = np.arange(leaves, dtype=np.int32)
    for cell in cells:
        costs[:] = 0.0
        costs[cell] = 1.0
        model.changeColsCost(leaves, places, costs)
        low = _best(model, highspy.ObjSense.kMinimize)
        high = _best(model, highspy.ObjSense.kMaximize)
        top = high if high == inf else floor(high + _TOLERANCE)
        found.append(Interval(max(0, ceil(low - _TOLERANCE)), top))
    return found


def _model(leaves: int, rows: list[Row]) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    # The last answer stays feasible when the cell changes: the primal simplex goes on
    # from it, eight times faster than beginning again.
    model.setOptionValue("simplex_strategy", _PRIMAL)
    model.setOptionValue("presolve", "off")
    problem = highspy.HighsLp()
    problem.num_col_ = leaves
    problem.num_row_ = len(rows)
    problem.col_cost_ = np.zeros(leaves)
    problem.col_lower_ = np.zeros(leaves)
    problem.col_upper_ = np.full(leaves, highspy.kHighsInf)
    problem.row_lower_ = np.array([row.low for row in rows])
    problem.row_upper_ = np.array([row.high for row in rows])
    starts = np.cumsum([0, *(len(row.leaves) for row in rows)])
    matrix = problem.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = starts.astype(np.int32)
    matrix.index_ = (
        np.concatenate([row.leaves for row in rows]).astype(np.int32)
        if rows
        else np.zeros(0, dtype=np.int32)
    )
    matrix.value_ = np.ones(int(starts[-1]))
    model.passModel(problem)
    return model


def _best(model: highspy.Highs, sense: highspy.ObjSense) -> float:
    model.changeObjectiveSense(sense)
    model.run()
    status = model.getModelStatus()
    if status in (
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return inf
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the linear program ended as {status}")
    return float(model.getInfo().objective_function_value)
