"""Attack 1: totals less parts, through the tables and every union that is answered.

Complements (all codes but one) and pairs (a hidden cell beside a large one) over both
dimensions of every measured table, each cohort by itself and all together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaln

from tests.attacks.figures import (
    ALL,
    Cohort,
    Dimensions,
    Figure,
    Published,
    noise_quantile,
)
from tests.attacks.public import Parameters, Web, flat, rows_of
from tests.attacks.report import Result, at_least, counted
from tests.attacks.sums import Place, Sums, at, hidden_cells
from tests.attacks.truth import Cases

#: Points above a blind guess that guessing small cells exactly may gain (T5).
EXACT_POINTS = 10
#: What counts as a small cell.
SMALL = range(1, 10)
#: Odds that count as sure, and the part of small cells that may be sure and right (T5).
SURE, SURE_PART = 0.9, 0.01
#: How uneven cells of equal margins are taken to be (a gamma's shape).
_SHAPE = 4.0


@dataclass(frozen=True)
class Found:
    """What sums gave of one cohort: from the tables, and with the API's unions too."""

    tables: Sums
    everything: Sums
    hidden: tuple[Place, ...]
    questions: int


def together(published: Published) -> Cohort | None:
    """Return all cohorts as one: what each of them measured; None of a single one."""
    first, *rest = published.cohorts
    if not rest:
        return None
    shared = {
        table: min(cohort.measured[table] for cohort in published.cohorts)
        for table in first.measured
        if all(table in cohort.measured for cohort in rest)
    }
    codes = {
        name: tuple(
            dict.fromkeys(code for c in published.cohorts for code in c.codes[name])
        )
        for name in first.codes
    }
    return replace(first, label=ALL, codes=codes, measured=shared) if shared else None


def find(
    published: Published, web: Web | None, release: str | None = None
) -> list[Found]:
    """Gather every sum of every cohort, and of all together; asks ``release``."""
    cohorts = [*published.cohorts]
    if whole := together(published):
        cohorts.append(whole)
    found = []
    for cohort in cohorts:
        told = published.of(cohort.label)
        tables = Sums(cohort, tuple(told))
        hidden = tuple(hidden_cells(tables, told))
        asked = list(_unions(web, cohort, tables, hidden, release)) if web else []
        everything = Sums(cohort, (*told, *asked)) if asked else tables
        found.append(Found(tables, everything, hidden, len(asked)))
    return list(_between_cohorts(found))


def _between_cohorts(found: list[Found]) -> Iterator[Found]:
    """Add to each cohort what all together, less all the others, leave for it."""
    whole = next((e for e in found if e.everything.cohort.label == ALL), None)
    parts = [each for each in found if each is not whole]
    for each in parts:
        if whole is None:
            yield each
            continue
        others = [other for other in parts if other is not each]
        left = []
        for (table, cell), total in whole.everything.cells.items():
            taken = [other.everything.value(at(table, cell)) for other in others]
            open_yet = (table, cell) not in each.everything.cells
            if open_yet and all(n is not None for n in taken):
                n = total - sum(n or 0 for n in taken)
                own = each.everything.cohort.label
                left.append(Figure(own, at(table, cell), n))
        sums = each.everything
        yield replace(
            each,
            everything=Sums(sums.cohort, (*sums.figures, *left)) if left else sums,
        )
    if whole is not None:
        yield whole


def _unions(
    web: Web,
    cohort: Cohort,
    tables: Sums,
    hidden: Iterable[Place],
    release: str | None,
) -> Iterator[Figure]:
    """Yield the figures of unions that surround what is hidden."""
    wanted: dict[tuple[Dimensions, str], set[str]] = {}
    for table, cell in hidden:
        for name, code in zip(table, cell, strict=True):
            wanted.setdefault((table, name), set()).add(code)
    for (table, name), codes in sorted(wanted.items()):
        other = next((each for each in table if each != name), None)
        every = cohort.codes[name]
        large = _largest(tables, table, name)
        for code in sorted(codes):
            unions = [tuple(each for each in every if each != code)]
            unions += [(code, beside) for beside in large if beside != code]
            for union in unions:
                yield from _asked(web, cohort, name, union, other, release)


def _largest(tables: Sums, table: Dimensions, name: str) -> list[str]:
    """Return the codes whose known cells are the largest, two of them."""
    place = table.index(name)
    size: dict[str, int] = {}
    for (each, cell), n in tables.cells.items():
        if each == table:
            size[cell[place]] = size.get(cell[place], 0) + n
    return sorted(size, key=lambda code: -size[code])[:2]


