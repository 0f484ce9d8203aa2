"""A source in words: how it is, since when, and what to do."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accountability.health.policy import is_much_unmapped
from accountability.health.probes import LOOK_IS_OLD_AFTER
from accountability.models import OversightBody, Run, SourceHealth
from accountability.sources.base import Source
from accountability.sources.errors import Failure
from accountability.sources.registry import all_sources
from accountability.staff.job_words import failure_words
from accountability.staff.words import name_of, term_label, translated
from accountability.vocab.health import ALARMING, SourceState


@dataclass(frozen=True)
class SourceWords:
    """One row of the page of sources. ``share`` is of rows not mapped, in percent."""

    row: SourceHealth
    source: Source
    body: str
    state: SourceState
    label: str
    advice: str
    alarming: bool
    failure: str
    share: float
    much_unmapped: bool
    under_way: bool


def sources_in_words() -> list[SourceWords]:
    """Return every source that is fetched, the worst first, then the longest so."""
    known = all_sources()
    bodies = {body.slug: name_of(body) for body in OversightBody.objects.all()}
    under_way = set(
        Run.objects.filter(finished_at__isnull=True).values_list("source_id", flat=True)
    )
    order = {state: place for place, state in enumerate(SourceState)}
    rows: QuerySet[SourceHealth] = SourceHealth.objects.select_related("run")
    found = [
        _words(row, known[row.source_id], bodies, row.source_id in under_way)
        for row in rows
        if row.source_id in known
    ]
    return sorted(found, key=lambda item: (order[item.state], item.row.since))


def look_is_old(sources: list[SourceWords]) -> bool:
    """Say whether nobody has looked at the sources for too long."""
    looked = max((item.row.checked_at for item in sources), default=None)
    return looked is not None and timezone.now() - looked > LOOK_IS_OLD_AFTER


def _words(
    row: SourceHealth, source: Source, bodies: dict[str, str], under_way: bool
) -> SourceWords:
    state = SourceState.of(row.state)
    return SourceWords(
        row=row,
        source=source,
        body=bodies.get(source.body, source.body),
        state=state,
        label=term_label(state),
        advice=translated(state.definition),
        alarming=state in ALARMING,
        failure=_failure(row, state),
        share=100 * row.unmapped / row.rows if row.rows else 0.0,
        much_unmapped=is_much_unmapped(row.unmapped, row.rows),
        under_way=under_way,
    )


def _failure(row: SourceHealth, state: SourceState) -> str:
    """Say what went wrong, unless the state's own name says just that."""
    said = state is SourceState.CHANGED_LAYOUT and row.failure == Failure.LAYOUT_CHANGED
    return "" if said or not row.dead else failure_words(row.failure)
