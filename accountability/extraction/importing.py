"""A local file through the same path as a fetched one: archived, then read."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from accountability.archive.services import record_document, record_retrieval
from accountability.extraction.reading import Counts, extract_snapshot
from accountability.models import Snapshot
from accountability.sources.base import DocumentContent, Link
from accountability.sources.http import Fetched
from accountability.sources.registry import source as source_of
from accountability.vocab import DocumentType


def import_file(source_id: str, path: Path) -> Counts:
    """Read a dataset's file into the review queue; a ``.gz`` is unpacked first.

    The document is known by the publisher's address of the dataset. Raises KeyError
    for an unknown source, OSError, and SourceError.
    """
    source = source_of(source_id)
    raw = path.read_bytes()
    content = gzip.decompress(raw) if path.suffix == ".gz" else raw
    name = path.name.removesuffix(".gz")
    return import_bytes(source_id, content, url=source.home, title=name)


def import_bytes(source_id: str, content: bytes, *, url: str, title: str) -> Counts:
    """Archive and read ``content`` as the dataset that stands at ``url``."""
    source = source_of(source_id)
    media_type = "text/csv"
    link = Link(url, title, DocumentType.DATASET)
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
