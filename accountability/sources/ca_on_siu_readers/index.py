"""The index: a row for each case, with the date its report was signed."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.html import HtmlElement

from accountability.sources.base import Link
from accountability.sources.ca_on_siu_readers.numbers import case_key, case_number
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import (
    Locator,
    ProceedingProposal,
    Reading,
    Rejection,
)
from accountability.vocab import DocumentType, ProceedingKind

HEADINGS = ("Case Number", "Date Report Signed", "Full Text Link")
_FRENCH = "/fr/"
#: The pages of a report, and the parameter that names it.
_REPORTS = {"directors_report_details.php": "drid", "case_summary_details.php": "id"}


def index_links(page: HtmlPage) -> Iterator[Link]:
    """Yield the index as a document, then each report; in French only the index.

    Raises SourceError (empty_list) when the table has no case: a search that a script
    fills looks like that.
    """
    rows = list(_rows(page))
    if not rows:
        raise SourceError(
            Failure.EMPTY_LIST, page.where, "the table of reports has no case"
        )
    yield Link(page.where, page.title(), DocumentType.CASE_LIST)
    if _FRENCH in page.where:
        return
    for number, row in rows:
        for anchor in row.xpath(".//a[@href]"):
            target = urljoin(page.where, str(anchor.get("href")).strip())
            parts = urlsplit(target)
            named = _REPORTS.get(parts.path.rpartition("/")[2])
            if named and named in parse_qs(parts.query):
                yield Link(target, number, DocumentType.INVESTIGATION_REPORT)


def index_readings(page: HtmlPage) -> Iterator[Reading]:
    """Read number and date of every row; a number that comes again is rejected."""
    if _FRENCH not in page.where:
        _refuse_other_headings(page)
    seen: dict[str, str] = {}
    for number, row in _rows(page):
        cells = [text_of(cell) for cell in row.xpath("./td | ./th")]
        place = Locator(xpath=page.xpath_of(row))
        day = next((printed_date(text) for text in cells if printed_date(text)), None)
        if day is None:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{page.where} {place}",
                "a case has no date beside it",
            )
        if number in seen:
            raw = {"Case Number": number, "Date Report Signed": day.text}
            yield Rejection(
                f"repeated|{number}|{place.xpath}",
                "repeated_number",
                "number",
                place,
                raw,
            )
            continue
        seen[number] = day.text
        yield ProceedingProposal(
            key=case_key(number),
            locator=place,
            number_raw=number,
            kind=ProceedingKind.INDEPENDENT_INVESTIGATION,
            reported=day,
        )


def _rows(page: HtmlPage) -> Iterator[tuple[str, HtmlElement]]:
    """Yield each row of a table that is about one case, with its number."""
    for row in page.find("//tr[td]"):
        cells = [text_of(cell) for cell in row.xpath("./td | ./th")]
        number = case_number(cells[0])
        if number is not None:
            yield number, row
        elif any(printed_date(text) for text in cells):
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{page.where} at {page.xpath_of(row)}",
                "a dated row does not begin with a case number",
            )


def _refuse_other_headings(page: HtmlPage) -> None:
    printed = [
        tuple(text_of(cell) for cell in row.xpath("./th | ./td"))
        for row in page.find("//table//tr[1]")
    ]
    if HEADINGS not in printed:
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, f"no table is headed {HEADINGS[0]!r}"
        )
