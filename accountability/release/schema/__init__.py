"""The tables of a release bundle, column by column.

One definition serves the Parquet and CSV files, ``datapackage.json``, the API's
schema and the data dictionary, so they cannot differ. Every table has a total
order (``order_by`` ends in a key), without which Parquet bytes do not repeat.
"""

from accountability.release.schema.columns import (
    ALL,
    Column,
    I,
    Kind,
    S,
    Table,
)
from accountability.release.schema.community import (
    COMMUNITY,
    COMMUNITY_COHORTS,
    COMMUNITY_DIMENSIONS,
    COMMUNITY_FIGURES,
    COMMUNITY_SHARES,
)
from accountability.release.schema.crops import CROPS
from accountability.release.schema.documents import (
    CORRECTIONS,
    COVERAGE,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    REJECTIONS,
)
from accountability.release.schema.official import (
    ALLEGATIONS,
    COMPLAINTS,
    DISCIPLINE,
    FINDINGS,
    REARRANGED,
    STATISTICS,
)
from accountability.release.schema.proceedings import (
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
)
from accountability.release.schema.recommendations import (
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
)
from accountability.release.schema.reference import (
    BODIES,
    DENOMINATORS,
    DEPARTMENTS,
    VOCABULARIES,
)
from accountability.vocab import (
    AllegationClass,
    ChangeReason,
    OutcomeGroup,
)

__all__ = [
    "ALL",
    "ALLEGATIONS",
    "ALLEGATION_CUBE",
    "BODIES",
    "CHANGES",
    "COMMUNITY",
    "COMMUNITY_COHORTS",
    "COMMUNITY_DIMENSIONS",
    "COMMUNITY_FIGURES",
    "COMMUNITY_SHARES",
    "COMPLAINTS",
    "CORRECTIONS",
    "COVERAGE",
    "CROPS",
    "DENOMINATORS",
    "DEPARTMENTS",
    "DISCIPLINE",
    "DOCUMENTS",
    "DOCUMENT_CHANGES",
    "DOCUMENT_CHANGE_ITEMS",
    "FINDINGS",
    "PROCEEDINGS",
    "PROCEEDING_STATEMENTS",
    "REARRANGED",
    "RECOMMENDATIONS",
    "RECOMMENDATION_RESPONSES",
    "REJECTIONS",
    "SCHEMA_VERSION",
    "STATISTICS",
    "TABLES",
    "VOCABULARIES",
    "Column",
    "Kind",
    "Table",
]

#: Raised by one in the first place when a column is removed or changes meaning.
SCHEMA_VERSION = "1.5"

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
    CROPS,
    ALLEGATIONS,
    COMPLAINTS,
    FINDINGS,
    DISCIPLINE,
    PROCEEDINGS,
    PROCEEDING_STATEMENTS,
    RECOMMENDATIONS,
    RECOMMENDATION_RESPONSES,
    DEPARTMENTS,
    DENOMINATORS,
    BODIES,
    DOCUMENTS,
    REJECTIONS,
    COVERAGE,
    CORRECTIONS,
    DOCUMENT_CHANGES,
    DOCUMENT_CHANGE_ITEMS,
    *COMMUNITY,
    VOCABULARIES,
    CHANGES,
)

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
