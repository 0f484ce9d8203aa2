"""Attack 2: what the shown tables leave open for a hidden cell, by linear programs.

Unknown non-negative leaves (one for each combination of codes); every shown figure,
taken as exact, is an equation. For each hidden cell the smallest and the largest sum
that fits. From what is never shown the attacker also learns what "hidden" means: where
zeros are shown, a hidden cell is no zero; where nothing has a margin, it is below the
smallest figure that is shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from tests.attacks.differencing import SMALL, Found
from tests.attacks.figures import ALL, Cohort, Figure
from tests.attacks.report import Result, at_least, epsilon_at_least
from tests.attacks.sums import Place, at
from tests.attacks.truth import Cases

#: Part of the small cells that shown figures may pin exactly (T4).
PINNED = 0.01
_NEAR = 1e-6
_PRIMAL_SIMPLEX = 4


@dataclass(frozen=True)
class Interval:
    """Whole numbers that a cell can be, both ends with it."""

    low: int
    high: float

    @property
    def pinned(self) -> bool:
        """Whether one number is left."""
        return self.low == self.high


def meaning_of_hidden(figures: Sequence[Figure]) -> tuple[int, float]:
    """Return what a hidden figure lies between, by what is never shown."""
    shown = [figure for figure in figures if figure.n is not None]
    low = 1 if any(figure.n == 0 for figure in shown) else 0
    exact = all(not figure.moe90 for figure in shown)
    above = min((f.n for f in shown if f.n), default=None)
    return low, above - 1 if exact and above else inf


class Program:
    """The leaves of a cohort and the equations of its figures, in HiGHS."""

    def __init__(self, cohort: Cohort, figures: Iterable[Figure]) -> None:
        self._shape = tuple(len(codes) for codes in cohort.codes.values())
        self._cohort = cohort
        leaves = int(np.prod(self._shape))
        self._places = np.arange(leaves, dtype=np.int32)
        figures = list(figures)
        low, high = meaning_of_hidden(figures)
        rows = [
            (self.leaves_of(f.where), low if f.n is None else f.n,
             high if f.n is None else f.n)
            for f in figures
            if f.n is not None or low > 0 or high < inf
        ]  # fmt: skip
        self._model = _model(leaves, rows)

    def leaves_of(
        self, where: Iterable[tuple[str, tuple[str, ...]]]
    ) -> NDArray[np.int32]:
        """Return the flat places of the leaves of a sum."""
        wanted = dict(where)
        taken = [
            [i for i, c in enumerate(codes) if name not in wanted or c in wanted[name]]
            for name, codes in self._cohort.codes.items()
        ]
        grid = np.ix_(*taken)
        everything = self._places.reshape(self._shape)
        return np.asarray(everything[grid].reshape(-1), dtype=np.int32)

    def interval(self, where: Iterable[tuple[str, tuple[str, ...]]]) -> Interval | None:
        """Return the interval of a sum; None when nothing fits what was published."""
        costs = np.zeros(len(self._places))
        costs[self.leaves_of(where)] = 1.0
        self._model.changeColsCost(len(costs), self._places, costs)
        low = self._best(highspy.ObjSense.kMinimize)
        high = self._best(highspy.ObjSense.kMaximize)
        if low is None or high is None:
            return None
        top = high if high == inf else floor(high + _NEAR)
        return Interval(max(0, ceil(low - _NEAR)), top)

    def _best(self, sense: highspy.ObjSense) -> float | None:
        self._model.changeObjectiveSense(sense)
        self._model.run()
        status = self._model.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self._model.getInfo().objective_function_value)
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        return inf


def _model(
    leaves: int, rows: Sequence[tuple[NDArray[np.int32], float, float]]
) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    # What was best for one cell is still feasible for the next: go on from there.
    model.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
    model.setOptionValue("presolve", "off")
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = leaves, len(rows)
    program.col_cost_ = np.zeros(leaves)
    program.col_lower_ = np.zeros(leaves)
    program.col_upper_ = np.full(leaves, highspy.kHighsInf)
    program.row_lower_ = np.array([low for _, low, _ in rows], dtype=float)
    program.row_upper_ = np.array([high for *_, high in rows], dtype=float)
    sizes = [len(places) for places, *_ in rows]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *sizes]).astype(np.int32)
    program.a_matrix_.index_ = np.concatenate([places for places, *_ in rows])
    program.a_matrix_.value_ = np.ones(sum(sizes))
    model.passModel(program)
    return model


def attack(
    found: Iterable[Found], cases: Cases | None, *, most: int, seed: int
) -> Iterator[Result]:
    """Attack each cohort by its tables alone, then what unions left open.

    ``most`` hidden cells each time, drawn evenly.
    """
    random = np.random.default_rng(seed)
    for each in found:
        cohort, sums = each.tables.cohort, each.everything
        if cohort.label == ALL or not each.hidden:
            continue
        told = each.tables.figures
        chosen = _some(each.hidden, most, random)
        yield _result(cohort, len(each.hidden), _intervals(cohort, told, chosen), cases)
        left = [place for place in each.hidden if place not in sums.cells]
        if len(sums.figures) > len(told) and left:
            known = [Figure(cohort.label, at(*p), n) for p, n in sums.cells.items()]
            chosen = _some(left, most, random)
            open_yet = _intervals(cohort, [*told, *known], chosen)
            pinned = sum(bool(i and i.pinned) for i in open_yet.values())
            yield Result(
                f"linear programs after differencing, cohort {cohort.label}",
                f"{len(chosen)} of {len(left)} cells that unions left open",
                f"{pinned} pinned to one published value",
            )


def _some(
    places: Sequence[Place], most: int, random: np.random.Generator
) -> list[Place]:
    return [places[i] for i in sorted(random.permutation(len(places))[:most])]


def _intervals(
    cohort: Cohort, told: Sequence[Figure], chosen: Iterable[Place]
) -> dict[Place, Interval | None]:
    program = Program(cohort, told)
    return {place: program.interval(at(*place)) for place in chosen}


def _result(
    cohort: Cohort,
    hidden: int,
    found: dict[Place, Interval | None],
    cases: Cases | None,
) -> Result:
    name = f"linear programs, cohort {cohort.label} ({cohort.vintage})"
    tried = f"{len(found)} of {hidden} hidden cells, every shown table as exact"
    fits = {place: each for place, each in found.items() if each is not None}
    if len(fits) < len(found):
        return Result(
            name,
            tried,
            "no counts fit the figures: they are no sums over one set of cases",
            limit="figures are sums over one cube",
            beyond=True,
        )
    widths = [each.high - each.low for each in fits.values()]
    pinned = sum(each.pinned for each in fits.values())
    proven = sum(each.low >= 1 for each in fits.values())
    best = (
        f"{pinned} pinned to one published value, {proven} at least 1; the median "
        f"interval is {np.median(widths):.0f} wide"
    )
    if cases is None:
        return Result(name, tried, best)
    truth = {t: cases.table(cohort.label, t) for t in {table for table, _ in fits}}
    real = {place: truth[place[0]][place[1]] for place in fits}
    small = [place for place in fits if real[place] in SMALL]
    right = sum(fits[p].pinned and fits[p].low == real[p] for p in small)
    one = [p for p in fits if real[p] == 1]
    none = [p for p in fits if real[p] == 0]
    alarms = sum(fits[p].low >= 1 for p in one)
    false = sum(fits[p].low >= 1 for p in none)
    spent = epsilon_at_least(alarms, len(one), false, len(none))
    return Result(
        name,
        tried,
        f"{best}. Pinned and right: {right} of {len(small)} small cells. Said to hold "
        f"somebody: {alarms} of {len(one)} cells with one case, {false} of "
        f"{len(none)} empty ones",
        f"{np.mean([n > 0 for n in real.values()]):.0%} of these cells hold somebody",
        f"{PINNED:.0%} of small cells pinned and right (T4); one case may raise the "
        f"odds of an alarm by e^{cohort.epsilon} (measured: at least e^{spent:.2f})",
        beyond=at_least(right, max(len(small), 1)) > PINNED or spent > cohort.epsilon,
    )
