from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.sources.formats.numbers import printed_number
from accountability.vocab import Flag, ValueStatus


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("48", 48),
        ("1,326", 1326),
        ("12,345,678", 12345678),
        ("2 262", 2262),
        ("2\u00a0262", 2262),
        ("2\u2009262", 2262),
        ("2\u202f262", 2262),
        (" 17 ", 17),
        ("6.4 per cent", Decimal("6.4")),
        ("44%", 44),
        ("−3", -3),
        ("6,4 %", Decimal("6.4")),
        ("44 pour cent", 44),
    ],
)
def test_a_printed_number_is_reported(text: str, value: Decimal) -> None:
    number = printed_number(text)
    assert (number.value, number.status) == (Decimal(value), ValueStatus.REPORTED)
    assert (number.raw, number.flags) == (text, ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("377*", 377),
        ("377 †", 377),
        ("1,326¹", 1326),
        ("1,326¹,²", 1326),
        ("2 262[3]", 2262),
        ("2\u202f262ᵃ", 2262),
        ("44%⁽²⁾", 44),
        ("¹377", 377),
        ("–²", None),
        ("<5*", None),
    ],
)
def test_the_mark_of_a_footnote_is_no_part_of_a_number_and_is_flagged(
    text: str, value: int | None
) -> None:
    number = printed_number(text)
    assert number.value == value
    assert (number.raw, number.flags) == (text, (Flag.FOOTNOTED,))


@pytest.mark.parametrize(
    "text", ["almost 800", "about 800", "more than 800", "~800", "près de 800"]
)
def test_round_words_are_rounded_and_flagged(text: str) -> None:
    number = printed_number(text)
    assert (number.value, number.status) == (Decimal(800), ValueStatus.ROUNDED)
    assert number.flags == (Flag.APPROXIMATE,)


@pytest.mark.parametrize(
    "text", ["", "  ", "—", "–", "-", "n/a", "N/A", "NA", "..", "s.o."]
)
def test_blank_and_dash_are_not_reported_and_never_zero(text: str) -> None:
    number = printed_number(text)
    assert (number.value, number.status) == (None, ValueStatus.NOT_REPORTED)


@pytest.mark.parametrize(
    "text", ["<5", "< 5", "≤10", "fewer than 5", "moins de 5", "*", "suppressed"]
)
def test_a_withheld_small_count_is_suppressed_as_printed(text: str) -> None:
    number = printed_number(text)
    assert (number.value, number.status) == (None, ValueStatus.SUPPRESSED)
    assert number.raw == text


@pytest.mark.parametrize(
    "text",
    [
        "#VALUE!",
        "1,32",
        "22 62",
        "12 34",
        "1.326.000",
        "seven",
        "3-5",
        "1,2345",
        "6,4",
        "3²7",
    ],
)
def test_what_is_no_number_has_failed_to_parse_and_is_flagged(text: str) -> None:
    number = printed_number(text)
    assert (number.value, number.status) == (None, ValueStatus.PARSE_FAILED)
    assert number.flags == (Flag.NUMBER_UNREADABLE,)


@given(st.integers(min_value=0, max_value=10**12))
def test_every_way_of_grouping_digits_gives_the_number_back(count: int) -> None:
    grouped = f"{count:,}"
    for mark in ",", " ", "\u00a0", "\u2009", "\u202f":
        assert printed_number(grouped.replace(",", mark)).value == count
    assert printed_number(str(count)).value == count


@given(st.text(max_size=30))
def test_anything_printed_gets_a_status_and_a_value_only_if_it_has_one(
    text: str,
) -> None:
    number = printed_number(text)
    has_value = number.status in (ValueStatus.REPORTED, ValueStatus.ROUNDED)
    assert (number.value is not None) == has_value
    assert number.raw == text
