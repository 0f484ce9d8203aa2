"""What changed between two releases, row by row, computed inside DuckDB."""

from pathlib import Path

import duckdb

from accountability.release.bundle import parquet_path
from accountability.release.schema import (
    CHANGES,
    CORRECTIONS,
    COVERAGE,
    TABLES,
    VOCABULARIES,
    Table,
)
from accountability.release.sql import literal, quoted

#: Tables whose rows are compared; the others follow from them, or from the program.
COMPARED = tuple(
    table
    for table in TABLES
    if table not in (CHANGES, VOCABULARIES, COVERAGE, CORRECTIONS)
)


def write_changes(
    database: duckdb.DuckDBPyConnection, previous: Path | None, draft: Path
) -> None:
    """Create the ``changes`` table in ``database``; empty without a ``previous``.

    Rows are matched by primary key. A revised row gives one change for each column
    that differs; columns that only one of the two releases has are not compared,
    and neither are volatile ones (schema).
    """
    columns = ", ".join(f"{quoted(name)} VARCHAR" for name in CHANGES.names)
    database.execute(f"CREATE TABLE changes ({columns})")
    if previous is None:
        return
    for table in COMPARED:
        before, now = parquet_path(previous, table), parquet_path(draft, table)
        if before.is_file():
            _compare(database, table, before, now)


def _compare(
    database: duckdb.DuckDBPyConnection, table: Table, before: Path, now: Path
) -> None:
    old, new = (f"read_parquet({literal(str(path))})" for path in (before, now))
    key = " || ' ' || ".join(f"n.{quoted(name)}::VARCHAR" for name in table.primary_key)
    using = ", ".join(map(quoted, table.primary_key))
    held = {
        row[0] for row in database.execute(f"DESCRIBE SELECT * FROM {old}").fetchall()
    }
    compared = [
        column.name
        for column in table.columns
        if column.name in held
        and column.name not in table.primary_key
        and not column.volatile
    ]
    name = literal(table.name)
    for kind, first, second in (("added", new, old), ("removed", old, new)):
        database.execute(
            f"INSERT INTO changes SELECT {name}, {key}, '{kind}', '', '', '' "
            f"FROM {first} AS n ANTI JOIN {second} AS o USING ({using})"
        )
    differs = " OR ".join(
        f"o.{quoted(c)} IS DISTINCT FROM n.{quoted(c)}" for c in compared
    )
    cells = ", ".join(
        f"{{'name': {literal(c)}, 'before': coalesce(o.{quoted(c)}::VARCHAR, ''), "
        f"'after': coalesce(n.{quoted(c)}::VARCHAR, '')}}"
        for c in compared
    )
    database.execute(
        f"INSERT INTO changes SELECT {name}, key, 'revised', cell.name, cell.before, "
        f"cell.after FROM (SELECT {key} AS key, unnest([{cells}]) AS cell "
        f"FROM {old} AS o JOIN {new} AS n USING ({using}) WHERE {differs}) "
        "WHERE cell.before <> cell.after"
    )
