"""The forms that answers have, and how DuckDB's values become Python's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from accountability.release.parameters import Value
from accountability.release.query import Query
from accountability.release.schema import Column, Kind

#: Values by column name: str, int, float, bool, date, aware datetime or None.
Row = dict[str, Any]
#: Below this a double holds every whole number; beyond, it stays a double.
EXACT = 2**53


class NotInRelease(LookupError):  # noqa: N818  (says what is the case)
    """The release holds no record of this id; ``nearest`` is the one most like it."""

    def __init__(self, kind: str, name: str, nearest: str | None = None) -> None:
        """Say which kind of record was looked for under which name."""
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        super().__init__(f"this release has no {kind} {name!r}{hint}")
        self.kind = kind
        self.name = name
        self.nearest = nearest


@dataclass(frozen=True)
class Page:
    """One page of an answer; ``next_cursor`` is None on the last page.

    ``total`` counts the rows of the whole answer.
    """

    rows: list[Row]
    next_cursor: str | None
    total: int


@dataclass(frozen=True)
class TextPage:
    """One page of an answer as a ``Page`` is, each row as JSON (``row_json``)."""

    rows: list[bytes]
    next_cursor: str | None
    total: int


@dataclass(frozen=True)
class Figure:
    """One printed figure: the rows to quote, and all others.

    The others are older versions, and further sources that print the same. More than
    one current row means that sources disagree: primary comes first.
    """

    figure: str
    current: list[Row]
    others: list[Row]


@dataclass(frozen=True)
class Document:
    """A source document: its versions, newest first, and what was read from it.

    Each number is of the rows of the table of that name.
    """

    document: str
    versions: list[Row]
    statistics: int
    allegations: int
    rejections: int
    proceeding_statements: int
    recommendations: int
    recommendation_responses: int


def rows_of(
    columns: tuple[Column, ...], found: Iterable[tuple[Any, ...]]
) -> Iterator[Row]:
    """Give fetched values their Python types: whole numbers as int, times as UTC.

    Values beyond the columns (order keys that were not selected) are left out.
    """
    names = [column.name for column in columns]
    numbers = [column.name for column in columns if column.kind is Kind.NUMBER]
    times = [column.name for column in columns if column.kind is Kind.DATETIME]
    for values in found:
        row: Row = dict(zip(names, values, strict=False))
        for name in numbers:
            value = row[name]
            if value is not None and value.is_integer() and abs(value) < EXACT:
                row[name] = int(value)
        for name in times:
            if row[name] is not None:
                row[name] = row[name].replace(tzinfo=UTC)
        yield row


def order_keys(
    query: Query, columns: Iterable[Column], values: tuple[Any, ...]
) -> tuple[Value | None, ...]:
    """Return the order keys of a row that was fetched as ``columns``, for a cursor."""
    places = {column.name: n for n, column in enumerate(columns)}
    keys = []
    for key in query.order:
        value = values[places[key.column]]
        if query.table.column(key.column).kind is Kind.DATETIME and value is not None:
            value = value.replace(tzinfo=UTC)
        keys.append(value)
    return tuple(keys)
