"""One question to one table, as its address says it. The address is the whole state.

Parameters, for every column of the table:

``<column>=a`` or ``=a,b`` or repeated
    rows that hold one of the values; ``<column>=`` asks for rows that leave it
    empty. A comma separates values except in columns of the source's own words.
``<column>__min=``, ``<column>__max=``
    inclusive bounds, for numbers, dates and times; in place of a time a day stands for
    the whole of it. Rows without a value are out.
``<column>__has=``
    rows whose words hold this text: the source's own words, or the words of a code in
    either language. Neither capitals nor accents matter (``release.words``).
``sort=column,-column``
    ascending, or descending with a minus; rows without a value come last. Ties
    are broken by the table's own order, so the order is always total.
``fields=column,column``
    only these columns, in this order.
``cursor=``, ``limit=``
    one page after another; a cursor only continues the question it came from.

Statistics hold every version of a figure; ``current=true`` gives those to quote.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import isfinite
from typing import Any

from accountability.release.parameters import (
    DAY,
    Parameters,
    QueryError,
    Value,
    check_known,
    nearest,
    one,
    parse,
    readable,
    refuse_unknown,
    several,
    text_of,
)
from accountability.release.schema import Column, Kind, Table
from accountability.release.words import codes_holding, terms_of

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
#: More rows than any table has: a place beyond is no place.
MOST_ROWS = 2**40
RESERVED = ("sort", "fields", "cursor", "limit")
_MIN, _MAX, _HAS = "__min", "__max", "__has"
#: When a day begins and ends that stands for a time; times are told to the second.
_FIRST, _LAST = "T00:00:00Z", "T23:59:59Z"
RANGED = (Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True)
class Range:
    """Inclusive bounds on a column; None leaves that side open."""

    column: str
    minimum: Value | None = None
    maximum: Value | None = None


@dataclass(frozen=True)
class Containing:
    """A text that a column's words must hold, or the words of the code it holds."""

    column: str
    text: str


@dataclass(frozen=True)
class SortKey:
    """One column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """One question to one table.

    ``filters`` pairs a column with the values it may hold, ``ranges`` bounds it,
    ``containing`` looks into its words; all must hold together. ``fields`` empty
    means every column. ``cursor`` holds the order keys of the last row seen (see
    ``order``) and ``place``, if it is known, where that row stood in the table: a
    hint, worth nothing in another release. ``scope`` is what else the rows depend on,
    beside these parameters.
    """

    table: Table
    filters: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    ranges: tuple[Range, ...] = ()
    containing: tuple[Containing, ...] = ()
    sort: tuple[SortKey, ...] = ()
    fields: tuple[str, ...] = ()
    cursor: tuple[Value | None, ...] | None = None
    place: int | None = None
    limit: int = DEFAULT_LIMIT
    scope: str = ""

    @classmethod
    def from_params(
        cls,
        table: Table,
        parameters: Parameters,
        *,
        also: Collection[str] = (),
        scope: str = "",
    ) -> "Query":
        """Read the question from the parameters of an address.

        ``also`` names parameters that the caller reads itself (``format``). Raises
        QueryError for anything unknown, malformed or said twice.
        """
        refuse_unknown(parameters, [*parameter_names(table), *also])
        query = cls(
            table=table,
            filters=tuple(
                (column.name, several(parameters, column.name, column))
                for column in table.columns
                if column.name in parameters
            ),
            ranges=tuple(
                bounds
                for column in table.columns
                if column.kind in RANGED
                and (bounds := _range(parameters, column)) is not None
            ),
            containing=tuple(
                Containing(column.name, text)
                for column in table.columns
                if is_searched(column)
                and (text := _words(parameters, column)) is not None
            ),
            sort=_sort(table, one(parameters, "sort")),
            fields=_fields(table, one(parameters, "fields")),
            limit=_limit(one(parameters, "limit")),
            scope=scope,
        )
        cursor = one(parameters, "cursor")
        return query if cursor is None else query.after(cursor)

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``from_params`` reads back to this question."""
        bounds = chain.from_iterable(
            (
                (bounds.column + _MIN, bounds.minimum),
                (bounds.column + _MAX, bounds.maximum),
            )
            for bounds in self.ranges
        )
        parameters = [
            *(
                (name, text_of(value))
                for name, values in self.filters
                for value in values
            ),
            *((name, text_of(value)) for name, value in bounds if value is not None),
            *((has.column + _HAS, has.text) for has in self.containing),
        ]
        if self.sort:
            keys = (f"{'-' * key.descending}{key.column}" for key in self.sort)
            parameters.append(("sort", ",".join(keys)))
        if self.fields:
            parameters.append(("fields", ",".join(self.fields)))
        if self.limit != DEFAULT_LIMIT:
            parameters.append(("limit", str(self.limit)))
        if self.cursor is not None:
            text = self.cursor_text(self.cursor, self.place)
            parameters.append(("cursor", text))
        return parameters

    def validate(self, domain: Mapping[str, Collection[str]]) -> None:
        """Refuse values that the release does not hold.

        ``domain`` maps a column to everything it holds (departments, periods).
        Raises QueryError naming the column and the nearest value.
        """
        for name, values in self.filters:
            if name in domain:
                check_known(name, values, domain[name])

    @property
    def asked(self) -> frozenset[str]:
        """The columns on which it depends whether a row is in the answer."""
        return frozenset(
            (
                *(name for name, _ in self.filters),
                *(bounds.column for bounds in self.ranges),
                *(has.column for has in self.containing),
            )
        )

    @property
    def is_whole(self) -> bool:
        """Whether the answer is the whole table as it is stored."""
        return replace(self, limit=DEFAULT_LIMIT) == Query(self.table)

    @cached_property
    def order(self) -> tuple[SortKey, ...]:
        """The total order of the answer: the sort asked for, then the table's own."""
        chosen = [key.column for key in self.sort]
        rest = (SortKey(name) for name in self.table.order_by if name not in chosen)
        return (*self.sort, *rest)

    @cached_property
    def selected(self) -> tuple[Column, ...]:
        """The columns of the answer, in order."""
        if not self.fields:
            return self.table.columns
        return tuple(self.table.column(name) for name in self.fields)

    def after(self, cursor: str) -> "Query":
        """Return this question continued after a row, from an opaque cursor.

        Raises QueryError if the cursor is damaged or continues another question.
        """
        damaged = QueryError("cursor", "is damaged.")
        try:
            asked, *keys = _unpacked(cursor)
        except (ValueError, TypeError, RecursionError):
            raise damaged from None
        place = keys.pop() if len(keys) == len(self.order) + 1 else None
        if asked != self.fingerprint or not 0 < len(keys) == len(self.order):
            raise QueryError("cursor", "continues another question.")
        if place is not None and not _is_place(place):
            raise damaged
        try:
            values = tuple(map(_cursor_key, self._order_columns, keys))
        except ValueError:
            raise damaged from None
        return replace(self, cursor=values, place=place)

    def cursor_text(
        self, values: tuple[Value | None, ...], place: int | None = None
    ) -> str:
        """Write the order keys of a row as an opaque cursor for this question.

        ``place`` is the number of the row in the table, where it helps to find it.
        """
        keys: list[str | float | None] = [
            value if value is None or isinstance(value, float) else text_of(value)
            for value in values
        ]
        if place is not None:
            keys.append(place)
        text = json.dumps([self.fingerprint, *keys], separators=(",", ":"))
        return _packed(text.encode())

    @property
    def _order_columns(self) -> list[Column]:
        return [self.table.column(key.column) for key in self.order]

    @cached_property
    def fingerprint(self) -> str:
        """What tells questions apart that page through different rows or orders."""
        rows = replace(self, fields=(), cursor=None, place=None, limit=DEFAULT_LIMIT)
        asked = repr((self.table.name, self.scope, rows.to_params()))
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


