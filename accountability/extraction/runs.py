"""Runs of a source: started, fed, closed, summed up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accountability.archive.ledger.noticing import note_run
from accountability.extraction.links import details_of
from accountability.extraction.queue import add_job
from accountability.extraction.unlisted import ask_for_unlisted
from accountability.models import Job, JobKind, JobState, OversightBody, Run
from accountability.sources.base import Link, Source
from accountability.sources.registry import all_sources
from accountability.sources.registry import source as source_of

_OPEN = [JobState.QUEUED, JobState.RUNNING]
#: A source whose lists could not be had is asked again after it, not after its cadence.
_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class RunSummary:
    """What a run came to so far.

    ``jobs`` counts by outcome (created, updated, unchanged, failed; ``open`` is not
    done yet), ``documents`` the fetches alone, ``readings`` the rows read.
    """

    jobs: dict[str, int]
    documents: dict[str, int]
    readings: dict[str, int]
    dead: tuple[Job, ...]


def start_run(source_id: str, reason: str) -> Run:
    """Start a pass over a source, or return the one that is under way.

    Raises KeyError for an unknown source, ValueError for one that is not crawled.
    """
    source = source_of(source_id)
    if not source.crawled:
        raise ValueError(f"{source_id} is read from files handed in, never fetched")
    base = settings.SOURCE_BASES.get(source_id, source.home)
    under_way = Run.objects.filter(source_id=source_id, finished_at__isnull=True)
    if run := under_way.first():
        return run
    try:
        with transaction.atomic():
            run = Run.objects.create(
                source_id=source_id, reason=reason, version=source.version
            )
            add_links(run, source.start_links(base))
    except IntegrityError:
        return under_way.get()
    return run


def add_links(run: Run, links: Iterable[Link]) -> int:
    """Queue a job for each link that the run does not have; return how many."""
    added = 0
    for link in links:
        kind = JobKind.FETCH if link.document_type else JobKind.DISCOVER
        added += add_job(run, kind, link.url, details_of(link)) is not None
    return added


def close_runs(run_id: UUID | None = None) -> int:
    """Close runs, or the one, that have no job to do any more; return how many."""
    runs = Run.objects.filter(finished_at__isnull=True)
    if run_id is not None:
        runs = runs.filter(pk=run_id)
    open_jobs = Job.objects.filter(run=OuterRef("pk"), state__in=_OPEN)
    idle = runs.filter(~Exists(open_jobs)).values_list("pk", flat=True)
    return sum(map(_close, list(idle)))


@transaction.atomic
def _close(run_id: UUID) -> bool:
    """End a run with a look at what its lists miss; False while there is work left.

    The run's row is held, so that of two workers one does it.
    """
    run = (
        Run.objects.select_for_update(skip_locked=True)
        .filter(pk=run_id, finished_at__isnull=True)
        .first()
    )
    if run is None or run.jobs.filter(state__in=_OPEN).exists():
        return False
    source = _known_source(run)
    if source is not None:
        if ask_for_unlisted(run, source):
            return False
        note_run(run, source)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return True


def _known_source(run: Run) -> Source | None:
    """Return the run's source; None for one that the program no longer has."""
    try:
        return source_of(run.source_id)
    except KeyError:
        return None


def crawled_sources() -> list[Source]:
    """Return what is fetched here: may be, and its body is in the reference data.

    Sources of places outside this edition wait until somebody loads their bodies. In
    demo mode only those count that are fetched from loopback.
    """
    bodies = set(OversightBody.objects.values_list("slug", flat=True))
    return [
        source
        for source in all_sources().values()
        if source.crawled
        and source.body in bodies
        and (source.id in settings.SOURCE_BASES or not settings.DEMO)
    ]


def start_due_runs() -> list[Run]:
    """Start a run of every source whose turn has come.

    It comes when the last run is older than the source's cadence, or than a day if that
    one came to nothing; and at once when the version of the reader was raised: what is
    archived is then read again, and what could not be read may be.
    """
    return [start_run(source.id, "due") for source in _due()]


def _due() -> list[Source]:
    now = timezone.now()
    due = []
    for source in crawled_sources():
        last = Run.objects.filter(source_id=source.id).order_by("-started_at").first()
        if last is None or (last.finished_at and now >= _turn_after(last, source)):
            due.append(source)
    return due


def _turn_after(last: Run, source: Source) -> datetime:
    """Return when a source is due after its ``last`` run, which has ended."""
    if last.version not in ("", source.version):
        return last.started_at
    cadence = timedelta(days=source.cadence_days)
    lists = last.jobs.filter(kind=JobKind.DISCOVER, state=JobState.DEAD)
    if lists.exists() or not last.jobs.filter(state=JobState.DONE).exists():
        cadence = min(cadence, _AGAIN_AFTER)
    return last.started_at + cadence


def summary_of(run: Run) -> RunSummary:
    """Return what a run came to so far."""
    jobs: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    readings: Counter[str] = Counter()
    dead = []
    for job in run.jobs.all():
        jobs[job.outcome or "open"] += 1
        if job.kind == JobKind.FETCH:
            documents[job.outcome or "open"] += 1
        if job.kind == JobKind.EXTRACT:
            readings.update(job.counts)
        if job.state == JobState.DEAD:
            dead.append(job)
    return RunSummary(dict(jobs), dict(documents), dict(readings), tuple(dead))
