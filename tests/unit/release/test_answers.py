"""Fast answers equal slow ones: the reader beside plain Python over the CSV files."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.release.aggregate import (
    COUNTED,
    MOST_COLUMNS,
    OWN,
    Aggregate,
    counted,
    groupable,
)
from accountability.release.listing import Listing
from accountability.release.overview import OverviewQuery
from accountability.release.query import (
    Containing,
    Query,
    Range,
    SortKey,
    is_searched,
)
from accountability.release.reader import Reader
from accountability.release.schema import (
    ALLEGATION_CUBE,
    ALLEGATIONS,
    TABLES,
    Kind,
    Table,
)
from accountability.release.sql import Source
from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from tests.oracles import release_answers as oracle

#: The suite asks hundreds of questions; ORACLE_QUESTIONS=5000 asks as many of each.
MANY = settings(
    max_examples=int(os.environ.get("ORACLE_QUESTIONS", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
#: Tables without rows in the awkward bundle.
EMPTY = (
    *("changes", "corrections", "denominators"),
    *("document_changes", "document_change_items"),
)
FILLED = [table for table in TABLES if table.name not in EMPTY]
_ORDERED = (Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME)


@st.composite
def queries(draw: st.DrawFn, reader: Reader, table: Table) -> Query:
    """Draw questions whose values are mostly held by some row."""
    rows = oracle.rows_of(reader.bundle, table)

    def value_in(name: str) -> Any:
        held = draw(st.sampled_from(rows))[name]
        return "" if held is None else held

    filters = []
    for name in sorted(draw(st.sets(st.sampled_from(table.names), max_size=2))):
        column = table.column(name)
        values = [value_in(name) for _ in range(draw(st.integers(1, 3)))]
        if column.many is not None:
            values = [value.partition(" ")[0] for value in values]
        filters.append((name, tuple(dict.fromkeys(values))))
    ranges = []
    ordered = [column.name for column in table.columns if column.kind in _ORDERED]
    for name in draw(st.sets(st.sampled_from(ordered), max_size=1)) if ordered else ():
        low, high = value_in(name), value_in(name)
        bounds = Range(name, None if low == "" else low, None if high == "" else high)
        if bounds != Range(name):
            ranges.append(bounds)
    containing = []
    words = [column for column in table.columns if is_searched(column)]
    for column in draw(st.lists(st.sampled_from(words), max_size=1)) if words else ():
        name = column.name
        held = rows[draw(st.integers(0, len(rows) - 1))][name] or "x"
        if not column.words:  # the words of a code that it holds
            if not (labels := oracle.words_of(column, held)):
                continue
            held = draw(st.sampled_from(labels))
        start = draw(st.integers(0, len(held) - 1))
        part = held[start : start + draw(st.integers(1, 4))]
        if part.strip() and part.isprintable():
            containing.append(
                Containing(name, draw(st.sampled_from([part, part.upper()])))
            )
    sort = draw(st.lists(st.sampled_from(table.names), max_size=2, unique=True))
    return Query(
        table=table,
        filters=tuple(filters),
        ranges=tuple(ranges),
        containing=tuple(containing),
        sort=tuple(SortKey(name, draw(st.booleans())) for name in sort),
        fields=tuple(
            draw(st.lists(st.sampled_from(table.names), max_size=3, unique=True))
        ),
        limit=draw(st.sampled_from([11, 40, 1000])),
    )


def walked(
    listing: Listing, query: Query, source: Source | None = None
) -> list[dict[str, Any]]:
    """Return every row, page by page, through cursors as an address carries them."""
    rows: list[dict[str, Any]] = []
    following: Query | None = query
    while following is not None:
        page = listing.page(following, source)
        rows += page.rows
        cursor = page.next_cursor
        following = None if cursor is None else query.after(cursor)
        assert len(page.rows) <= query.limit
    assert page.total == len(rows)
    return rows


def written(
    listing: Listing, query: Query, source: Source | None = None
) -> list[dict[str, Any]]:
    """Return the rows of the Parquet file, as another program reads them."""
    with listing.parquet(query, source) as file:
        found: list[dict[str, Any]] = pyarrow.parquet.read_table(file).to_pylist()
    for row in found:
        for name, value in row.items():
            if isinstance(value, float) and value.is_integer():
                row[name] = int(value)
            elif isinstance(value, datetime):
                row[name] = value.astimezone(UTC)
    return found


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
@MANY
@given(data=st.data())
def test_every_query_answers_as_the_oracle(
    awkward: Reader, table: Table, data: st.DataObject
) -> None:
    query = data.draw(queries(awkward, table))
    expected = oracle.answer(awkward.bundle, query)
    assert walked(awkward, query) == expected
    assert list(awkward.rows(query)) == expected
    assert written(awkward, query) == expected


@st.composite
def aggregates(draw: st.DrawFn, reader: Reader, table: Table) -> Aggregate:
    """Draw questions for counts, a third of them such as the cube can answer."""
    rows = replace(draw(queries(reader, table)), sort=(), fields=(), limit=100)
    known = groupable(table)
    if table == ALLEGATIONS and draw(st.integers(0, 2)) == 0:
        known = [name for name in known if name in ALLEGATION_CUBE.names]
        kept = tuple(f for f in rows.filters if f[0] in ALLEGATION_CUBE.names)
        rows = replace(rows, filters=kept, ranges=(), containing=())
    by = tuple(
        draw(st.lists(st.sampled_from(known), max_size=MOST_COLUMNS, unique=True))
    )
    number = draw(st.sampled_from([None, *COUNTED[table.name]]))
    names = counted(table, by, number).names
    sort = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    asked: dict[str, list[str]] = {"limit": [str(draw(st.sampled_from([7, 1000])))]}
    for name, text in rows.to_params():
        asked.setdefault(name, []).append(text)
    if by:
        asked["by"] = [",".join(by)]
    if number is not None:
        asked["number"] = [number]
    if sort:
        asked["sort"] = [",".join(draw(st.sampled_from(["", "-"])) + s for s in sort)]
    return Aggregate.from_params(table, asked)


@pytest.mark.parametrize(
    "table",
    [table for table in FILLED if table.name in COUNTED],
    ids=lambda table: table.name,
)
@MANY
@given(data=st.data())
def test_every_count_is_the_oracles(
    awkward: Reader, table: Table, data: st.DataObject
) -> None:
    aggregate = data.draw(aggregates(awkward, table))
    source = awkward.counted(aggregate)
    expected = oracle.counts(awkward.bundle, aggregate)
    found = walked(awkward, aggregate.listing, source)
    assert exact(found) == exact(expected)
    assert list(awkward.rows(aggregate.listing, source)) == found
    given_again: dict[str, list[str]] = {}
    for parameter, text in aggregate.to_params():
        given_again.setdefault(parameter, []).append(text)
    assert Aggregate.from_params(table, given_again) == aggregate


def exact(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Round what two programs divide: the last bit of a mean is nobody's."""
    return [
        {k: round(v, 9) if isinstance(v, float) else v for k, v in row.items()}
        for row in rows
    ]


