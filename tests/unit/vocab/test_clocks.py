"""The law's clocks, on B.C. business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vocab.clocks import (
    Clock,
    add_business_days,
    add_months,
    is_business_day,
    running,
)

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2032, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 1),
        date(2025, 2, 17),  # Family Day
        date(2025, 4, 18),  # Good Friday
        date(2025, 5, 19),  # Victoria Day
        date(2025, 7, 1),
        date(2025, 8, 4),  # British Columbia Day
        date(2025, 9, 1),
        date(2025, 9, 30),  # Truth and Reconciliation
        date(2025, 10, 13),
        date(2025, 11, 11),
        date(2025, 12, 25),
        date(2026, 2, 16),
        date(2026, 11, 28),  # a Saturday
    ],
)
def test_no_business_on_holidays(day: date) -> None:
    assert not is_business_day(day)


def test_limits_worked_out_by_hand() -> None:
    # Thursday before Easter 2025: Friday is a holiday, day 1 is the Monday after.
    assert add_business_days(date(2025, 4, 17), 1) in {
        date(2025, 4, 21),
        date(2025, 4, 22),
    }
    assert add_business_days(date(2025, 6, 2), 10) == date(2025, 6, 16)
    # Across B.C. Day.
    assert add_business_days(date(2025, 7, 30), 3) == date(2025, 8, 5)
    assert running(Clock.COMPLAINT, date(2024, 2, 29), date(2025, 2, 27)).left == 1
    assert running(Clock.COMPLAINT, date(2024, 2, 29), date(2025, 3, 1)).over
    assert not running(Clock.COMPLAINT, date(2024, 2, 29), date(2025, 2, 28)).over
    assert running(Clock.INVESTIGATION, date(2025, 8, 31), date(2025, 9, 1)).due == (
        date(2026, 2, 28)
    )


@given(DAYS, st.integers(0, 60))
def test_business_days_are_counted_one_by_one(start: date, number: int) -> None:
    found = add_business_days(start, number)
    between = [
        start + timedelta(days=step) for step in range(1, (found - start).days + 1)
    ]
    assert sum(map(is_business_day, between)) == number
    assert number == 0 or is_business_day(found)


@given(DAYS, st.integers(0, 48))
def test_months_keep_the_day_or_end_the_month(start: date, number: int) -> None:
    found = add_months(start, number)
    assert (found.year - start.year) * 12 + found.month - start.month == number
    assert found.day == start.day or (found + timedelta(days=1)).day == 1
    assert found.day <= start.day


def test_every_clock_has_its_section_and_one_length() -> None:
    for clock in Clock:
        terms = clock.terms
        assert "Police Act" in terms.section
        assert bool(terms.months) != bool(terms.business_days)
        assert clock.definition
        assert clock.french != clock.english
