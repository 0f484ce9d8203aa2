"""Office of Police Accountability, Seattle: bulletins of closed cases.

Publisher: https://www.seattle.gov/opa, a civilian office within the city; bulletins by
GovDelivery on every other Friday, one item for each case with a link to its summary as
PDF. Cadence: two weeks. Case numbers have the form 2023OPA-0058, the year first.

Quirks: an item says in brackets whether the case includes a sustained finding or a
recommendation to management, and nothing where it does not; findings for each named
employee and allegation stand in the PDF only. What is said in brackets is of the whole
case. What the employees are alleged to have done is narrative and is not read.

History: the words of one bulletin were seen, not its markup, nor the list of bulletins
(2026-11-26): the account sends other bulletins of the city too, so that only links
whose words name the office are followed. The first live run is expected to fail loudly.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar
from urllib.parse import urljoin

from accountability.sources.base import (
    DocumentContent,
    DocumentFacts,
    Link,
    Source,
    same_host,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import (
    ComplaintFacts,
    Locator,
    MatterProposal,
    Reading,
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
#: Blocks of text that hold no other block.
_BLOCKS = (
    "//*[self::p or self::li or self::td or self::div]"
    "[not(.//p or .//li or .//td or .//div)]"
)


class SeattleOpa(Source):
    """Closed cases, as the office's bulletins list them."""

    id = "us_wa_opa"
    body = "seattle-opa"
    jurisdiction = "US-WA"
    home = "https://content.govdelivery.com/"
    starts = ("/accounts/WASEATTLE/bulletins",)
    hosts = ("content.govdelivery.com",)
    cadence_days = 7
    version = "1"
    licence = "Publication of the City of Seattle"
    attribution = "Office of Police Accountability, City of Seattle"
    department: ClassVar[str] = "seattle"
    department_name: ClassVar[str] = "Seattle Police Department"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the bulletins whose words name the office."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target, words = urljoin(url, str(anchor.get("href"))), text_of(anchor)
            if not same_host(target, url, self.hosts) or not _OFFICE.search(words):
                continue
            if _BULLETIN.search(target):
                yield Link(target, words, DocumentType.DECISION_LIST)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Return nothing: a bulletin has a day, no period."""
        return DocumentFacts()

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read a case from each item that begins with a number."""
        if document.document_type is not DocumentType.DECISION_LIST:
            raise SourceError(Failure.WRONG_TYPE, document.url, "not a bulletin")
        page = HtmlPage(document.content, document.url)
        crosswalk = Crosswalk.load(self.id)
        for block in page.find(_BLOCKS):
            if item := _ITEM.match(text_of(block)):
                place = Locator(xpath=page.xpath_of(block))
                yield self._case(item, place, crosswalk)

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
