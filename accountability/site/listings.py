"""A table of the release as a page of rows with filters. The address is the question.

Whatever the API takes for the table, the page takes too; the form shows the filters
that a reader chooses from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from accountability.release.aggregate import Aggregate
from accountability.release.parameters import Parameters
from accountability.release.query import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Query,
    SortKey,
)
from accountability.release.reader import Reader, Row
from accountability.release.schema import Table
from accountability.site.names import body_names
from accountability.site.page import Context
from accountability.vocab import Term

PER_PAGE = 50
#: What a page itself reads of an address: the rest asks for rows.
OWN = ("lang", "release", "after")
YEARS = ("year__min", "year__max")


@dataclass(frozen=True)
class Filter:
    """One filter of the form: its parameter, its name, its (value, words) options."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: frozenset[str] = frozenset()


def listing(
    request: HttpRequest,
    reader: Reader,
    table: Table,
    filters: Sequence[Filter],
    *,
    newest: tuple[SortKey, ...] = (),
) -> tuple[list[Row], Context]:
    """Return a page of rows that fit the address, and what the templates need.

    ``newest`` is the order where the address asks for none. Raises QueryError.
    """
    years = YEARS if "year" in table.names else ()
    own = {*(each.name for each in filters), *years}
    given = _given(request, own)
    question = Query.from_params(table, given, also=OWN)
    asked = replace(question, fields=(), cursor=None, limit=DEFAULT_LIMIT)
    whole = replace(asked, sort=asked.sort or newest)
    first = replace(whole, limit=PER_PAGE)
    after = request.GET.get("after")
    found = reader.page(first.after(after) if after else first)
    return found.rows, {
        "table": table.name,
        "held": table.name in reader.info.rows,
        "total": found.total,
        "following": found.next_cursor,
        "first": after is None,
        "asked": urlencode(asked.to_params()),
        "filters": [
            replace(each, chosen=frozenset(_values(given, each.name)))
            for each in filters
        ],
        "years": [(name, (given.get(name) or [""])[0]) for name in years],
        "others": [
            (name, value)
            for name, values in given.items()
            if name not in {*own, *OWN}
            for value in values
        ],
        "narrowed": bool(asked.asked),
    }


def of_departments(reader: Reader, table: Table | None = None) -> Filter:
    """Let choose a department: any, or one that ``table`` names."""
    held = None if table is None else occurring(reader, table, "department")
    rows = sorted(reader.departments(), key=lambda row: str(row["name"]))
    options = (
        (row["department"], row["name"])
        for row in rows
        if held is None or row["department"] in held
    )
    return Filter("department", gettext("Department"), tuple(options))


def of_bodies(reader: Reader, table: Table) -> Filter:
    """Let choose a body that ``table`` names."""
    held = occurring(reader, table, "body")
    options = tuple(each for each in body_names(reader).items() if each[0] in held)
    return Filter("body", gettext("Body"), options)


def of_terms(name: str, label: str, terms: Iterable[Term]) -> Filter:
    """Let choose one of ``terms``."""
    language = get_language() or "en"
    return Filter(
        name, label, tuple((term.value, term.label(language)) for term in terms)
    )


def occurring(reader: Reader, table: Table, column: str) -> list[str]:
    """Return what a column of ``table`` holds, in order; what is empty is left out."""
    aggregate = Aggregate.from_params(
        table, {"by": [column], "limit": [f"{MAX_LIMIT}"]}
    )
    found = reader.page(aggregate.listing, reader.counted(aggregate))
    return [row[column] for row in found.rows if row[column]]


def _given(request: HttpRequest, own: set[str]) -> Parameters:
    """Return what an address asks for; fields of the form left open are left out."""
    given = {name: request.GET.getlist(name) for name in request.GET}
    return {
        name: values
        for name, values in given.items()
        if not (name in {*own, "jurisdiction"} and values == [""])
    }


def _values(given: Parameters, name: str) -> set[str]:
    whole = set(given.get(name, ()))
    return whole | {part for text in whole for part in text.split(",")}
