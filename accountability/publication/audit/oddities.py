"""What a person should see before a release goes out.

The words that no crosswalk covers, and the totals that do not add up. Both are
published as they are, never repaired.
"""

from dataclasses import dataclass
from datetime import date

from accountability.publication.audit.written import Written
from accountability.release.schema import (
    PROCEEDING_STATEMENTS,
    REARRANGED,
    STATISTICS,
    TABLES,
)
from accountability.release.sql import literal, quoted
from accountability.vocab import Flag

_UNASSIGNED = "UNASSIGNED"
#: Columns that repeat another one in wider terms, and those they repeat.
_DERIVED = {"outcome": "disposition", "gravest_measure": "measures"}


_TWICE = (*REARRANGED, PROCEEDING_STATEMENTS)


@dataclass(frozen=True)
class UnassignedWords:
    """The words of a source that no crosswalk covers, and how often they stand.

    ``words`` is None where the words themselves are not published.
    """

    table: str
    column: str
    body: str
    words: str | None
    rows: int
    document: str


@dataclass(frozen=True)
class Mismatch:
    """A figure of a total that does not add up, with its place."""

    statistic: str
    department: str
    metric: str
    category: str
    period: str
    period_start: date
    value_raw: str
    document: str
    page: int | None
    row: int | None


def unassigned(written: Written) -> list[UnassignedWords]:
    """Return every UNASSIGNED by its words, the most frequent of a column first."""
    found = []
    for table in TABLES:
        if table in _TWICE:  # the same words stand in another table
            continue
        for column in table.columns:
            vocabulary = column.vocabulary or column.many
            terms = {} if vocabulary is None else vocabulary.__members__
            repeated = _DERIVED.get(column.name) in table.names
            if _UNASSIGNED not in terms or repeated:
                continue
            raw = f"{column.name}_raw"
            words = quoted(raw) if raw in table.names else "NULL::VARCHAR"
            code = literal(terms[_UNASSIGNED].value)
            found += [
                UnassignedWords(**row)
                for row in written.rows(
                    f'SELECT {literal(table.name)} AS "table", {literal(column.name)} '
                    f'AS "column", body, {words} AS words, count(*)::BIGINT AS rows, '
                    f"min(document) AS document FROM {written.parquet(table)} "
                    f"WHERE list_contains(split({quoted(column.name)}, ' '), {code}) "
                    "GROUP BY ALL ORDER BY rows DESC, body, words"
                )
            ]
    return found


def mismatched(written: Written) -> list[Mismatch]:
    """Return the current figures that are marked: their total does not add up."""
    names = ", ".join(map(quoted, Mismatch.__dataclass_fields__))
    return [
        Mismatch(**row)
        for row in written.rows(
            f"SELECT {names} FROM {written.parquet(STATISTICS)} WHERE current AND "
            f"list_contains(split(flags, ' '), {literal(Flag.SUM_MISMATCH.value)}) "
            "ORDER BY department, metric, category, period_start, statistic"
        )
    ]
