"""DuckDB over one bundle: opened once, locked, able to reach nothing else."""

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from accountability.release.bundle import (
    BundleError,
    ReleaseInfo,
    parquet_path,
    server_path,
)
from accountability.release.schema import ALLEGATION_CUBE, TABLES, Column, Kind, Table
from accountability.release.server_tables import SERVER_TABLES
from accountability.release.sql import ROW_OF_FILE, TYPES, literal, quoted

#: Tables of up to so many rows are kept in memory (some 600 bytes a row); planning a
#: question to a file costs more than answering it. Larger ones are read from files,
#: and then from copies (``release.copies``).
IN_MEMORY_ROWS = 20_000
#: What sorted questions may put on disk together; it may be a disk in memory.
_LARGEST_SPILL = "512MB"


def connected(
    places: Sequence[Path], scratch: Path, memory_limit: str
) -> duckdb.DuckDBPyConnection:
    """Open DuckDB over some directories; afterwards it can reach no other file.

    What does not fit into memory goes to ``scratch``.
    """
    database = duckdb.connect(
        ":memory:", config={"threads": 1, "memory_limit": memory_limit}
    )
    allowed = ", ".join(literal(str(place)) for place in (*places, scratch))
    for setting in (
        f"temp_directory = {literal(str(scratch / 'spill'))}",
        f"max_temp_directory_size = {literal(_LARGEST_SPILL)}",
        f"allowed_directories = [{allowed}]",
        "enable_external_access = false",
        "parquet_metadata_cache = true",
        "lock_configuration = true",
    ):
        database.execute(f"SET {setting}")
    return database


def open_locked(
    bundle: Path,
    info: ReleaseInfo,
    scratch: Path,
    memory_limit: str,
    read_from_files: Collection[Table] = (),
) -> duckdb.DuckDBPyConnection:
    """Open DuckDB over one bundle.

    ``info`` says which tables and aggregates there are; those not to be read from
    their files are held in memory. Raises BundleError if a file is missing or is no
    Parquet file.
    """
    database = connected([bundle], scratch, memory_limit)
    try:
        for table in TABLES:
            if table.name not in info.rows:
                _make_empty(database, table)
                continue
            path = parquet_path(bundle, table)
            _attach(database, table, path, in_memory=table not in read_from_files)
        for table in SERVER_TABLES:
            if table is not ALLEGATION_CUBE and not info.has(table):
                _make_empty(database, table)
                continue
            _attach_aggregate(database, table, server_path(bundle, table))
    except duckdb.Error as damaged:
        raise BundleError(f"{bundle.name}: {damaged}") from damaged
    return database


def _attach(
    database: duckdb.DuckDBPyConnection, table: Table, path: Path, *, in_memory: bool
) -> None:
    kind = "TABLE" if in_memory else "VIEW"
    relation = f"read_parquet({literal(str(path))})"
    described = database.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    held = {name for name, *_ in described}
    cells = ", ".join(
        quoted(column.name)
        if column.name in held
        else f"{_missing(column)} AS {quoted(column.name)}"
        for column in table.columns
    )
    number = "" if in_memory else f", file_row_number AS {ROW_OF_FILE}"
    database.execute(
        f"CREATE {kind} {quoted(table.name)} AS SELECT {cells}{number} FROM {relation}"
    )


def _missing(column: Column) -> str:
    """Stand in for a column that releases of an earlier schema do not have."""
    return "''" if column.blank else f"NULL::{TYPES[column.kind]}"


def _make_empty(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Stand in for a table that releases of an earlier schema do not have."""
    columns = ", ".join(
        f"{quoted(column.name)} {TYPES[column.kind]}" for column in table.columns
    )
    database.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")


def _attach_aggregate(
    database: duckdb.DuckDBPyConnection, table: Table, path: Path
) -> None:
    """Keep it in memory, its texts as numbers: that sums it twice as fast."""
    _attach(database, table, path, in_memory=True)
    for column in table.columns:
        if column.kind is Kind.STRING:
            name, kind = quoted(column.name), f"{table.name}_{column.name}"
            database.execute(
                f"CREATE TYPE {kind} AS ENUM "
                f"(SELECT DISTINCT {name} FROM {table.name} UNION SELECT '')"
            )
            database.execute(f"ALTER TABLE {table.name} ALTER {name} TYPE {kind}")
