"""Where bars and margins are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.site.community.bars import Bar, Scale


@pytest.mark.parametrize(
    ("most", "top"),
    [
        (0, 1),
        (1, 1),
        (37, 40),
        (40, 40),
        (41, 80),
        (393, 400),
        (1245, 2000),
        (0.38, 0.4),
    ],
)
def test_an_axis_has_round_quarters(most: float, top: float) -> None:
    assert Scale.over(most).top == pytest.approx(top)


def test_places_are_texts_with_a_point_whatever_the_language() -> None:
    assert Scale(40).bar(10, 2.5) == Bar("25.00%", "18.75%", "31.25%")


def test_a_margin_does_not_leave_the_axis_and_an_exact_figure_has_none() -> None:
    assert Scale(40).bar(39, 5).high == "100.00%"
    assert Scale(40).bar(2, 5).low == "0.00%"
    assert Scale(40).bar(20) == Bar("50.00%", "", "")


def test_the_grid_goes_from_zero_to_the_top() -> None:
    ticks = Scale(40).ticks
    assert [(tick.place, tick.value) for tick in ticks] == [
        ("0.00%", 0), ("25.00%", 10), ("50.00%", 20), ("75.00%", 30), ("100.00%", 40)
    ]  # fmt: skip
    assert [tick.anchor for tick in ticks] == ["start", *["middle"] * 3, "end"]


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_everything_fits_and_no_axis_is_far_too_long(most: float) -> None:
    top = Scale.over(most).top
    assert most <= top * (1 + 1e-9)
    assert top <= 2.5 * most
