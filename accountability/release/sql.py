"""Questions as DuckDB SQL.

Values always travel as parameters; names come from the schema alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accountability.release.overview import OverviewQuery
from accountability.release.parameters import Value
from accountability.release.query import Containing, Query, Range
from accountability.release.schema import Column, Kind
from accountability.release.words import codes_holding, folded, folded_sql, terms_of

#: What the schema's types are in DuckDB.
TYPES = {
    Kind.STRING: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMPTZ",
    Kind.BOOLEAN: "BOOLEAN",
}


#: The column that numbers the rows of a table of DuckDB, and of a view of a file.
ROW_ID, ROW_OF_FILE = "rowid", "row_of_file"


def quoted(name: str) -> str:
    """Quote an identifier; columns are called ``class``, ``table`` and ``row``."""
    return f'"{name}"'


def literal(text: str) -> str:
    """Quote a text for the few places that take no parameter (file names)."""
    return "'" + text.replace("'", "''") + "'"


def fetched(column: Column) -> str:
    """Select a column so that it needs no time zone library to fetch.

    A time leaves DuckDB as naive UTC: fetching an aware one needs pytz.
    """
    name = quoted(column.name)
    if column.kind is Kind.DATETIME:
        return f"({name} AT TIME ZONE 'UTC') AS {name}"
    return name


@dataclass
class Where:
    """Conditions that must all hold, with their parameters in order."""

    conditions: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, condition: str, *parameters: object) -> None:
        """Add one condition."""
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def any_of(self, name: str, values: tuple[Value, ...]) -> None:
        """Let a column hold one of ``values``; ``""`` stands for empty."""
        column = quoted(name)
        stated = [bindable(value) for value in values if value != ""]
        parts = []
        if stated:
            parts.append(f"{column} IN ({', '.join('?' * len(stated))})")
        if len(stated) < len(values):
            parts.append(f"{column} IS NULL OR {column} = ''")
        self.add(f"({' OR '.join(parts)})", *stated)

    def sql(self) -> str:
        """Return the WHERE clause, or nothing if there is no condition."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def bindable(value: Value) -> object:
    """Bind times as texts, which DuckDB reads in the session's UTC."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f+00")
    return value


def where(query: Query) -> Where:
    """Return the conditions of a question, without its cursor."""
    clause = Where()
    for name, values in query.filters:
        _filter(clause, query.table.column(name), values)
    for bounds in query.ranges:
        _bound(clause, query.table.column(bounds.column), bounds)
    for has in query.containing:
        _contain(clause, query.table.column(has.column), has)
    return clause


def _filter(clause: Where, column: Column, values: tuple[Value, ...]) -> None:
    name = quoted(column.name)
    if column.many is not None:
        tests = [
            f"{name} = ''" if value == "" else f"list_contains(split({name}, ' '), ?)"
            for value in values
        ]
        clause.add(f"({' OR '.join(tests)})", *(v for v in values if v != ""))
    elif column.kind is Kind.STRING:
        clause.any_of(column.name, values)
    else:
        _filter_typed(clause, column, values)


def _filter_typed(clause: Where, column: Column, values: tuple[Value, ...]) -> None:
    name, cast = quoted(column.name), _cast(column)
    stated = [bindable(value) for value in values if value != ""]
    parts = []
    if stated:
        parts.append(f"{name} IN ({', '.join([cast] * len(stated))})")
    if len(stated) < len(values):
        parts.append(f"{name} IS NULL")
    clause.add(f"({' OR '.join(parts)})", *stated)


def _bound(clause: Where, column: Column, bounds: Range) -> None:
    name, cast = quoted(column.name), _cast(column)
    if bounds.minimum is not None:
        clause.add(f"{name} >= {cast}", bindable(bounds.minimum))
    if bounds.maximum is not None:
        clause.add(f"{name} <= {cast}", bindable(bounds.maximum))


def _contain(clause: Where, column: Column, has: Containing) -> None:
    terms = terms_of(column)
    if terms is None:
        held = folded_sql(quoted(column.name))
        clause.add(f"contains({held}, ?)", folded(has.text))
    elif codes := codes_holding(terms, has.text):
        _filter(clause, column, codes)
    else:
        clause.add("false")


def _cast(column: Column) -> str:
    return "?::TIMESTAMPTZ" if column.kind is Kind.DATETIME else "?"


@dataclass(frozen=True)
class Source:
    """Where the rows of a question come from: a relation, with its parameters.

    Files and tables hold their rows in the table's own order, and one thread reads
    them in that order, counted from 0 by the column ``number``; what is computed is
    neither ordered nor numbered.
    """

    relation: str
    parameters: tuple[object, ...] = ()
    number: str | None = ROW_ID

    @property
    def ordered(self) -> bool:
        """Whether the rows stand in the table's own order."""
        return self.number is not None


def order_by(query: Query, source: Source) -> str:
    """Return the ORDER BY clause, or nothing where the rows stand in order already.

    Rows without a value come last, ascending or descending.
    """
    if not query.order or (source.ordered and not query.sort):
        return ""
    keys = (
        f"{quoted(key.column)} {'DESC' if key.descending else 'ASC'} NULLS LAST"
        for key in query.order
    )
    return f" ORDER BY {', '.join(keys)}"


