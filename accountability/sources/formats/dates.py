"""Dates as sources word them: the first day meant, and how finely it is known."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from accountability.sources.formats.marks import plain_ordinals
from accountability.vocab import ApproximateDate, Period, Precision

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "janvier", "janv"),
            ("february", "feb", "février", "févr", "fév"),
            ("march", "mar", "mars"),
            ("april", "apr", "avril", "avr"),
            ("may", "mai"),
            ("june", "jun", "juin"),
            ("july", "jul", "juillet", "juil"),
            ("august", "aug", "août"),
            ("september", "sept", "sep", "septembre"),
            ("october", "oct", "octobre"),
            ("november", "nov", "novembre"),
            ("december", "dec", "décembre", "déc"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = r"(?P<month>[^\W\d_]{3,9})\.?"
_WORDED_DAY = re.compile(
    rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"
)
_DAY_FIRST = re.compile(
    rf"(?:[Ll]e )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)? {_MONTH},? (?P<year>\d{{4}})"
)
_WORDED_MONTH = re.compile(rf"{_MONTH},? (?P<year>\d{{4}})")
_ISO_DAY = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})")
_YEAR = re.compile(r"(?:in )?(?P<year>\d{4})")
_MONTHS_OF_YEAR = re.compile(
    r"(?P<first>[^\W\d_]{3,9})\.?(?: to | through | à | ?[-–—] ?)"
    r"(?P<last>[^\W\d_]{3,9})\.?(?:,| of| de)? (?P<year>\d{4})"
)
_DAYS_OF_MONTH = re.compile(
    rf"(?P<head>{_MONTH} \d{{1,2}}) ?[-–—] ?(?P<last>\d{{1,2}}),? (?P<year>\d{{4}})"
)
_SPAN = re.compile(r"\s+(?:to|-|–|—|until|through|au|à)\s+")
_SPAN_BEGINS = re.compile(r"(?:from|between|du|de)\s+", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\d{4}$")
#: Two-digit years: the publishers seen began after 1970.
_CENTURY = 70
_YEARS = range(1900, 2100)

_DAY_FORMS = (_WORDED_DAY, _DAY_FIRST, _ISO_DAY, _AMERICAN)
_MONTH_FORMS = (_WORDED_MONTH, _ISO_MONTH)


def printed_date(text: str) -> ApproximateDate | None:
    """Read a date in any form of SOURCES.md 4.16; None for words that are no date.

    Months may be named in French, "1ˢᵗ" be raised. "01/07/2013" is read as the American
    month first, which is how the open data that print it do. A span gives its first day
    with precision ``period``. A bare year has precision ``year``: here it is a date,
    never a reporting period.
    """
    words = plain_ordinals(" ".join(text.split()))
    for form in _DAY_FORMS:
        if found := form.fullmatch(words):
            return _approximate(found, text, Precision.DAY)
    for form in _MONTH_FORMS:
        if found := form.fullmatch(words):
            return _approximate(found, text, Precision.MONTH)
    if found := _YEAR.fullmatch(words):
        return _approximate(found, text, Precision.YEAR)
    if found := _MONTHS_OF_YEAR.fullmatch(words):
        first, last = _month(found["first"]), _month(found["last"])
        if first is None or last is None or last < first:
            return None
        return ApproximateDate(
            date(int(found["year"]), first, 1), Precision.PERIOD, text
        )
    ends = _ends(words)
    if ends is not None:
        begins, until = printed_date(ends[0]), printed_date(ends[1])
        if begins and until and begins.first <= until.first:
            return ApproximateDate(begins.first, Precision.PERIOD, text)
    return None


def told_date(text: str) -> ApproximateDate | None:
    """Read a date of any precision, or a fiscal year as a span of days.

    As people type dates of what was recommended and answered. None if it is neither.
    """
    if found := printed_date(text):
        return found
    try:
        period = Period.parse(text)
    except ValueError:
        return None
    return ApproximateDate(period.start, Precision.PERIOD, period.label)


def _ends(words: str) -> tuple[str, str] | None:
    """Return the two dates of a span; a year that is printed once is both's."""
    if found := _DAYS_OF_MONTH.fullmatch(words):
        year = found["year"]
        return f"{found['head']}, {year}", f"{found['month']} {found['last']}, {year}"
    parts = _SPAN.split(_SPAN_BEGINS.sub("", words, count=1))
    if len(parts) != 2:
        return None
    first, last = parts
    year_of_last = _LAST_YEAR.search(last)
    if year_of_last and printed_date(first) is None:
        day_first = first[:1].isdigit()
        first = f"{first}{'' if day_first else ','} {year_of_last[0]}"
    return first, last


def _month(name: str) -> int | None:
    return _MONTHS.get(name.casefold())


@lru_cache(maxsize=8192)
def printed_day(text: str) -> date | None:
    """Read a date known to the day; None for anything less."""
    found = printed_date(text)
    return found.first if found and found.precision is Precision.DAY else None


def printed_period(text: str) -> Period | None:
    """Read "April 1, 2018 - March 31, 2019" or "January to December of 2011".

    The label is that of the fiscal year, quarter or calendar year that the days make,
    or the words themselves. None if ``text`` is neither.
    """
    words = plain_ordinals(" ".join(text.split()))
    if found := _MONTHS_OF_YEAR.fullmatch(words):
        first, last = _month(found["first"]), _month(found["last"])
        if first is None or last is None or last < first:
            return None
        year = int(found["year"])
        end = date(year, last, monthrange(year, last)[1])
        return labelled_period(date(year, first, 1), end, words)
    ends = _ends(words)
    if ends is None:
        return None
    start, until = printed_day(ends[0]), printed_day(ends[1])
    if start is None or until is None or until < start:
        return None
    return labelled_period(start, until, words)


def labelled_period(start: date, end: date, otherwise: str) -> Period:
    """Name a span of whole fiscal years, a quarter or a calendar year by its label."""
    whole_fiscal = (start.month, start.day, end.month, end.day) == (4, 1, 3, 31)
    if whole_fiscal:
        first = f"{start.year}/{(start.year + 1) % 100:02d}"
        last = f"{end.year - 1}/{end.year % 100:02d}"
        return Period(start, end, first if first == last else f"{first}-{last}")
    candidates = [str(start.year), f"{start.year}-Q{(start.month + 2) // 3}"]
    for label in candidates:
        period = Period.parse(label, calendar_years=True)
        if (period.start, period.end) == (start, end):
            return period
    return Period(start, end, otherwise)


def _approximate(
    found: re.Match[str], text: str, precision: Precision
) -> ApproximateDate | None:
    parts = found.groupdict()
    month_words = parts.get("month") or "1"
    month = (
        int(month_words)
        if month_words.isdecimal()
        else _MONTHS.get(month_words.casefold(), 0)
    )
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    if year not in _YEARS:
        return None
    try:
        return ApproximateDate(
            date(year, month, int(parts.get("day") or 1)), precision, text
        )
    except ValueError:
        return None
