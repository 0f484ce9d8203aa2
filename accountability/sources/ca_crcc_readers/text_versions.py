"""The tables under the charts: a row for each figure, a column for each fiscal year."""

import hashlib
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.numbers import printed_number
from accountability.sources.proposals import (
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import Metric, Period, unit_of

#: The RCMP as a whole is all that the Commission oversees.
DEPARTMENT = "all"
DEPARTMENT_NAME = "RCMP"
_YEARS = re.compile(r"(\d{4})[-–/](\d{4}|\d{2})")
_FOLD = re.compile(r"[^a-z0-9.]+")

_RESOLUTIONS = ("Informally resolved", "Investigated", "Withdrawn", "Terminated")
#: By label without brackets, marks and case: the page forgets a bracket here and there.
_LABELS: dict[str, tuple[Metric, str]] = {
    "total of complaints received": (Metric.COMPLAINTS_RECEIVED, ""),
    "total of complaints meeting criteria per section 45.53 of rcmp act": (
        Metric.COMPLAINTS_MEETING_CRITERIA,
        "",
    ),
    "number of finalized complaints": (Metric.COMPLAINTS_CONCLUDED, ""),
    **{
        words.casefold(): (Metric.COMPLAINTS_CONCLUDED, words) for words in _RESOLUTIONS
    },
}
_NEEDED = Metric.COMPLAINTS_RECEIVED


def report_period(page: HtmlPage) -> Period:
    """Return the newest of the fiscal years that the page's tables are headed by.

    Raises SourceError (layout_changed) when no table is.
    """
    years = [year for _, columns in _tables(page) for year in columns]
    if not years:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            page.where,
            "no table is headed by fiscal years: the text versions are gone",
        )
    return max(years)


def text_version_readings(page: HtmlPage) -> Iterator[Reading]:
    """Read every table headed by fiscal years; an unknown row is rejected, not lost."""
    report_period(page)
    found = False
    for table, years in _tables(page):
        for row in table.xpath(".//tr")[1:]:
            label, *cells = row.xpath("./td | ./th")
            words = text_of(label)
            if len(cells) != len(years):
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{page.where} at {page.xpath_of(row)}",
                    f"{len(cells)} values under {len(years)} years",
                )
            known = _LABELS.get(_folded(words))
            if known is None:
                yield _unknown(words, cells, Locator(xpath=page.xpath_of(row)))
                continue
            found = found or known[0] is _NEEDED
            for year, cell in zip(years, cells, strict=True):
                place = Locator(xpath=page.xpath_of(cell))
                yield _figure(known, year, text_of(cell), place, words)
    if not found:
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, "no row of complaints received"
        )


def _tables(page: HtmlPage) -> Iterator[tuple[HtmlElement, list[Period]]]:
    """Yield the tables whose first row is fiscal years after one blank heading."""
    for table in page.find("//table[.//tr]"):
        first, *rest = [
            text_of(cell) for cell in table.xpath(".//tr[1]/th | .//tr[1]/td")
        ] or [""]
        if rest and not _YEARS.fullmatch(first) and all(map(_YEARS.fullmatch, rest)):
            yield table, [_year(text) for text in rest]


def _year(printed: str) -> Period:
    return Period.parse(printed.replace("–", "-"))


def _folded(words: str) -> str:
    return _FOLD.sub(" ", words.casefold()).strip()


def _figure(
    counted: tuple[Metric, str], year: Period, value: str, place: Locator, words: str
) -> StatisticProposal:
    metric, category = counted
    number = printed_number(value)
    return StatisticProposal(
        key="|".join((metric.value, category, DEPARTMENT, year.label)),
        department=DEPARTMENT,
        department_raw=DEPARTMENT_NAME,
        metric=metric,
        category=category,
        unit=unit_of(metric),
        period=year,
        value=number.value,
        value_raw=value,
        status=number.status,
        locator=place,
        flags=number.flags,
        note=words,
    )


def _unknown(words: str, cells: list[HtmlElement], place: Locator) -> Rejection:
    mark = hashlib.sha256(f"{words}{place.xpath}".encode()).hexdigest()[:16]
    raw = {"label": words, "values": " | ".join(text_of(cell) for cell in cells)}
    return Rejection(f"unknown_metric|{mark}", "unknown_metric", "label", place, raw)
