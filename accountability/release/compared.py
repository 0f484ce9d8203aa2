"""Two releases side by side: their differences as rows of ``changes``."""

from pathlib import Path

import duckdb

from accountability.release.bundle import BundleError
from accountability.release.comparison import write_changes
from accountability.release.database import connected
from accountability.release.listing import Listing
from accountability.release.schema import CHANGES
from accountability.release.sql import quoted


class Compared(Listing):
    """What one release has that another has not, and the other way round.

    Computed at the first question and kept in memory. Rows ``added`` are in
    ``bundle`` and not in ``before``.
    """

    def __init__(
        self,
        before: Path,
        bundle: Path,
        site: str = "",
        *,
        memory_limit: str = "512MB",
    ) -> None:
        """Name the two bundles; nothing is read yet."""
        super().__init__(bundle, site)
        self.before = before.resolve()
        self._memory_limit = memory_limit

    def _connect(self, scratch: Path) -> duckdb.DuckDBPyConnection:
        database = connected([self.before, self.bundle], scratch, self._memory_limit)
        try:
            write_changes(database, self.before, self.bundle)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as damaged:
            raise BundleError(f"{self.bundle.name}: {damaged}") from damaged
        order = ", ".join(map(quoted, CHANGES.order_by))
        database.execute(
            f"CREATE TABLE ordered AS SELECT * FROM changes ORDER BY {order}"
        )
        database.execute("DROP TABLE changes")
        database.execute("ALTER TABLE ordered RENAME TO changes")
        return database
