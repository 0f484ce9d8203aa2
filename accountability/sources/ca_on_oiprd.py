"""Office of the Independent Police Review Director, Ontario (OIPRD): the dashboard.

Publisher: http://stats.oiprd.on.ca/index.php, until the LECA took over in 2024.
Cadence: none any more; the page may go or lead to the LECA's.

Quirks: "Stats Dashboard / 2023 / Ontario" names the year (a calendar year) and whom it
counts; numbers stand before their words in the opening lines and after them in the
tables; two equal tables of outcomes carry no caption, so they are called the first and
the second and nothing is guessed; the nine types of 2023 add up to 2,854 allegations,
the findings to 2,852: flagged, never repaired.

History: written on 2026-11-26 from the stored text of the page of 2023; its markup was
not seen.
"""

from collections.abc import Iterable, Iterator

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_on_readers.dashboard import (
    dashboard_readings,
    scope_on,
)
from accountability.sources.formats.html import HtmlPage
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType


class Oiprd(Source):
    """The dashboard of Ontario's complaints before 2024."""

    id = "ca_on_oiprd"
    body = "oiprd"
    jurisdiction = "CA-ON"
    home = "http://stats.oiprd.on.ca/"
    starts = ("/index.php",)
    hosts = ("stats.oiprd.on.ca",)
    delay = 5.0
    cadence_days = 90
    version = "1"
    licence = "No licence stated; the figures are facts"
    attribution = "Office of the Independent Police Review Director, Ontario"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Take the dashboard itself, which is list and document in one."""
        scope = scope_on(HtmlPage(content, url))
        period = scope.period.label
        title = f"Stats Dashboard, {period}, {scope.service}"
        yield Link(url, title, DocumentType.STATISTICAL_REPORT, period=period)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the year."""
        scope = scope_on(HtmlPage(document.content, document.url))
        return DocumentFacts(period=scope.period.label, language="en")

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the opening lines and the tables."""
        yield from dashboard_readings(document.content, document.url)
