"""Dates as people tell them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vocab.approximate import told_date


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("spring 2023", date(2023, 3, 1), date(2023, 5, 31)),
        ("Printemps 2023", date(2023, 3, 1), date(2023, 5, 31)),
        ("in the winter of 2022", date(2022, 12, 1), date(2023, 2, 28)),
        ("a Friday in May 2023", date(2023, 5, 1), date(2023, 5, 31)),
        ("early June 2024", date(2024, 6, 1), date(2024, 6, 10)),
        ("late February 2024", date(2024, 2, 21), date(2024, 2, 29)),
        ("début juin 2024", date(2024, 6, 1), date(2024, 6, 10)),
        ("12 May 2023", date(2023, 5, 12), date(2023, 5, 12)),
        ("May 12th, 2023, at night", date(2023, 5, 12), date(2023, 5, 12)),
        ("1er août 2023", date(2023, 8, 1), date(2023, 8, 1)),
        ("2023-05-12", date(2023, 5, 12), date(2023, 5, 12)),
        ("2023-05", date(2023, 5, 1), date(2023, 5, 31)),
        ("between March and May 2023", date(2023, 3, 1), date(2023, 5, 31)),
        ("March 2023 to June 2023", date(2023, 3, 1), date(2023, 6, 30)),
        ("sometime in 2023", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_told_dates(words: str, first: date, last: date) -> None:
    found = told_date(words)
    assert found is not None
    assert (found.first, found.last) == (first, last)
    assert found.text == words
    assert found.exact == (first == last)


@pytest.mark.parametrize(
    "words",
    ["", "last week", "31 February 2023", "2023-13-01", "a Friday night", "20235"],
)
def test_what_is_not_sure_is_not_read(words: str) -> None:
    assert told_date(words) is None


@given(st.text(max_size=60))
def test_no_words_break_it(words: str) -> None:
    found = told_date(words)
    assert found is None or found.first <= found.last


@given(
    st.sampled_from(["spring", "été", "fall", "hiver", "May", "mid June", "3 mai"]),
    st.integers(1900, 2099),
    st.sampled_from(["", "about ", "I think in ", "a Monday in "]),
)
def test_a_year_and_a_time_of_it_are_read(part: str, year: int, before: str) -> None:
    found = told_date(f"{before}{part} {year}")
    assert found is not None
    assert found.first.year == year
    assert (found.last - found.first).days < 100
