"""What the tables know of each source: a few queries, whatever the number of runs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accountability.health.policy import RunFacts
from accountability.models import (
    ExtractedRecord,
    Job,
    JobKind,
    JobState,
    RecordType,
    Run,
    Snapshot,
    SourceDocument,
)
from accountability.sources.errors import Failure
from accountability.vocab import Flag

#: Ended runs looked at for each source; more end between two looks in no case.
_RUNS = 5
#: A reading with a word, or a department, that we have no term for.
_UNMAPPED = Q(
    flags__regex=rf"\m({Flag.UNMAPPED_TERM.value}|{Flag.UNKNOWN_DEPARTMENT.value})\M"
)


@dataclass(frozen=True)
class EndedRun:
    """A run with what became of its jobs, as it stands now."""

    run: Run
    facts: RunFacts


@dataclass(frozen=True)
class Times:
    """When a source was asked, changed and read last; None for never."""

    asked_at: datetime | None = None
    changed_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class Mapped:
    """Readings of the newest versions, and those with something we have no term for."""

    rows: int
    unmapped: int


def ended_runs(sources: Collection[str]) -> dict[str, list[EndedRun]]:
    """Return the last runs that ended by source, the newest first."""
    runs = list(
        Run.objects.filter(source_id__in=sources, finished_at__isnull=False)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("source_id"),
                order_by=F("started_at").desc(),
            )
        )
        .filter(place__lte=_RUNS)
        .order_by("-started_at")
    )
    counted = (
        Job.objects.filter(run__in=[run.pk for run in runs])
        .order_by()
        .values_list("run_id", "kind", "state", "failure")
        .annotate(number=Count("pk"))
    )
    jobs: dict[object, list[_Jobs]] = defaultdict(list)
    for run_id, kind, state, failure, number in counted:
        jobs[run_id].append(_Jobs(kind, state, failure, number))
    found: dict[str, list[EndedRun]] = defaultdict(list)
    for run in runs:
        found[run.source_id].append(EndedRun(run, _facts(run, jobs[run.pk])))
    return found


def times_of(sources: Collection[str]) -> dict[str, Times]:
    """Return when each source was asked, changed and read last."""
    asked = dict(
        Run.objects.filter(source_id__in=sources)
        .order_by()
        .values_list("source_id")
        .annotate(last=Max("started_at"))
    )
    seen = {
        source: (changed, read)
        for source, changed, read in SourceDocument.objects.filter(
            source_id__in=sources
        )
        .order_by()
        .values_list("source_id")
        .annotate(
            changed=Max("snapshots__retrieved_at"), read=Max("snapshots__read_at")
        )
    }
    return {
        source: Times(asked.get(source), *seen.get(source, (None, None)))
        for source in sources
    }


def mapped_in(source: str) -> Mapped:
    """Count the readings of the newest version of each of a source's documents."""
    newest = (
        Snapshot.objects.filter(document__source_id=source, read_at__isnull=False)
        .order_by("document_id", "-number")
        .distinct("document_id")
    )
    readings: QuerySet[ExtractedRecord] = ExtractedRecord.objects.filter(
        snapshot__in=list(newest.values_list("pk", flat=True))
    ).exclude(record_type=RecordType.REJECTION)
    counted = readings.aggregate(
        rows=Count("pk"), unmapped=Count("pk", filter=_UNMAPPED)
    )
    return Mapped(counted["rows"], counted["unmapped"])


@dataclass(frozen=True)
class _Jobs:
    kind: str
    state: str
    failure: str
    number: int


def _facts(run: Run, jobs: list[_Jobs]) -> RunFacts:
    assert run.finished_at  # noqa: S101  (only ended runs are asked for)
    dead = [job for job in jobs if job.state == JobState.DEAD]
    failures: dict[Failure, int] = defaultdict(int)
    for job in dead:
        failures[Failure(job.failure)] += job.number
    return RunFacts(
        started_at=run.started_at,
        finished_at=run.finished_at,
        documents=sum(job.number for job in jobs if job.kind == JobKind.FETCH),
        lists_dead=sum(job.number for job in dead if job.kind == JobKind.DISCOVER),
        documents_dead=sum(job.number for job in dead if job.kind != JobKind.DISCOVER),
        failures=dict(failures),
    )
