"""Reading every row before one is imported: what it comes to, and what is wrong."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from accountability.extraction.handing_in.mapping import declared
from accountability.extraction.handing_in.opening import opened
from accountability.extraction.handing_in.receiving import reads_tables
from accountability.extraction.handing_in.working import Turn
from accountability.extraction.payload import payload_of, reading_of, stored
from accountability.models import Complaint, HandedInFile, HandedInProblem
from accountability.sources.formats.declaration import crosswalk_of, wrong_cells
from accountability.sources.proposals import (
    AllegationProposal,
    MatterProposal,
    Reading,
    Rejection,
)
from accountability.vocab import Crosswalk, Flag, Term
from accountability.vocab.handed_in import DEPARTMENT_WORDS, HandedInState

#: Problems, words and readings that are kept to be shown; all are counted.
MOST_PROBLEMS = 2000
MOST_WORDS = 300
SHOWN = 8
_TOLD_EVERY = 500

T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class HearingCrosswalk(Crosswalk):
    """A crosswalk that counts the words it does not cover, by its field."""

    missing: Counter[tuple[str, str]] = field(default_factory=Counter, compare=False)

    def term(self, vocabulary: type[T], field: str, raw: str) -> T:
        """Map words, and count those that stay unassigned."""
        found = super().term(vocabulary, field, raw)
        if raw.strip() and self.code(field, raw) is None:
            self.missing[field, " ".join(raw.split())] += 1
        return found


@dataclass
class _Findings:
    rows: int = 0
    wrong: int = 0
    problems: list[HandedInProblem] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    numbers: set[str] = field(default_factory=set)
    first: list[dict[str, Any]] = field(default_factory=list)

    def take(self, file: HandedInFile, reading: Reading) -> None:
        self.rows += 1
        if isinstance(reading, Rejection):
            self.wrong += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems += _problems(file, reading, self.rows)
            return
        self.flags.update(flag.value for flag in reading.flags)
        printed = _printed_department(reading)
        if printed and Flag.UNKNOWN_DEPARTMENT in reading.flags:
            self.places[DEPARTMENT_WORDS, printed] += 1
        if isinstance(reading, AllegationProposal | MatterProposal):
            self.numbers.add(_folded(reading.complaint.number_raw))
        if len(self.first) < SHOWN:
            self.first.append(
                {
                    "type": stored(reading).record_type.value,
                    "payload": payload_of(reading),
                    "locator": json.loads(stored(reading).locator),
                }
            )


def check(turn: Turn) -> None:
    """Read the whole file and store what it would come to; nothing is imported."""
    file = turn.file
    hearing = None
    if reads_tables(file) and (declaration := declared(file)):
        own = crosswalk_of(declaration)
        hearing = HearingCrosswalk(own.source, own.version, own.entries)
    held = opened(file, hearing)
    held.source.refuse_to_keep(held.link.url, held.document.content)
    found = _Findings()
    for reading in held.source.checked_readings(held.document):
        found.take(file, reading)
        if found.rows % _TOLD_EVERY == 0:
            turn.tell(found.rows)
    words = found.places + (hearing.missing if hearing else Counter())
    told = {
        "rows": found.rows,
        "proposed": found.rows - found.wrong,
        "flags": dict(found.flags),
        "words": [[*said, n] for said, n in words.most_common(MOST_WORDS)],
        "first": found.first,
        "told": _told_elsewhere(file, found.numbers),
    }
    with transaction.atomic():
        file.found_problems.all().delete()
        HandedInProblem.objects.bulk_create(found.problems, batch_size=1000)
        turn.end(
            HandedInState.CHECKED, found=told, problems=found.wrong, done=found.rows
        )


def reading_shown(file: HandedInFile) -> Iterator[Reading]:
    """Yield the first readings that checking came to."""
    for kept in file.found.get("first", []):
        yield reading_of(kept["type"], kept["payload"], kept["locator"])


def _problems(
    file: HandedInFile, wrong: Rejection, position: int
) -> list[HandedInProblem]:
    """Return what a row was refused for, and what else is wrong with its cells."""
    found = [(wrong.field, wrong.reason)]
    if declaration := declared(file):
        others = wrong_cells(declaration.columns, wrong.raw)
        found += [other for other in others if other not in found]
    place = wrong.locator
    return [
        HandedInProblem(
            file=file,
            row=place.row or position,
            page=place.page,
            field=heading[:300],
            reason=reason[:60],
        )
        for heading, reason in found
    ]


def _printed_department(reading: Reading) -> str:
    facts = (
        reading.complaint
        if isinstance(reading, AllegationProposal | MatterProposal)
        else reading
    )
    assert not isinstance(facts, Rejection)  # noqa: S101
    return " ".join(facts.department_raw.split())


def _told_elsewhere(file: HandedInFile, numbers: set[str]) -> int:
    """Count the matters that another source of the body has put on record already."""
    numbers.discard("")
    if not numbers:
        return 0
    others = Complaint.objects.filter(body=file.body).exclude(source_id=file.source_id)
    known = others.exclude(number_raw="").values_list("number_raw", flat=True)
    return len({_folded(raw) for raw in known.iterator()} & numbers)


def _folded(number: str) -> str:
    return " ".join(number.upper().split())
