"""Alberta Serious Incident Response Team (ASIRT): news releases on concluded files.

Publisher: https://www.alberta.ca/asirt-news-releases, the criminal side of death,
serious injury and serious allegations. Cadence: as files are concluded.

Quirks: one release tells of several files ("ASIRT investigations concluded on three
files") and its title says how many, which is checked; a file has no number, only the
day ASIRT was directed and the place or service; each paragraph links the full report
(PDF). Only that day, the kind of incident and the place are read; how a file ended
stands in the report. The place may be a town or a police service: it is kept as
printed, and no service is concluded from it.

History: solgps.alberta.ca before alberta.ca; releases at release.cfm?xID=. Written on
2026-11-26 from a stored description; neither list nor release was seen as markup.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlCell, HtmlPage, text_of
from accountability.sources.proposals import Locator, ProceedingProposal, Reading
from accountability.vocab import DocumentType, ProceedingKind

_RELEASE = "/release.cfm"
_FILE = re.compile(
    r"On (?P<day>[A-Z][a-z]+\.? \d{1,2}, \d{4}), ASIRT was directed to investigate "
    r"(?P<what>[^.]+?) (?:in|at|near|involving) (?P<where>[A-Z][^.]*)\."
)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_TITLE = re.compile(r"concluded on (?P<number>\w+) files?", re.IGNORECASE)
_LONGEST = 200


class Asirt(Source):
    """The team's releases, each with the files it tells of."""

    id = "ca_ab_asirt"
    body = "asirt"
    jurisdiction = "CA-AB"
    home = "https://www.alberta.ca/"
    starts = ("/asirt-news-releases",)
    hosts = ("www.alberta.ca", "alberta.ca")
    delay = 5.0
    cadence_days = 7
    publishes_days = 31
    version = "1"
    named_by_title = True
    lists_roll = True
    licence = "No licence stated; days and places are facts, no narrative is kept"
    attribution = "Alberta Serious Incident Response Team"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the team's releases; the government's others on the page are not."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target = urljoin(url, str(anchor.get("href")).strip())
            parts = urlsplit(target)
            title = text_of(anchor)
            release = parts.path.endswith(_RELEASE) and "xID" in parse_qs(parts.query)
            if release and "ASIRT" in title:
                yield Link(target, title, DocumentType.NEWS_RELEASE)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Name the language; a release is of a day, not of a period."""
        return DocumentFacts(language="en")

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read each file; SourceError if there are not as many as the title says."""
        page = HtmlPage(document.content, document.url)
        told = [
            (block, found)
            for block in page.blocks()
            if (found := _FILE.search(block.text)) is not None
        ]
        expected = _expected(page)
        if expected is not None and expected != len(told):
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                document.url,
                f"the title tells of {expected} files, {len(told)} were read",
            )
        for block, found in told:
            yield _proposal(page, block, found)


def _expected(page: HtmlPage) -> int | None:
    """Return how many files the title tells of; None if it gives no number."""
    found = _TITLE.search(page.title())
    if found is None:
        return None
    word = found["number"].casefold()
    if word.isdecimal():
        return int(word)
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else None


def _proposal(
    page: HtmlPage, block: HtmlCell, found: re.Match[str]
) -> ProceedingProposal:
    day = printed_date(found["day"])
    if day is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED, f"{page.where} at {block.xpath}", "not a date"
        )
    where = found["where"].strip()
    return ProceedingProposal(
        key=f"file:{day.first}|{where.casefold()}",
        locator=Locator(xpath=block.xpath),
        kind=ProceedingKind.INDEPENDENT_INVESTIGATION,
        place_raw=where[:_LONGEST],
        incident_raw=found["what"].strip()[:_LONGEST],
        opened=day,
    )
