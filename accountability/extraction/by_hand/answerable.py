"""Which recommendations an answer can be to: on record, or waiting beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accountability.models import (
    ExtractedRecord,
    ReadingState,
    Recommendation,
    RecordType,
    SourceDocument,
)

#: Letters of a recommendation that its choice shows.
_SHOWN = 90


@dataclass(frozen=True)
class Asked:
    """A recommendation that may be answered: its reading, where it stands, in words."""

    reading: int
    document: str
    here: bool
    words: str


def answerable_in(document: SourceDocument) -> Iterator[Asked]:
    """Yield those of this document first, then all others on record, by document."""
    waiting = ExtractedRecord.objects.filter(
        snapshot__document=document,
        record_type=RecordType.RECOMMENDATION,
        state=ReadingState.PROPOSED,
    )
    for reading in waiting.order_by("position"):
        said = reading.payload
        yield Asked(
            reading.pk,
            document.title,
            here=True,
            words=_words(
                said["addressee_raw"], said["summary"], said.get("number_raw")
            ),
        )
    held = _in_force()
    for one in held.filter(provenance__snapshot__document=document):
        yield _on_record(one, here=True)
    for one in held.exclude(provenance__snapshot__document=document):
        yield _on_record(one, here=False)


def _in_force() -> QuerySet[Recommendation, Recommendation]:
    return (
        Recommendation.objects.filter(
            Q(superseded_by=None), Q(absent_since=None), ~Q(summary="")
        )
        .select_related("provenance__reading", "provenance__snapshot__document")
        .order_by("provenance__snapshot__document__title", "id")
    )


def _on_record(one: Recommendation, *, here: bool) -> Asked:
    reading = one.provenance.reading
    return Asked(
        reading.pk,
        one.provenance.snapshot.document.title,
        here=here,
        words=_words(one.addressee_raw, one.summary, reading.payload.get("number_raw")),
    )


def _words(addressee: str, summary: str, number: str | None) -> str:
    said = summary if len(summary) <= _SHOWN else f"{summary[:_SHOWN].rstrip()}…"
    return f"{f'{number}. ' if number else ''}{addressee} – {said}"
