import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.uncertainty import (
    FUNNEL_LIMITS,
    funnel,
    rate,
    ratio,
    share,
)

COUNTS = st.integers(0, 5_000)


def poisson_tail(count: int, mean: float) -> float:
    """Return the chance of ``count`` or fewer, added up term by term."""
    term, total = math.exp(-mean), 0.0
    for number in range(count + 1):
        total += term
        term *= mean / (number + 1)
    return total


@pytest.mark.parametrize("count", [3, 7, 12, 48, 100])
def test_byars_limits_are_close_to_the_exact_ones(count: int) -> None:
    # Exactly, 2.5% lies beyond each limit.
    found = rate(count, 100, 100)
    assert 1 - poisson_tail(count - 1, found.low) == pytest.approx(0.025, abs=0.006)
    assert poisson_tail(count, found.high) == pytest.approx(0.025, abs=0.006)


def test_a_rate_is_a_count_for_so_many() -> None:
    found = rate(48, 160, 100)
    assert found.value == pytest.approx(30)
    assert (round(found.low, 1), round(found.high, 1)) == (22.1, 39.8)


def test_a_count_of_zero_has_a_rate_of_zero_and_an_upper_limit() -> None:
    found = rate(0, 50, 100)
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(2 * 3.69, rel=0.03)


def test_wilsons_limits_are_those_of_newcombes_example() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263.
    found = share(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    # And 0 of 20.
    found = share(0, 20)
    assert found.low == 0
    assert round(found.high, 4) == 0.1611


@given(COUNTS, st.integers(1, 5_000))
def test_an_interval_holds_its_value_and_stays_in_bounds(part: int, whole: int) -> None:
    part = min(part, whole)
    found = share(part, whole)
    assert 0 <= found.low <= found.value <= found.high <= 1
    counted = rate(part, whole, 100)
    assert 0 <= counted.low <= counted.value <= counted.high


@given(st.integers(1, 5_000), st.integers(1, 5_000))
def test_a_ratio_turned_round_is_its_inverse(before: int, after: int) -> None:
    there, back = ratio(before, after), ratio(after, before)
    assert there is not None
    assert back is not None
    assert there.low * back.high == pytest.approx(1)
    assert there.value * back.value == pytest.approx(1)


def test_there_is_no_ratio_to_or_of_nothing() -> None:
    assert ratio(0, 5) is None
    assert ratio(5, 0) is None


def test_a_funnel_narrows_as_departments_grow() -> None:
    limit = FUNNEL_LIMITS[0]
    small, large = funnel(25, 20, 100, limit), funnel(25, 2_000, 100, limit)
    assert small[0] < large[0] < 25 < large[1] < small[1]
    # A department with 500 expected: 95 of 100 lie within two roots of it.
    low, high = (edge * 20 for edge in large)
    assert low == pytest.approx(500 - 1.96 * math.sqrt(500), rel=0.01)
    assert high == pytest.approx(500 + 1.96 * math.sqrt(500), rel=0.01)
