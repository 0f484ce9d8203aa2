"""Whom the record is about, and the terms it is told in."""

from accountability.release.schema.columns import (
    Column,
    D,
    I,
    S,
    Table,
)

DEPARTMENTS = Table(
    "departments",
    "Police departments",
    "Departments of the official record, with the dates they existed.",
    (
        Column("department", S, "Permanent id."),
        Column("name", S, "Name.", words=True),
        Column("kind", S, "municipal, designated or city."),
        Column("jurisdiction", S, "ISO 3166-2."),
        Column("body", S, "Who oversees it (bodies.body)."),
        Column("valid_from", D, "First day; empty if not known.", required=False),
        Column("valid_to", D, "Last day; empty while it exists.", required=False),
        Column("source", S, "Where this is stated.", words=True),
    ),
    ("department",),
    ("department",),
)

DENOMINATORS = Table(
    "denominators",
    "Officers and residents",
    "Sworn officers and population by year, where a source gives them. "
    "What is not known has no row.",
    (
        Column("department", S, "Department (departments.department)."),
        Column("measure", S, "police_officers_actual, .._authorized or population."),
        Column("year", I, "Calendar year."),
        Column("value", I, "The number."),
        Column("unit", S, "officers or people."),
        Column("source_kind", S, "Kind of source."),
        Column("source_url", S, "Address of the source."),
        Column("note", S, "Note; empty if none.", blank=True, words=True),
    ),
    ("department", "measure", "year"),
    ("department", "measure", "year"),
)

BODIES = Table(
    "bodies",
    "Oversight bodies",
    "Who publishes the official record.",
    (
        Column("body", S, "Permanent id."),
        Column("name", S, "Name.", words=True),
        Column("jurisdiction", S, "ISO 3166-2."),
        Column("url", S, "Its address; empty if it has none.", blank=True),
    ),
    ("body",),
    ("body",),
)

VOCABULARIES = Table(
    "vocabularies",
    "Terms and their meaning",
    "Every code that a column may hold.",
    (
        Column("vocabulary", S, "Name of the vocabulary."),
        Column("position", I, "Order within it, from 1."),
        Column("code", S, "Permanent code."),
        Column("label_en", S, "English label.", words=True),
        Column("label_fr", S, "French label.", words=True),
        Column(
            "definition",
            S,
            "Definition; empty if the label says it.",
            blank=True,
            words=True,
        ),
    ),
    ("vocabulary", "code"),
    ("vocabulary", "position"),
)
