"""What the database says about one reading that policies must know."""

from datetime import datetime

from accountability.models import (
    ExtractedRecord,
    ReadingState,
    RecordType,
    Release,
    ReleaseState,
)
from accountability.review import policies
from accountability.review.policies import Standing
from accountability.review.queue import flags_of
from accountability.vocab import DocumentType


def standing_of(reading: ExtractedRecord) -> Standing:
    """Return all that decides what may be done with a reading."""
    state = policies.State(reading.state)
    accepted = state is policies.State.ACCEPTED
    decision = reading.decisions.last() if accepted else None
    return Standing(
        state=state,
        proposes=policies.Proposes(reading.record_type),
        has_department=_has_department(reading),
        published=decision is not None and published_since(decision.at),
        relied_on=accepted and bool(relied_on([reading.pk])),
    )


def group_of(reading: ExtractedRecord) -> policies.BatchGroup | None:
    """Return the group in which a reading may be accepted with others, or None."""
    return policies.batch_group(
        Standing(
            policies.State(reading.state),
            policies.Proposes(reading.record_type),
            has_department=_has_department(reading),
        ),
        flags_of(reading),
        DocumentType.of(reading.snapshot.document.document_type),
        replaces=reading.previous_id is not None,
    )


def published_since(moment: datetime) -> bool:
    """Say whether a release was published after ``moment``."""
    return Release.objects.filter(
        state=ReleaseState.PUBLISHED, published_at__gte=moment
    ).exists()


def relied_on(readings: list[int]) -> list[int]:
    """Return those readings that an accepted later one has replaced."""
    return list(
        ExtractedRecord.objects.filter(
            previous__in=readings, state=ReadingState.ACCEPTED
        )
        .order_by("previous_id")
        .values_list("previous_id", flat=True)
    )


def _has_department(reading: ExtractedRecord) -> bool:
    facts = reading.payload.get("complaint", reading.payload)
    unnamed = reading.record_type == RecordType.PROCEEDING and not facts.get(
        "department_raw"
    )
    return unnamed or bool(facts.get("department"))
