"""The fit: whole, never negative, consistent, repeatable, and near the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.publication.disclosure.fit import (
    fit,
    fit_in_order,
    residual_after,
)
from accountability.publication.disclosure.integers import whole
from accountability.publication.disclosure.margins import standard_errors
from accountability.publication.disclosure.measurements import (
    MeasuredTable,
    Measurements,
)
from accountability.publication.disclosure.plans import small
from accountability.release.community.cubes import answerable
from accountability.release.community.domain import Cohort
from accountability.vocab.community import Vintage
from tests.unit.publication.disclosure.made_up import (
    COHORT,
    DOMAIN,
    PAIRS,
    PLAN,
    domain,
    measurements,
    truth,
)

cases = st.sampled_from([0, 1, 40, 600])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), cases, st.sampled_from([*PLAN.spendings]))
def test_every_cube_is_whole_not_negative_and_its_totals_are_its_parts(
    seed: int, number: int, spending: object
) -> None:
    vintage = spending.vintage  # type: ignore[attr-defined]
    cube = fit(measurements(truth(number), seed=seed, vintage=vintage))
    assert cube.values.dtype == np.int64
    assert cube.values.min() >= 0
    assert cube.measured == PLAN.spending(vintage).measured
    for names in answerable(cube.measured):
        for axis in range(len(names)):
            less = names[:axis] + names[axis + 1 :]
            assert np.array_equal(cube.table(names).sum(axis=axis), cube.table(less))


def test_the_same_measurements_give_the_same_cube() -> None:
    measured = measurements(truth(), seed=5)
    again = Measurements.from_bytes(measured.to_bytes())
    assert np.array_equal(fit(measured).values, fit(again).values)
    other = fit(measurements(truth(), seed=6))
    assert not np.array_equal(fit(measured).values, other.values)


def test_tables_without_noise_come_back() -> None:
    true = truth(5_000)
    tables = tuple(
        MeasuredTable(names, 1.0, true.sum(axis=DOMAIN.summed_axes(names)))
        for names in PAIRS
    )
    cube = fit(Measurements(COHORT, Vintage.FINAL, PLAN.sha256, DOMAIN, tables))
    for table in tables:
        assert np.abs(cube.table(table.dimensions) - table.values).max() <= 1


def test_the_cube_is_nearer_to_the_truth_than_the_noisy_tables() -> None:
    fitted, noisy = [], []
    for seed in range(8):
        true = truth(600, seed)
        measured = measurements(true, seed=seed)
        cube = fit(measured)
        for table in measured.tables:
            counts = true.sum(axis=DOMAIN.summed_axes(table.dimensions))
            fitted.append(((cube.table(table.dimensions) - counts) ** 2).mean())
            noisy.append(((table.values - counts) ** 2).mean())
    assert np.mean(fitted) < 0.8 * np.mean(noisy)


def test_the_total_is_not_biased_by_cells_that_can_not_be_negative() -> None:
    """Without the soft constraints rare cells push the total up by a tenth."""
    wide = domain(10, 8, 6, 5)
    plan = type(PLAN)(PLAN.kind, wide, PLAN.years, PLAN.spendings)
    totals = [
        int(
            fit(measurements(truth(300, seed, wide), seed=seed, plan=plan)).values.sum()
        )
        for seed in range(5)
    ]
    assert abs(np.mean(totals) - 300) < 15


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.05, 1.0, 5.0]))
def test_a_real_cube_is_made_whole_within_a_case_or_two(seed: int, mean: float) -> None:
    real = np.random.default_rng(seed).gamma(0.5, 2 * mean, DOMAIN.shape)
    wanted = answerable(PAIRS)
    values = whole(real, DOMAIN, wanted)
    assert values.min() >= 0
    assert abs(values.sum() - real.sum()) <= 1.5
    for names in wanted:
        axes = DOMAIN.summed_axes(names)
        assert np.abs(values.sum(axis=axes) - real.sum(axis=axes)).max() < 2.5


def test_a_thousand_cells_far_below_a_half_keep_their_total() -> None:
    wide = domain(10, 8, 6, 5)
    real = np.full(wide.shape, 10 / 2400)
    values = whole(real, wide, answerable(PAIRS))
    assert abs(int(values.sum()) - 10) <= 1


def test_half_of_what_was_rounded_up_is_taken_from_the_next_year() -> None:
    several = [
        measurements(np.zeros(DOMAIN.shape, np.int64), seed=n, cohort=Cohort(y, y))
        for n, y in enumerate(range(2010, 2020))
    ]
    carried = sum(int(cube.values.sum()) for cube in fit_in_order(several))
    without = sum(int(c.values.sum()) for c in fit_in_order(several, carry=False))
    assert carried < without
    first = fit(several[0])
    residual = residual_after(several[0], first, None)
    for table in several[0].tables:
        miss = first.table(table.dimensions) - table.values
        assert np.array_equal(residual.tables[table.dimensions], miss)


def test_cohorts_out_of_order_are_refused() -> None:
    one, other = (measurements(truth(), cohort=Cohort(y, y)) for y in (2020, 2021))
    with pytest.raises(ValueError, match="order of years"):
        fit_in_order([other, one])


def test_a_small_organisation_gets_its_total_and_one_way_tables() -> None:
    plan = small(DOMAIN)
    true = truth(60)
    measured = measurements(true, plan=plan, cohort=Cohort(2020, 2024))
    cube = fit(measured)
    assert abs(int(cube.values.sum()) - 60) < 40
    assert answerable(cube.measured) == tuple(
        sorted(
            [(), *((name,) for name in DOMAIN.names)],
            key=lambda names: (len(names), names),
        )
    )


def test_margins_repeat_cover_every_answerable_table_and_grow_with_the_noise() -> None:
    measured = measurements(truth(), seed=3)
    cube = fit(measured)
    one = standard_errors(cube, measured, PLAN, replicates=6)
    other = standard_errors(cube, measured, PLAN, replicates=6)
    assert set(one.tables) == set(answerable(PAIRS))
    for names, values in one.tables.items():
        assert np.array_equal(values, other.tables[names])
    # Outcome by class has a smaller part of the budget than department by class.
    first = one.tables[PAIRS[0]].mean()
    assert first < one.tables[PAIRS[-1]].mean()
    assert 0.5 < first < 6.3


def test_margins_of_another_plan_or_cohort_are_refused() -> None:
    measured = measurements(truth())
    with pytest.raises(ValueError, match="plan"):
        standard_errors(fit(measured), measured, small(DOMAIN), replicates=1)
    other = measurements(truth(), cohort=Cohort(2020, 2020))
    with pytest.raises(ValueError, match="not of these"):
        standard_errors(fit(other), measured, PLAN, replicates=1)