def test_no_counted_table_hides_a_parameter() -> None:
    for table in TABLES:
        assert not set(OWN) & set(table.names)
        assert "count" not in groupable(table)


overview_queries = st.builds(
    OverviewQuery,
    departments=st.lists(
        st.sampled_from(["saanich", "vancouver", "new-orleans", "oak-bay"]),
        max_size=3,
        unique=True,
    ).map(tuple),
    jurisdiction=st.sampled_from([None, "CA-BC", "US-LA"]),
    year_min=st.sampled_from([None, 2015, 2017, 2018]),
    year_max=st.sampled_from([None, 2018, 2019, 2030]),
    classes=st.lists(st.sampled_from(AllegationClass), max_size=3, unique=True).map(
        tuple
    ),
    outcomes=st.lists(st.sampled_from(OutcomeGroup), max_size=3, unique=True).map(
        tuple
    ),
    metric=st.sampled_from([Metric.REGISTERED_COMPLAINTS, Metric.FILES_OPENED]),
)


@MANY
@given(query=overview_queries)
def test_every_overview_answers_as_the_oracle(
    awkward: Reader, query: OverviewQuery
) -> None:
    found = awkward.overview(query)
    counts = oracle.overview_counts(awkward.bundle, query)
    assert {(c.year, c.outcome): c.allegations for c in found.by_year_outcome} == dict(
        counts["year"]
    )
    assert {
        (c.department, c.outcome): c.allegations for c in found.by_department_outcome
    } == dict(counts["department"])
    assert {
        (c.allegation_class, c.outcome): c.allegations for c in found.by_class_outcome
    } == dict(counts["class"])
    assert {c.outcome: c.allegations for c in found.by_outcome} == dict(
        counts["outcome"]
    )
    assert found.total == counts["outcome"].total()
    points = [point.statistic for point in found.trend]
    assert len(points) == len(set(points))
    assert set(points) == oracle.trend(awkward.bundle, query)
