"""A local file through the same path as a fetched one: archived, then read."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from django.db import transaction

from accountability.archive.services import record_document, record_retrieval
from accountability.extraction.reading import Counts, extract_snapshot
from accountability.models import Snapshot
from accountability.sources.base import DocumentContent, Link
from accountability.sources.formats.json import is_json
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
    document = DocumentContent(
        name, DocumentType.DATASET, _media_type(content), content
    )
    url = source.address_of(document)
    if period:
        url = f"{url}#{quote(period)}"
    title = source.title_of(document) or name
    return import_bytes(source_id, content, url=url, title=title, period=period)


def import_bytes(
    source_id: str, content: bytes, *, url: str, title: str, period: str = ""
) -> Counts:
    """Archive and read ``content`` as the dataset that stands at ``url``."""
    source = source_of(source_id)
    source.refuse_to_keep(url, content)
    media_type = _media_type(content)
    link = Link(url, title, DocumentType.DATASET, source.authority, period)
    facts = source.describe(
        DocumentContent(url, DocumentType.DATASET, media_type, content)
    )
    fetched = Fetched(
        url=url,
        final_url=url,
        redirects=(),
        status=0,
        reason="",
        http_version="",
        request_headers=(),
        response_headers=(("content-type", media_type),),
        content=content,
        retrieved_at=datetime.now(UTC),
    )
    with transaction.atomic():
        document = record_document(source=source, link=link, facts=facts)
        snapshot: Snapshot = record_retrieval(
            document=document, fetched=fetched, job=None
        ).snapshot
    return extract_snapshot(snapshot)


def _media_type(content: bytes) -> str:
    return "application/json" if is_json(content) else "text/csv"
