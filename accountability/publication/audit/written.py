"""A written bundle under the eyes of the audit: its files, asked by DuckDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from accountability.release.bundle import csv_path, parquet_path
from accountability.release.schema import Table
from accountability.release.sql import literal, quoted


@dataclass(frozen=True)
class Written:
    """A bundle on disk, and a database that reads its files."""

    bundle: Path
    database: duckdb.DuckDBPyConnection

    def parquet(self, table: Table) -> str:
        """Return the relation of a table's Parquet file."""
        return f"read_parquet({literal(str(parquet_path(self.bundle, table)))})"

    def csv(self, table: Table) -> str:
        """Return the relation of a table's CSV file, every cell as its text."""
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.names)
        return (
            f"read_csv({literal(str(csv_path(self.bundle, table)))}, header = true, "
            f"columns = {{{columns}}}, auto_detect = false, delim = ',', "
            "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
            "max_line_size = 4194304)"
        )

    def number(self, statement: str) -> int:
        """Return the one number that a statement counts."""
        found = self.database.execute(statement).fetchone()
        if found is None:
            raise RuntimeError("a count returned no row")
        return int(found[0])

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Return the rows of a statement, by name of column."""
        asked = self.database.execute(statement)
        names = [column[0] for column in asked.description]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


@contextmanager
def opened(bundle: Path, memory_limit: str = "256MB") -> Iterator[Written]:
    """Open a bundle for questions; what DuckDB can't hold goes to no disk."""
    with duckdb.connect(
        ":memory:", config={"threads": 1, "memory_limit": memory_limit}
    ) as database:
        database.execute("SET TimeZone = 'UTC'")
        yield Written(bundle, database)


def keyed(table: Table, alias: str) -> str:
    """Return a row's key as ``changes.key`` writes it."""
    return " || ' ' || ".join(
        f"{alias}.{quoted(name)}::VARCHAR" for name in table.primary_key
    )
