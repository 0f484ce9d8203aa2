"""What waits for a reviewer, and in which order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accountability.models import (
    Complaint,
    ExtractedRecord,
    ReadingState,
    RecordType,
    Snapshot,
    SourceDocument,
)
from accountability.review.policies import (
    GROUP_FLAGS,
    BatchGroup,
    documents_of,
    proposed_in,
)
from accountability.vocab import AllegationClass, Disposition, DocumentType, Flag

Readings = QuerySet[ExtractedRecord, ExtractedRecord]


@dataclass(frozen=True)
class QueueFilter:
    """Which readings are asked for. The URL is the whole state.

    Empty text asks for all. ``state`` is a code of ReadingState, ``flag`` of Flag,
    ``document`` a slug. ``changes`` asks for those that would replace an accepted
    reading, ``alone`` for those that can't be accepted together with others.
    """

    source: str = ""
    document: str = ""
    flag: str = ""
    state: str = ReadingState.PROPOSED.value
    changes: bool = False
    alone: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> "QueueFilter":
        """Read a query string; raises ValueError naming a parameter that is wrong."""
        state = params.get("state", ReadingState.PROPOSED.value)
        flag = params.get("flag", "")
        if state and state not in ReadingState.values:
            raise ValueError(f"state={state}")
        if flag and flag not in Flag.codes():
            raise ValueError(f"flag={flag}")
        return cls(
            source=params.get("source", ""),
            document=params.get("document", ""),
            flag=flag,
            state=state,
            changes=params.get("changes") == "1",
            alone=params.get("alone") == "1",
        )

    def to_params(self) -> dict[str, str]:
        """Return the shortest query that reads back as this filter."""
        params = {
            name: value
            for name in ("source", "document", "flag")
            if (value := getattr(self, name))
        }
        if self.state != ReadingState.PROPOSED.value:
            params["state"] = self.state
        for name in ("changes", "alone"):
            if getattr(self, name):
                params[name] = "1"
        return params

    def with_state(self, state: str) -> "QueueFilter":
        """Return this filter asking for another state."""
        return replace(self, state=state)


def readings(asked: QueueFilter) -> Readings:
    """Return the readings asked for, in the order of the queue."""
    found = ExtractedRecord.objects.order_by("snapshot_id", "position")
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.source:
        found = found.filter(snapshot__document__source_id=asked.source)
    if asked.document:
        found = found.filter(snapshot__document__slug=asked.document)
    if asked.flag:
        found = found.filter(flags__regex=rf"(^|\W){asked.flag}(\W|$)")
    if asked.changes:
        found = found.filter(previous__isnull=False)
    if asked.alone:
        found = outside_groups(found)
    return found


def outside_groups(found: Readings) -> Readings:
    """Return those of ``found`` that can't be accepted together with others."""
    for group in BatchGroup:
        found = found.exclude(_belongs(group))
    return found


def not_acceptable(found: Readings) -> Readings:
    """Return those of ``found`` that ``policies.refusal`` does not let be accepted."""
    return found.exclude(_ACCEPTABLE)


def after(reading: ExtractedRecord, asked: QueueFilter) -> ExtractedRecord | None:
    """Return the next reading asked for; from the end the queue begins again."""
    others = readings(asked).exclude(pk=reading.pk)
    later = Q(snapshot_id__gt=reading.snapshot_id) | Q(
        snapshot_id=reading.snapshot_id, position__gt=reading.position
    )
    return others.filter(later).first() or others.first()


def before(reading: ExtractedRecord, asked: QueueFilter) -> ExtractedRecord | None:
    """Return the reading before this one among those asked for, if there is one."""
    earlier = Q(snapshot_id__lt=reading.snapshot_id) | Q(
        snapshot_id=reading.snapshot_id, position__lt=reading.position
    )
    return readings(asked).filter(earlier).last()


def in_group(snapshot: Snapshot, group: BatchGroup) -> Readings:
    """Return the readings of a snapshot that ``policies.batch_group`` puts here."""
    return (
        ExtractedRecord.objects.filter(snapshot=snapshot)
        .filter(_belongs(group))
        .order_by("position")
    )


#: The matter that a reading awaits is on record, with its time.
_KNOWN = Exists(
    Complaint.objects.filter(
        source_id=OuterRef("snapshot__document__source_id"), key=OuterRef("awaits")
    )
)
#: What ``policies.refusal`` asks of a reading that waits, but for a date.
_PROPOSABLE = Q(~Q(record_type=RecordType.REJECTION), named=True)
#: All that it asks, in columns.
_ACCEPTABLE = _PROPOSABLE & Q(Q(awaits="") | _KNOWN, state=ReadingState.PROPOSED.value)
#: Readings that would replace no accepted one.
_FIRST = Q(previous__isnull=True)
#: Readings are counted by their snapshot, type and flags.
_KIND = ("snapshot_id", "record_type", "flags")


def _belongs(group: BatchGroup) -> Q:
    belongs = _ACCEPTABLE & Q(
        _FIRST,
        record_type__in=[kind.value for kind in proposed_in(group)],
        flags__in=[written(flags) for flags in GROUP_FLAGS[group]],
    )
    if (document_type := documents_of(group)) is not None:
        belongs &= Q(snapshot__document__document_type=document_type.value)
    return belongs


@dataclass(frozen=True)
class UnmappedWords:
    """Words of a source that our crosswalk leaves unassigned, and how many rows."""

    field: str
    words: str
    number: int


