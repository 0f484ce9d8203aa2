"""Attack 5: is one case counted, by somebody who knows every other case?

The attacker takes the others' counts from the published figures and weighs what is
left: nothing, or one. Twice: by the noise law as published, each measured table by
itself; and by the best straight line (Fisher) through the residues of tables, margins
and total together, whose spread the attacker learns from all the other cells.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import exp

import numpy as np
from numpy.typing import NDArray

from tests.attacks.differencing import Found
from tests.attacks.figures import ALL, Cell, Cohort, Dimensions
from tests.attacks.report import Result, auc_at_least, auc_of, epsilon_at_least
from tests.attacks.sums import Sums, at
from tests.attacks.truth import Case, Cases

#: Limits of T6.
AUC, ADVANTAGE = 0.75, 0.40
_LEARN = 3_000


@dataclass(frozen=True, eq=False)
class View:
    """What one vintage of a cohort told, and the others' counts, table by table."""

    cohort: Cohort
    told: Mapping[Dimensions, Mapping[Cell, int]]
    others: Mapping[Dimensions, Counter[Cell]]

    def residues(self, case: Case) -> dict[Dimensions, int]:
        """Return what is left of each figure that the case would be in."""
        found = {}
        for names, cells in self.told.items():
            cell = tuple(case[name] for name in names)
            if cell in cells:
                found[names] = cells[cell] - self.others[names][cell]
        return found


def view(sums: Sums, others: Cases) -> View:
    """Gather every figure of a vintage that is shown or follows from others."""
    cohort = sums.cohort
    told: dict[Dimensions, dict[Cell, int]] = {}
    for names in cohort.answerable():
        told[names] = {}
        for cell in product(*(cohort.codes[name] for name in names)):
            if (names, cell) in sums.places:
                value = sums.cells.get((names, cell))
            else:
                value = sums.value(at(names, cell))
            if value is not None:
                told[names][cell] = value
    counts = {names: others.table(cohort.label, names) for names in told}
    return View(cohort, told, counts)


def by_the_law(views: Sequence[View], case: Case, already: int = 0) -> float:
    """Return the log-likelihood ratio for one case more, by the published noise law.

    ``already`` is how many of the others' counts are to be taken off first.
    """
    score = 0.0
    for each in views:
        residues = each.residues(case)
        for table, epsilon in each.cohort.measured.items():
            if table in residues:
                left = residues[table] + already
                score += epsilon * (abs(left) - abs(left - 1))
    return score


class Line:
    """Fisher's line for one case more, learnt where the target can't be.

    For each measured table: what is left in the target's cell, and on average in the
    other cells of its row and of its column, which share the fit's errors but not the
    target. The spread is learnt from random cells with another first code than the
    target's, so that the line is not fitted to what it is tried on.
    """

    def __init__(self, views: Sequence[View], seed: int) -> None:
        self._features = [
            feature
            for each in views
            for table in each.cohort.measured
            if len(table) == 2
            for feature in _features(each, table)
        ]
        codes = views[0].cohort.codes
        self._codes = codes
        random = np.random.default_rng(seed)
        self._drawn = {
            name: random.integers(len(codes[name]), size=_LEARN) for name in codes
        }
        self._shift = np.array([own for *_, own in self._features], dtype=float)
        self._weights: dict[int, NDArray[np.float64] | None] = {}

    @property
    def works(self) -> bool:
        """Whether there are tables enough to learn from."""
        return bool(self._features) and self._learnt(0) is not None

    def _values(self, places: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float64]:
        columns = [
            values[tuple(places[name] for name in table)]
            for table, values, _ in self._features
        ]
        return np.array(columns).T

    def _learnt(self, first: int) -> NDArray[np.float64] | None:
        """Return the line's weights for targets of one first code."""
        if first not in self._weights:
            elsewhere = self._drawn[next(iter(self._codes))] != first
            rows = self._values({n: d[elsewhere] for n, d in self._drawn.items()})
            rows = rows[np.isfinite(rows).all(axis=1)]
            weights = None
            if len(rows) > _LEARN / 20:
                spread = np.cov(rows.T) + 0.05 * np.eye(len(self._features))
                weights = np.linalg.solve(spread, self._shift)
            self._weights[first] = weights
        return self._weights[first]

    def score(self, case: Case, already: int = 0) -> float:
        """Return the evidence for one case more; 0 where nothing could be learnt."""
        places = {n: np.array([self._codes[n].index(case[n])]) for n in self._codes}
        weights = self._learnt(int(places[next(iter(self._codes))][0]))
        if weights is None:
            return 0.0
        left = self._values(places)[0] + self._shift * (already - 0.5)
        return float(np.where(np.isfinite(left), left, 0.0) @ weights)


