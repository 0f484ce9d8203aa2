"""Counts that the pages ask for and no public table holds: the files in ``server/``.

They are made from the release's own allegations, so they can't tell more than the
release does. A release made before one of them was thought of does not have it:
``ReleaseInfo.has`` says no, and a page says so instead of showing zero.
"""

from dataclasses import dataclass
from datetime import date

from accountability.release.schema import ALLEGATION_CUBE, Column, Kind, Table
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Measure,
    OutcomeGroup,
)

S, I, D, B = (  # noqa: E741  (as in the schema)
    Kind.STRING,
    Kind.INTEGER,
    Kind.DATE,
    Kind.BOOLEAN,
)

_WHERE_AND_WHAT = (
    Column("department", S, "Department."),
    Column("jurisdiction", S, "Where."),
    Column("year", I, "Year, as in allegations.year."),
    Column("class", S, "Class of allegation.", vocabulary=AllegationClass),
)
_OUTCOME = Column("outcome", S, "Outcome group.", vocabulary=OutcomeGroup)
_COUNT = Column("allegations", I, "How many allegations.")

MEASURE_CUBE = Table(
    "measure_cube",
    "Allegations counted by measure",
    "Count of allegations by the gravest measure on record and how it took effect.",
    (
        *_WHERE_AND_WHAT,
        _OUTCOME,
        Column("gravest_measure", S, "Gravest measure; empty if none.", blank=True),
        Column("discipline_stage", S, "How it took effect; empty if none.", blank=True),
        _COUNT,
    ),
    ("department", "year", "class", "outcome", "gravest_measure", "discipline_stage"),
    ("department", "year", "class", "outcome", "gravest_measure", "discipline_stage"),
)

SUBTYPE_CUBE = Table(
    "subtype_cube",
    "Allegations counted by sub-type",
    "Count of allegations by class and sub-type, the latter in the source's words.",
    (
        *_WHERE_AND_WHAT,
        Column("subtype_raw", S, "Sub-type as printed; may be empty.", blank=True),
        _OUTCOME,
        _COUNT,
    ),
    ("department", "year", "class", "subtype_raw", "outcome"),
    ("department", "year", "class", "subtype_raw", "outcome"),
)

DURATIONS = Table(
    "durations",
    "Matters counted by how long they took",
    "Count of matters by days until concluded, or by days that an open one had "
    "certainly lasted when its list ends.",
    (
        Column("department", S, "Department."),
        Column("jurisdiction", S, "Where."),
        Column("year", I, "Year received."),
        Column("state", S, "concluded, open or undated."),
        Column("days", I, "Days; 0 where no date is known."),
        Column("matters", I, "How many matters."),
    ),
    ("department", "year", "state", "days"),
    ("department", "year", "state", "days"),
)

SPANS = Table(
    "spans",
    "How far each department's list reaches",
    "First and last month of receipt, and the last day that the list knows of.",
    (
        Column("department", S, "Department."),
        Column("jurisdiction", S, "Where."),
        Column("first_month", D, "First month received.", required=False),
        Column("last_month", D, "Last month received.", required=False),
        Column("last_day", D, "Last day on which anything is dated.", required=False),
    ),
    ("department",),
    ("department",),
)

#: Every file of ``server/``, in order of making.
SERVER_TABLES: tuple[Table, ...] = (
    ALLEGATION_CUBE,
    MEASURE_CUBE,
    SUBTYPE_CUBE,
    DURATIONS,
    SPANS,
)


@dataclass(frozen=True)
class MeasureCount:
    """Allegations of one year with one outcome, gravest measure and effect."""

    department: str
    year: int
    outcome: OutcomeGroup
    measure: Measure | None
    stage: DisciplineStage | None
    allegations: int


@dataclass(frozen=True)
class SubtypeCount:
    """Allegations of one year, class and sub-type; the sub-type as printed."""

    year: int
    allegation_class: AllegationClass
    subtype: str
    allegations: int


@dataclass(frozen=True)
class DurationCount:
    """Matters of one department and year that lasted so many days.

    ``state`` is ``concluded`` (exactly so long), ``open`` (at least so long) or
    ``undated`` (concluded or not, the record does not say when).
    """

    department: str
    year: int
    state: str
    days: int
    matters: int


@dataclass(frozen=True)
class Span:
    """How far a department's list reaches; None where it has no such date."""

    department: str
    jurisdiction: str
    first_month: date | None
    last_month: date | None
    last_day: date | None