def parameter_names(table: Table) -> list[str]:
    """Return every parameter that a question to ``table`` may carry."""
    return [*filter_names(table), *RESERVED]


def filter_names(table: Table) -> list[str]:
    """Return every parameter that chooses rows of ``table``."""
    further = (
        *((name, _MIN) for name in _names(table, ranged=True)),
        *((name, _MAX) for name in _names(table, ranged=True)),
        *((name, _HAS) for name in _names(table, ranged=False)),
    )
    return [*table.names, *(name + ending for name, ending in further)]


def is_searched(column: Column) -> bool:
    """Say whether a column has words to look into: the source's own, or of a code."""
    return column.words or terms_of(column) is not None


def _names(table: Table, *, ranged: bool) -> list[str]:
    return [
        column.name
        for column in table.columns
        if (column.kind in RANGED if ranged else is_searched(column))
    ]


def _unpacked(cursor: str) -> Any:
    """Return what a cursor holds; raises ValueError unless each letter counts."""
    text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
    if _packed(text) != cursor:
        raise ValueError(cursor)
    return json.loads(text)


def _packed(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _cursor_key(column: Column, key: object) -> Value | None:
    """Read one order key: any value that a row may hold, floats to the last bit.

    Raises ValueError for what ``cursor_text`` never writes.
    """
    match key:
        case None:
            return None
        case float() if column.kind is Kind.NUMBER and isfinite(key):
            return key
        case str() if column.kind is Kind.STRING:
            key.encode()  # half a letter is no text
            return key
        case str() if key:
            return parse("cursor", column, key)
    raise ValueError(key)


def _is_place(place: object) -> bool:
    return type(place) is int and 0 <= place < MOST_ROWS


def _range(parameters: Parameters, column: Column) -> Range | None:
    sides: list[Value | None] = []
    for ending, moment in ((_MIN, _FIRST), (_MAX, _LAST)):
        name = column.name + ending
        text = one(parameters, name)
        if text == "":
            raise QueryError(name, "needs a value.")
        if text and column.kind is Kind.DATETIME and DAY.fullmatch(text):
            text += moment
        sides.append(None if text is None else parse(name, column, text))
    if sides == [None, None]:
        return None
    return Range(column.name, *sides)


def _words(parameters: Parameters, column: Column) -> str | None:
    name, terms = column.name + _HAS, terms_of(column)
    text = one(parameters, name)
    if text is None:
        return None
    if text.strip() == "":
        raise QueryError(name, "needs a value.")
    if terms is not None and not codes_holding(terms, readable(name, text)):
        labels = chain.from_iterable((term.english, term.french) for term in terms)
        raise QueryError(
            name, f"none of its codes is called {text!r}.", nearest(text, labels)
        )
    return readable(name, text)


def _columns(table: Table, parameter: str, text: str) -> list[str]:
    names = text.split(",")
    for number, name in enumerate(names):
        if name not in table.names:
            raise QueryError(
                parameter, f"no column is called {name!r}.", nearest(name, table.names)
            )
        if name in names[:number]:
            raise QueryError(parameter, f"names {name!r} twice.")
    return names


def _sort(table: Table, text: str | None) -> tuple[SortKey, ...]:
    if text is None:
        return ()
    keys = text.split(",")
    names = _columns(table, "sort", ",".join(key.removeprefix("-") for key in keys))
    return tuple(
        SortKey(name, key.startswith("-"))
        for name, key in zip(names, keys, strict=True)
    )


def _fields(table: Table, text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(_columns(table, "fields", text))


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_LIMIT):
        raise QueryError("limit", f"{text!r} is not a number from 1 to {MAX_LIMIT}.")
    return int(text)
