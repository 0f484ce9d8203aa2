"""A report of a body that no program reads: people do, and type what it says."""

from collections.abc import Iterable, Iterator
from typing import cast

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.formats.language import language_of
from accountability.sources.formats.notice import RECONSTRUCTION_NOTICE
from accountability.sources.formats.pdf import DRAWING, open_pdf
from accountability.sources.proposals import Reading


class HandedReport(Source):
    """One PDF of a body, of running text, as somebody handed it in."""

    home = ""
    starts = ()
    crawled = False
    named_by_title = True
    version = ""

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find nothing: it is never fetched."""
        return ()

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Look at every page: the language, and whether it says that it was rebuilt.

        Raises SourceError for a PDF that can't be opened, or has a page that can't.
        """
        with DRAWING, open_pdf(document) as pdf:
            pages = (pdf.page(number) for number in range(1, len(pdf) + 1))
            text = "\n".join(page.text() for page in pages)
        return DocumentFacts(
            reconstruction=RECONSTRUCTION_NOTICE in " ".join(text.split()),
            language=language_of(text),
        )

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read nothing: what it says is entered by hand."""
        return iter(())


def handed_report(
    *, source_id: str, body: str, jurisdiction: str, licence: str, attribution: str
) -> HandedReport:
    """Return what stands for the reports of a body that are read by people."""
    facts = {
        "id": source_id,
        "body": body,
        "jurisdiction": jurisdiction,
        "licence": licence,
        "attribution": attribution,
        "__doc__": HandedReport.__doc__,
    }
    return cast("HandedReport", type("HandedReport", (HandedReport,), facts)())
