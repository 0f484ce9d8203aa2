"""A table that comes in parts: a job for each, in turn; the last puts them together.

A part is kept like every answer and makes no version of the document; only the whole
does. A part that can't be had ends the table for this run, and the version from before
stands.
"""

import hashlib
from dataclasses import replace

from django.db import transaction

from accountability.archive.services import record_list_page
from accountability.archive.store import open_bytes, store
from accountability.archive.warc import write_exchange
from accountability.extraction.fetching import (
    fetch_politely,
    keep_failure,
    record_answer,
)
from accountability.extraction.links import details_of, link_of
from accountability.extraction.queue import Claim, add_job, complete
from accountability.models import JobKind, Retrieval
from accountability.sources.base import Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.paging import Pages, Part
from accountability.sources.http import Fetched
from accountability.vocab import RetrievalOutcome

#: Parts of one table at most: a portal that never ends is not a table.
MOST_PARTS = 2000
#: Where a job holds the address and hash of each part before its own, in order.
_BEFORE = "parts"

Held = list[tuple[str, str]]


def fetch_part(claimed: Claim, source: Source, pages: Pages) -> None:
    """Fetch one part and queue the next; after the last one, record the whole."""
    job = claimed.job
    fetched = fetch_politely(claimed, source, job.key)
    warc = write_exchange(fetched, run=str(job.run_id))
    try:
        held = _held_with(claimed, fetched)
        following = pages.next(Part(job.key, fetched.content))
        if following is None:
            _record_whole(claimed, source, pages, fetched, held, warc)
            return
    except SourceError as error:
        error.answer = fetched
        keep_failure(claimed, error, None, warc)
        raise
    with transaction.atomic():
        store(fetched.content)
        record_list_page(fetched=fetched, job=job, warc=warc)
        details = {**details_of(link_of(job)), _BEFORE: held}
        add_job(job.run, JobKind.FETCH, following, details)
        complete(
            claimed,
            outcome=RetrievalOutcome.UNCHANGED,
            counts={"bytes": len(fetched.content)},
        )


def _held_with(claimed: Claim, fetched: Fetched) -> Held:
    """Return every part so far; refuse one that came before, and too many."""
    held: Held = [tuple(part) for part in claimed.job.details.get(_BEFORE, [])]
    digest = hashlib.sha256(fetched.content).hexdigest()
    if digest in {sha256 for _url, sha256 in held}:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            claimed.job.key,
            "the portal gives the same part again: it no longer pages as declared",
        )
    if len(held) >= MOST_PARTS:
        raise SourceError(
            Failure.TOO_LARGE, claimed.job.key, f"more than {MOST_PARTS:,} parts"
        )
    return [*held, (claimed.job.key, digest)]


def _record_whole(
    claimed: Claim,
    source: Source,
    pages: Pages,
    fetched: Fetched,
    held: Held,
    warc: str,
) -> None:
    """Record the table as one answer, with the last part's headers and its parts."""
    job = claimed.job
    before = [Part(url, open_bytes(sha256)) for url, sha256 in held[:-1]]
    content = pages.together([*before, Part(job.key, fetched.content)])
    if len(content) > source.max_bytes:
        raise SourceError(
            Failure.TOO_LARGE, job.key, f"together more than {source.max_bytes:,} bytes"
        )
    table = pages.table(job.key)
    link = replace(link_of(job), url=table)
    whole = replace(fetched, url=table, final_url=table, content=content)
    with transaction.atomic():
        store(fetched.content)
        record_list_page(fetched=fetched, job=job, warc=warc)
        recorded = record_answer(claimed, source, link, whole, warc=warc)
        parts = Retrieval.objects.filter(
            job__run=job.run_id, url__in=[url for url, _sha256 in held]
        ).exclude(outcome=RetrievalOutcome.FAILED.value)
        parts.update(document=recorded.retrieval.document)
