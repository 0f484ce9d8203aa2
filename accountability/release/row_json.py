"""A row as JSON: its values by name, and where it was read in an object of its own.

Written twice, in Python and in SQL, to the same bytes: rows are put into words by the
one when they are fetched, by the other once for all when a large table is copied.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson

from accountability.release.answers import EXACT, Row
from accountability.release.schema import (
    PROCEEDING_STATEMENTS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    STATISTICS,
    Column,
    Kind,
    Table,
)
from accountability.release.sql import literal, quoted

#: Columns that stand together under ``provenance``, in this order.
PROVENANCE = (
    "document",
    "sha256",
    "retrieved_at",
    "page",
    "row",
    "xpath",
    "parser_version",
)
#: The corners of the place on the page, which become one list.
BOX = ("box_x0", "box_top", "box_x1", "box_bottom")
#: Tables whose rows have a line of their own on the page of their document.
_PLACED = (
    *(STATISTICS, PROCEEDING_STATEMENTS),
    *(RECOMMENDATIONS, RECOMMENDATION_RESPONSES),
)
_FILE = "file"
#: What the escape of a control character begins with. The two languages write the rest
#: of it in different letters, and numbers beyond ``EXACT`` with and without exponent.
_ESCAPED = r"\u00"
#: Below it one of the two writes an exponent before the other does.
_SMALL = 1e-5


def has_provenance(table: Table) -> bool:
    """Say whether the rows of a table state the place they were read from."""
    return set(BOX) <= set(table.names)


def has_file(table: Table) -> bool:
    """Say whether each row of a table names a file beside the tables: a picture."""
    return _FILE in table.names


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: dates as ISO 8601, times in UTC with a Z."""
    return dated(value) if isinstance(value, date) else value


@lru_cache(maxsize=1024)
def dated(value: date) -> str:
    """Return a date or a time as text; the rows of a page have few between them."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return f"{moment.isoformat('T', 'seconds')}Z"
    return value.isoformat()


class RowJson:
    """How rows of some columns of a table are written.

    ``site`` is the public address and ``release`` the id that the addresses of
    documents and files stand under. What depends on the columns alone is found out
    once, not for each row.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], site: str, release: str
    ) -> None:
        """Divide the columns into a row's own and those of its origin."""
        asked = {column.name for column in columns}
        apart = {*PROVENANCE, *BOX} if has_provenance(table) else set()
        self._own = [column for column in columns if column.name not in apart]
        self._origin = [
            table.column(name) for name in PROVENANCE if name in apart & asked
        ]
        self._boxed = bool(apart) and asked >= set(BOX)
        self._documents = f"{site}/documents/" if "document" in apart & asked else None
        key = next(iter(table.primary_key), "")  # counts of all rows have none
        self._numbers = [
            quoted(column.name) for column in columns if column.kind is Kind.NUMBER
        ]
        self._key = key if table in _PLACED and key in asked else None
        self._files = f"{site}/releases/{release}/public/" if _FILE in asked else None

    def objects(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Yield each row as the object that its JSON holds."""
        names = [column.name for column in self._own]
        dates = _dates(self._own)
        origin = self._origin_of() if self._origin or self._boxed else None
        for row in rows:
            answer = {name: row[name] for name in names}
            for name in dates:
                answer[name] = plain(answer[name])
            if origin is not None:
                answer["provenance"] = origin(row)
            if self._files is not None:
                answer["url"] = f"{self._files}{row[_FILE]}"
            yield answer

    def texts(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield each row as JSON in UTF-8, without spaces and unescaped."""
        return map(orjson.dumps, self.objects(rows))

    def _origin_of(self) -> Callable[[Row], dict[str, Any]]:
        names = [column.name for column in self._origin]
        dates = _dates(self._origin)
        boxed, documents, key = self._boxed, self._documents, self._key

        def origin(row: Row) -> dict[str, Any]:
            told = {name: row[name] for name in names}
            for name in dates:
                told[name] = plain(told[name])
            if boxed:
                corners = [row[name] for name in BOX]
                told["box"] = None if None in corners else corners
            if documents is not None:
                place = f"#s-{row[key]}" if key is not None else ""
                told["url"] = f"{documents}{row['document']}/{place}"
            return told

        return origin

    def sql(self) -> str:
        """Return an SQL expression of a row's text; NULL where only Python knows it."""
        members = [*map(_member, self._own)]
        if self._origin or self._boxed:
            members.append(f"provenance := {self._origin_sql()}")
        if self._files is not None:
            members.append(f"url := {literal(self._files)} || {quoted(_FILE)}")
        text = f"to_json({_packed(members)})::VARCHAR"
        alike = [f"NOT contains({text}, {literal(_ESCAPED)})"]
        alike += (
            f"coalesce({name} = 0 OR abs({name}) >= {_SMALL} AND abs({name}) < {EXACT}"
            ", true)"
            for name in self._numbers
        )
        return f"CASE WHEN {' AND '.join(alike)} THEN {text} END"

    def _origin_sql(self) -> str:
        members = [*map(_member, self._origin)]
        if self._boxed:
            missing = " OR ".join(f"{quoted(name)} IS NULL" for name in BOX)
            corners = ", ".join(_number(quoted(name)) for name in BOX)
            members.append(f"box := CASE WHEN NOT ({missing}) THEN [{corners}] END")
        if self._documents is not None:
            parts = [literal(self._documents), quoted("document"), literal("/")]
            if self._key is not None:
                parts += [literal("#s-"), quoted(self._key)]
            members.append(f"url := {' || '.join(parts)}")
        return _packed(members)


def _dates(columns: Iterable[Column]) -> list[str]:
    return [
        column.name for column in columns if column.kind in (Kind.DATE, Kind.DATETIME)
    ]


def _packed(members: Sequence[str]) -> str:
    return f"struct_pack({', '.join(members)})"


def _member(column: Column) -> str:
    name = quoted(column.name)
    value = name
    if column.kind is Kind.NUMBER:
        value = _number(name)
    elif column.kind is Kind.DATE:
        value = f"{name}::VARCHAR"
    elif column.kind is Kind.DATETIME:
        value = f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    return f"{name} := {value}"


def _number(name: str) -> str:
    """Write a whole number without a point, as ``answers.rows_of`` reads it."""
    whole = f"TRY_CAST({name} AS BIGINT)"
    return f"CASE WHEN {name} = {whole} THEN to_json({whole}) ELSE to_json({name}) END"
