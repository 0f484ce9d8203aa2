"""Special Investigations Unit, Ontario (SIU): cases, directors' reports, corrections.

Publisher: https://www.siu.on.ca/, the criminal side of deaths, serious injuries,
firearms discharged at persons and sexual assaults. Cadence: reports come day by day.

What is read: from the index the case number and the date a report was signed; from a
report its number, the service that notified the unit and when, the date it was signed,
and whether its decision says in set words that no charge can be laid; from a notice of
correction the number and the notice's date. No narrative is read. All of them, in both
languages, tell of one matter, known by its number. A report that is corrected at its
address is a new version; one drawn up again under another address is a further
statement about the same matter.

Quirks: the paragraph on the mandate speaks of "police services across Ontario" in every
report, so a service is only sought in the sentence of notification, and only its whole
name or a reviewed alias is taken; some pages have a title and no text; some pages under
/en/ are French; a case may stand under two addresses; numbers may end in a letter
(19-TCI-073a). Reports on sexual assaults are not posted as a rule: a number that is
missing is no error. The French index is read as a list only: its reports say what the
English ones say.

History: until December 2018 the Attorney General posted the reports; "case_summary_
details.php?id=" are links of that time. Persons were Complainant, Subject Officer and
Witness Officer before the Act of 2019. Written on 2026-11-26 from stored text; of the
markup only the links and rows of the index were seen, of the French pages nothing but a
few section names.
"""

from collections.abc import Iterable, Iterator

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_on_siu_readers.index import index_links, index_readings
from accountability.sources.ca_on_siu_readers.notices import (
    notice_links,
    notice_reading,
)
from accountability.sources.ca_on_siu_readers.report import report_readings
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.language import language_of
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType

_NEWS = "/news"


class Siu(Source):
    """The unit's index of cases, its reports and its notices of correction."""

    id = "ca_on_siu"
    body = "siu"
    jurisdiction = "CA-ON"
    home = "https://www.siu.on.ca/"
    starts = (
        "/en/directors_reports.php",
        "/fr/directors_reports.php",
        "/en/news.php",
    )
    hosts = ("siu.on.ca", "www.siu.on.ca")
    delay = 3.0
    cadence_days = 1
    publishes_days = 7
    version = "1"
    named_by_title = True
    licence = "No licence stated; numbers and dates are facts, no narrative is kept"
    attribution = "Special Investigations Unit, Ontario"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the reports of an index with the index itself, or the corrections."""
        page = HtmlPage(content, url)
        if _NEWS in url:
            return notice_links(page)
        return index_links(page)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Detect the language from the words: the address does not tell it."""
        page = HtmlPage(document.content, document.url)
        text = " ".join(text_of(item) for item in page.find("//body"))
        return DocumentFacts(language=language_of(text))

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the index, a report or a notice."""
        page = HtmlPage(document.content, document.url)
        if document.document_type is DocumentType.CASE_LIST:
            yield from index_readings(page)
        elif document.document_type is DocumentType.INVESTIGATION_REPORT:
            yield from report_readings(page)
        elif document.document_type is DocumentType.CORRECTION:
            yield notice_reading(page)
        else:
            raise SourceError(
                Failure.WRONG_TYPE,
                document.url,
                f"the unit publishes no {document.document_type.english.lower()}",
            )
