"""Large tables once more, in DuckDB's own format: there a row is found by its number.

A page of a Parquet file decodes whole groups of rows for a hundred of them. So each
process copies what is too large for its memory to its scratch directory, once, beside
its first answers: until a table is there, its file answers, with the same rows in the
same order. The copy is no part of a release, and nothing is lost with it.
"""

import logging
import threading
from collections.abc import Mapping
from pathlib import Path

import duckdb

from accountability.release.row_json import RowJson
from accountability.release.schema import Column, Kind, Table
from accountability.release.sql import literal, quoted

logger = logging.getLogger(__name__)

#: A row is decoded with its group: groups of this size cost a third less to page
#: through than DuckDB's own of 122,880 rows, and no more to count.
_GROUP = 8192
#: The name under which the database of the copies is attached.
COPIES = "copies"
#: A row of a copy as JSON; null where SQL can't write it as Python does.
AS_JSON = Column("as_json", Kind.STRING, "The row as JSON.", required=False)


class RowCopies:
    """Copies tables in a thread of its own, and knows which are there."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        scratch: Path,
        tables: Mapping[Table, RowJson],
    ) -> None:
        """Be ready to copy tables, in this order, to a file in ``scratch``.

        Each comes with how its rows are written.
        """
        self._cursor = database.cursor()
        self._place = scratch / f"{COPIES}.duckdb"
        self._tables = tables
        self._made: frozenset[str] = frozenset()
        self._thread = threading.Thread(target=self._copy, name=COPIES, daemon=True)

    def start(self) -> None:
        """Begin; answers go on meanwhile."""
        if self._tables:
            self._thread.start()

    def wait(self) -> None:
        """Return when every table is there, or can't be."""
        if self._tables:
            self._thread.join()

    def stop(self) -> None:
        """End it, wherever it is: the scratch directory is about to go."""
        if self._thread.is_alive():
            self._cursor.interrupt()
            self._thread.join()

    def relation_of(self, table: Table) -> str | None:
        """Return the copy of a table as SQL names it; None while there is none."""
        if table.name in self._made:
            return f"{COPIES}.{quoted(table.name)}"
        return None

    def _copy(self) -> None:
        try:
            self._cursor.execute(
                f"ATTACH {literal(str(self._place))} AS {COPIES} "
                f"(ROW_GROUP_SIZE {_GROUP})"
            )
            for table, written in self._tables.items():
                name = quoted(table.name)
                names = ", ".join(map(quoted, table.names))
                self._cursor.execute(
                    f"CREATE TABLE {COPIES}.{name} AS SELECT {names}, "
                    f"{written.sql()} AS {AS_JSON.name} FROM {name}"
                )
                self._made |= {table.name}
        except duckdb.InterruptException:
            pass
        except duckdb.Error as failed:
            # A full disk, most likely: its file goes on answering, only slower.
            logger.warning("no copies of large tables: %s", type(failed).__name__)
