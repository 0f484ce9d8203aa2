"""What the release desk shows of community figures: policy, calendar, figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from accountability.models import CommunityDrawing
from accountability.publication.community.drawing import (
    drawings_of,
    due,
    organisation_of,
)
from accountability.publication.community.policy import Policy, policy
from accountability.publication.community.record import record_under
from accountability.publication.disclosure_audit.kept import (
    Kept,
    kept_report,
    may_be_used,
)
from accountability.publication.refusals import PublicationRefusedError
from accountability.release.community.answers import Figure, answer
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord, Entry, Scheduled
from accountability.release.community.tables import community_rows
from accountability.release.schema import ALL, COMMUNITY_DIMENSIONS, COMMUNITY_FIGURES
from accountability.vocab.community import Display


class DayState(StrEnum):
    """Where a vintage of the calendar is."""

    PLANNED = "planned"
    DUE = "due"
    DRAWN = "drawn"
    #: The final vintage's day came before it was drawn.
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Day:
    """A vintage of the calendar; ``drawing`` once it was drawn."""

    scheduled: Scheduled
    state: DayState
    drawing: CommunityDrawing | None


@dataclass(frozen=True)
class ShownTable:
    """How many figures of one breakdown are shown; ``names`` () is the total."""

    names: tuple[str, ...]
    shown: int
    hidden: int


@dataclass(frozen=True)
class ShownCohort:
    """What a release shows of one cohort."""

    entry: Entry
    total: Figure
    tables: tuple[ShownTable, ...]


@dataclass(frozen=True)
class Look:
    """Everything a releaser needs before drawing. ``trouble`` says what stops it."""

    policy: Policy | None
    trouble: PublicationRefusedError | None = None
    days: tuple[Day, ...] = ()
    due: tuple[Scheduled, ...] = ()
    audited: bool = False
    kept: Kept | None = None
    record: CommunityRecord | None = None


def look(*, on: date | None = None) -> Look:
    """Return what the desk shows; never raises for a policy that can't be read."""
    try:
        decided = policy()
        if decided is None:
            return Look(None)
        organisation = organisation_of(decided)
    except PublicationRefusedError as trouble:
        return Look(None, trouble)
    waiting = tuple(due(decided, on=on))
    today = on or timezone.localdate()
    drawn = drawings_of(organisation)
    return Look(
        decided,
        None,
        tuple(
            _day(each, drawn.get((each.cohort, each.vintage)), waiting, today)
            for each in decided.calendar
        ),
        waiting,
        settings.DEMO or may_be_used(decided.plan),
        kept_report(decided.plan),
        record_under(decided),
    )


def _day(
    scheduled: Scheduled,
    drawing: CommunityDrawing | None,
    waiting: tuple[Scheduled, ...],
    today: date,
) -> Day:
    if drawing:
        state = DayState.DRAWN
    elif scheduled in waiting:
        state = DayState.DUE
    elif scheduled.day > today:
        state = DayState.PLANNED
    else:
        state = DayState.LEFT_OUT
    return Day(scheduled, state, drawing)


def shown_cohorts(record: CommunityRecord) -> list[ShownCohort]:
    """Return what each cohort shows, table by table, in the order of years."""
    counted: dict[str, Counter[tuple[tuple[str, ...], bool]]] = {}
    for row in community_rows(record)[COMMUNITY_FIGURES]:
        names = tuple(name for name in COMMUNITY_DIMENSIONS if row[name] != ALL)
        key = (names, row["display"] == Display.SHOWN.value)
        counted.setdefault(row["cohort"], Counter())[key] += 1
    return [
        ShownCohort(
            entry,
            answer(record.edition, Question(cohorts=(entry.cube.cohort,))),
            _tables(counted[entry.cube.cohort.label]),
        )
        for entry in record.entries
    ]


def _tables(
    counted: Counter[tuple[tuple[str, ...], bool]],
) -> tuple[ShownTable, ...]:
    names = sorted({names for names, _ in counted}, key=lambda n: (len(n), n))
    return tuple(
        ShownTable(each, counted[each, True], counted[each, False]) for each in names
    )
