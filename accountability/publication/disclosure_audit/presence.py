"""T6: is one case in the figures? The release code as a black box, run many times.

Canaries are cases in cells where nobody else is. The code measures a world with the
canary and one without, and the adversary, who knows everybody else, weighs what came
out. Both vintages count together, as they are both published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.fit import fit
from accountability.publication.disclosure.measurements import Measurements
from accountability.publication.disclosure.noise import NoiseSource
from accountability.publication.disclosure_audit import findings
from accountability.publication.disclosure_audit.attacks.membership import (
    laplace_evidence,
    membership,
)
from accountability.publication.disclosure_audit.editions import measured
from accountability.publication.disclosure_audit.findings import Result
from accountability.publication.disclosure_audit.worlds import Part
from accountability.release.community.cubes import Cube
from accountability.vocab.community import Vintage

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Canary:
    """A leaf with nobody in it, and what each table holds there without a case."""

    leaf: tuple[int, ...]
    part: Part

    def world(self, cases: int) -> Part:
        """Return the cohort with this many cases of the canary's."""
        counts = self.part.counts.copy()
        counts[self.leaf] += cases
        return Part(self.part.plan, self.part.cohort, counts)

    def evidence(
        self, published: Measurements | Cube, budgets: Measurements, cases: int
    ) -> float:
        """Return the log-likelihood ratio for presence over all tables.

        A cube is weighed as if its sums were the measurements.
        """
        domain = self.part.plan.domain
        found = 0.0
        for table in budgets.tables:
            names = table.dimensions
            values = (
                published.table(names) if isinstance(published, Cube) else table.values
            )
            at = tuple(self.leaf[domain.axis(name)] for name in names)
            true = self.part.counts.sum(axis=domain.summed_axes(names))
            without = int(np.asarray(true)[at])
            found += laplace_evidence(int(values[at]) - without, table.epsilon, cases)
        return found


def canaries(part: Part, number: int, seed: int) -> list[Canary]:
    """Choose leaves with nobody in them, in pairs with nobody where there are such."""
    pair = np.asarray(part.counts.sum(axis=tuple(range(2, part.counts.ndim))))
    around = pair.reshape(pair.shape + (1,) * (part.counts.ndim - 2))
    alone = np.argwhere((part.counts == 0) & (around == 0))
    empty = np.argwhere(part.counts == 0)
    random = np.random.default_rng(seed)
    rows = [*random.permutation(alone)[:number], *random.permutation(empty)[:number]]
    return [Canary(tuple(int(n) for n in row), part) for row in rows[:number]]


def membership_attack(
    part: Part,
    noise: NoiseSource,
    *,
    number: int,
    runs: int,
    cube_runs: int,
    seed: int,
) -> list[Result]:
    """T6 on one cohort: ``number`` canaries, ``runs`` releases with and without."""
    chosen = canaries(part, number, seed)
    vintages = [spending.vintage for spending in part.plan.spendings]
    began = perf_counter()
    one = membership(*_evidence(chosen, noise, vintages, runs, 1))
    seconds = perf_counter() - began
    three = membership(*_evidence(chosen, noise, vintages, runs, 3))
    both = perf_counter() - began
    cube = membership(*_evidence_of_cubes(chosen, noise, cube_runs))
    last = perf_counter() - began - both
    note = f"{number} canaries, {runs} releases with and without each"
    cubes = f"{number} canaries, {cube_runs} releases with and without each"
    return [
        Result(findings.AUC, one.auc, seconds, note),
        Result(findings.ADVANTAGE, one.advantage, seconds),
        Result(findings.EPSILON, one.epsilon_bound, seconds),
        Result(findings.AUC_CUBE, cube.auc, last, cubes),
        Result(findings.AUC_THREE, three.auc, both - seconds),
    ]


def _evidence(
    chosen: Iterable[Canary],
    noise: NoiseSource,
    vintages: list[Vintage],
    runs: int,
    cases: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the evidence of releases with and without the canary."""
    found: dict[int, list[float]] = {cases: [], 0: []}
    for canary in chosen:
        for there in (cases, 0):
            world = canary.world(there)
            for _ in range(runs):
                releases = [measured(world, vintage, noise) for vintage in vintages]
                found[there].append(sum(canary.evidence(m, m, cases) for m in releases))
    return np.array(found[cases]), np.array(found[0])


def _evidence_of_cubes(
    chosen: Iterable[Canary], noise: NoiseSource, runs: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found: dict[int, list[float]] = {1: [], 0: []}
    for canary in chosen:
        for there in (1, 0):
            world = canary.world(there)
            for _ in range(runs):
                release = measured(world, Vintage.FINAL, noise)
                found[there].append(canary.evidence(fit(release), release, 1))
    return np.array(found[1]), np.array(found[0])
