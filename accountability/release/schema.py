"""The tables of a release bundle, column by column.

One definition serves the Parquet and CSV files, ``datapackage.json``, the API's
schema and the data dictionary, so they cannot differ. Every table has a total
order (``order_by`` ends in a key), without which Parquet bytes do not repeat.
"""

from dataclasses import dataclass
from enum import StrEnum

from accountability.vocab import (
    AllegationClass,
    Authority,
    ChangeReason,
    Coverage,
    DisciplineStage,
    Disposition,
    DocumentKind,
    DocumentType,
    EmploymentStatus,
    FileType,
    FindingStage,
    Flag,
    Measure,
    Metric,
    OutcomeGroup,
    Route,
    Term,
    Unit,
    ValueStatus,
)
from accountability.vocab.community import (
    CommunityDimension,
    Display,
    PlanKind,
    Reporting,
    ShareOf,
    Vintage,
)

#: Raised by one in the first place when a column is removed or changes meaning.
SCHEMA_VERSION = "1.3"
#: In place of a code: over every code, over every cohort.
ALL = "all"


class Kind(StrEnum):
    """Column types, named as the Frictionless Table Schema names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """One column: its type, whether it may be empty, its codes, what it means.

    ``required`` false means that the value may be absent (null); ``blank`` that a
    text may be empty. ``words`` marks the source's own words, in which a comma is
    part of the text. ``many`` is the vocabulary of a text that holds several codes
    separated by spaces. ``volatile`` values change without the content changing
    (when a document was last seen), so they are no change between two releases.
    """

    name: str
    kind: Kind
    description: str
    required: bool = True
    vocabulary: type[Term] | None = None
    blank: bool = False
    words: bool = False
    many: type[Term] | None = None
    volatile: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether a row may leave this column null or blank."""
        return self.blank or not self.required