def unmapped_words(found: Readings) -> list[UnmappedWords]:
    """Return the words that allegations leave unassigned, the most frequent first."""
    held = found.order_by()
    classes = (
        held.filter(payload__allegation_class=AllegationClass.UNASSIGNED.value)
        .values_list("payload__class_raw", "payload__subtype_raw")
        .annotate(number=Count("pk"))
    )
    findings = (
        held.filter(payload__disposition=Disposition.UNASSIGNED.value)
        .values_list("payload__disposition_raw")
        .annotate(number=Count("pk"))
    )
    words = [
        UnmappedWords("class", " | ".join(filter(None, (rule, part))), number)
        for rule, part, number in classes
    ]
    words += [UnmappedWords("disposition", raw, number) for raw, number in findings]
    return sorted(words, key=lambda item: (-item.number, item.field, item.words))


def written(flags: Iterable[Flag]) -> str:
    """Return flags as the column ``flags`` holds them."""
    return " ".join(sorted(flag.value for flag in flags))


def flags_of(reading: ExtractedRecord) -> tuple[Flag, ...]:
    """Return a reading's flags."""
    return tuple(Flag.of(code) for code in reading.flags.split())


@dataclass(frozen=True)
class Waiting:
    """One snapshot with readings to decide.

    ``groups`` holds the number in each group that can be accepted together, ``flags``
    how many carry a flag, ``changes`` how many would replace an accepted reading.
    """

    snapshot: Snapshot
    proposed: int = 0
    decided: int = 0
    changes: int = 0
    flags: dict[Flag, int] = field(default_factory=dict)
    groups: dict[BatchGroup, int] = field(default_factory=dict)

    @property
    def document(self) -> SourceDocument:
        """The document of the snapshot."""
        return self.snapshot.document

    @property
    def one_by_one(self) -> int:
        """How many must be looked at one by one."""
        return self.proposed - sum(self.groups.values())


def waiting(source: str = "") -> list[Waiting]:
    """Return the snapshots with readings to decide, in order of document.

    Four queries, whatever their number.
    """
    proposed = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
    if source:
        proposed = proposed.filter(snapshot__document__source_id=source)
    kinds = list(
        proposed.order_by()
        .values_list(*_KIND)
        .annotate(
            # Of rows, not of their ids: the index alone answers.
            number=Count("*"),
            changes=Count("previous"),
            ready=Count("snapshot_id", filter=_PROPOSABLE & _FIRST & Q(awaits="")),
        )
    )
    came = _whose_matter_came(proposed)
    snapshots = (
        Snapshot.objects.filter(pk__in={row[0] for row in kinds})
        .select_related("document")
        .order_by("document__source_id", "document__slug", "number")
    )
    decided = dict(
        ExtractedRecord.objects.filter(
            snapshot__in=[snapshot.pk for snapshot in snapshots],
            state__in=[ReadingState.ACCEPTED, ReadingState.REJECTED],
        )
        .exclude(record_type=RecordType.REJECTION)
        .order_by()
        .values_list("snapshot_id")
        .annotate(number=Count("pk"))
    )
    by_snapshot = defaultdict(list)
    for snapshot_id, record_type, flags, number, changes, ready in kinds:
        ready += came.get((snapshot_id, record_type, flags), 0)
        kind = _Kind(record_type, flags, number, changes, ready)
        by_snapshot[snapshot_id].append(kind)
    return [
        _waiting(snapshot, by_snapshot[snapshot.pk], decided.get(snapshot.pk, 0))
        for snapshot in snapshots
    ]


def _whose_matter_came(proposed: Readings) -> dict[tuple[int, str, str], int]:
    """Count those that can be accepted since their matter is on record, by kind.

    Asked apart: as a condition of a whole query it is one join of two indexes, within
    a count it would be looked up row by row.
    """
    found = proposed.filter(_PROPOSABLE & _FIRST, _KNOWN).exclude(awaits="")
    counted = found.order_by().values_list(*_KIND).annotate(number=Count("*"))
    return {(one, kind, flags): number for one, kind, flags, number in counted}


class _Kind(NamedTuple):
    """Readings of one snapshot with one set of flags, and how many are ready."""

    record_type: str
    flags: str
    number: int
    changes: int
    ready: int


def _waiting(snapshot: Snapshot, kinds: list[_Kind], decided: int) -> Waiting:
    flags: dict[Flag, int] = defaultdict(int)
    groups: dict[BatchGroup, int] = defaultdict(int)
    proposed = changes = 0
    document_type = DocumentType.of(snapshot.document.document_type)
    for kind in kinds:
        proposed += kind.number
        changes += kind.changes
        held = frozenset(Flag.of(code) for code in kind.flags.split())
        for flag in held:
            flags[flag] += kind.number
        for group in BatchGroup:
            fits = kind.record_type in proposed_in(group) and held in GROUP_FLAGS[group]
            if fits and kind.ready and documents_of(group) in (None, document_type):
                groups[group] += kind.ready
    return Waiting(snapshot, proposed, decided, changes, dict(flags), dict(groups))


def counts() -> dict[str, int]:
    """Return how many readings are in each state."""
    found = dict(
        ExtractedRecord.objects.order_by()
        .values_list("state")
        .annotate(number=Count("*"))
    )
    return {state: found.get(state, 0) for state in ReadingState.values}
