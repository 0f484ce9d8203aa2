"""Office of Police Accountability, Seattle: bulletins of closed cases, open data.

Publisher: https://www.seattle.gov/opa, a civilian office within the city; bulletins by
GovDelivery on every other Friday, one item for each case with a link to its summary as
PDF. Cadence: two weeks. Case numbers have the form 2023OPA-0058, the year first.

Quirks: an item says in brackets whether the case includes a sustained finding or a
recommendation to management, and nothing where it does not; findings for each named
employee and allegation stand in the PDF only. What is said in brackets is of the whole
case; of a recommendation it tells that there is one, neither its text nor its date.
What the employees are alleged to have done is narrative and is not read. The
city's table of complaints has a row for each allegation; "-" stands for nothing there.
Race, sex and precinct are not read.

History: the words of one bulletin were seen, not its markup, nor the list of bulletins
(2026-11-26): the account sends other bulletins of the city too, so that only links
whose words name the office are followed. The first live run is expected to fail loudly.
The table is known by its field names and few of its words; no licence was seen with it,
so that it is read from files handed in.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urljoin

from accountability.sources.base import DocumentContent, Link, same_host
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
)
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import (
    ComplaintFacts,
    Locator,
    MatterProposal,
    Reading,
    RecommendationProposal,
)
from accountability.vocab import (
    Crosswalk,
    Disposition,
    DocumentType,
    Flag,
    Period,
    Route,
)

_BULLETIN = re.compile(r"/bulletins/\w+$")
_OFFICE = re.compile(r"\bOPA\b|Office of Police Accountability", re.IGNORECASE)
_ITEM = re.compile(
    r"(?P<number>(?P<year>\d{4})OPA-\d{4})\s*[-–—]\s*(?:\((?P<words>[^)]*)\))?"
)
#: Management Action Recommendation: to the department, on its rules or its training.
_RECOMMENDS = re.compile(r"\bManagement Action Recommendation\b", re.IGNORECASE)
#: Blocks of text that hold no other block.
_BLOCKS = (
    "//*[self::p or self::li or self::td or self::div]"
    "[not(.//p or .//li or .//td or .//div)]"
)


class SeattleOpa(OpenData):
    """Closed cases as the office's bulletins list them, and the city's table."""

    id = "us_wa_opa"
    body = "seattle-opa"
    jurisdiction = "US-WA"
    home = "https://content.govdelivery.com/"
    hosts = ("content.govdelivery.com",)
    cadence_days = 7
    lists_roll = True
    publishes_days = 14
    version = "2"
    licence = "Publication of the City of Seattle"
    attribution = "Office of Police Accountability, City of Seattle"
    department = "seattle"
    department_name = "Seattle Police Department"
    tables = (
        AllegationTable(
            title="Office of Police Accountability Complaints",
            dataset="hyay-5x7b",
            columns=AllegationColumns(
                number="file_number",
                received="received_date",
                occurred="occurred_date",
                route="source",
                class_name="allegation",
                disposition="finding",
                measure="discipline",
            ),
        ),
    )

    def start_links(self, base: str) -> list[Link]:
        """Begin with the account's list of bulletins."""
        return [Link(urljoin(base, "/accounts/WASEATTLE/bulletins"), "", None)]

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the bulletins whose words name the office."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target, words = urljoin(url, str(anchor.get("href"))), text_of(anchor)
            if not same_host(target, url, self.hosts) or not _OFFICE.search(words):
                continue
            if _BULLETIN.search(target):
                yield Link(target, words, DocumentType.DECISION_LIST)

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read a case from each item that begins with a number, or the table."""
        if document.document_type is not DocumentType.DECISION_LIST:
            yield from super().readings(document)
            return
        page = HtmlPage(document.content, document.url)
        crosswalk = Crosswalk.load(self.id)
        for block in page.find(_BLOCKS):
            if item := _ITEM.match(text_of(block)):
                place = Locator(xpath=page.xpath_of(block))
                yield self._case(item, place, crosswalk)
                if _RECOMMENDS.search(item["words"] or ""):
                    yield self._recommendation(item["number"], place)

    def _recommendation(self, number: str, place: Locator) -> RecommendationProposal:
        return RecommendationProposal(
            key=f"recommendation:{number}/1",
            locator=place,
            addressee_raw=self.department_name,
            department=self.department,
            department_raw=self.department_name,
        )

    def _case(
        self, item: re.Match[str], place: Locator, crosswalk: Crosswalk
    ) -> MatterProposal:
        words = item["words"] or ""
        disposition = crosswalk.term(Disposition, "disposition", words)
        year = int(item["year"])
        unmapped = disposition is Disposition.UNASSIGNED
        return MatterProposal(
            key=f"matter:{item['number']}/1",
            complaint=ComplaintFacts(
                key=f"number:{item['number']}",
                department=self.department,
                department_raw=self.department_name,
                number_raw=item["number"],
                route=Route.UNKNOWN,
                report_period=Period(
                    date(year, 1, 1), date(year, 12, 31), item["year"]
                ),
            ),
            locator=place,
            disposition=disposition,
            disposition_raw=words,
            flags=(Flag.UNMAPPED_TERM,) if unmapped else (),
        )
