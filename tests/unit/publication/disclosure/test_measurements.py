"""Noise of the promised law from the promised source; bytes that repeat."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from accountability.publication.disclosure.contributions import counts_of_cube
from accountability.publication.disclosure.measurements import Measurements, measure
from accountability.publication.disclosure.noise import (
    NoiseSource,
    OpenDPNoise,
    SeededNoise,
    SeededNoiseRefusedError,
    variance,
)
from accountability.release.community.domain import Cohort
from accountability.vocab.community import Vintage
from tests.unit.publication.disclosure.made_up import (
    COHORT,
    DOMAIN,
    PLAN,
    measurements,
    truth,
)

DRAWS = 20_000


@pytest.mark.parametrize("epsilon", [0.225, 0.45])
@pytest.mark.parametrize(
    "noise", [OpenDPNoise(), SeededNoise(1, allowed=True)], ids=["opendp", "seeded"]
)
def test_noise_has_the_discrete_laplace_law(noise: NoiseSource, epsilon: float) -> None:
    drawn = noise.noisy(np.full(DRAWS, 7, dtype=np.int64), epsilon) - 7
    assert drawn.dtype == np.int64
    edge = round(4 / epsilon)
    values = np.arange(-edge, edge + 1)
    a = np.exp(-epsilon)
    chances = (1 - a) / (1 + a) * a ** np.abs(values)
    observed = np.array([(drawn == v).sum() for v in values])
    rest = DRAWS - observed.sum()
    expected = np.append(chances, 1 - chances.sum()) * DRAWS
    # Noise that is right fails this once in a hundred million runs.
    assert chisquare(np.append(observed, rest), expected).pvalue > 1e-8
    assert variance(epsilon) == pytest.approx((chances * values**2).sum(), rel=0.5)


def test_opendp_noise_never_repeats_and_takes_no_seed() -> None:
    values = np.zeros(200, dtype=np.int64)
    one, other = OpenDPNoise().noisy(values, 0.1), OpenDPNoise().noisy(values, 0.1)
    assert not np.array_equal(one, other)
    with pytest.raises(TypeError):
        OpenDPNoise(1)  # type: ignore[call-arg]


def test_seeded_noise_is_refused_unless_it_is_allowed() -> None:
    with pytest.raises(SeededNoiseRefusedError):
        SeededNoise(1, allowed=False)
    with pytest.raises(TypeError):
        SeededNoise(1)  # type: ignore[call-arg]


@pytest.mark.parametrize("epsilon", [0.0, -1.0, float("inf"), float("nan")])
def test_no_budget_is_no_noise_and_is_refused(epsilon: float) -> None:
    values = np.zeros(1, dtype=np.int64)
    for noise in (OpenDPNoise(), SeededNoise(1, allowed=True)):
        with pytest.raises(ValueError, match="epsilon"):
            noise.noisy(values, epsilon)


def test_every_table_is_measured_with_its_own_part_of_the_budget() -> None:
    measured = measurements(truth())
    final = PLAN.spending(Vintage.FINAL)
    assert measured.measured == final.measured
    for table in measured.tables:
        assert table.epsilon == float(final.epsilon_of(table.dimensions))
    assert sum(table.epsilon for table in measured.tables) == pytest.approx(1.5)


def test_noise_is_drawn_for_every_cell_of_every_table() -> None:
    """Were one table forgotten, it would hold the truth."""
    large = np.zeros(DOMAIN.shape, dtype=np.int64)
    for seed in range(3):
        for table in measurements(large, seed=seed).tables:
            assert np.count_nonzero(table.values) > table.values.size / 4


def test_counts_that_are_not_the_plan_s_are_refused() -> None:
    final, preliminary = (
        counts_of_cube(truth(), domain=DOMAIN, spending=spending, cohort=COHORT)
        for spending in PLAN.spendings[::-1]
    )
    mixed = type(final)(COHORT, Vintage.FINAL, DOMAIN, preliminary.tables)
    with pytest.raises(ValueError, match="not those of the plan"):
        measure(mixed, PLAN, SeededNoise(1, allowed=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([*PLAN.spendings]))
def test_measurements_come_back_from_their_bytes(seed: int, spending: object) -> None:
    vintage = spending.vintage  # type: ignore[attr-defined]
    measured = measurements(truth(seed=seed % 7), seed=seed, vintage=vintage)
    data = measured.to_bytes()
    again = Measurements.from_bytes(data)
    assert again.to_bytes() == data
    assert again.sha256 == measured.sha256
    assert (again.cohort, again.vintage, again.domain) == (COHORT, vintage, DOMAIN)
    for one, other in zip(again.tables, measured.tables, strict=True):
        assert np.array_equal(one.values, other.values)
        assert one.values.dtype == np.int64


def test_bytes_that_are_not_canonical_are_refused() -> None:
    data = measurements(truth()).to_bytes()
    value = json.loads(data)
    with pytest.raises(ValueError, match="canonical"):
        Measurements.from_bytes(json.dumps(value).encode())
    value["tables"][0]["values"][0] = 1.5
    with pytest.raises(ValueError, match="whole numbers"):
        Measurements.from_bytes(json.dumps(value).encode())
    with pytest.raises(ValueError, match="no measurements"):
        Measurements.from_bytes(b"{}")


def test_the_hash_tells_cohorts_apart() -> None:
    one = measurements(truth(), cohort=Cohort(2023, 2023))
    assert one.sha256 != measurements(truth()).sha256


def test_measured_values_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        measurements(truth()).tables[0].values[0] = 1
