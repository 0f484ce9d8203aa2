"""Office of the Police Complaint Commissioner, British Columbia (OPCC).

Publisher: https://opcc.bc.ca/, an officer of the Legislature; municipal and designated
police, not the RCMP. Cadence: annual report in autumn, fiscal year April to March
since 2012, calendar years before; quarterly statistics from 2013 to about 2019/20.
Figures are in PDFs that the statistics and annual-report pages link; every release
says that the newest is right, so a report may change at its address.

Quirks: an advisory banner ending in "close [x]" stands above pages; definition tables
interleave when read line by line; an infographic parts numbers from captions; the
appendix of substantiated allegations and the list of decisions tell the same matters.

History: until about 2017 static pages (/section/page.html), then WordPress. Written on
2026-11-22 against a reconstruction of the site from published figures: the live pages
could not be fetched and their markup was not seen. The first live run is expected to
fail loudly; /in-the-press/ exists only in the reconstruction.
"""

from collections.abc import Iterable, Iterator

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.ca_bc_opcc_readers.appendix import (
    appendix_period,
    appendix_readings,
)
from accountability.sources.ca_bc_opcc_readers.lists import list_links
from accountability.sources.ca_bc_opcc_readers.pages import (
    decision_readings,
    page_cited_urls,
    press_readings,
)
from accountability.sources.ca_bc_opcc_readers.reports import (
    cited_urls,
    report_period,
    report_readings,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.lines import Layout, line_text
from accountability.sources.formats.notice import RECONSTRUCTION_NOTICE
from accountability.sources.formats.pdf import open_pdf
from accountability.sources.proposals import Reading
from accountability.vocab import DocumentType

_REPORTS = frozenset({DocumentType.ANNUAL_REPORT, DocumentType.STATISTICAL_REPORT})
_PDFS = _REPORTS | {DocumentType.APPENDIX}


class Opcc(Source):
    """The OPCC's reports, appendices and decisions, and what the press made of them."""

    id = "ca_bc_opcc"
    body = "opcc-bc"
    jurisdiction = "CA-BC"
    home = "https://opcc.bc.ca/"
    starts = (
        "/reports/statistics/",
        "/reports/annual-report/",
        "/resources/discipline-decisions/",
        "/in-the-press/",
    )
    hosts = ("opcc.bc.ca", "www.opcc.bc.ca")
    delay = 5.0
    cadence_days = 7
    publishes_days = 366
    version = "2"
    one_respondent = True
    licence = (
        "May be reproduced free of charge if accurate and acknowledged (annual reports)"
    )
    attribution = "Office of the Police Complaint Commissioner of British Columbia"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find reports, appendices, decisions or press pages."""
        return list_links(url, content)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the period, the reconstruction notice and the addresses cited."""
        if document.document_type not in _PDFS:
            page = HtmlPage(document.content, document.url)
            text = " ".join(text_of(item) for item in page.find("//body"))
            return DocumentFacts(
                reconstruction=RECONSTRUCTION_NOTICE in text,
                cited_urls=page_cited_urls(document.content, document.url),
            )
        with open_pdf(document) as pdf:
            notice = any(
                RECONSTRUCTION_NOTICE in line_text(line)
                for page in pdf.pages()
                for line in Layout(page).lines
            )
            if document.document_type is DocumentType.APPENDIX:
                period = appendix_period(pdf, document.url)
            else:
                period = report_period(pdf, document.url).label
            return DocumentFacts(notice, cited_urls(pdf), period)

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read figures or matters, by the type of document."""
        if document.document_type in _REPORTS:
            yield from report_readings(document)
        elif document.document_type is DocumentType.APPENDIX:
            yield from appendix_readings(document)
        elif document.document_type is DocumentType.DECISION_LIST:
            yield from decision_readings(document.content, document.url)
        elif document.document_type is DocumentType.PRESS_PAGE:
            yield from press_readings(document.content, document.url)
        else:
            raise SourceError(
                Failure.WRONG_TYPE,
                document.url,
                f"the office publishes no {document.document_type.english.lower()}",
            )
