"""Dates as people tell them: "spring 2023", "a Friday in May 2023", "printemps 2023".

A told date is a span: the first and the last day that it can mean. A limit counts from
the first, which is the safe side.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan",
            "february février fevrier feb",
            "march mars mar",
            "april avril apr",
            "may mai",
            "june juin jun",
            "july juillet jul",
            "august août aout aug",
            "september septembre sept sep",
            "october octobre oct",
            "november novembre nov",
            "december décembre decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
#: First month and number of months; a winter belongs to the year in which it begins.
_SEASONS = {
    "spring": (3, 3),
    "printemps": (3, 3),
    "summer": (6, 3),
    "été": (6, 3),
    "ete": (6, 3),
    "fall": (9, 3),
    "autumn": (9, 3),
    "automne": (9, 3),
    "winter": (12, 3),
    "hiver": (12, 3),
}
_PARTS = {
    **dict.fromkeys(("early", "début", "debut", "beginning of"), (1, 10)),
    **dict.fromkeys(("mid", "middle of", "mi"), (11, 20)),
    **dict.fromkeys(("late", "end of", "fin"), (21, 31)),
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_SEASON = rf"(?P<season>{'|'.join(sorted(_SEASONS, key=len, reverse=True))})"
_PART = rf"(?:(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})[ -]+)?"


@dataclass(frozen=True)
class Span:
    """What a told date can mean, both days with it, and the words it was told in."""

    first: date
    last: date
    text: str

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


def told_date(text: str) -> Span | None:
    """Read a told date, English or French; None where nothing sure is in the words."""
    words = " ".join(text.casefold().replace(",", " ").split())
    ends = re.split(r"\s+(?:to|until|and|à|au|et|-|–)\s+", words)
    if len(ends) == 2:
        until = _one(ends[1])
        begin = _one(ends[0])
        if until and begin is None:
            begin = _one(f"{ends[0]} {until[0].year}")
        if begin and until and begin[0] <= until[1]:
            return Span(begin[0], until[1], text.strip())
    found = _one(words)
    return Span(*found, text.strip()) if found else None


def _one(words: str) -> tuple[date, date] | None:
    for pattern, read in _FORMS:
        if found := re.search(pattern, words):
            try:
                return read(found)
            except ValueError:
                return None
    return None


def _iso(found: re.Match[str]) -> tuple[date, date]:
    day = date(int(found["year"]), int(found["number"]), int(found["day"]))
    return day, day


def _worded_day(found: re.Match[str]) -> tuple[date, date]:
    day = date(int(found["year"]), _MONTHS[found["month"]], int(found["day"]))
    return day, day


def _month(found: re.Match[str]) -> tuple[date, date]:
    year = int(found["year"])
    groups = found.groupdict()
    number = int(groups["number"]) if "number" in groups else _MONTHS[found["month"]]
    last = monthrange(year, number)[1]
    first, until = _PARTS.get(groups.get("part") or "", (1, 31))
    return date(year, number, first), date(year, number, min(until, last))


def _season(found: re.Match[str]) -> tuple[date, date]:
    year = int(found["year"])
    begin, months = _SEASONS[found["season"]]
    first = date(year, begin, 1)
    after = begin - 1 + months
    following = date(year + after // 12, after % 12 + 1, 1)
    return first, following - timedelta(days=1)


def _year(found: re.Match[str]) -> tuple[date, date]:
    year = int(found["year"])
    return date(year, 1, 1), date(year, 12, 31)


_Read = Callable[[re.Match[str]], tuple[date, date]]
_FORMS: tuple[tuple[str, _Read], ...] = (
    (rf"\b{_YEAR}-(?P<number>\d{{1,2}})-(?P<day>\d{{1,2}})\b", _iso),
    (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)? (?:of )?{_MONTH} {_YEAR}\b",
        _worded_day,
    ),
    (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_YEAR}\b", _worded_day),
    (rf"\b{_YEAR}-(?P<number>\d{{2}})\b", _month),
    (rf"\b{_PART}{_MONTH} (?:of )?{_YEAR}\b", _month),
    (rf"\b{_SEASON} (?:of |de )?{_YEAR}\b", _season),
    (rf"\b{_YEAR}\b", _year),
)
