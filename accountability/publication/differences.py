"""What a draft would change in public, table by table and row by row. No Django.

Taken from the bundle's own ``changes``, so that the desk shows what the public will
read. In a first release every row is new, and none stands there.
"""

from dataclasses import dataclass
from pathlib import Path

from accountability.publication.audit.written import Written, keyed, opened
from accountability.release.bundle import ReleaseInfo, parquet_path
from accountability.release.comparison import ADDED, COMPARED, REMOVED, REVISED
from accountability.release.schema import CHANGES, Table
from accountability.release.sql import literal, quoted

#: What names a row for a reader, as far as its table has it.
_TELLING = (
    *("department", "metric", "category", "year", "measure", "period", "class_raw"),
    *("addressee", "summary", "responder", "place_raw", "incident_raw"),
    *("disposition_raw", "title", "name", "version", "reason", "value_raw", "value"),
)
#: Codes, in which an underscore stands for a space.
_CODED = frozenset({"metric", "measure", "reason"})


@dataclass(frozen=True)
class TableDifference:
    """How many rows of a table are there, new, gone, and read otherwise now."""

    table: str
    rows: int
    added: int
    removed: int
    revised: int


@dataclass(frozen=True)
class RowDifference:
    """One row's change: what it is about, and where it was read."""

    key: str
    change: str
    column: str
    before: str
    after: str
    about: str
    document: str
    page: int | None
    row: int | None


@dataclass(frozen=True)
class Slice:
    """Some of a table's changes, and how many there are in all."""

    rows: list[RowDifference]
    total: int


def by_table(bundle: Path) -> list[TableDifference]:
    """Return the changes of every compared table, counted by row."""
    info = ReleaseInfo.of(bundle)
    if info.previous is None:
        return [
            TableDifference(
                table.name, info.rows[table.name], info.rows[table.name], 0, 0
            )
            for table in COMPARED
        ]
    with opened(bundle) as written:
        counted = written.rows(
            'SELECT "table", change, count(DISTINCT key)::BIGINT AS number '
            f"FROM {written.parquet(CHANGES)} GROUP BY ALL"
        )
    numbers = {(row["table"], row["change"]): row["number"] for row in counted}
    return [
        TableDifference(
            table.name,
            info.rows[table.name],
            *(numbers.get((table.name, kind), 0) for kind in (ADDED, REMOVED, REVISED)),
        )
        for table in COMPARED
    ]


def changed_rows(
    bundle: Path,
    table: Table,
    *,
    before: Path | None,
    change: str = "",
    offset: int = 0,
    limit: int = 50,
) -> Slice:
    """Return some changes of one table, only those of one kind if ``change`` says so.

    ``before`` is the bundle of the release before: rows that are gone stand there.
    """
    with opened(bundle) as written:
        changes = _changes(written, table, first=before is None)
        wanted = f" WHERE change = {literal(change)}" if change else ""
        total = written.number(f"SELECT count(*) FROM ({changes}){wanted}")
        known = f"SELECT *, 1 AS newer FROM ({_named(table, written.parquet(table))})"
        old = before and parquet_path(before, table)
        if old and old.is_file():
            held = {
                row["column_name"]
                for row in written.rows(
                    f"DESCRIBE SELECT * FROM read_parquet({literal(str(old))})"
                )
            }
            if held >= set(table.primary_key):
                relation = f"read_parquet({literal(str(old))})"
                known += (
                    f" UNION ALL SELECT *, 0 FROM ({_named(table, relation, held)})"
                )
        rows = written.rows(
            f"WITH c AS (SELECT * FROM ({changes}){wanted} ORDER BY key, "
            f'"column", change LIMIT {limit} OFFSET {offset}), '
            f"known AS ({known}), "
            "newest AS (SELECT * FROM known WHERE key IN (SELECT key FROM c) "
            "QUALIFY row_number() OVER (PARTITION BY key ORDER BY newer DESC) = 1) "
            'SELECT c.key, change, "column", before, after, '
            "coalesce(about, '') AS about, coalesce(document, '') AS document, "
            'page, "row" FROM c LEFT JOIN newest USING (key) '
            'ORDER BY c.key, "column", change'
        )
    return Slice([RowDifference(**row) for row in rows], total)


def _changes(written: Written, table: Table, *, first: bool) -> str:
    if first:
        return (
            f"SELECT {keyed(table, 't')} AS key, '{ADDED}' AS change, "
            "'' AS \"column\", '' AS before, '' AS after "
            f"FROM {written.parquet(table)} AS t"
        )
    return (
        'SELECT key, change, "column", before, after FROM '
        f'{written.parquet(CHANGES)} WHERE "table" = {literal(table.name)}'
    )


def _named(table: Table, relation: str, held: set[str] | None = None) -> str:
    """Select each row's key, what names it, and its place."""
    names = set(table.names) if held is None else held
    telling = [name for name in _TELLING if name in names]
    if "value_raw" in telling:  # the words printed say it better
        telling.remove("value")
    about = ", ".join(map(_said, telling))
    about = f"concat_ws(' · ', {about})" if telling else "''"
    places = ", ".join(
        f"t.{quoted(name)} AS {quoted(name)}"
        if name in names
        else f"NULL::{kind} AS {quoted(name)}"
        for name, kind in (
            ("document", "VARCHAR"),
            ("page", "BIGINT"),
            ("row", "BIGINT"),
        )
    )
    key = keyed(table, "t")
    return f"SELECT {key} AS key, {about} AS about, {places} FROM {relation} AS t"


def _said(name: str) -> str:
    text = f"nullif(t.{quoted(name)}::VARCHAR, '')"
    return f"replace({text}, '_', ' ')" if name in _CODED else text
