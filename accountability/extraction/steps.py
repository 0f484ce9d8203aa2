"""The three steps of a run: find documents, fetch one, read one.

Each is done once however often it is started: its effects and the end of its job are
one transaction.
"""

import logging
import traceback
from collections.abc import Callable, MutableMapping
from dataclasses import asdict
from urllib.parse import urlsplit
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from accountability.archive.services import (
    Recorded,
    conditions_for,
    is_overridden,
    known_document,
    record_document,
    record_failure,
    record_list_page,
    record_retrieval,
)
from accountability.archive.store import ArchiveError, store
from accountability.archive.warc import write_exchange
from accountability.extraction.links import link_of
from accountability.extraction.pacing import SharedPacer
from accountability.extraction.queue import (
    Claim,
    LeaseLostError,
    NotOurTurnError,
    add_job,
    claim,
    complete,
    fail,
    held,
)
from accountability.extraction.reading import extract_snapshot
from accountability.extraction.runs import add_links, close_runs
from accountability.models import JobKind, Snapshot, SourceDocument
from accountability.sources.base import DocumentContent, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import Fetched, PoliteClient
from accountability.sources.registry import source as source_of
from accountability.sources.robots import RobotsAnswer
from accountability.vocab import DocumentType, RetrievalOutcome

logger = logging.getLogger(__name__)

AGENT = "accountability-tracker"
#: Seconds until a job is tried again after the database or the time failed it.
_RETRY = 30.0
#: robots.txt by host, asked for once a day by each worker.
_ROBOTS: MutableMapping[str, RobotsAnswer] = {}

Step = Callable[[Claim, Source], None]


def perform(job_id: UUID | str) -> None:
    """Do a job if it is free to be done. Every failure ends in the job, none is lost.

    Logs hold codes and places, never what a document says.
    """
    claimed = claim(job_id)
    if claimed is None:
        return
    job = claimed.job
    try:
        with held(claimed):
            _STEPS[JobKind(job.kind)](claimed, source_of(job.run.source_id))
    except LeaseLostError:
        logger.warning("job %s: the lease was lost, another worker has it", job.pk)
    except SourceError as error:
        logger.warning("job %s: %s", job.pk, error.failure.value)
        fail(claimed, error)
    except Exception as error:  # the boundary: whatever it is, it ends in the job
        fail(claimed, unexpected(job.key, error))
    close_runs(job.run_id)


def discover(claimed: Claim, source: Source) -> None:
    """Read a list page: a job for each document and each further list."""
    url = claimed.job.key
    fetched = _fetch(claimed, source, url)
    warc = write_exchange(fetched, run=str(claimed.job.run_id))
    try:
        links = source.checked_links(fetched.final_url, fetched.content)
    except SourceError as error:
        error.answer = fetched
        _keep_failure(claimed, error, None, warc)
        raise
    with transaction.atomic():
        record_list_page(fetched=fetched, job=claimed.job, warc=warc)
        added = add_links(claimed.job.run, links)
        complete(
            claimed,
            outcome=RetrievalOutcome.CREATED if added else RetrievalOutcome.UNCHANGED,
            counts={"links": len(links), "jobs": added},
        )


def fetch(claimed: Claim, source: Source) -> None:
    """Fetch a document; queue its reading unless this parser read these bytes before.

    Bytes that are not the document they should be (truncated, locked, an error page)
    are kept in the archive but make no version of it.
    """
    job = claimed.job
    known = known_document(source, job.key)
    fetched = _fetch(claimed, source, job.key, known)
    warc = write_exchange(fetched, run=str(job.run_id))
    try:
        recorded = _record(claimed, source, fetched, warc, known)
    except SourceError as error:
        error.answer = fetched
        _keep_failure(claimed, error, known, warc)
        raise
    logger.info("job %s: %s", job.pk, recorded.outcome.value)


def extract(claimed: Claim, source: Source) -> None:
    """Read a snapshot into the review queue."""
    snapshot = Snapshot.objects.select_related("document").get(pk=claimed.job.key)
    with transaction.atomic():
        counts = extract_snapshot(snapshot)
        changed = counts.updated or counts.gone
        complete(
            claimed,
            outcome=RetrievalOutcome.UPDATED
            if changed
            else RetrievalOutcome.CREATED
            if counts.created
            else RetrievalOutcome.UNCHANGED,
            counts=counts.as_dict(),
        )


_STEPS: dict[JobKind, Step] = {
    JobKind.DISCOVER: discover,
    JobKind.FETCH: fetch,
    JobKind.EXTRACT: extract,
}


def _record(
    claimed: Claim,
    source: Source,
    fetched: Fetched,
    warc: str,
    known: SourceDocument | None,
) -> Recorded:
    """Keep what came; all of it and the end of the job, or nothing."""
    job = claimed.job
    link = link_of(job)
    document = known
    with transaction.atomic():
        if not fetched.not_modified or document is None:
            facts = source.describe(
                DocumentContent(
                    url=job.key,
                    document_type=link.document_type or DocumentType.DATASET,
                    media_type=fetched.media_type,
                    content=fetched.content,
                )
            )
            document = record_document(source=source, link=link, facts=facts)
        recorded = record_retrieval(
            document=document, fetched=fetched, job=job, warc=warc
        )
        snapshot = recorded.snapshot
        if snapshot.read_at is None or snapshot.parser_version != source.version:
            add_job(job.run, JobKind.EXTRACT, str(snapshot.pk))
        complete(
            claimed,
            outcome=recorded.outcome,
            counts={"bytes": len(fetched.content)},
        )
    return recorded


def _fetch(
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
        _keep_failure(claimed, error, known, "")
        raise


def _keep_failure(
    claimed: Claim, error: SourceError, known: SourceDocument | None, warc: str
) -> None:
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


def unexpected(key: str, error: Exception) -> SourceError:
    """Turn any other failure into a code and a place in the code."""
    if isinstance(error, SoftTimeLimitExceeded):
        return SourceError(
            Failure.TIMED_OUT,
            key,
            "the work took longer than a task may",
            retry_after=_RETRY,
        )
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
    logger.error("job on %s: %s", key, place)
    if isinstance(error, OperationalError | InterfaceError):
        return SourceError(
            Failure.UNREACHABLE, key, f"the database: {place}", retry_after=_RETRY
        )
    if isinstance(error, ArchiveError):
        return SourceError(Failure.ARCHIVE_DAMAGED, key, str(error))
    return SourceError(Failure.DEFECT, key, f"report this: {place}")
