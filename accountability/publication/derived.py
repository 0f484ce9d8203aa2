"""Tables that say something about the others: what is missing, what was corrected.

Computed inside DuckDB from the release's own Parquet files, so they can't tell more
than the release does. No Django.
"""

from pathlib import Path

import duckdb

from accountability.release.bundle import parquet_path
from accountability.release.schema import (
    ALLEGATIONS,
    COMPLAINTS,
    CORRECTIONS,
    COVERAGE,
    DEPARTMENTS,
    DOCUMENTS,
    REJECTIONS,
    STATISTICS,
    Table,
)
from accountability.release.sql import literal, quoted
from accountability.vocab import Coverage, OutcomeGroup, ValueStatus

#: Which coverage each status of a figure gives; the first that is there counts.
_OF_STATUS = (
    (ValueStatus.REPORTED, Coverage.PRESENT),
    (ValueStatus.ROUNDED, Coverage.PRESENT),
    (ValueStatus.SUPPRESSED, Coverage.WITHHELD),
    (ValueStatus.NOT_REPORTED, Coverage.NOT_REPORTED),
    (ValueStatus.PARSE_FAILED, Coverage.NOT_READABLE),
)

#: Columns of ``complaints`` that count its allegations; the others are taken over.
_COUNTED = {
    "allegations": "count(*) OVER c",
    "substantiated": "count(*) FILTER (WHERE outcome = "
    f"{literal(OutcomeGroup.SUBSTANTIATED.value)}) OVER c",
}


def write_complaints(database: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """Create ``complaints``: the matters of the allegations, each once."""
    cells = ", ".join(
        f"({_COUNTED[name]})::BIGINT AS {quoted(name)}"
        if name in _COUNTED
        else quoted(name)
        for name in COMPLAINTS.names
    )
    database.execute(
        f"CREATE TABLE {COMPLAINTS.name} AS SELECT {cells} "
        f"FROM {_relation(draft, ALLEGATIONS)} WINDOW c AS (PARTITION BY complaint) "
        "QUALIFY row_number() OVER (PARTITION BY complaint ORDER BY allegation) = 1"
    )


def write_coverage(database: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """Create the ``coverage`` table: a row for each figure that could be there.

    A metric and period that one department of a jurisdiction has is asked of every
    department that existed then. Why a figure is not there is told only as far as it
    is known.
    """
    statistics, departments, documents, rejections = (
        _relation(draft, table)
        for table in (STATISTICS, DEPARTMENTS, DOCUMENTS, REJECTIONS)
    )
    cases = " ".join(
        f"WHEN list_contains(statuses, {literal(status.value)}) "
        f"THEN {literal(term.value)}"
        for status, term in _OF_STATUS
    )
    database.execute(
        f"CREATE TABLE {COVERAGE.name} AS WITH "
        "asked AS (SELECT jurisdiction, metric, period_start, period_end, "
        "  min(period) AS period, list(DISTINCT document) AS documents, "
        "  max_by(document, (retrieved_at, document)) AS document "
        f" FROM {statistics} WHERE current AND department <> 'all' "
        " GROUP BY jurisdiction, metric, period_start, period_end), "
        "found AS (SELECT department, metric, period_start, period_end, "
        "  count(*)::BIGINT AS figures, list(DISTINCT status) AS statuses "
        f" FROM {statistics} WHERE current "
        " GROUP BY department, metric, period_start, period_end), "
        "unread AS (SELECT list(DISTINCT r.document) AS documents "
        f" FROM {rejections} r JOIN {documents} d USING (document, sha256) "
        " WHERE d.current) "
        "SELECT dep.department, dep.jurisdiction, metric, asked.period, "
        " period_start, period_end, "
        f" CASE {cases} "
        "  WHEN list_has_any(asked.documents, coalesce(unread.documents, [])) "
        f"  THEN {literal(Coverage.NOT_READ.value)} "
        f"  ELSE {literal(Coverage.NO_ROW.value)} END AS coverage, "
        " coalesce(figures, 0) AS figures, asked.document "
        f"FROM asked JOIN {departments} dep ON dep.jurisdiction = asked.jurisdiction "
        " AND (dep.valid_from IS NULL OR dep.valid_from <= period_end) "
        " AND (dep.valid_to IS NULL OR dep.valid_to >= period_start) "
        "CROSS JOIN unread LEFT JOIN found "
        " USING (department, metric, period_start, period_end)"
    )


def write_corrections(database: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """Create ``corrections``: figures that a newer version prints otherwise.

    Only figures that each version of the document prints once: of two on one page it
    can't be said which replaces which.
    """
    statistics = _relation(draft, STATISTICS)
    database.execute(
        f"CREATE TABLE {CORRECTIONS.name} AS WITH "
        "once AS (SELECT document, figure FROM (SELECT document, figure, sha256, "
        f"  retrieved_at, count(*) AS times FROM {statistics} GROUP BY ALL) "
        " GROUP BY document, figure HAVING max(times) = 1), "
        "versions AS (SELECT *, "
        "  lag(value) OVER v AS value_before, "
        "  lag(value_raw) OVER v AS value_raw_before, "
        "  lag(status) OVER v AS status_before, lag(sha256) OVER v AS sha256_before, "
        "  lag(retrieved_at) OVER v AS retrieved_before "
        f" FROM {statistics} SEMI JOIN once USING (document, figure) WINDOW v AS "
        "  (PARTITION BY document, figure ORDER BY retrieved_at, statistic)) "
        "SELECT statistic, figure, department, metric, category, unit, period, "
        " value_before, value_raw_before, status_before, value, value_raw, status, "
        " document, sha256_before, retrieved_before, sha256, retrieved_at "
        "FROM versions WHERE sha256_before IS NOT NULL "
        "AND (value IS DISTINCT FROM value_before "
        " OR status <> status_before OR value_raw <> value_raw_before)"
    )


def _relation(draft: Path, table: Table) -> str:
    return f"read_parquet({literal(str(parquet_path(draft, table)))})"
