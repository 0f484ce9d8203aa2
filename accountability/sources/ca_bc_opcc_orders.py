"""OPCC, British Columbia: orders, reviews and hearings, and the list of news.

Publisher: https://opcc.bc.ca/, as ``ca_bc_opcc``, which has its figures and its
substantiated matters. Cadence: as the Commissioner orders and adjudicators decide.
Reviews on the record (s.141) and public hearings (s.143) are public unless the
adjudicator bans it; reviews under s.117 are anonymised and posted after their
conclusion; orders (s.93 and others) where the Commissioner releases them (s.95).

What is read of a document: its kind, the office's file number and its date, from its
first page. Nothing else: members and complainants may be named there, and what was cut
out is never filled in. A document without a file number, or whose title does not say
its kind, is known by its own address.

Quirks: redaction leaves holes ("IN THE MATTER OF CONSTABLE   ,AND ACTING SERGEANT");
scans with text hold misread letters ("iN THE MATTER"); file numbers are printed "OPCC
File No: 2015-11048" and "OPCC 2015-11048" in the heads of pages; scans without text
need a person. The news are a date, a paragraph and "View Release (.pdf)" with no title,
so a release is called by its date, and the paragraph, which names people, is not kept.

History: /hearings_reviews/hearings_and_reviews.html on the static site until about
2017; /decisions/ and /adjudications since. Written on 2026-11-26 from stored text of
lists and of two documents' first lines (copies elsewhere); markup and present PDFs were
not seen.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_bc_opcc_orders_readers.first_page import (
    first_page_reading,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_day
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType

_TYPES = frozenset({DocumentType.ORDER, DocumentType.NEWS_RELEASE})
_NEWS = "/news-media"
_DATE = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")


class OpccOrders(Source):
    """The office's orders, adjudications and releases."""

    id = "ca_bc_opcc_orders"
    body = "opcc-bc"
    jurisdiction = "CA-BC"
    home = "https://opcc.bc.ca/"
    starts = ("/decisions/", "/adjudications", "/news-media/")
    hosts = ("opcc.bc.ca", "www.opcc.bc.ca")
    delay = 5.0
    cadence_days = 7
    publishes_days = 92
    version = "2"
    named_by_title = True
    lists_roll = True
    licence = (
        "May be reproduced free of charge if accurate and acknowledged (annual reports)"
    )
    attribution = "Office of the Police Complaint Commissioner of British Columbia"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the PDFs of decisions and orders, or the releases; and older pages."""
        page = HtmlPage(content, url)
        pdfs = _releases(page) if _NEWS in url else _decisions(page)
        yield from pdfs
        for anchor in page.find("//a[@rel='next'][@href]"):
            yield Link(urljoin(url, str(anchor.get("href"))), text_of(anchor), None)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Name the language; an order is of a day, not of a period."""
        return DocumentFacts(language="en")

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the first page."""
        if document.document_type not in _TYPES:
            raise SourceError(
                Failure.WRONG_TYPE,
                document.url,
                f"no {document.document_type.english.lower()} is read here",
            )
        yield first_page_reading(document)


def _decisions(page: HtmlPage) -> Iterator[Link]:
    for anchor, target in _pdfs(page):
        title = text_of(anchor) or urlsplit(target).path.rpartition("/")[2]
        yield Link(target, title, DocumentType.ORDER)


def _releases(page: HtmlPage) -> Iterator[Link]:
    """Yield each release, called by the last date printed above its link."""
    days = ""
    wanted = page.find("//*[not(*)][normalize-space()] | //a[@href]")
    for element in wanted:
        words = text_of(element)
        if _DATE.fullmatch(words) and printed_day(words):
            days = words
        target = urljoin(page.where, str(element.get("href", "")).strip())
        if element.tag == "a" and _is_pdf(target):
            if not days:
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{page.where} at {page.xpath_of(element)}",
                    "a release has no date above it",
                )
            yield Link(target, f"Release of {days}", DocumentType.NEWS_RELEASE)


def _pdfs(page: HtmlPage) -> Iterator[tuple[HtmlElement, str]]:
    for anchor in page.find("//main//a[@href] | //body[not(.//main)]//a[@href]"):
        target = urljoin(page.where, str(anchor.get("href")).strip())
        if _is_pdf(target):
            yield anchor, target


def _is_pdf(target: str) -> bool:
    return urlsplit(target).path.casefold().endswith(".pdf")