def _features(
    each: View, table: Dimensions
) -> Iterator[tuple[Dimensions, NDArray[np.float64], bool]]:
    """Yield what is left in a cell, in the rest of its row, in that of its column."""
    codes = each.cohort.codes
    left = np.full(tuple(len(codes[name]) for name in table), np.nan)
    for cell, told in each.told[table].items():
        at_cell = tuple(codes[n].index(c) for n, c in zip(table, cell, strict=True))
        left[at_cell] = told - each.others[table][cell]
    yield table, left, True
    known = np.isfinite(left)
    filled = np.where(known, left, 0.0)
    for axis in (0, 1):
        number = known.sum(axis=axis, keepdims=True) - known
        rest = filled.sum(axis=axis, keepdims=True) - filled
        yield table, np.where(number > 0, rest / np.maximum(number, 1), 0.0), False


def attack(
    found: Iterable[Found], cases: Cases, *, most: int, seed: int
) -> Iterator[Result]:
    """Measure both attacks on made-up targets of every cohort whose truth is known.

    Each target is tried as there (all others known) and as absent (all cases known,
    one more of its kind asked for).
    """
    by_cohort: dict[str, list[Sums]] = {}
    for each in found:
        if each.everything.cohort.label != ALL:
            label = each.everything.cohort.label
            by_cohort.setdefault(label, []).append(each.everything)
    for label, vintages in by_cohort.items():
        rows = cases.of(label)
        if not rows:
            continue
        random = np.random.default_rng(seed)
        targets = [rows[i] for i in random.permutation(len(rows))[:most]]
        views = [view(sums, cases) for sums in vintages]
        line = Line(views, seed)
        yield _measured(label, views, line, targets)


def _measured(
    label: str, views: Sequence[View], line: Line, targets: Sequence[Case]
) -> Result:
    ways: dict[str, Callable[[Case, int], float]] = {
        "the noise law": partial(by_the_law, views)
    }
    if line.works:
        ways["Fisher's line"] = line.score
    tables = {table for each in views for table in each.cohort.measured}
    # Targets that share a cell share its noise: only different cells count.
    independent = max(
        len({tuple(case[name] for name in table) for case in targets})
        for table in tables
    )
    spent = sum(each.cohort.epsilon for each in views)
    told, beyond = [], False
    for name, score in ways.items():
        # Of a target that is there the others are one fewer than all.
        there = np.array([score(case, 1) for case in targets])
        absent = np.array([score(case, 0) for case in targets])
        auc = auc_of(there, absent)
        lowest = auc_at_least(auc, independent)
        cuts = np.unique(np.concatenate([there, absent]))
        advantage = max((there >= c).mean() - (absent >= c).mean() for c in cuts)
        scale = independent / len(targets)
        least = max(
            epsilon_at_least(
                int((there >= c).sum() * scale), independent,
                int(np.ceil((absent >= c).sum() * scale)), independent,
            )
            for c in np.quantile(absent, (0.5, 0.8, 0.9))
        )  # fmt: skip
        told.append(
            f"{name}: AUC {auc:.3f} (at least {lowest:.3f}), advantage "
            f"{advantage:.2f}, epsilon at least {least:.2f}"
        )
        beyond = beyond or lowest > AUC or least > spent
    kinds = " and ".join(each.cohort.vintage for each in views)
    return Result(
        f"membership, cohort {label} ({kinds})",
        f"{len(targets)} targets there and absent, {independent} different cells",
        "; ".join(told),
        "AUC 0.5, advantage 0",
        f"AUC {AUC} (T6), epsilon {spent}",
        beyond=beyond,
    )


def decide(found: Iterable[Found], others: Cases, target: Case) -> Result:
    """Say what the figures tell about one case, given all the others."""
    vintages = [
        each.everything
        for each in found
        if each.everything.cohort.label == target["cohort"]
    ]
    if not vintages:
        raise KeyError(f"no figures of cohort {target['cohort']!r}")
    views = [view(sums, others) for sums in vintages]
    score = by_the_law(views, target)
    most = sum(each.cohort.epsilon for each in views)
    tables = sum(
        table in each.residues(target)
        for each in views
        for table in each.cohort.measured
    )
    return Result(
        "membership of one case",
        f"{tables} measured cells that would hold it, less {len(others.rows)} others",
        f"the odds that it is counted are {exp(score):.2f} times what you held before",
        f"1 time; under this noise law never more than {exp(most):.1f} (e^{most})",
    )
