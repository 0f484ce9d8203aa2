"""The official record: figures, and allegations with what came of them."""

from accountability.release.schema.columns import (
    PROVENANCE,
    B,
    Column,
    D,
    I,
    N,
    S,
    Table,
)
from accountability.vocab import (
    AllegationClass,
    Authority,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    FindingStage,
    Flag,
    Measure,
    Metric,
    OutcomeGroup,
    Route,
    Unit,
    ValueStatus,
)

STATISTICS = Table(
    "statistics",
    "Figures printed by oversight bodies",
    "One row for each figure and each version of a document that prints it. "
    "`current` marks the one to quote; the others stay and are listed.",
    (
        Column("statistic", S, "Permanent id of this reading of the figure."),
        Column("figure", S, "Id shared by all versions and sources of one figure."),
        Column("body", S, "Who published it (bodies.body)."),
        Column("jurisdiction", S, "Where, ISO 3166-2 (CA-BC, US-LA)."),
        Column("department", S, "Department (departments.department), or `all`."),
        Column("metric", S, "What is counted.", vocabulary=Metric),
        Column(
            "category",
            S,
            "Part of the metric, empty for the whole; as printed.",
            blank=True,
            words=True,
        ),
        Column("unit", S, "The unit counted.", vocabulary=Unit),
        Column("period", S, "The period as printed, for instance 2021/22."),
        Column("period_start", D, "First day of the period."),
        Column("period_end", D, "Last day of the period."),
        Column("value", N, "The value; empty unless reported or rounded.", False),
        Column("value_raw", S, "The words printed.", blank=True, words=True),
        Column("status", S, "How far the value is known.", vocabulary=ValueStatus),
        Column("current", B, "True for the version to quote."),
        Column("disputed", B, "True if a current source prints another value."),
        Column("authority", S, "Primary or press.", vocabulary=Authority),
        Column(
            "flags",
            S,
            "Codes of known problems, separated by spaces.",
            blank=True,
            many=Flag,
        ),
        Column(
            "note",
            S,
            "A reviewer's note on this figure; empty if none.",
            blank=True,
            words=True,
        ),
        *PROVENANCE,
    ),
    ("statistic",),
    (
        "department",
        "metric",
        "category",
        "period_start",
        "period_end",
        "current",
        "statistic",
    ),
)

ALLEGATIONS = Table(
    "allegations",
    "Allegations, row by row",
    "One row for each allegation in the official record, as the body gives it. "
    "No names, no badge numbers, no demographics, no narrative.",
    (
        Column("allegation", S, "Permanent id of the allegation."),
        Column("complaint", S, "Id shared by the allegations of one matter."),
        Column("body", S, "Who published it (bodies.body)."),
        Column("jurisdiction", S, "Where, ISO 3166-2."),
        Column("department", S, "Department (departments.department)."),
        Column("year", I, "Year received; else the year its report period starts."),
        Column("received_month", D, "First day of the month received.", False),
        Column("period", S, "Report period as printed, if any.", required=False),
        Column("route", S, "Who set it in motion.", vocabulary=Route),
        Column("file_type", S, "Type of file.", vocabulary=FileType),
        Column(
            "file_type_raw",
            S,
            "Type of file in the source's words.",
            blank=True,
            words=True,
        ),
        Column("class", S, "Class of allegation.", vocabulary=AllegationClass),
        Column("class_raw", S, "Class in the source's words.", blank=True, words=True),
        Column(
            "subtype_raw", S, "Sub-type in the source's words.", blank=True, words=True
        ),
        Column("stage", S, "Whose finding it is, if any.", False, FindingStage),
        Column("disposition", S, "What was concluded.", vocabulary=Disposition),
        Column(
            "disposition_raw",
            S,
            "Conclusion in the source's words.",
            blank=True,
            words=True,
        ),
        Column("outcome", S, "Common outcome group.", vocabulary=OutcomeGroup),
        Column("gravest_measure", S, "Gravest measure, if any.", False, Measure),
        Column(
            "measures",
            S,
            "Codes of all measures, separated by spaces.",
            blank=True,
            many=Measure,
        ),
        Column(
            "measures_raw", S, "Measures in the source's words.", blank=True, words=True
        ),
        Column("suspension_days", N, "Days of suspension without pay.", False),
        Column("discipline_stage", S, "How it took effect.", False, DisciplineStage),
        Column(
            "employment_status",
            S,
            "The officer's standing when decided.",
            vocabulary=EmploymentStatus,
        ),
        Column("days_to_conclusion", I, "Days from received to concluded.", False),
        Column("listed", I, "Allegations of this matter that are listed.", False),
        Column(
            "listed_of", I, "Allegations of this matter that the source counts.", False
        ),
        Column(
            "flags",
            S,
            "Codes of known problems, separated by spaces.",
            blank=True,
            many=Flag,
        ),
        *PROVENANCE,
    ),
    ("allegation",),
    ("department", "year", "allegation"),
)

#: What the tables that arrange allegations otherwise take over as it stands.
_OF_ALLEGATION = ("body", "jurisdiction", "department", "year")

COMPLAINTS = Table(
    "complaints",
    "Complaints and other matters",
    "One row for each matter that has allegations in this release, with how many.",
    (
        ALLEGATIONS.column("complaint"),
        *map(
            ALLEGATIONS.column,
            (
                *_OF_ALLEGATION,
                *("received_month", "period", "route", "file_type", "file_type_raw"),
                *("days_to_conclusion", "listed", "listed_of"),
            ),
        ),
        Column("allegations", I, "Allegations of it in this release."),
        Column("substantiated", I, "Of these, how many were substantiated."),
        Column("document", S, "The document its first allegation was read from."),
    ),
    ("complaint",),
    ("department", "year", "complaint"),
)

FINDINGS = Table(
    "findings",
    "Findings on allegations",
    "One row for each conclusion on an allegation: a recommended and a final one "
    "stand apart. An allegation without a conclusion has no row.",
    (
        Column("allegation", S, "The allegation (allegations.allegation)."),
        Column("complaint", S, "The matter (complaints.complaint)."),
        *map(ALLEGATIONS.column, _OF_ALLEGATION),
        Column("stage", S, "Whose finding it is.", vocabulary=FindingStage),
        *map(ALLEGATIONS.column, ("disposition", "disposition_raw", "outcome")),
        *PROVENANCE,
    ),
    ("allegation", "stage"),
    ("department", "year", "allegation", "stage"),
)

DISCIPLINE = Table(
    "discipline",
    "Measures",
    "One row for each measure on an allegation, recommended, imposed or recorded "
    "after the officer had left. Several can stand together.",
    (
        Column("allegation", S, "The allegation (allegations.allegation)."),
        Column("complaint", S, "The matter (complaints.complaint)."),
        *map(ALLEGATIONS.column, _OF_ALLEGATION),
        Column("ordinal", I, "Place among the measures on it, as the source has it."),
        Column("stage", S, "How it took effect.", vocabulary=DisciplineStage),
        Column("measure", S, "The measure.", vocabulary=Measure),
        Column("measure_raw", S, "It in the source's words.", blank=True, words=True),
        Column("days", N, "Days of suspension without pay.", False),
        ALLEGATIONS.column("employment_status"),
        *PROVENANCE,
    ),
    ("allegation", "ordinal"),
    ("department", "year", "allegation", "ordinal"),
)

#: Tables that give the same matters again, arranged otherwise.
REARRANGED = (COMPLAINTS, FINDINGS, DISCIPLINE)
