"""Decisions on readings. Each is one transaction with its ReviewDecision inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accountability.access.permissions import NotPermittedError, require
from accountability.extraction.payload import payload_of
from accountability.models import (
    Department,
    ExtractedRecord,
    ReadingState,
    ReviewDecision,
    Role,
    User,
)
from accountability.records.errors import CannotRecordError
from accountability.records.services import record_readings
from accountability.records.withdrawal import withdraw_records
from accountability.review import policies
from accountability.review.changed_fields import CorrectionError
from accountability.review.corrections import (
    corrected_allegation,
    corrected_matter,
    corrected_statistic,
)
from accountability.review.errors import (
    BatchChangedError,
    DecisionRefusedError,
    NotForBatchError,
    ReadingGoneError,
    ReasonMissingError,
)
from accountability.review.evidence import reading_in
from accountability.review.matter_corrections import (
    corrected_proceeding,
    corrected_recommendation,
    corrected_response,
)
from accountability.review.policies import Refused, Verdict
from accountability.review.queue import Readings, not_acceptable, outside_groups
from accountability.review.standing import (
    published_since,
    relied_on,
    standing_of,
)
from accountability.sources.proposals import (
    AllegationProposal,
    MatterProposal,
    ProceedingProposal,
    Reading,
    RecommendationProposal,
    ResponseProposal,
    StatisticProposal,
)
from accountability.vocab.refusals import Refusal


@dataclass(frozen=True)
class Batch:
    """Readings accepted together: the id that joins their decisions, and how many."""

    id: UUID
    number: int


@transaction.atomic
def accept(reading: ExtractedRecord, *, by: User) -> ReviewDecision:
    """Make a record of a reading as it was read.

    Raises NotPermittedError, DecisionRefusedError, ReadingGoneError, and
    CannotRecordError naming the field that keeps it from the record.
    """
    held = locked_for_decision(reading, by)
    _refuse_unless_allowed(held, Verdict.ACCEPTED, by)
    record_readings([held], by=by)
    return _decide(held, Verdict.ACCEPTED, by=by, payload=held.payload)


@transaction.atomic
def correct(
    reading: ExtractedRecord, *, changes: Mapping[str, str], reason: str, by: User
) -> ReviewDecision:
    """Make a record of a reading with ``changes`` made; the reading stays as it is.

    Raises CorrectionError naming the fields, ReasonMissingError, NotPermittedError and
    DecisionRefusedError.
    """
    held = locked_for_decision(reading, by)
    _refuse_unless_allowed(held, Verdict.CORRECTED, by)
    words = reason.strip()
    if not words:
        raise ReasonMissingError("reason")
    proposal = reading_in(held)
    departments = Department.objects.filter(
        jurisdiction=held.snapshot.document.body.jurisdiction
    ).values_list("slug", flat=True)
    corrected: Reading
    if isinstance(proposal, StatisticProposal):
        corrected = corrected_statistic(proposal, changes, departments)
    elif isinstance(proposal, AllegationProposal):
        corrected = corrected_allegation(proposal, changes, departments)
    elif isinstance(proposal, ProceedingProposal):
        corrected = corrected_proceeding(proposal, changes, departments)
    elif isinstance(proposal, MatterProposal):
        corrected = corrected_matter(proposal, changes, departments)
    elif isinstance(proposal, RecommendationProposal):
        corrected = corrected_recommendation(proposal, changes, departments)
    elif isinstance(proposal, ResponseProposal):
        corrected = corrected_response(proposal, changes, departments)
    else:
        raise DecisionRefusedError(Refused.NO_PROPOSAL, held.pk)
    payload = payload_of(corrected)
    record_readings([held], by=by, corrected={held.pk: payload})
    return _decide(held, Verdict.CORRECTED, by=by, payload=payload, reason=words)


@transaction.atomic
def reject(
    reading: ExtractedRecord, *, reason: str, words: str = "", by: User
) -> ReviewDecision:
    """Refuse a reading. ``reason`` is a code of Refusal; ``other`` needs ``words``.

    Raises ReasonMissingError, NotPermittedError and DecisionRefusedError.
    """
    held = locked_for_decision(reading, by)
    _refuse_unless_allowed(held, Verdict.REJECTED, by)
    if reason not in Refusal.codes():
        raise ReasonMissingError("reason")
    said = words.strip()
    if reason == Refusal.OTHER and not said:
        raise ReasonMissingError("words")
    held.reason = reason
    return _decide(
        held, Verdict.REJECTED, by=by, reason=f"{reason}: {said}" if said else reason
    )


@transaction.atomic
def reopen(reading: ExtractedRecord, *, by: User) -> ReviewDecision:
    """Take a decision back; its record, if it made one, is withdrawn.

    Raises NotPermittedError and DecisionRefusedError (published or relied on).
    """
    held = locked_for_decision(reading, by)
    _refuse_unless_allowed(held, Verdict.REOPENED, by)
    withdraw_records([held.pk])
    held.reason = ""
    return _decide(held, Verdict.REOPENED, by=by)


@transaction.atomic
def accept_batch(readings: Readings, *, by: User, expected: int | None = None) -> Batch:
    """Accept every reading of a query together; all or none.

    Raises NotForBatchError when one needs to be looked at, BatchChangedError when
    there are not ``expected`` of them, and NotPermittedError.
    """
    require(by, Role.REVIEWER)
    held = _held(readings)
    if expected is not None and len(held) != expected:
        raise BatchChangedError(expected, len(held))
    alone = outside_groups(_among(held)).first()
    if alone is not None:
        raise NotForBatchError(alone.pk)
    batch = Batch(uuid4(), len(held))
    if held:
        record_readings(held, by=by)
        _decide_all(held, Verdict.ACCEPTED, by=by, batch=batch.id)
    return batch


@transaction.atomic
def accept_for_demonstration(readings: Readings, *, by: User) -> int:
    """Accept each reading of a query as if one by one; return how many.

    Stands for the reviewer that a demonstration makes up: refused outside demo mode
    and to any account that is not synthetic. Raises NotPermittedError, and
    DecisionRefusedError naming the first reading that ``accept`` would refuse.
    """
    require(by, Role.REVIEWER)
    if not (settings.DEMO and by.synthetic):
        raise NotPermittedError(Role.REVIEWER)
    held = _held(readings)
    for reading in not_acceptable(_among(held)):
        _refuse_unless_allowed(reading, Verdict.ACCEPTED, by)
    record_readings(held, by=by)
    _decide_all(held, Verdict.ACCEPTED, by=by, batch=None)
    return len(held)


@transaction.atomic
def reopen_batch(batch: UUID, *, by: User) -> int:
    """Take back all of a batch that is still accepted; return how many.

    Raises DecisionRefusedError naming the first that can't be taken back.
    """
    require(by, Role.REVIEWER)
    held = list(
        ExtractedRecord.objects.filter(
            decisions__batch=batch, state=ReadingState.ACCEPTED
        ).select_for_update(of=("self",))
    )
    ids = [reading.pk for reading in held]
    decided_at = timezone.now()
    first = ReviewDecision.objects.filter(batch=batch).first()
    if first is not None:
        decided_at = first.at
    if held and published_since(decided_at):
        raise DecisionRefusedError(Refused.PUBLISHED, ids[0])
    replaced = relied_on(ids)
    if replaced:
        raise DecisionRefusedError(Refused.RELIED_ON, replaced[0])
    withdraw_records(ids)
    _decide_all(ids, Verdict.REOPENED, by=by, batch=None)
    return len(held)


def _held(readings: Readings) -> list[int]:
    """Lock the readings and return their ids: a hundred thousand fit in memory."""
    chosen = ExtractedRecord.objects.filter(pk__in=readings.order_by().values("pk"))
    locked = chosen.select_for_update().order_by("snapshot_id", "position")
    return list(locked.values_list("pk", flat=True))


def _among(readings: list[int]) -> Readings:
    """Return the readings with these ids, sent as one array and not one by one."""
    ids = RawSQL("SELECT unnest(%s::bigint[])", [readings])
    return ExtractedRecord.objects.filter(pk__in=ids)


def locked_for_decision(reading: ExtractedRecord, by: User) -> ExtractedRecord:
    """Return the reading as it is now, kept from others until the decision is made.

    Raises NotPermittedError and ReadingGoneError.
    """
    require(by, Role.REVIEWER)
    held = (
        ExtractedRecord.objects.select_for_update(of=("self",))
        .select_related("snapshot__document__body")
        .filter(pk=reading.pk)
        .first()
    )
    if held is None:
        raise ReadingGoneError
    return held


def _refuse_unless_allowed(
    reading: ExtractedRecord, verdict: Verdict, by: User
) -> None:
    refused = policies.refusal(standing_of(reading, by), verdict)
    if refused is not None:
        decided = reading.decisions.select_related("by").last()
        raise DecisionRefusedError(refused, reading.pk, decided)


def _decide(
    reading: ExtractedRecord,
    verdict: Verdict,
    *,
    by: User,
    payload: object = None,
    reason: str = "",
) -> ReviewDecision:
    reading.state = policies.TRANSITIONS[policies.State(reading.state)][verdict].value
    reading.save(update_fields=["state", "reason"])
    return ReviewDecision.objects.create(
        reading=reading, verdict=verdict.value, reason=reason, payload=payload, by=by
    )


def _decide_all(
    readings: list[int], verdict: Verdict, *, by: User, batch: UUID | None
) -> None:
    """Decide thousands of readings in two statements."""
    accepting = verdict is Verdict.ACCEPTED
    _among(readings).update(
        state=ReadingState.ACCEPTED if accepting else ReadingState.PROPOSED
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accountability_reviewdecision "
            "(reading_id, verdict, reason, payload, by_id, at, batch) "
            "SELECT id, %s, '', CASE WHEN %s THEN payload END, %s, now(), %s "
            "FROM accountability_extractedrecord WHERE id = ANY(%s) ORDER BY id",
            [verdict.value, accepting, by.pk, batch, readings],
        )


__all__ = [
    "Batch",
    "BatchChangedError",
    "CannotRecordError",
    "CorrectionError",
    "DecisionRefusedError",
    "NotForBatchError",
    "ReadingGoneError",
    "ReasonMissingError",
    "accept",
    "accept_batch",
    "accept_for_demonstration",
    "correct",
    "reject",
    "reopen",
    "reopen_batch",
    "standing_of",
]