@dataclass(frozen=True)
class Table:
    """One table of the bundle."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    order_by: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


S, I, N, D, T, B = (  # noqa: E741  (one letter a type keeps the table readable)
    Kind.STRING,
    Kind.INTEGER,
    Kind.NUMBER,
    Kind.DATE,
    Kind.DATETIME,
    Kind.BOOLEAN,
)

_PROVENANCE = (
    Column("document", S, "The document it was read from (documents.document)."),
    Column("sha256", S, "SHA-256 of the very bytes it was read from."),
    Column("retrieved_at", T, "When those bytes were fetched, UTC."),
    Column("page", I, "PDF page, counted from 1.", required=False),
    Column("box_x0", N, "Left of the figure, points from the page's left.", False),
    Column("box_top", N, "Top of the figure, points from the page's top.", False),
    Column("box_x1", N, "Right of the figure, points from the page's left.", False),
    Column("box_bottom", N, "Bottom of the figure, points from the page's top.", False),
    Column("row", I, "Row of a dataset; the headings are row 1.", required=False),
    Column("xpath", S, "Place in an HTML document.", required=False),
    Column("parser_version", S, "Version of the parser that read it."),
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
        *_PROVENANCE,
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
        *_PROVENANCE,
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
        *_PROVENANCE,
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
        *_PROVENANCE,
    ),
    ("allegation", "ordinal"),
    ("department", "year", "allegation", "ordinal"),
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

DOCUMENTS = Table(
    "documents",
    "Source documents",
    "One row for each document and each version of its bytes that we hold.",
    (
        Column("document", S, "Permanent id of the document."),
        Column("title", S, "Its title.", words=True),
        Column("body", S, "Whose figures it carries (bodies.body)."),
        Column("source", S, "Our source module that fetches it."),
        Column("kind", S, "What it is to us.", vocabulary=DocumentKind),
        Column("type", S, "Its form.", vocabulary=DocumentType),
        Column("authority", S, "Primary or press.", vocabulary=Authority),
        Column(
            "publisher_url",
            S,
            "Publisher's address; empty if there is none.",
            blank=True,
        ),
        Column(
            "cited_urls",
            S,
            "Addresses it names as its own sources, one a line.",
            blank=True,
            words=True,
        ),
        Column(
            "licence",
            S,
            "Licence or terms; empty if not stated.",
            blank=True,
            words=True,
        ),
        Column(
            "attribution",
            S,
            "Whom to name; empty if not stated.",
            blank=True,
            words=True,
        ),
        Column("period", S, "Period it reports on, as printed.", required=False),
        Column("sha256", S, "SHA-256 of this version's bytes."),
        Column("bytes", I, "Size of this version, bytes."),
        Column("media_type", S, "Media type."),
        Column("version", I, "1 for the first version held, counting up."),
        Column("current", B, "True for the newest version."),
        Column("retrieved_at", T, "When this version was first fetched, UTC."),
        Column(
            "last_seen_at",
            T,
            "When this version was last seen there, UTC.",
            volatile=True,
        ),
        Column("records_read", I, "Proposals read from this version."),
        Column("records_accepted", I, "Of these, accepted by a reviewer."),
        Column("records_rejected", I, "Of these, rejected, by a parser or a person."),
    ),
    ("document", "sha256"),
    ("document", "version"),
)

REJECTIONS = Table(
    "rejections",
    "What was read and not accepted",
    "One row for each row or figure that was rejected, with the reason.",
    (
        Column("rejection", S, "Permanent id."),
        Column("document", S, "Document (documents.document)."),
        Column("sha256", S, "SHA-256 of the bytes."),
        Column("page", I, "PDF page, counted from 1.", required=False),
        Column("row", I, "Row of a dataset; the headings are row 1.", required=False),
        Column("reason", S, "Code of the reason."),
        Column("field", S, "The field concerned; empty if the whole.", blank=True),
    ),
    ("rejection",),
    ("document", "sha256", "row", "rejection"),
)

COVERAGE = Table(
    "coverage",
    "What is there, what is missing, and why",
    "One row for each department, metric and period that the documents could give: "
    "what one department of a jurisdiction has is asked of all that existed then.",
    (
        Column("department", S, "Department (departments.department)."),
        Column("jurisdiction", S, "Where, ISO 3166-2."),
        Column("metric", S, "What is counted.", vocabulary=Metric),
        Column("period", S, "The period as printed, for instance 2021/22."),
        Column("period_start", D, "First day of the period."),
        Column("period_end", D, "Last day of the period."),
        Column("coverage", S, "What is there, or why not.", vocabulary=Coverage),
        Column("figures", I, "How many current figures there are, parts included."),
        Column("document", S, "Newest document that prints this metric and period."),
    ),
    ("department", "metric", "period_start", "period_end"),
    ("department", "metric", "period_start", "period_end"),
)

CORRECTIONS = Table(
    "corrections",
    "Figures that a newer version prints otherwise",
    "One row for each figure that a document prints once in every version, and whose "
    "value, status or words differ from the version before.",
    (
        Column("statistic", S, "The newer reading (statistics.statistic)."),
        Column("figure", S, "Id shared by all versions and sources of one figure."),
        Column("department", S, "Department (departments.department), or `all`."),
        Column("metric", S, "What is counted.", vocabulary=Metric),
        Column(
            "category",
            S,
            "Part of the metric, empty for the whole; as printed.",
            blank=True,
            words=True,
        ),
        Column("period", S, "The period as printed, for instance 2021/22."),
        Column("value_before", N, "The value before; empty if none.", False),
        Column(
            "value_raw_before", S, "The words printed before.", blank=True, words=True
        ),
        Column("status_before", S, "The status before.", vocabulary=ValueStatus),
        Column("value", N, "The value; empty unless reported or rounded.", False),
        Column("value_raw", S, "The words printed.", blank=True, words=True),
        Column("status", S, "How far the value is known.", vocabulary=ValueStatus),
        Column("document", S, "The document it was read from (documents.document)."),
        Column("sha256_before", S, "SHA-256 of the bytes of the version before."),
        Column("retrieved_before", T, "When those were fetched, UTC."),
        Column("sha256", S, "SHA-256 of the very bytes it was read from."),
        Column("retrieved_at", T, "When those bytes were fetched, UTC."),
    ),
    ("statistic",),
    ("department", "metric", "category", "period", "statistic"),
)

#: What protected figures are broken down by, in the order of the columns.
COMMUNITY_DIMENSIONS: tuple[str, ...] = tuple(
    dimension.value
    for dimension in CommunityDimension
    if dimension is not CommunityDimension.GROUP
)

COMMUNITY_COHORTS = Table(
    "community_cohorts",
    "Cohorts of community cases",
    "One row for each cohort of cases that an organisation of advocates publishes "
    "protected figures of: how they were made, and what they cost.",
    (
        Column("cohort", S, "The years received: 2024, or 2020-2024."),
        Column("first_year", I, "First calendar year of it."),
        Column("last_year", I, "Last calendar year of it."),
        Column("vintage", S, "Preliminary or final.", vocabulary=Vintage),
        Column("scheduled", D, "The day fixed beforehand for this vintage."),
        Column("plan", S, "The written plan it was made under.", vocabulary=PlanKind),
        Column("epsilon", N, "Privacy loss of this vintage, at most, for a case."),
        Column("organisation", S, "Whose cases are counted.", words=True),
        Column("synthetic", B, "True if the cases are made up, for a demo."),
        Column("edition", S, "SHA-256 that names the edition of all cohorts."),
        Column("plan_sha256", S, "SHA-256 of the written plan with its codes."),
        Column("code_sha256", S, "SHA-256 of the code that drew and fitted."),
        Column("measurements_sha256", S, "SHA-256 of the protected measurements."),
    ),
    ("cohort",),
    ("first_year", "cohort"),
)

COMMUNITY_FIGURES = Table(
    "community_figures",
    "Protected figures of community cases",
    "One row for each question that is answered. A figure is a count with noise in it "
    "and its margin; what is small, zero or unsure is not shown, and which of these it "
    "is is not told. Never to be added to figures of the official record.",
    (
        Column("cohort", S, "The cohort (community_cohorts.cohort), or `all`."),
        Column("vintage", S, "The less settled, if several.", vocabulary=Vintage),
        Column("year", S, "Year received, in a cohort of several, or `all`."),
        Column("department", S, "departments.department, `unknown`, or `all`."),
        Column("allegation_class", S, "Class of the main allegation, or `all`."),
        Column("outcome", S, "Outcome group, or `all`."),
        Column("reporting", S, "Reported, or the reason why not, or `all`."),
        Column("display", S, "Whether it is shown.", vocabulary=Display),
        Column("n", I, "Cases, with noise; empty if not shown.", required=False),
        Column("moe90", I, "Margin of error, 90 %, on each side.", required=False),
    ),
    ("cohort", *COMMUNITY_DIMENSIONS),
    ("cohort", *COMMUNITY_DIMENSIONS),
)

COMMUNITY_SHARES = Table(
    "community_shares",
    "The reporting gap",
    "Shares of community cases that an official body was told of, and of the reasons "
    "why none was. A case counts for one reason.",
    (
        Column("cohort", S, "The cohort (community_cohorts.cohort), or `all`."),
        Column("department", S, "departments.department, `unknown`, or `all`."),
        Column("allegation_class", S, "Class of the main allegation, or `all`."),
        Column("reporting", S, "What it is the share of.", vocabulary=Reporting),
        Column("of", S, "What it is a share of.", vocabulary=ShareOf),
        Column("display", S, "Whether it is shown.", vocabulary=Display),
        Column("share", N, "From 0 to 1; empty if not shown.", required=False),
        Column("moe90", N, "Margin of error, 90 %, on each side.", required=False),
    ),
    ("cohort", "department", "allegation_class", "of", "reporting"),
    ("cohort", "department", "allegation_class", "of", "reporting"),
)

#: The community record: what a release carries unchanged from the one before, unless a
#: vintage was drawn.
COMMUNITY: tuple[Table, ...] = (COMMUNITY_COHORTS, COMMUNITY_FIGURES, COMMUNITY_SHARES)

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

CHANGES = Table(
    "changes",
    "Changes since the release before",
    "Rows added, revised or removed; empty in the first release.",
    (
        Column("table", S, "The table concerned."),
        Column("key", S, "Primary key of the row.", words=True),
        Column("change", S, "added, revised or removed."),
        Column("column", S, "Column revised; empty for added and removed.", blank=True),
        Column("before", S, "Value before, as text.", blank=True, words=True),
        Column("after", S, "Value now, as text.", blank=True, words=True),
        Column(
            "why",
            S,
            "What brought it about; empty in releases before schema 1.3.",
            False,
            ChangeReason,
        ),
    ),
    ("table", "key", "column"),
    ("table", "key", "column"),
)

#: Every public table, in the order a reader meets them.
TABLES: tuple[Table, ...] = (
    STATISTICS,
    ALLEGATIONS,
    COMPLAINTS,
    FINDINGS,
    DISCIPLINE,
    DEPARTMENTS,
    DENOMINATORS,
    BODIES,
    DOCUMENTS,
    REJECTIONS,
    COVERAGE,
    CORRECTIONS,
    *COMMUNITY,
    VOCABULARIES,
    CHANGES,
)

#: Tables that give the same matters again, arranged otherwise.
REARRANGED = (COMPLAINTS, FINDINGS, DISCIPLINE)

#: The official allegations counted by every pair the pages ask for (``server/``).
ALLEGATION_CUBE = Table(
    "allegation_cube",
    "Allegations counted",
    "Count of allegations by department, year, class and outcome.",
    (
        Column("department", S, "Department."),
        Column("jurisdiction", S, "Where."),
        Column("year", I, "Year, as in allegations.year."),
        Column("class", S, "Class of allegation.", vocabulary=AllegationClass),
        Column("outcome", S, "Outcome group.", vocabulary=OutcomeGroup),
        Column("allegations", I, "How many allegations."),
    ),
    ("department", "year", "class", "outcome"),
    ("department", "year", "class", "outcome"),
)
