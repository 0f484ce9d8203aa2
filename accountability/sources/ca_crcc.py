"""Civilian Review and Complaints Commission for the RCMP (CRCC): figures and reviews.

Publisher: https://www.crcc-ccetp.gc.ca/, complaints about the conduct of the RCMP in
all of Canada. Cadence: a report on public complaints a fiscal year (April to March),
reviews as they are finished.

Quirks: charts are pictures; under each stands a "Text Version" with the table, and only
that is read. Labels lack brackets, numbers hold spaces ("2 262"). The list of reviewed
complaints is filled by a script: a plain request sees its head and no rows, which is an
alarm and not an empty list (a person reads it, or asks the Commission for it). Every
page has a French twin at /fr/: it prints the same figures, so it is not read, and a
French page at an English address is refused by name.

History: cpc-cpp.gc.ca before. Written on 2026-11-26 from stored text of two pages; the
markup was not seen.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_crcc_readers.reviews import review_links, review_readings
from accountability.sources.ca_crcc_readers.text_versions import (
    report_period,
    text_version_readings,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.language import language_of
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType

_REPORT = re.compile(
    r"/en/report-rcmp-public-complaints-(\d{4})-(\d{2})(?:/|\.html?)?$"
)
_REVIEWS = "/sample-review-findings"


class Crcc(Source):
    """The Commission's figures a year, and the complaints it reviewed."""

    id = "ca_crcc"
    body = "crcc"
    jurisdiction = "CA"
    home = "https://www.crcc-ccetp.gc.ca/"
    starts = ("/en/report-rcmp-public-complaints", "/en/sample-review-findings")
    hosts = (
        "www.crcc-ccetp.gc.ca",
        "crcc-ccetp.gc.ca",
        "www.cpc-cpp.gc.ca",
    )
    delay = 5.0
    cadence_days = 30
    publishes_days = 366
    version = "1"
    licence = "No licence stated; the figures are facts"
    attribution = "Civilian Review and Complaints Commission for the RCMP"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the reports of the years, or the list of reviews where it has rows."""
        page = HtmlPage(content, url)
        if _REVIEWS in url:
            return review_links(page)
        return _report_links(page)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the years a report compares, and its language."""
        page = HtmlPage(document.content, document.url)
        text = " ".join(text_of(item) for item in page.find("//body"))
        period = ""
        if document.document_type is DocumentType.STATISTICAL_REPORT:
            period = report_period(page).label
        return DocumentFacts(period=period, language=language_of(text))

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the tables under the charts, or the list of reviews."""
        page = HtmlPage(document.content, document.url)
        _refuse_french(page)
        if document.document_type is DocumentType.STATISTICAL_REPORT:
            yield from text_version_readings(page)
        elif document.document_type is DocumentType.CASE_LIST:
            yield from review_readings(page)
        else:
            raise SourceError(
                Failure.WRONG_TYPE,
                document.url,
                f"no {document.document_type.english.lower()} is read here",
            )


def _report_links(page: HtmlPage) -> Iterator[Link]:
    anchors: list[HtmlElement] = page.find("//a[@href]")
    for anchor in anchors:
        target = urljoin(page.where, str(anchor.get("href")).strip())
        found = _REPORT.search(urlsplit(target).path)
        if found:
            yield Link(
                target,
                text_of(anchor),
                DocumentType.STATISTICAL_REPORT,
                period=f"{found[1]}/{found[2]}",
            )


def _refuse_french(page: HtmlPage) -> None:
    text = " ".join(text_of(item) for item in page.find("//body"))
    if language_of(text) == "fr":
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            page.where,
            "the page is French here: its figures are those of the English one",
        )
