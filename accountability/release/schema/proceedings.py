"""Numbered matters that bodies take up, and what each document tells of them."""

from accountability.release.schema.columns import (
    PROVENANCE,
    B,
    Column,
    D,
    I,
    S,
    Table,
)
from accountability.vocab import Flag, ProceedingKind, ProceedingOutcome

_WHOSE = (
    Column("body", S, "Who took it up (bodies.body)."),
    Column("jurisdiction", S, "Where the body works, ISO 3166-2."),
    Column(
        "department",
        S,
        "Department (departments.department); empty where the body names none.",
        required=False,
    ),
)
_KIND = Column("kind", S, "What the body does in it.", vocabulary=ProceedingKind)
#: Words of a cell of the body's own table of cases; what stands in running text, where
#: it may be a story or an address, is not published.
_WORDS = (
    Column(
        "place_raw",
        S,
        "Municipality or service, as the body's own table of cases has it.",
        blank=True,
        words=True,
    ),
    Column(
        "incident_raw",
        S,
        "Kind of incident, as the body's own table of cases has it.",
        blank=True,
        words=True,
    ),
    Column(
        "harm_raw",
        S,
        "Kind of harm, as the body's own table of cases has it.",
        blank=True,
        words=True,
    ),
)
_ENDED = (
    Column("outcome", S, "How it ended.", vocabulary=ProceedingOutcome),
    Column(
        "outcome_raw", S, "How it ended in the body's words.", blank=True, words=True
    ),
)
_MONTHS = (
    Column("occurred_month", D, "First day of the month it happened in.", False),
    Column("opened_month", D, "First day of the month it was taken up in.", False),
    Column("reported_month", D, "First day of the month it was reported in.", False),
    Column(
        "corrected_month", D, "First day of the month its report was corrected.", False
    ),
)
_FLAGS = Column(
    "flags", S, "Codes of known problems, separated by spaces.", blank=True, many=Flag
)

PROCEEDINGS = Table(
    "proceedings",
    "Investigations, orders, reviews and hearings",
    "One row for each matter that a body took up, however many documents, languages "
    "and versions tell of it. No numbers, no names, no day; a decision under criminal "
    "law is no finding of misconduct.",
    (
        Column("proceeding", S, "Permanent id of the matter."),
        *_WHOSE,
        Column(
            "year",
            I,
            "Year taken up; else the year it happened, or was reported.",
            required=False,
        ),
        _KIND,
        *_WORDS,
        *_ENDED,
        *_MONTHS,
        Column("documents", I, "How many documents tell of it."),
        Column(
            "languages",
            S,
            "Languages they are written in, separated by spaces.",
            blank=True,
        ),
        Column(
            "replaced", I, "Earlier statements that the body's own documents replaced."
        ),
        _FLAGS,
        *PROVENANCE,
    ),
    ("proceeding",),
    ("body", "year", "proceeding"),
)

PROCEEDING_STATEMENTS = Table(
    "proceeding_statements",
    "What each document tells of a matter",
    "One row for each version of a document that tells of a matter. `current` marks "
    "what stands; the others the body has replaced or taken back.",
    (
        Column("statement", S, "Permanent id of the statement."),
        Column("proceeding", S, "The matter (proceedings.proceeding)."),
        *_WHOSE,
        _KIND,
        *_WORDS,
        *_ENDED,
        *_MONTHS,
        Column("current", B, "True for what its document still says."),
        Column(
            "replaced_by",
            S,
            "The statement of a newer version of the same document, if any.",
            required=False,
        ),
        _FLAGS,
        *PROVENANCE,
    ),
    ("statement",),
    ("proceeding", "retrieved_at", "statement"),
)
