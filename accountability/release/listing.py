"""Rows from one DuckDB: by pages, as one stream, or as a Parquet file."""

import os
import shutil
import tempfile
import threading
import weakref
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from accountability.release import sql
from accountability.release.answers import (
    Page,
    Row,
    TextPage,
    order_keys,
    rows_of,
)
from accountability.release.parameters import QueryError
from accountability.release.query import MAX_LIMIT, Query
from accountability.release.row_json import RowJson
from accountability.release.schema import Column
from accountability.release.sql import Source

#: Counts kept: who walks a filtered listing has its rows counted once.
_TOTALS_KEPT = 256
_SCRATCH = "accountability-reader-"
#: The scratch directories of this process.
_made_here: set[Path] = set()
_making = threading.Lock()


class Listing(ABC):
    """What every set of rows can be asked; a subclass says how it is opened.

    One DuckDB instance and a cursor a thread. What is sorted or grouped beyond the
    memory limit goes to a scratch directory, the one that may be written to.
    """

    def __init__(self, bundle: Path, site: str = "") -> None:
        """Open nothing yet: a server may fork before the first question.

        ``site`` is the public address that the addresses in rows begin with.
        """
        self.bundle = bundle.resolve()
        self._site = site
        self._scratch: Path | None = None
        self._database: duckdb.DuckDBPyConnection | None = None
        self._opening = threading.Lock()
        self._threads = threading.local()
        self._totals: OrderedDict[str, int] = OrderedDict()
        self._counting = threading.Lock()

    @abstractmethod
    def _connect(self, scratch: Path) -> duckdb.DuckDBPyConnection:
        """Open the database; it may write below ``scratch`` and nowhere else."""

    def page(self, query: Query, source: Source | None = None) -> Page:
        """Return one page; raises QueryError if too much would have to be held."""
        held = source or self._stored(query)
        found, cursor = self._turned(query, held, query.selected)
        rows = list(rows_of(query.selected, found))
        return Page(rows, cursor, self._count(query, source, found, cursor))

    def text_page(self, query: Query, source: Source | None = None) -> TextPage:
        """Return one page with each row as JSON; raises as ``page`` does."""
        page = self.page(query, source)
        rows = list(self.row_json(query).texts(page.rows))
        return TextPage(rows, page.next_cursor, page.total)

    def row_json(self, query: Query) -> RowJson:
        """Return how the rows of an answer are written."""
        return RowJson(query.table, query.selected, self._site, self.bundle.name)

    def _turned(
        self, query: Query, source: Source, selected: Sequence[Column]
    ) -> tuple[list[tuple[Any, ...]], str | None]:
        """Return the rows of a page, their first cells ``selected``, and what follows.

        The cursor is None on the last page.
        """
        columns = sql.with_keys(query, selected)
        if query.cursor is None and not source.ordered:
            found = self._fetched(query, sql.whole_page_sql(query, source, columns))
            self._keep_total(query, found[0][-1] if found else 0)
        else:
            found = self._continued(query, source, columns)
        if len(found) <= query.limit:
            return found, None
        found = found[: query.limit]
        keys = order_keys(query, columns, found[-1])
        place = found[-1][-1] if sql.is_numbered(query, source) else None
        return found, query.cursor_text(keys, place)

    def _continued(
        self, query: Query, source: Source, columns: Sequence[Column]
    ) -> list[tuple[Any, ...]]:
        """Return a page and one row more; at its place another row may stand."""
        if query.place is not None and sql.is_numbered(query, source):
            found = self._fetched(query, sql.placed_sql(query, source, columns))
            if found and order_keys(query, columns, found[0]) == query.cursor:
                return found[1:]
        return self._fetched(query, sql.page_sql(query, source, columns))

    def _count(
        self,
        query: Query,
        source: Source | None,
        found: Sequence[object],
        cursor: str | None,
    ) -> int:
        whole = cursor is None and query.cursor is None
        return len(found) if whole else self.total(query, source)

    def _fetched(
        self, query: Query, asked: tuple[str, list[object]]
    ) -> list[tuple[Any, ...]]:
        with _in_bounds(query):
            return self._cursor().execute(*asked).fetchall()

    def _stored(self, query: Query) -> Source:
        """Return where a question's own table is held; it may be quicker elsewhere."""
        return Source(sql.quoted(query.table.name))

    def rows(self, query: Query, source: Source | None = None) -> Iterator[Row]:
        """Yield every row of the answer, ignoring ``limit``; memory stays flat.

        It is asked before the first row is taken: raises QueryError at once.
        """
        statement, parameters = sql.stream_sql(query, source or self._stored(query))
        with _in_bounds(query):
            cursor = self._open().cursor().execute(statement, parameters)
            first = cursor.fetchmany(MAX_LIMIT)
        return self._stream(query, cursor, first)

    def _stream(
        self,
        query: Query,
        cursor: duckdb.DuckDBPyConnection,
        batch: list[tuple[object, ...]],
    ) -> Iterator[Row]:
        while batch:
            yield from rows_of(query.selected, batch)
            batch = cursor.fetchmany(MAX_LIMIT)

    def parquet(self, query: Query, source: Source | None = None) -> BinaryIO:
        """Return every row of the answer as an open Parquet file that has no name."""
        cursor = self._open().cursor()
        with tempfile.NamedTemporaryFile(dir=self._scratch) as place:
            statement, parameters = sql.copy_sql(
                query, source or self._stored(query), place.name
            )
            with _in_bounds(query):
                cursor.execute(statement, parameters)
            return Path(place.name).open("rb")

    def total(self, query: Query, source: Source | None = None) -> int:
        """Count the rows of an answer, each question once."""
        known = self._totals.get(query.fingerprint)
        if known is None:
            statement, parameters = sql.count_sql(query, source or self._stored(query))
            with _in_bounds(query):
                known = self._number(statement, parameters)
            self._keep_total(query, known)
        return known

    def _keep_total(self, query: Query, total: int) -> None:
        with self._counting:
            self._totals[query.fingerprint] = total
            while len(self._totals) > _TOTALS_KEPT:
                self._totals.popitem(last=False)

    def _number(self, statement: str, parameters: list[object]) -> int:
        found = self._cursor().execute(statement, parameters).fetchone()
        if found is None:
            raise RuntimeError("a count returned no row")
        return int(found[0])

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return this thread's own cursor: one must not be shared by two threads."""
        cursor: duckdb.DuckDBPyConnection | None
        cursor = getattr(self._threads, "cursor", None)
        if cursor is None:
            cursor = self._threads.cursor = self._open().cursor()
        return cursor

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._database is None:
                scratch = _own_scratch()
                weakref.finalize(self, _forget, scratch)
                self._database = self._connect(scratch)
                self._scratch = scratch
            return self._database


def _own_scratch() -> Path:
    with _making:
        _forget_scratch_of_the_dead()
        scratch = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-"))
        _made_here.add(scratch)
        return scratch


def _forget(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    _made_here.discard(scratch)


def _forget_scratch_of_the_dead() -> None:
    """Remove what processes left that were ended before they could tidy up.

    In a container begun again a process may have the number of the one that died.
    """
    for place in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
        owner = place.name.removeprefix(_SCRATCH).partition("-")[0]
        if not owner.isdigit() or place in _made_here:
            continue
        if int(owner) == os.getpid() or not _lives(int(owner)):
            shutil.rmtree(place, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True


@contextmanager
def _in_bounds(query: Query) -> Iterator[None]:
    """Refuse a question that needs more memory than one question may have."""
    try:
        yield
    except duckdb.OutOfMemoryException as full:
        raise QueryError(
            "by" if query.scope else "sort",
            "so many rows can't be held at once; add a filter, or take the file.",
        ) from full
