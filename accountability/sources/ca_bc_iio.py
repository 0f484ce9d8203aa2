"""Independent Investigations Office of British Columbia (IIO): cases sent to the Crown.

Publisher: https://iiobc.ca/, the criminal side of death and serious harm by any police
in the province, the RCMP too. Cadence: as cases are concluded.

Quirks: the table names a municipality and no police service (one town may have RCMP
and municipal police), so the service is left open; it has no case number, so a case is
known by its day of notification, place and kind of incident, and by its place among
equals. "MVI - Serious Harm" is the kind of incident and the harm. "Pending" says that
the report is with the Crown. The other figures of the page are in a picture, which is
not read.

History: the table of 2014 (report to Crown counsel, "RTCC"; Criminal Justice Branch);
the present site has a searchable list and reports in PDF, whose markup was not seen.
Written on 2026-11-26 from the stored text of 2014.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlCell, HtmlPage
from accountability.sources.proposals import Locator, ProceedingProposal, Reading
from accountability.vocab import (
    ApproximateDate,
    Crosswalk,
    DocumentType,
    Flag,
    ProceedingKind,
    ProceedingOutcome,
)

HEADINGS = (
    "Notification Date",
    "DATE OF RTCC",
    "Municipality",
    "Incident Classification",
    "CRIMINAL JUSTICE BRANCH DECISION",
)
NOTIFIED, REPORTED, PLACE, INCIDENT, DECISION = HEADINGS


class Iio(Source):
    """The office's table of cases that went to the Crown."""

    id = "ca_bc_iio"
    body = "iio-bc"
    jurisdiction = "CA-BC"
    home = "https://iiobc.ca/"
    starts = ("/cases/",)
    hosts = ("iiobc.ca", "www.iiobc.ca")
    delay = 5.0
    cadence_days = 7
    publishes_days = 31
    version = "1"
    licence = "No licence stated; the table's entries are facts"
    attribution = "Independent Investigations Office of British Columbia"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Take the page itself, which is list and document in one, if it has cases."""
        page = HtmlPage(content, url)
        if any(page.table(_table(page), HEADINGS)):
            yield Link(url, page.title(), DocumentType.CASE_LIST)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Name the language; the page names no period. A reconstruction cites it."""
        page = HtmlPage(document.content, document.url)
        cited = page.find("//p[starts-with(normalize-space(), 'Read from')]//a[@href]")
        addresses = dict.fromkeys(str(anchor.get("href")) for anchor in cited)
        return DocumentFacts(cited_urls=tuple(addresses), language="en")

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read every row of the table."""
        page = HtmlPage(document.content, document.url)
        crosswalk = Crosswalk.load(self.id)
        equals: Counter[str] = Counter()
        for row in page.table(_table(page), HEADINGS):
            notified = _day(page, row[NOTIFIED])
            incident, _, harm = row[INCIDENT].text.partition(" - ")
            place = row[PLACE].text
            same = "|".join((str(notified.first), place.casefold(), incident))
            equals[same] += 1
            outcome = crosswalk.term(ProceedingOutcome, "outcome", row[DECISION].text)
            unmapped = outcome is ProceedingOutcome.UNASSIGNED
            yield ProceedingProposal(
                key=f"case:{same}/{equals[same]}",
                locator=Locator(xpath=row[NOTIFIED].xpath),
                kind=ProceedingKind.INDEPENDENT_INVESTIGATION,
                place_raw=place,
                incident_raw=incident,
                harm_raw=harm,
                outcome=outcome,
                outcome_raw=row[DECISION].text,
                opened=notified,
                reported=_day(page, row[REPORTED]),
                flags=(Flag.UNMAPPED_TERM,) if unmapped else (),
            )


def _table(page: HtmlPage) -> HtmlElement:
    tables = page.find("//table[.//th]")
    if len(tables) != 1:
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, f"{len(tables)} tables where one was"
        )
    return tables[0]


def _day(page: HtmlPage, cell: HtmlCell) -> ApproximateDate:
    day = printed_date(cell.text)
    if day is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED, f"{page.where} at {cell.xpath}", "not a date"
        )
    return day
