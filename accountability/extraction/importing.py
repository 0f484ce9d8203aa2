"""A local file through the same path as a fetched one: archived, then read."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from django.db import transaction

from accountability.archive.services import record_document, record_retrieval
from accountability.extraction.reading import Counts, extract_snapshot
from accountability.models import Snapshot
from accountability.sources.base import DocumentContent, Link, Source
from accountability.sources.formats.row_files import RowFile
from accountability.sources.http import Fetched
from accountability.sources.registry import source as source_of
from accountability.vocab import DocumentType


def import_file(source_id: str, path: Path, *, period: str = "") -> Counts:
    """Read a dataset's file into the review queue; a ``.gz`` is unpacked first.

    The document is known by the publisher's address of the table, and by ``period``
    where editions of one table stand side by side. Raises KeyError for an unknown
    source, OSError, and SourceError.
    """
    source = source_of(source_id)
    raw = path.read_bytes()
    content = gzip.decompress(raw) if path.suffix == ".gz" else raw
    name = path.name.removesuffix(".gz")
    return import_bytes(
        source_id,
        content,
        url=table_address(source, content, name, period=period),
        title=source.title_of(_table(content, name)) or name,
        period=period,
    )


def import_bytes(
    source_id: str, content: bytes, *, url: str, title: str, period: str = ""
) -> Counts:
    """Archive and read ``content`` as the dataset that stands at ``url``."""
    source = source_of(source_id)
    link = Link(url, title, DocumentType.DATASET, source.authority, period)
    media_type = RowFile(content, title).media_type
    return extract_snapshot(keep_file(source, link, content, media_type))


def table_address(
    source: Source, content: bytes, name: str, *, period: str = ""
) -> str:
    """Return the publisher's address of the table that a file of a dataset holds."""
    url = source.address_of(_table(content, name))
    return f"{url}#{quote(period)}" if period else url


def _table(content: bytes, name: str) -> DocumentContent:
    media_type = RowFile(content, name).media_type
    return DocumentContent(name, DocumentType.DATASET, media_type, content)


@transaction.atomic
def keep_file(source: Source, link: Link, content: bytes, media_type: str) -> Snapshot:
    """Archive a file that came by hand as the document of ``link``.

    The retrieval says so by having no status. Raises SourceError for bytes that may
    not be kept.
    """
    source.refuse_to_keep(link.url, content)
    document_type = link.document_type or DocumentType.DATASET
    facts = source.describe(
        DocumentContent(link.url, document_type, media_type, content)
    )
    fetched = Fetched(
        url=link.url,
        final_url=link.url,
        redirects=(),
        status=0,
        reason="",
        http_version="",
        request_headers=(),
        response_headers=(("content-type", media_type),),
        content=content,
        retrieved_at=datetime.now(UTC),
    )
    document = record_document(source=source, link=link, facts=facts)
    return record_retrieval(document=document, fetched=fetched, job=None).snapshot
