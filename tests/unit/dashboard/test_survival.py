import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.release.server_tables import DurationCount
from dashboard.figures.survival import Survival, survival

#: Weeks in remission of the treated group (Freireich et al., Blood 21, 1963), the
#: example of the textbooks; True is a relapse, False was still well when last seen.
REMISSIONS = [
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True),
    (10, False), (11, False), (13, True), (16, True), (17, False), (19, False),
    (20, False), (22, True), (23, True), (25, False), (32, False), (32, False),
    (34, False), (35, False),
]  # fmt: skip


def counted(lasted: list[tuple[int, bool]]) -> Survival:
    return survival(
        DurationCount("d", 2020, "concluded" if ended else "open", days, 1)
        for days, ended in lasted
    )


def test_the_curve_is_that_of_the_textbook() -> None:
    curve = counted(REMISSIONS)
    assert [(step.days, round(step.open, 3)) for step in curve.steps] == [
        (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627),
        (22, 0.538), (23, 0.448),
    ]  # fmt: skip
    assert [step.at_risk for step in curve.steps] == [21, 17, 15, 12, 11, 7, 6]
    assert curve.median == 23
    # Log-log limits as R's survfit(conf.type="log-log") prints them.
    assert curve.median_limits == (13, None)
    at_ten = curve.steps[2]
    assert (round(at_ten.low, 3), round(at_ten.high, 3)) == (0.503, 0.889)


def test_open_matters_make_the_median_longer_than_that_of_the_closed() -> None:
    closed = [(days, True) for days in (10, 20, 30, 40)]
    still_open = [(50, False)] * 4
    assert counted(closed).median == 20
    assert counted(closed + still_open).median == 40


def test_a_median_that_was_never_reached_is_not_known() -> None:
    assert counted([(10, True), (50, False), (60, False)]).median is None


def test_nothing_is_said_beyond_what_was_followed() -> None:
    curve = counted([(10, True), (50, False)])
    after = curve.still_open(20)
    assert after is not None
    assert after.open == 0.5
    assert curve.still_open(51) is None


def test_matters_without_dates_are_counted_apart() -> None:
    curve = survival(
        [
            DurationCount("d", 2020, "undated", 0, 7),
            DurationCount("d", 2020, "concluded", 5, 2),
        ]
    )
    assert (curve.matters, curve.undated) == (2, 7)


@given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), min_size=1))
def test_a_curve_falls_and_its_limits_hold_it(lasted: list[tuple[int, bool]]) -> None:
    curve = counted(lasted)
    heights = [step.open for step in curve.steps]
    assert heights == sorted(heights, reverse=True)
    for step in curve.steps:
        assert 0 <= step.low <= step.open <= step.high <= 1
    assert curve.concluded + curve.open == len(lasted)


@given(st.lists(st.integers(0, 900), min_size=1))
def test_with_nothing_open_it_is_the_share_not_yet_concluded(days: list[int]) -> None:
    curve = counted([(each, True) for each in days])
    for step in curve.steps:
        left = sum(each > step.days for each in days) / len(days)
        assert step.open == pytest.approx(left, abs=1e-9)
