"""A made-up community record, made by the real code from made-up counts.

Its noise is seeded, so that tests repeat: the counts are nobody's.
"""

import os
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.contributions import counts_of_cube
from accountability.publication.disclosure.domains import standard_domain
from accountability.publication.disclosure.fit import fit
from accountability.publication.disclosure.margins import standard_errors
from accountability.publication.disclosure.measurements import measure
from accountability.publication.disclosure.noise import SeededNoise
from accountability.publication.disclosure.plans import Plan, annual, small
from accountability.release.community.domain import Cohort
from accountability.release.community.record import CommunityRecord, Entry, Scheduled
from accountability.vocab.community import PlanKind, Vintage
from tests.once import SHARED_BY_RUN, made_once

DEPARTMENTS = ("central-saanich", "new-westminster", "oak-bay", "saanich", "vancouver")


#: Made-up cases of each cohort, and the seed of the first; each later one is one more.
CASES, SEED = 2_400, 5


@cache
def sample_record(
    kind: PlanKind = PlanKind.ANNUAL, cases: int = CASES, seed: int = SEED
) -> CommunityRecord:
    """Return two cohorts under the annual plan, the newer preliminary; or one small.

    In a run of tests it is fitted once for all processes.
    """
    if SHARED_BY_RUN not in os.environ:
        return _made(kind, cases, seed)

    def write(place: Path) -> None:
        (place / "record").write_bytes(_made(kind, cases, seed).to_bytes())

    place = made_once(f"record-{kind.value}-{cases}-{seed}", write)
    return CommunityRecord.from_bytes((place / "record").read_bytes())


def _made(kind: PlanKind, cases: int, seed: int) -> CommunityRecord:
    domain = standard_domain(DEPARTMENTS)
    if kind is PlanKind.SMALL:
        parts = [(Cohort(2021, 2024), Vintage.FINAL, date(2025, 4, 1))]
        plan = small(domain)
    else:
        parts = [
            (Cohort(2023, 2023), Vintage.FINAL, date(2026, 4, 7)),
            (Cohort(2024, 2024), Vintage.PRELIMINARY, date(2025, 4, 1)),
        ]
        plan = annual(domain)
    entries = tuple(
        _entry(plan, cohort, vintage, day, cases, seed + number)
        for number, (cohort, vintage, day) in enumerate(parts)
    )
    calendar = [Scheduled(cohort, vintage, day) for cohort, vintage, day in parts]
    if kind is PlanKind.ANNUAL:
        calendar.append(Scheduled(Cohort(2024, 2024), Vintage.FINAL, date(2027, 4, 6)))
    return CommunityRecord("Harbour (synthetic)", True, entries, tuple(calendar))


def made_up_counts(shape: tuple[int, ...], cases: int, seed: int) -> NDArray[np.int64]:
    """Return the counts behind a cohort: independent dimensions, uneven codes."""
    random = np.random.default_rng(seed)
    chances = [random.dirichlet(np.full(n, 0.8)) for n in shape]
    joint = np.einsum("a,b,c,d->abcd", *chances).reshape(-1)
    return random.multinomial(cases, joint).reshape(shape).astype(np.int64)


def _entry(
    plan: Plan, cohort: Cohort, vintage: Vintage, day: date, cases: int, seed: int
) -> Entry:
    values = made_up_counts(plan.domain.shape, cases, seed)
    spending = plan.spending(vintage)
    counts = counts_of_cube(
        values, domain=plan.domain, spending=spending, cohort=cohort
    )
    # Allowed: the counts are made up, so there is nobody to protect.
    measurements = measure(counts, plan, SeededNoise(seed, allowed=True))
    cube = fit(measurements)
    told = plan.as_json()
    return Entry(
        cube,
        standard_errors(cube, measurements, plan, replicates=6),
        str(spending.epsilon),
        day,
        {name: value for name, value in told.items() if name != "dimensions"},
        plan.sha256,
        "0" * 64,
        measurements.sha256,
    )
