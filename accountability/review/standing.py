"""What the database says about one reading that policies must know."""

from datetime import datetime

from accountability.models import (
    Complaint,
    ExtractedRecord,
    HandEntry,
    ReadingState,
    RecordType,
    Release,
    ReleaseState,
    User,
)
from accountability.models.reading import WITHOUT_DEPARTMENT
from accountability.review import policies
from accountability.review.policies import Standing


def standing_of(reading: ExtractedRecord, by: User) -> Standing:
    """Return all that decides what ``by`` may do with a reading."""
    state = policies.State(reading.state)
    accepted = state is policies.State.ACCEPTED
    decision = reading.decisions.last() if accepted else None
    return Standing(
        state=state,
        proposes=policies.Proposes(reading.record_type),
        has_department=_has_department(reading),
        has_time=_has_time(reading),
        published=decision is not None and published_since(decision.at),
        relied_on=accepted and bool(relied_on([reading.pk])),
        own=HandEntry.objects.filter(reading=reading, by=by).exists(),
    )


def published_since(moment: datetime) -> bool:
    """Say whether a release was published after ``moment``."""
    return Release.objects.filter(
        state=ReleaseState.PUBLISHED, published_at__gte=moment
    ).exists()


def relied_on(readings: list[int]) -> list[int]:
    """Return those readings that an accepted later one has replaced or relies on.

    The row of a matter is relied on once an allegation has been joined to it, a
    recommendation once an answer to it is on record.
    """
    replaced = ExtractedRecord.objects.filter(
        previous__in=readings, state=ReadingState.ACCEPTED
    )
    joined = ExtractedRecord.objects.filter(
        pk__in=readings,
        record_type=RecordType.MATTER,
        provenances__complaint__allegations__isnull=False,
    )
    answered = ExtractedRecord.objects.filter(
        pk__in=readings,
        record_type=RecordType.RECOMMENDATION,
        provenances__recommendation__responses__isnull=False,
    )
    return sorted(
        {
            *replaced.values_list("previous_id", flat=True),
            *joined.values_list("pk", flat=True),
            *answered.values_list("pk", flat=True),
        }
    )


def _has_department(reading: ExtractedRecord) -> bool:
    facts = reading.payload.get("complaint", reading.payload)
    may_name_none = reading.record_type in WITHOUT_DEPARTMENT
    unnamed = may_name_none and not facts.get("department_raw")
    return unnamed or bool(facts.get("department"))


def _has_time(reading: ExtractedRecord) -> bool:
    """Say whether the reading, or a row of its matter on record, has a date."""
    facts = reading.payload.get("complaint")
    if facts is None or facts["received"] or facts["report_period"]:
        return True
    return Complaint.objects.filter(
        source_id=reading.snapshot.document.source_id, key=facts["key"]
    ).exists()
