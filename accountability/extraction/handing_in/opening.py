"""A file that was handed in as what a source reads: the reader, the link, the bytes."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.text import slugify

from accountability.archive.services import NOWHERE
from accountability.extraction.handing_in.mapping import declared
from accountability.extraction.handing_in.receiving import bytes_of, reads_tables
from accountability.extraction.importing import table_address
from accountability.models import HandedInFile
from accountability.sources.base import DocumentContent, Link, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.declared import declared_source
from accountability.sources.formats.report import handed_report
from accountability.sources.formats.row_files import RowFile
from accountability.sources.registry import source as source_of
from accountability.vocab import Crosswalk, DocumentType
from accountability.vocab.handed_in import HandedInForm


@dataclass(frozen=True)
class OpenFile:
    """A file with what reads it, and the document that it is or will be."""

    source: Source
    link: Link
    document: DocumentContent


def opened(file: HandedInFile, crosswalk: Crosswalk | None = None) -> OpenFile:
    """Return a file ready to be read.

    ``crosswalk`` hears the words of a table in place of the declaration's own. Raises
    ArchiveError when the bytes are gone, SourceError for a table nobody declared.
    """
    content = bytes_of(file)
    source = _source(file, crosswalk)
    document_type = DocumentType.of(file.document_type)
    pdf = HandedInForm.of(file.form) is HandedInForm.PDF
    media_type = "application/pdf" if pdf else RowFile(content, file.name).media_type
    link = Link(
        _address(file, source, content),
        file.title,
        document_type,
        period=file.period,
    )
    document = DocumentContent(link.url, document_type, media_type, content)
    return OpenFile(source, link, document)


def _source(file: HandedInFile, crosswalk: Crosswalk | None) -> Source:
    if file.by_hand:
        return handed_report(
            source_id=file.source_id,
            body=file.body.slug,
            jurisdiction=file.body.jurisdiction,
            licence=file.licence,
            attribution=file.attribution,
        )
    if not reads_tables(file):
        return source_of(file.source_id)
    declaration = declared(file)
    if declaration is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED, file.name, "nobody said what its columns are"
        )
    return declared_source(declaration, crosswalk)


def _address(file: HandedInFile, source: Source, content: bytes) -> str:
    """Return the address that the document is known by.

    Sheets of one workbook, tables of one report and editions of one table are
    documents of their own: they share an address up to its fragment. So are reports of
    several periods that stand nowhere and are called the same.
    """
    if isinstance(source, OpenData) and not reads_tables(file) and not file.address:
        return table_address(source, content, file.name, period=file.period)
    base = file.address or f"{NOWHERE}{file.body.slug}/{slugify(file.title)}"
    parts = []
    if reads_tables(file) and file.sheet and len(file.shape.get("parts", [])) > 1:
        parts.append(f"table={file.sheet}")
    nameless = file.by_hand and not file.address
    by_period = reads_tables(file) or isinstance(source, OpenData) or nameless
    if file.period and by_period:
        parts.append(f"period={file.period}")
    if not parts:
        return base
    return f"{base.partition('#')[0]}#{quote('&'.join(parts), safe='=&/')}"
