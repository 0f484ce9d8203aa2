"""Asking a publisher for one address, for a job; every attempt is kept."""

from collections.abc import MutableMapping
from dataclasses import asdict
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accountability.archive.services import (
    Recorded,
    conditions_for,
    is_overridden,
    record_document,
    record_failure,
    record_retrieval,
)
from accountability.archive.store import store
from accountability.archive.warc import write_exchange
from accountability.extraction.ocr.recogniser import scans_of
from accountability.extraction.pacing import SharedPacer
from accountability.extraction.queue import (
    Claim,
    NotOurTurnError,
    add_job,
    complete,
)
from accountability.models import JobKind, SourceDocument
from accountability.sources.base import DocumentContent, Link, Source
from accountability.sources.errors import SourceError
from accountability.sources.formats.code_book import version_alone
from accountability.sources.http import Fetched, PoliteClient
from accountability.sources.robots import RobotsAnswer
from accountability.vocab import DocumentType

AGENT = "accountability-tracker"
#: A fetch may wait for a slow server; pages are read by OCR for so long after it.
_OCR_SECONDS = 15.0
#: robots.txt by host, asked for once a day by each worker.
_ROBOTS: MutableMapping[str, RobotsAnswer] = {}


def fetch_politely(
    claimed: Claim, source: Source, url: str, known: SourceDocument | None = None
) -> Fetched:
    """Ask for ``url`` politely; an attempt that failed is kept, with what came."""
    try:
        with _client(source) as client:
            conditions = asdict(conditions_for(known)) if known else {}
            fetched = client.fetch(url, **conditions)
        source.refuse_to_keep(fetched.final_url, fetched.content)
        return fetched
    except NotOurTurnError:
        raise
    except SourceError as error:
        keep_failure(claimed, error, known, "")
        raise


def keep_failure(
    claimed: Claim, error: SourceError, known: SourceDocument | None, warc: str
) -> None:
    """Keep an attempt that failed, with the answer's bytes where one came."""
    if isinstance(error.answer, Fetched):
        store(error.answer.content)
        warc = warc or write_exchange(error.answer, run=str(claimed.job.run_id))
    record_failure(
        url=claimed.job.key,
        error=error,
        at=timezone.now(),
        job=claimed.job,
        document=known,
        warc=warc,
    )


def _client(source: Source) -> PoliteClient:
    """Return the client for a source, or for the site that stands in for it."""
    if is_overridden(source):
        hosts = frozenset({urlsplit(settings.SOURCE_BASES[source.id]).netloc})
        delay = 0.0  # our own site on loopback
    else:
        hosts = frozenset({urlsplit(source.home).netloc, *source.hosts})
        delay = source.delay
    return PoliteClient(
        AGENT,
        settings.CONTACT,
        hosts,
        delay=delay,
        connect_seconds=10.0,
        read_seconds=20.0,
        total_seconds=45.0,
        max_bytes=source.max_bytes,
        pacer=SharedPacer(),
        robots=_ROBOTS,
        private_hosts=is_overridden(source),
    )


def record_answer(
    claimed: Claim,
    source: Source,
    link: Link,
    fetched: Fetched,
    *,
    warc: str,
    known: SourceDocument | None = None,
) -> Recorded:
    """Keep what came for ``link``; all of it and the end of the job, or nothing.

    Its reading is queued unless this version of the parser read these bytes before.
    Raises SourceError, and NotOurTurnError if scanned pages have to wait for OCR.
    """
    job, document = claimed.job, known
    with transaction.atomic():
        if not fetched.not_modified or document is None:
            facts = source.describe(
                DocumentContent(
                    url=link.url,
                    document_type=link.document_type or DocumentType.DATASET,
                    media_type=fetched.media_type,
                    content=fetched.content,
                    scans=scans_of(fetched.content, link.url, _OCR_SECONDS),
                )
            )
            document = record_document(source=source, link=link, facts=facts)
        recorded = record_retrieval(
            document=document, fetched=fetched, job=job, warc=warc
        )
        snapshot = recorded.snapshot
        if (
            snapshot.read_at is None
            or version_alone(snapshot.parser_version) != source.version
        ):
            add_job(job.run, JobKind.EXTRACT, str(snapshot.pk))
        complete(
            claimed,
            outcome=recorded.outcome,
            counts={"bytes": len(fetched.content)},
        )
    return recorded
