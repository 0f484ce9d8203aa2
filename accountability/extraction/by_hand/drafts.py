"""An entry while it is being written: begun, kept with every pause, discarded."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accountability.access.permissions import require
from accountability.extraction.by_hand.errors import EntryGoneError
from accountability.models import HandEntry, RecordType, Role, Snapshot, User

#: The fields of each form, with the most letters that are kept of them.
FIELDS: dict[RecordType, dict[str, int]] = {
    RecordType.RECOMMENDATION: {
        "page": 6,
        "words": 120,
        "number": 20,
        "addressee": 200,
        "department": 80,
        "summary": 500,
        "made": 60,
        "replaces": 5,
    },
    RecordType.RESPONSE: {
        "page": 6,
        "words": 120,
        "recommendation": 20,
        "responder": 200,
        "department": 80,
        "role": 40,
        "status": 40,
        "status_raw": 200,
        "answered": 60,
        "replaces": 5,
    },
}
#: What is kept of a field that is too long, so that its writer can shorten it.
_KEPT_BEYOND = 4


@transaction.atomic
def begin_entry(
    snapshot: Snapshot, kind: RecordType, *, by: User, typed: Mapping[str, str]
) -> HandEntry:
    """Begin an entry, or return the one of this kind that ``by`` has begun here.

    ``typed`` is what is known before anything is typed; it changes no entry that was
    begun before. Raises NotPermittedError.
    """
    require(by, Role.REVIEWER)
    entry, _begun = HandEntry.objects.get_or_create(
        snapshot=snapshot,
        kind=kind.value,
        by=by,
        reading=None,
        defaults={"typed": kept_of(kind, typed)},
    )
    return entry


def entry_of(entry_id: UUID, *, by: User) -> HandEntry:
    """Return a person's own entry; EntryGoneError, NotPermittedError."""
    return _own(HandEntry.objects.all(), entry_id, by)


@transaction.atomic
def keep_entry(entry_id: UUID, typed: Mapping[str, str], *, by: User) -> HandEntry:
    """Keep what was typed so far; nothing for an entry that is a reading already."""
    entry = locked_entry(entry_id, by=by)
    if entry.reading_id is None:
        entry.typed = kept_of(RecordType(entry.kind), typed)
        entry.save(update_fields=["typed", "kept_at"])
    return entry


@transaction.atomic
def discard_entry(entry_id: UUID, *, by: User) -> None:
    """Forget an entry that is not a reading yet; EntryGoneError."""
    entry = locked_entry(entry_id, by=by)
    if entry.reading_id is not None:
        raise EntryGoneError
    entry.delete()


def begun_entries(by: User) -> QuerySet[HandEntry, HandEntry]:
    """Return what a person has begun and not finished, the oldest first."""
    return HandEntry.objects.filter(by=by, reading=None).select_related(
        "snapshot__document"
    )


def locked_entry(entry_id: UUID, *, by: User) -> HandEntry:
    """Return a person's own entry, kept from others until the transaction ends."""
    held = HandEntry.objects.select_for_update(of=("self",))
    return _own(held, entry_id, by)


def kept_of(kind: RecordType, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the form out of what was sent, empty ones left out."""
    found = {
        name: typed.get(name, "").replace("\0", "").strip()[: _KEPT_BEYOND * longest]
        for name, longest in FIELDS[kind].items()
    }
    return {name: words for name, words in found.items() if words}


def _own(
    entries: QuerySet[HandEntry, HandEntry], entry_id: UUID, by: User
) -> HandEntry:
    require(by, Role.REVIEWER)
    found = (
        entries.select_related("snapshot__document__body")
        .filter(pk=entry_id, by=by)
        .first()
    )
    if found is None:
        raise EntryGoneError
    return found
