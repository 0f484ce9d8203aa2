from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.sources.formats.dates import (
    printed_date,
    printed_day,
    printed_period,
)
from accountability.vocab import Precision

DAY, MONTH, YEAR, PERIOD = Precision


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("October 2, 2018", date(2018, 10, 2), DAY),
        ("Oct 24, 2024", date(2024, 10, 24), DAY),
        ("Apr. 1, 2017", date(2017, 4, 1), DAY),
        ("Sept. 30, 2018", date(2018, 9, 30), DAY),
        ("2016/1/1", date(2016, 1, 1), DAY),
        ("1/7/13", date(2013, 1, 7), DAY),
        ("01/07/2013", date(2013, 1, 7), DAY),
        ("2016/01/01 00:00:00+00", date(2016, 1, 1), DAY),
        ("2016-12-07", date(2016, 12, 7), DAY),
        ("5 November, 2022", date(2022, 11, 5), DAY),
        ("24 octobre 2024", date(2024, 10, 24), DAY),
        ("le 1er août 2023", date(2023, 8, 1), DAY),
        ("3 févr. 2020", date(2020, 2, 3), DAY),
        ("Le 5 mars 2014", date(2014, 3, 5), DAY),
        ("1ᵉʳ avril 2018", date(2018, 4, 1), DAY),
        ("October 2ⁿᵈ, 2018", date(2018, 10, 2), DAY),
        ("2 Oct. 2018", date(2018, 10, 2), DAY),
        ("May\u00a07,\u202f2014", date(2014, 5, 7), DAY),
        ("06/17/2026", date(2026, 6, 17), DAY),
        ("décembre 2019", date(2019, 12, 1), MONTH),
        ("November 2018", date(2018, 11, 1), MONTH),
        ("2019-08", date(2019, 8, 1), MONTH),
        ("2017", date(2017, 1, 1), YEAR),
        ("January to December of 2011", date(2011, 1, 1), PERIOD),
        ("avril à juin 2018", date(2018, 4, 1), PERIOD),
        ("Jan. – Mar. 2018", date(2018, 1, 1), PERIOD),
        ("October 2–4, 2018", date(2018, 10, 2), PERIOD),
        ("April 1 to June 30, 2019", date(2019, 4, 1), PERIOD),
        ("du 1er avril au 30 juin 2018", date(2018, 4, 1), PERIOD),
        ("2011-01 to 2011-12", date(2011, 1, 1), PERIOD),
        ("2015-11-02 to 2016-01-23", date(2015, 11, 2), PERIOD),
    ],
)
def test_every_form_seen_is_read_with_its_precision_and_its_words(
    text: str, first: date, precision: Precision
) -> None:
    found = printed_date(text)
    assert found is not None
    assert (found.first, found.precision, found.text) == (first, precision, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not stated",
        "2016/13/1",
        "February 30, 2018",
        "13/13/13",
        "Mei 2018",
        "0001",
        "October 2¹, 2018",
        "December to January 2018",
        "October 4–2, 2018",
        "March 31, 2018 to",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert printed_date(text) is None


def test_less_than_a_day_is_not_a_day() -> None:
    assert printed_day("November 2018") is None
    assert printed_day("2016/1/4") == date(2016, 1, 4)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        (
            "April 1, 2018 - March 31, 2019",
            date(2018, 4, 1),
            date(2019, 3, 31),
            "2018/19",
        ),
        (
            "April 1, 2019 - March 31, 2022",
            date(2019, 4, 1),
            date(2022, 3, 31),
            "2019/20-2021/22",
        ),
        (
            "January 1, 2013 – March 31, 2013",
            date(2013, 1, 1),
            date(2013, 3, 31),
            "2013-Q1",
        ),
        ("January to December of 2011", date(2011, 1, 1), date(2011, 12, 31), "2011"),
        (
            "From April 1, 2018 to June 30, 2018",
            date(2018, 4, 1),
            date(2018, 6, 30),
            "2018-Q2",
        ),
        (
            "1er avril 2018 au 31 mars 2019",
            date(2018, 4, 1),
            date(2019, 3, 31),
            "2018/19",
        ),
        (
            "April 1, 2018 - September 30, 2018",
            date(2018, 4, 1),
            date(2018, 9, 30),
            "April 1, 2018 - September 30, 2018",
        ),
    ],
)
def test_a_period_has_both_days_and_the_label_that_they_make(
    text: str, start: date, end: date, label: str
) -> None:
    period = printed_period(text)
    assert period is not None
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize(
    "text", ["2018", "2015-2017 matter", "March 31, 2019 - April 1, 2018"]
)
def test_a_bare_year_or_a_reversed_span_is_no_period(text: str) -> None:
    assert printed_period(text) is None


@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2079, 12, 31)))
def test_every_way_of_printing_a_day_gives_the_day_back(day: date) -> None:
    for text in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        f"{day:%b}. {day.day}, {day.year}",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.month}/{day.day}/{day.year}",
    ):
        assert printed_day(text) == day


@given(st.text(max_size=25))
def test_no_words_make_it_fail(text: str) -> None:
    printed_date(text)
    printed_period(text)
