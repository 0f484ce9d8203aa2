"""Printed parts against printed wholes: flagged, never repaired."""

from datetime import date
from decimal import Decimal

from accountability.sources.proposals import Locator, StatisticProposal
from accountability.sources.sums import Figures, check_sum, check_within
from accountability.vocab import Flag, Metric, Period, Unit, ValueStatus

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31), "2023")


def figure(value: int | None) -> StatisticProposal:
    return StatisticProposal(
        key=str(value),
        department="all",
        department_raw="all",
        metric=Metric.COMPLAINTS_RECEIVED,
        category="",
        unit=Unit.COMPLAINT,
        period=YEAR,
        value=None if value is None else Decimal(value),
        value_raw=str(value),
        status=ValueStatus.NOT_REPORTED if value is None else ValueStatus.REPORTED,
        locator=Locator(row=2),
    )


def figures(**values: int | None) -> Figures:
    return {name: figure(value) for name, value in values.items()}


def flags(found: Figures) -> dict[str, tuple[Flag, ...]]:
    return {name: item.flags for name, item in found.items()}


CHECKED, MISMATCH = (Flag.SUM_CHECKED,), (Flag.SUM_MISMATCH,)


def test_parts_that_add_up_are_checked_and_others_flagged_with_their_total() -> None:
    right = check_sum(figures(a=3, b=1, c=2), "a", ("b", "c"), "g")
    assert flags(right) == {"a": CHECKED, "b": CHECKED, "c": CHECKED}
    wrong = check_sum(figures(a=4, b=1, c=2), "a", ("b", "c"), "g")
    assert flags(wrong) == {"a": MISMATCH, "b": MISMATCH, "c": MISMATCH}
    assert [item.value for item in wrong.values()] == [4, 1, 2]


def test_a_sum_with_a_missing_part_says_nothing() -> None:
    for given in (figures(a=3, b=1), figures(a=3, b=1, c=None)):
        assert check_sum(given, "a", ("b", "c"), "g") == given


def test_what_failed_once_is_not_cleared_by_another_check() -> None:
    wrong = check_sum(figures(a=4, b=1, c=2, d=4), "a", ("b", "c"), "g")
    assert flags(check_sum(wrong, "a", ("d",), "h"))["a"] == MISMATCH


def test_a_part_larger_than_its_whole_is_flagged_and_one_that_fits_proves_nothing() -> (
    None
):
    fits = figures(whole=377, part=300)
    assert check_within(fits, "whole", ("part",), "g") == fits
    over = check_within(figures(whole=377, part=425), "whole", ("part",), "g")
    assert flags(over) == {"whole": MISMATCH, "part": MISMATCH}
    unknown = figures(whole=None, part=425)
    assert check_within(unknown, "whole", ("part",), "g") == unknown
    assert check_within(figures(part=425), "whole", ("part",), "g") == figures(part=425)
