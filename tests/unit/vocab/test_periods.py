from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vocab import Period


@given(st.integers(1900, 2098))
def test_a_fiscal_year_runs_april_to_march(year: int) -> None:
    period = Period.parse(f"{year}/{(year + 1) % 100:02d}")
    assert (period.start, period.end) == (date(year, 4, 1), date(year + 1, 3, 31))
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021/22", date(2021, 4, 1), date(2022, 3, 31)),
        ("2021/2022", date(2021, 4, 1), date(2022, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2013-Q1", date(2013, 1, 1), date(2013, 3, 31)),
        ("2012-Q4", date(2012, 10, 1), date(2012, 12, 31)),
        ("2019/20-2021/22", date(2019, 4, 1), date(2022, 3, 31)),
    ],
)
def test_periods_as_the_bodies_print_them(text: str, start: date, end: date) -> None:
    period = Period.parse(text)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("text", ["2019", "2019/21", "2019/20/21", "", "spring", "Q1"])
def test_a_bare_year_or_nonsense_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|bare year"):
        Period.parse(text)


def test_a_calendar_year_is_read_only_when_the_source_counts_so() -> None:
    period = Period.parse("2012", calendar_years=True)
    assert (period.start, period.end) == (date(2012, 1, 1), date(2012, 12, 31))


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        Period(date(2020, 1, 2), date(2020, 1, 1), "x")