def add_cursor(clause: Where, query: Query) -> None:
    """Let the answer begin after the row whose order keys the cursor holds."""
    if query.cursor is None:
        return
    branches: list[str] = []
    parameters: list[object] = []
    equal: list[str] = []
    equal_parameters: list[object] = []
    for key, value in zip(query.order, query.cursor, strict=True):
        column = query.table.column(key.column)
        name, cast = quoted(key.column), _cast(column)
        if value is None:
            equal.append(f"{name} IS NULL")
            continue
        sign = "<" if key.descending else ">"
        later = f"({name} {sign} {cast}"
        later += ")" if column.required else f" OR {name} IS NULL)"
        branches.append(" AND ".join([*equal, later]))
        parameters += [*equal_parameters, bindable(value)]
        equal.append(f"{name} = {cast}")
        equal_parameters.append(bindable(value))
    # Nothing follows a row without any key; only a cursor made by hand says so.
    either = " OR ".join(f"({branch})" for branch in branches) or "false"
    clause.add(f"({either})", *parameters)
    first, value = query.order[0], query.cursor[0]
    column = query.table.column(first.column)
    if value is not None and column.required:
        # Says nothing new, but lets DuckDB skip whole row groups.
        sign = "<=" if first.descending else ">="
        clause.add(f"{quoted(first.column)} {sign} {_cast(column)}", bindable(value))


def with_keys(query: Query, columns: Iterable[Column]) -> list[Column]:
    """Return what a page fetches: some columns, then the order keys not among them."""
    chosen = list(columns)
    names = {column.name for column in chosen}
    keys = (query.table.column(key.column) for key in query.order)
    return chosen + [column for column in keys if column.name not in names]


def is_numbered(query: Query, source: Source) -> bool:
    """Say whether the rows of an answer come in the order in which they are numbered.

    A page fetches the number of each row then, last of all.
    """
    return source.ordered and not query.sort


def page_sql(
    query: Query, source: Source, columns: Sequence[Column]
) -> tuple[str, list[object]]:
    """Return the SQL of one page and one row more, and its parameters."""
    clause = where(query)
    add_cursor(clause, query)
    return _page(query, source, columns, clause, query.limit + 1)


def placed_sql(
    query: Query, source: Source, columns: Sequence[Column]
) -> tuple[str, list[object]]:
    """Return the SQL of a page found by ``place``, after the row that stands there.

    No row before it is looked at; whether it is the cursor's, its keys tell.
    """
    most = query.limit + 2
    clause = where(query)
    clause.add(f"{source.number} >= ?", query.place)
    if not query.asked:
        clause.add(f"{source.number} < ?::BIGINT + {most}", query.place)
    return _page(query, source, columns, clause, most)


def _page(
    query: Query, source: Source, columns: Sequence[Column], clause: Where, most: int
) -> tuple[str, list[object]]:
    number = f", {source.number}" if is_numbered(query, source) else ""
    statement, parameters = _selected(query, source, columns, clause, number)
    return f"{statement} LIMIT {most}", parameters


def whole_page_sql(
    query: Query, source: Source, columns: Sequence[Column]
) -> tuple[str, list[object]]:
    """Return the SQL of a first page with, last in each row, how many rows there are.

    For what is computed: to count it alone would compute it again.
    """
    statement, parameters = _selected(
        query, source, columns, where(query), ", count(*) OVER ()"
    )
    return f"{statement} LIMIT {query.limit + 1}", parameters


def stream_sql(query: Query, source: Source) -> tuple[str, list[object]]:
    """Return the SQL of every row after the cursor, and its parameters."""
    clause = where(query)
    add_cursor(clause, query)
    return _selected(query, source, query.selected, clause)


def copy_sql(query: Query, source: Source, place: str) -> tuple[str, list[object]]:
    """Return the SQL that writes every row after the cursor to a Parquet file."""
    clause = where(query)
    add_cursor(clause, query)
    names = ", ".join(quoted(column.name) for column in query.selected)
    return (
        f"COPY (SELECT {names} FROM {source.relation}{clause.sql()}"
        f"{order_by(query, source)}) TO {literal(place)} (FORMAT parquet, "
        "COMPRESSION zstd)",
        [*source.parameters, *clause.parameters],
    )


def count_sql(query: Query, source: Source) -> tuple[str, list[object]]:
    """Return the SQL that counts the rows of an answer, on all its pages."""
    clause = where(query)
    return (
        f"SELECT count(*) FROM {source.relation}{clause.sql()}",
        [*source.parameters, *clause.parameters],
    )


def _selected(
    query: Query,
    source: Source,
    columns: Iterable[Column],
    clause: Where,
    also: str = "",
) -> tuple[str, list[object]]:
    return (
        f"SELECT {', '.join(map(fetched, columns))}{also} FROM {source.relation}"
        f"{clause.sql()}{order_by(query, source)}",
        [*source.parameters, *clause.parameters],
    )


def cube_where(query: OverviewQuery) -> Where:
    """Return the conditions of an overview on the cube of allegations."""
    clause = Where()
    for name, values in _listed(query):
        if values:
            clause.any_of(name, values)
    if query.jurisdiction is not None:
        clause.add("jurisdiction = ?", query.jurisdiction)
    if query.year_min is not None:
        clause.add("year >= ?", query.year_min)
    if query.year_max is not None:
        clause.add("year <= ?", query.year_max)
    return clause


def _listed(query: OverviewQuery) -> Iterator[tuple[str, tuple[Value, ...]]]:
    yield "department", query.departments
    yield "class", tuple(term.value for term in query.classes)
    yield "outcome", tuple(term.value for term in query.outcomes)
