"""The reader's answers again: plain Python over the bundle's CSV files, slow and dull.

Nothing is shared with the reader but the schema, so both can't be wrong alike.
"""

import csv
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, cmp_to_key
from pathlib import Path
from typing import Any

from accountability.release.aggregate import Aggregate
from accountability.release.overview import OverviewQuery
from accountability.release.query import Query
from accountability.release.schema import ALLEGATIONS, STATISTICS, Column, Kind, Table

Row = dict[str, Any]

_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.STRING: lambda text: text[1:] if text[:1] == "'" else text,
    Kind.INTEGER: int,
    Kind.NUMBER: lambda text: float(text) if "." in text else int(text),
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(
        tzinfo=UTC
    ),
}


@cache
def rows_of(bundle: Path, table: Table) -> list[Row]:
    """Read a table's CSV file. An empty cell is null where the column may be null."""
    path = bundle / "public" / f"{table.name}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        return [
            {
                column.name: None
                if row[column.name] == "" and not column.required
                else _READ[column.kind](row[column.name])
                for column in table.columns
            }
            for row in csv.DictReader(stream)
        ]


def _holds(row: Row, query: Query) -> bool:
    for name, values in query.filters:
        held = row[name]
        if query.table.column(name).many is not None:
            codes = held.split(" ")
            if not any(value in codes for value in values):
                return False
        elif held not in values and not (held is None and "" in values):
            return False
    for bounds in query.ranges:
        held = row[bounds.column]
        if held is None:
            return False
        if bounds.minimum is not None and held < bounds.minimum:
            return False
        if bounds.maximum is not None and held > bounds.maximum:
            return False
    return all(
        any(
            folded(has.text) in folded(words)
            for words in words_of(query.table.column(has.column), row[has.column])
        )
        for has in query.containing
    )


def words_of(column: Column, held: str | None) -> list[str]:
    """Return the words of a cell: as printed, or the labels of its codes."""
    terms = column.vocabulary or column.many
    if terms is None:
        return [held or ""]
    codes = (held or "").split(" ")
    return [
        words
        for term in terms
        if term.value in codes
        for words in (term.value, term.label("en"), term.label("fr"))
    ]


def folded(text: str) -> str:
    """Return a text without its capitals and accents, as a keyboard has it."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in parts if not unicodedata.combining(c)).lower()
    for typed, printed in (("'", "’‘ʼ´"), ("-", "‐‑‒–—"), (" ", "\u00a0\u202f")):
        for sign in printed:
            bare = bare.replace(sign, typed)
    return bare


def _compare(one: Row, other: Row, query: Query) -> int:
    asked = [(key.column, key.descending) for key in query.sort]
    own = [(name, False) for name in query.table.order_by]
    for name, descending in asked + own:
        a, b = row_key(one[name]), row_key(other[name])
        if a == b:
            continue
        if a is None or b is None:
            return 1 if a is None else -1
        return (1 if a > b else -1) * (-1 if descending else 1)
    return 0


def row_key(value: Any) -> Any:
    """Order texts by their bytes, as files are ordered."""
    return value.encode() if isinstance(value, str) else value


def answer(bundle: Path, query: Query) -> list[Row]:
    """Return all rows of the answer, from the first one."""
    found = [row for row in rows_of(bundle, query.table) if _holds(row, query)]
    found.sort(key=cmp_to_key(lambda one, other: _compare(one, other, query)))
    names = query.fields or query.table.names
    return [{name: row[name] for name in names} for row in found]


def counts(bundle: Path, aggregate: Aggregate) -> list[Row]:
    """Return all rows of an aggregate, in the order it asks for."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    if not aggregate.by:
        groups[()] = []
    for row in rows_of(bundle, aggregate.rows.table):
        if _holds(row, aggregate.rows):
            groups.setdefault(tuple(row[name] for name in aggregate.by), []).append(row)
    listing = aggregate.listing
    found = [
        dict(zip(aggregate.by, key, strict=True))
        | {"count": len(rows)}
        | _summed_up(rows, aggregate.number)
        for key, rows in groups.items()
    ]
    found.sort(key=cmp_to_key(lambda one, other: _compare(one, other, listing)))
    names = listing.fields or listing.table.names
    return [{name: row[name] for name in names} for row in found]


def _summed_up(rows: list[Row], number: str | None) -> Row:
    if number is None:
        return {}
    held = [row[number] for row in rows if row[number] is not None]
    return {
        "stated": len(held),
        "sum": sum(held) if held else None,
        "mean": statistics.fmean(held) if held else None,
        "median": statistics.median(held) if held else None,
        "minimum": min(held, default=None),
        "maximum": max(held, default=None),
    }


def overview_counts(bundle: Path, query: OverviewQuery) -> dict[str, Counter[Any]]:
    """Count allegations by year, by department and by class, each with outcome."""
    counts: dict[str, Counter[Any]] = {
        name: Counter() for name in ("year", "department", "class", "outcome")
    }
    for row in rows_of(bundle, ALLEGATIONS):
        if query.departments and row["department"] not in query.departments:
            continue
        if query.jurisdiction and row["jurisdiction"] != query.jurisdiction:
            continue
        if query.classes and row["class"] not in query.classes:
            continue
        if query.outcomes and row["outcome"] not in query.outcomes:
            continue
        if query.year_min is not None and row["year"] < query.year_min:
            continue
        if query.year_max is not None and row["year"] > query.year_max:
            continue
        for name in ("year", "department", "class"):
            counts[name][row[name], row["outcome"]] += 1
        counts["outcome"][row["outcome"]] += 1
    return counts


def trend(bundle: Path, query: OverviewQuery) -> set[str]:
    """Return the ids of the figures of the trend."""
    return {
        row["statistic"]
        for row in rows_of(bundle, STATISTICS)
        if row["current"]
        and row["category"] == ""
        and row["metric"] == query.metric.value
        and (not query.departments or row["department"] in query.departments)
        and (not query.jurisdiction or row["jurisdiction"] == query.jurisdiction)
        and (query.year_min is None or row["period_start"].year >= query.year_min)
        and (query.year_max is None or row["period_start"].year <= query.year_max)
    }
