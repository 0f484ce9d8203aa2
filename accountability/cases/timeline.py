"""A case in the order of its days: what happened, what was done, what is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accountability.cases.attachments.services import OpenAttachment
from accountability.cases.content import OpenCase, Unprinted
from accountability.cases.guidance import Guidance
from accountability.cases.moves import OpenMove
from accountability.vocab import FindingStage, Term
from accountability.vocab.timeline import EventKind


@dataclass(frozen=True, repr=False)
class Event(Unprinted):
    """One entry. ``told`` stands for the day where that is known roughly only.

    ``term`` and ``words`` say more; ``who`` is the account that did it.
    """

    day: date
    kind: EventKind
    term: Term | None = None
    words: str = ""
    who: str = ""
    told: str = ""
    to_come: bool = False


def timeline(
    opened: OpenCase,
    guidance: Guidance,
    moves: Iterable[OpenMove],
    files: Iterable[OpenAttachment],
) -> list[Event]:
    """Return the events of an opened case, the first first; what is due comes last."""
    events = [
        *_told(opened, guidance),
        *_done(opened, moves, files),
        *_due(opened),
    ]
    return sorted(events, key=lambda event: (event.to_come, event.day))


def _told(opened: OpenCase, guidance: Guidance) -> Iterator[Event]:
    conduct = guidance.conduct
    if conduct:
        told = "" if conduct.exact else conduct.text
        yield Event(conduct.first, EventKind.CONDUCT, told=told)
    yield Event(opened.row.received_month, EventKind.RECEIVED)
    for act in opened.allegations:
        for row, said in act.findings:
            if said.decided_on:
                yield Event(
                    said.decided_on,
                    EventKind.FINDING,
                    FindingStage.of(row.stage),
                    said.decided_by,
                )


def _done(
    opened: OpenCase, moves: Iterable[OpenMove], files: Iterable[OpenAttachment]
) -> Iterator[Event]:
    for move in moves:
        row = move.row
        who = row.moved_by.get_username()
        yield Event(_day(row.moved_at), EventKind.MOVED, move.to, move.why, who)
    for consent in opened.consents:
        answered = consent.row
        who = answered.recorded_by.get_username()
        day = _day(answered.recorded_at)
        yield Event(day, EventKind.CONSENT, consent.purpose, who=who)
    for note in opened.notes:
        yield Event(_day(note.written_at), EventKind.NOTE, None, note.text, note.author)
    for file in files:
        yield Event(_day(file.row.uploaded_at), EventKind.FILE, None, file.name)
    for task in opened.tasks:
        done = task.row
        if done.done_at and done.done_by:
            who = done.done_by.get_username()
            day = _day(done.done_at)
            yield Event(day, EventKind.DONE, task.clock, task.text.what, who)


def _due(opened: OpenCase) -> Iterator[Event]:
    for task in opened.tasks:
        day = task.text.due
        if day and not task.done:
            what = task.text.what
            yield Event(day, EventKind.DUE, task.clock, what, to_come=True)


def _day(moment: object) -> date:
    return timezone.localdate(moment)  # type: ignore[arg-type]
