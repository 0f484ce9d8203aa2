"""The three steps of a run: find documents, fetch one, read one.

Each is done once however often it is started: its effects and the end of its job are
one transaction.
"""

import logging
import traceback
from collections.abc import Callable
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction

from accountability.archive.ledger.listing import UNLISTED
from accountability.archive.ledger.sightings import GONE_STATUSES
from accountability.archive.services import (
    known_document,
    record_list_page,
)
from accountability.archive.store import ArchiveError
from accountability.archive.warc import write_exchange
from accountability.extraction.fetching import (
    fetch_politely,
    keep_failure,
    record_answer,
)
from accountability.extraction.links import link_of
from accountability.extraction.parts import fetch_part
from accountability.extraction.queue import (
    Claim,
    LeaseLostError,
    NotOurTurnError,
    claim,
    complete,
    fail,
    held,
)
from accountability.extraction.reading import extract_snapshot
from accountability.extraction.runs import add_links, close_runs
from accountability.models import JobKind, Snapshot
from accountability.sources.base import Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import Fetched
from accountability.sources.registry import source as source_of
from accountability.vocab import RetrievalOutcome

logger = logging.getLogger(__name__)

#: Seconds until a job is tried again after the database or the time failed it.
_RETRY = 30.0

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
    fetched = fetch_politely(claimed, source, url)
    warc = write_exchange(fetched, run=str(claimed.job.run_id))
    try:
        links = source.checked_links(fetched.final_url, fetched.content)
    except SourceError as error:
        error.answer = fetched
        keep_failure(claimed, error, None, warc)
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
    """Fetch a document, or a part of one that comes in parts.

    Bytes that are not the document they should be (truncated, locked, an error page)
    are kept in the archive but make no version of it.
    """
    job = claimed.job
    if pages := source.pages_of(job.key):
        fetch_part(claimed, source, pages)
        return
    known = known_document(source, job.key)
    try:
        fetched = fetch_politely(claimed, source, job.key, known)
    except SourceError as error:
        if UNLISTED not in job.details or not _is_gone(error):
            raise
        # Expected of what no list links any more: the ledger tells it, no alarm.
        complete(claimed, outcome=RetrievalOutcome.FAILED, counts={})
        return
    warc = write_exchange(fetched, run=str(job.run_id))
    try:
        recorded = record_answer(
            claimed, source, link_of(job), fetched, warc=warc, known=known
        )
    except NotOurTurnError:
        raise
    except SourceError as error:
        error.answer = fetched
        keep_failure(claimed, error, known, warc)
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


def _is_gone(error: SourceError) -> bool:
    answer = error.answer
    return (
        error.failure is Failure.HTTP_STATUS
        and isinstance(answer, Fetched)
        and answer.status in GONE_STATUSES
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
