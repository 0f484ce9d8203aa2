"""Code books in the archive: which one a document is read by, and what used another."""

from dataclasses import replace

from accountability.archive.services import stored_url
from accountability.archive.store import open_bytes
from accountability.models import Snapshot
from accountability.sources.base import DocumentContent, Source
from accountability.sources.formats.code_book import version_with_book
from accountability.sources.formats.dataset import OpenData
from accountability.vocab import DocumentType


def with_book(source: Source, document: DocumentContent) -> DocumentContent:
    """Return the document with the newest version of its code book that was read.

    As it is where it needs none, or none is at hand. Raises SourceError, ArchiveError.
    """
    if not isinstance(source, OpenData):
        return document
    if document.document_type is not DocumentType.DATASET:
        return document
    table = source.book_needed(document)
    if table is None:
        return document
    address = stored_url(source, source.address_of_table(table))
    newest = (
        Snapshot.objects.filter(
            document__source_id=source.id,
            document__url=address,
            read_at__isnull=False,
        )
        .order_by("-number")
        .first()
    )
    if newest is None:
        return document
    book = DocumentContent(
        address, DocumentType.DATASET, newest.media_type, open_bytes(newest.sha256)
    )
    return replace(document, book=source.book_in(book))


def version_by(source: Source, document: DocumentContent) -> str:
    """Return the version to record for what is read of a document, with its book."""
    return version_with_book(source.version, document.book)


def others_read(book: Snapshot) -> list[Snapshot]:
    """Return the newest versions, as far as read, of its source's other documents."""
    read = Snapshot.objects.filter(
        document__source_id=book.document.source_id, read_at__isnull=False
    ).exclude(document_id=book.document_id)
    return list(read.order_by("document_id", "-number").distinct("document_id"))
