"""Law Enforcement Complaints Agency, Ontario (LECA): figures by service and period.

Publisher: https://leca.ca/; complaints of the public about municipal, regional and
provincial police. Cadence: its statistics site has a print page for each service and
quarter, https://stats.leca.ca/print.php?service=Toronto&year=2025-Q1, a flat table with
a line for each statistic.

Quirks: the table does not say whom it counts, only the address does; its lines say "in
the year" on a quarter's page too, so the line's words are kept beside each figure;
official totals that do not add up (Toronto, 2025-Q1: 425 conduct complaints of 377
received; 425 + 143 conduct complaints, 567 managed). They are flagged, never repaired.

History: until 2024 the OIPRD (``ca_on_oiprd``). Written on 2026-11-26 from the stored
text of one page, cut after 27 lines; markup and index page were not seen. Lines beyond
those are rejected with their words until a person adds them to ``print_page.LINES``.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_on_readers.print_page import (
    print_page_readings,
    scope_of,
)
from accountability.sources.formats.html import HtmlPage
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType


class Leca(Source):
    """The agency's statistics, one page a police service and a quarter or year."""

    id = "ca_on_leca"
    body = "leca"
    jurisdiction = "CA-ON"
    home = "https://stats.leca.ca/"
    starts = ("/",)
    hosts = ("stats.leca.ca",)
    delay = 5.0
    cadence_days = 7
    publishes_days = 92
    version = "1"
    named_by_title = True
    licence = "No licence stated; the figures are facts"
    attribution = "Law Enforcement Complaints Agency, Ontario"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the print pages that an index links; a comparison of years is none."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target = urljoin(url, str(anchor.get("href")).strip())
            asked = parse_qs(urlsplit(target).query)
            if not urlsplit(target).path.endswith("/print.php"):
                continue
            if len(asked.get("service", ())) == len(asked.get("year", ())) == 1:
                scope = scope_of(target)
                period = scope.period.label
                yield Link(
                    target,
                    f"{scope.service}, {period}",
                    DocumentType.STATISTICAL_REPORT,
                    period=period,
                )

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the period, which only the address names."""
        period = scope_of(document.url).period.label
        return DocumentFacts(period=period, language="en")

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the table's lines."""
        yield from print_page_readings(document.content, document.url)
