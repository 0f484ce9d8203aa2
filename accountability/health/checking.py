"""Looking at the sources: each state is worked out, kept, and told if it must be."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accountability.extraction.runs import crawled_sources
from accountability.health.alarms import tell
from accountability.health.facts import (
    EndedRun,
    Times,
    ended_runs,
    mapped_in,
    times_of,
)
from accountability.health.policy import SourceFacts, state_of, state_of_run
from accountability.models import SourceHealth
from accountability.sources.base import Source
from accountability.vocab.health import SourceState

_ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('look at sources'))"


@transaction.atomic
def look_at_sources(now: datetime | None = None) -> list[SourceHealth]:
    """Bring the state of every source that is fetched up to date; tell what is new.

    One look at a time: a second one meanwhile does nothing and returns nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        if not cursor.fetchone()[0]:
            return []
    now = now or timezone.now()
    sources = {source.id: source for source in crawled_sources()}
    SourceHealth.objects.exclude(source_id__in=sources).delete()
    kept = SourceHealth.objects.in_bulk()
    runs, times = ended_runs(sources), times_of(sources)
    looked = [
        _look(source, kept.get(name), runs.get(name, []), times[name], now)
        for name, source in sources.items()
    ]
    tell(looked, now)
    for row in looked:
        row.save()
    return looked


def _look(
    source: Source,
    row: SourceHealth | None,
    runs: list[EndedRun],
    times: Times,
    now: datetime,
) -> SourceHealth:
    row = row or SourceHealth(source_id=source.id, since=now, watched_since=now)
    last = runs[0] if runs else None
    good = [one.facts for one in runs if state_of_run(one.facts) is SourceState.FINE]
    if good:
        row.succeeded_at = good[0].finished_at
    row.asked_at, row.changed_at = times.asked_at, times.changed_at
    if last:
        row.run, row.documents = last.run, last.facts.documents
        row.dead, row.unread = last.facts.dead, last.facts.unread
        row.failure = last.facts.failure or ""
    state = state_of(_facts(source, row, last), now)
    if row.state != state.value:
        row.state, row.since = state.value, now
    if times.read_at and (row.counted_at is None or times.read_at > row.counted_at):
        mapped = mapped_in(source.id)
        row.rows, row.unmapped, row.counted_at = mapped.rows, mapped.unmapped, now
    row.checked_at = now
    return row


def _facts(source: Source, row: SourceHealth, last: EndedRun | None) -> SourceFacts:
    publishes = source.publishes_days
    return SourceFacts(
        cadence=timedelta(days=source.cadence_days),
        publishes=timedelta(days=publishes) if publishes else None,
        watched_since=row.watched_since,
        last_run=last.facts if last else None,
        asked_at=row.asked_at,
        succeeded_at=row.succeeded_at,
        changed_at=row.changed_at,
    )
