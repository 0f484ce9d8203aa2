"""What differs between two releases, row by row, and why; computed inside DuckDB."""

from filecmp import cmp
from pathlib import Path

import duckdb

from accountability.release.bundle import parquet_path
from accountability.release.schema import (
    CHANGES,
    COMMUNITY,
    COMPLAINTS,
    CORRECTIONS,
    COVERAGE,
    DOCUMENTS,
    TABLES,
    VOCABULARIES,
    Table,
)
from accountability.release.sql import literal, quoted
from accountability.vocab import ChangeReason

#: What became of a row, as ``changes.change`` says it.
KINDS = ADDED, REVISED, REMOVED = "added", "revised", "removed"
#: Tables whose rows are compared; the others follow from them, or from the program.
COMPARED = tuple(
    table
    for table in TABLES
    if table not in (CHANGES, VOCABULARIES, COVERAGE, CORRECTIONS, COMPLAINTS)
)


def write_changes(
    database: duckdb.DuckDBPyConnection, previous: Path | None, bundle: Path
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
    _note_versions(database, previous, bundle)
    for table in COMPARED:
        before, now = parquet_path(previous, table), parquet_path(bundle, table)
        # The same rows give the same bytes: most tables need no look at their rows.
        if before.is_file() and now.is_file() and not cmp(before, now, shallow=False):
            _compare(database, table, before, now)


def _note_versions(
    database: duckdb.DuckDBPyConnection, previous: Path, bundle: Path
) -> None:
    """Keep which versions of which documents each of the two releases has."""
    for name, place in (("versions_before", previous), ("versions_now", bundle)):
        database.execute(
            f"CREATE TEMP TABLE {name} AS SELECT document, sha256 "
            f"FROM {_relation(parquet_path(place, DOCUMENTS))}"
        )
    database.execute(
        "CREATE TEMP TABLE published_again AS SELECT DISTINCT document "
        "FROM versions_now ANTI JOIN versions_before USING (document, sha256)"
    )


def _compare(
    database: duckdb.DuckDBPyConnection, table: Table, before: Path, now: Path
) -> None:
    old, new = _relation(before), _relation(now)
    using = ", ".join(map(quoted, table.primary_key))
    held = _columns(database, old) & _columns(database, new)
    compared = [
        column.name
        for column in table.columns
        if column.name in held
        and column.name not in table.primary_key
        and not column.volatile
    ]
    name, key = literal(table.name), _key(table)
    for kind, first, second, why in (
        (ADDED, new, old, _why_added(table)),
        (REMOVED, old, new, _why_removed(table)),
    ):
        database.execute(
            f"INSERT INTO changes SELECT {name}, {key}, '{kind}', '', '', '', {why} "
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
        f"cell.after, why FROM (SELECT {key} AS key, {_why_revised(table)} AS why, "
        f"unnest([{cells}]) AS cell "
        f"FROM {old} AS o JOIN {new} AS n USING ({using}) WHERE {differs}) "
        "WHERE cell.before <> cell.after"
    )


def _why_elsewhere(table: Table) -> ChangeReason:
    """Return the reason for a table that is read from no document."""
    return ChangeReason.VINTAGE if table in COMMUNITY else ChangeReason.REFERENCE


def _why_added(table: Table) -> str:
    if not _is_read(table):
        return literal(_why_elsewhere(table))
    return (
        "CASE WHEN n.document NOT IN (SELECT document FROM versions_before) "
        f"THEN {literal(ChangeReason.NEW_DOCUMENT)} "
        "WHEN (n.document, n.sha256) NOT IN (SELECT (document, sha256) "
        f"FROM versions_before) THEN {literal(ChangeReason.NEW_VERSION)} "
        f"ELSE {literal(ChangeReason.DECIDED)} END"
    )


def _why_removed(table: Table) -> str:
    if not _is_read(table):
        return literal(_why_elsewhere(table))
    return (
        "CASE WHEN (n.document, n.sha256) NOT IN (SELECT (document, sha256) "
        f"FROM versions_now) THEN {literal(ChangeReason.LEFT_OUT)} "
        "WHEN n.document IN (SELECT document FROM published_again) "
        f"THEN {literal(ChangeReason.NEW_VERSION)} "
        f"ELSE {literal(ChangeReason.DECIDED)} END"
    )


def _why_revised(table: Table) -> str:
    """Return the reason; a version of a document also revises the rows it replaces."""
    if not _is_read(table):
        return literal(_why_elsewhere(table))
    parser = "parser_version"
    anew = f"n.{parser} <> o.{parser}" if parser in table.names else "false"
    return (
        "CASE WHEN n.sha256 <> o.sha256 "
        "OR n.document IN (SELECT document FROM published_again) "
        f"THEN {literal(ChangeReason.NEW_VERSION)} "
        f"WHEN {anew} THEN {literal(ChangeReason.READ_ANEW)} "
        f"ELSE {literal(ChangeReason.DECIDED)} END"
    )


def _is_read(table: Table) -> bool:
    """Say whether the rows of a table come from a version of a document."""
    return {"document", "sha256"} <= set(table.names)


def _key(table: Table) -> str:
    return " || ' ' || ".join(
        f"n.{quoted(name)}::VARCHAR" for name in table.primary_key
    )


def _columns(database: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    described = database.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {name for name, *_ in described}


def _relation(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"
