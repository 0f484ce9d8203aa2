"""From what was typed to a reading in the queue, once, however often it is sent."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accountability.extraction.by_hand.drafts import locked_entry
from accountability.extraction.by_hand.errors import EntryRefusedError
from accountability.extraction.by_hand.reading import proposed_by_hand
from accountability.extraction.payload import payload_of, stored
from accountability.models import (
    ExtractedRecord,
    HandEntry,
    ReadingState,
    SourceDocument,
    User,
)
from accountability.models.reading import BY_HAND
from accountability.sources.proposals import RecommendationProposal, ResponseProposal


@transaction.atomic
def enter(entry_id: UUID, typed: Mapping[str, str], *, by: User) -> ExtractedRecord:
    """Propose what ``by`` typed, for somebody else to decide; return the reading.

    An entry that is a reading already returns that one. What is on record under the
    same number is proposed anew only if ``typed`` says that it ``replaces`` it. Raises
    EntryRefusedError, EntryGoneError, NotPermittedError, and what the archive and the
    PDF raise when the page can't be read.
    """
    entry = locked_entry(entry_id, by=by)
    if entry.reading is not None:
        return entry.reading
    # Two people may read the same page: one of them comes first.
    SourceDocument.objects.select_for_update().get(pk=entry.snapshot.document_id)
    proposal = proposed_by_hand(entry, typed)
    before = _before(entry, proposal, replaces=bool(typed.get("replaces")))
    entry.reading = _stored(entry, proposal, before)
    entry.typed = {}
    entry.save(update_fields=["reading", "typed", "kept_at"])
    return entry.reading


def _before(
    entry: HandEntry,
    proposal: RecommendationProposal | ResponseProposal,
    *,
    replaces: bool,
) -> ExtractedRecord | None:
    """Return the accepted reading that the proposal would replace, if there is one."""
    told = ExtractedRecord.objects.filter(
        snapshot__document=entry.snapshot.document_id, key=proposal.key
    ).order_by("-snapshot__number", "-pk")
    waiting = told.filter(state=ReadingState.PROPOSED).first()
    if waiting is not None:
        raise EntryRefusedError({"__all__": "waits_already"}, waiting.pk)
    accepted = told.filter(state=ReadingState.ACCEPTED).first()
    if accepted is None:
        return None
    decided = accepted.decisions.last()
    said = decided.payload if decided and decided.payload else accepted.payload
    if said == payload_of(proposal):
        raise EntryRefusedError({"__all__": "says_the_same"}, accepted.pk)
    if not replaces:
        raise EntryRefusedError({"__all__": "on_record"}, accepted.pk)
    return accepted


def _stored(
    entry: HandEntry,
    proposal: RecommendationProposal | ResponseProposal,
    before: ExtractedRecord | None,
) -> ExtractedRecord:
    here = ExtractedRecord.objects.filter(snapshot=entry.snapshot)
    last = here.aggregate(last=Max("position"))["last"] or 0
    times = here.filter(key=proposal.key).count()
    row = stored(proposal)
    return ExtractedRecord.objects.create(
        snapshot=entry.snapshot,
        record_type=row.record_type,
        key=row.key,
        position=last + 1,
        locator=json.loads(row.locator),
        payload=payload_of(proposal),
        digest=row.digest,
        flags=row.flags,
        parser_version=f"{BY_HAND} {times + 1}",
        state=ReadingState.PROPOSED,
        previous=before,
    )