def _asked(
    web: Web,
    cohort: Cohort,
    name: str,
    union: tuple[str, ...],
    other: str | None,
    release: str | None,
) -> Iterator[Figure]:
    parameters: Parameters = flat(name, union)
    if cohort.label != ALL:
        parameters = [*parameters, ("cohort", cohort.label)]
    if other:
        parameters = [*parameters, ("by", other)]
    for code, n in (rows_of(web.question(parameters, release)) or {}).items():
        by = ((other, (code,)),) if other else ()
        yield Figure(cohort.label, ((name, union), *by), n)


def from_margins(sums: Sums, place: Place) -> float:
    """Expect a cell from margins alone: total times the share of each of its codes.

    A margin that is not told is an even part of what the told ones leave.
    """
    table, cell = place
    total = sums.value(()) or 0
    guess = float(total)
    for name, code in zip(table, cell, strict=True):
        told = {c: sums.value(((name, (c,)),)) for c in sums.cohort.codes[name]}
        missing = [c for c, n in told.items() if n is None]
        left = max(0, total - sum(n for n in told.values() if n is not None))
        own = told[code]
        n = own if own is not None else left / len(missing)
        guess *= n / total if total else 0.0
    return guess


def weighed(expected: float, told: int, epsilon: float) -> tuple[int, float]:
    """Weigh what margins expect and what a figure says: the likeliest count, its odds.

    A gamma-Poisson count before, the published noise law for the figure.
    """
    n = np.arange(max(told, 0) + 60)
    mean = max(expected, 0.05)
    before = gammaln(n + _SHAPE) - gammaln(n + 1) + n * np.log(mean / (mean + _SHAPE))
    log = before - epsilon * np.abs(n - told)
    after = np.exp(log - log.max())
    likeliest = int(after.argmax())
    return likeliest, float(after[likeliest] / after.sum())


def attack(found: Iterable[Found], cases: Cases | None) -> Iterator[Result]:
    """Report what differencing gave, and judge it where the truth is known."""
    found = list(found)
    gaps = [
        f"cohort {each.everything.cohort.label}: sums differ by up to "
        f"{each.everything.gap:.1f}"
        for each in found
        if each.everything.gap > 0.25
    ]
    equations = sum(len(each.everything.figures) for each in found)
    yield counted(
        "totals equal their parts, or noise could be averaged away",
        gaps,
        attack="contradicting sums (least squares over all answers)",
        tried=f"{equations} figures as equations",
    )
    for each in found:
        if each.hidden:
            yield _of_cohort(each, cases)


def _of_cohort(found: Found, cases: Cases | None) -> Result:
    label, vintage = found.everything.cohort.label, found.everything.cohort.vintage
    hidden = found.hidden
    by_tables = sum(place in found.tables.cells for place in hidden)
    told = {p: found.everything.cells[p] for p in hidden if p in found.everything.cells}
    best = (
        f"{by_tables} of {len(hidden)} hidden cells have one published value left by "
        f"the tables alone, {len(told)} with unions"
    )
    if told and label != ALL:
        widths = [
            min(value, q) + q
            for (table, _), value in told.items()
            for q in [noise_quantile(found.everything.cohort.measured[table])]
        ]
        best += (
            ". Taken as exact that is width 0; with the noise law the 90 % interval "
            f"of such a cell is {np.median(widths):.0f} cases wide"
        )
    attack = f"differencing and complements, cohort {label} ({vintage})"
    tried = f"{found.questions} figures of unions beside the tables"
    if cases is None or label == ALL:
        return Result(attack, tried, best)
    truth = {
        table: cases.table(label, table) for table in {table for table, _ in hidden}
    }
    cohort = found.everything.cohort
    small = [(p, n) for p, n in told.items() if truth[p[0]][p[1]] in SMALL]
    of = len(small)
    expected = {p: from_margins(found.tables, p) for p, _ in small}
    guesses = {p: weighed(expected[p], n, cohort.measured[p[0]]) for p, n in small}
    real = {p: truth[p[0]][p[1]] for p, _ in small}
    right = sum(real[p] == n for p, n in small)
    better = sum(real[p] == guess for p, (guess, _) in guesses.items())
    sure = sum(odds >= SURE and real[p] == g for p, (g, odds) in guesses.items())
    blind = sum(real[p] == round(expected[p]) for p, _ in small)
    within = sum(
        abs(truth[t][cell] - n) <= noise_quantile(cohort.measured[t])
        for (t, cell), n in told.items()
    )
    gain = at_least(max(right, better), of) - blind / of if of else 0.0
    return Result(
        attack,
        tried,
        f"{best}. Of {of} small cells (1 to 9) {right} are then exactly right, "
        f"{better} when weighed with the margins, {sure} of those with odds of "
        f"{SURE:.0%}; the truth is in the interval of {within} of {len(told)}",
        f"margins alone guess {blind} of {of}",
        f"{EXACT_POINTS} points above the blind guess; {SURE_PART:.0%} sure and right "
        "(T5)",
        beyond=gain > EXACT_POINTS / 100 or at_least(sure, max(of, 1)) > SURE_PART,
    )
