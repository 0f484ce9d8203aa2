"""The list of reviewed complaints: year, title, issues, type of report."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from accountability.sources.base import Link
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlPage
from accountability.sources.proposals import Locator, ProceedingProposal
from accountability.vocab import DocumentType, Flag, ProceedingKind, ProceedingOutcome

HEADINGS = ("Year", "Summary Title", "Issues", "Report Type")
#: A summary's number, as in "21-005".
_NUMBER = re.compile(r"\b(\d{2}-\d{3})\b")
_LONGEST = 200


def review_links(page: HtmlPage) -> Iterator[Link]:
    """Yield the list itself; SourceError (empty_list) if it has a head and no rows."""
    if not list(page.table(_table(page), HEADINGS)):
        raise SourceError(
            Failure.EMPTY_LIST,
            page.where,
            "the list has its head and no rows: a script fills it, so nothing is known",
        )
    yield Link(page.where, page.title(), DocumentType.CASE_LIST)


def review_readings(page: HtmlPage) -> Iterator[ProceedingProposal]:
    """Read each row. How a report's type bears on its outcome is not mapped."""
    for row in page.table(_table(page), HEADINGS):
        number = _NUMBER.search(row["Summary Title"].text)
        year = printed_date(row["Year"].text)
        if number is None or year is None:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{page.where} at {row['Summary Title'].xpath}",
                "a review without its number or its year",
            )
        yield ProceedingProposal(
            key=f"review:{number[1]}",
            locator=Locator(xpath=row["Summary Title"].xpath),
            number_raw=number[1],
            kind=ProceedingKind.COMPLAINT_REVIEW,
            incident_raw=row["Issues"].text[:_LONGEST],
            outcome=_outcome(row["Report Type"].text),
            outcome_raw=row["Report Type"].text,
            reported=year,
            flags=(Flag.UNMAPPED_TERM,) if row["Report Type"].text else (),
        )


def _outcome(words: str) -> ProceedingOutcome:
    """Return that the words are not mapped; an empty cell states nothing."""
    return ProceedingOutcome.UNASSIGNED if words else ProceedingOutcome.UNKNOWN


def _table(page: HtmlPage) -> HtmlElement:
    tables = page.find("//table[.//th]")
    if len(tables) != 1:
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, f"{len(tables)} tables where one was"
        )
    return tables[0]
