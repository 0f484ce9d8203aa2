"""Fast answers equal slow ones: the reader beside plain Python over the CSV files."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.release.overview import OverviewQuery
from accountability.release.query import Query, Range, SortKey
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS, STATISTICS, Kind, Table
from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from tests.oracles import release_answers as oracle

MANY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
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
    for name in draw(st.lists(st.sampled_from(ordered), max_size=1)):
        low, high = value_in(name), value_in(name)
        bounds = Range(name, None if low == "" else low, None if high == "" else high)
        if bounds != Range(name):
            ranges.append(bounds)
    sort = draw(st.lists(st.sampled_from(table.names), max_size=2, unique=True))
    return Query(
        table=table,
        filters=tuple(filters),
        ranges=tuple(ranges),
        sort=tuple(SortKey(name, draw(st.booleans())) for name in sort),
        fields=tuple(
            draw(st.lists(st.sampled_from(table.names), max_size=3, unique=True))
        ),
        limit=draw(st.sampled_from([11, 40, 1000])),
    )


def walked(reader: Reader, query: Query) -> list[dict[str, Any]]:
    """Return every row, page by page, through cursors as an address carries them."""
    rows: list[dict[str, Any]] = []
    following: Query | None = query
    while following is not None:
        page = reader.page(following)
        rows += page.rows
        cursor = page.next_cursor
        following = None if cursor is None else query.after(cursor)
        assert len(page.rows) <= query.limit
    assert page.total == len(rows)
    return rows


@MANY
@given(data=st.data())
def test_every_statistics_query_answers_as_the_oracle(
    awkward: Reader, data: st.DataObject
) -> None:
    query = data.draw(queries(awkward, STATISTICS))
    expected = oracle.answer(awkward.bundle, query)
    assert walked(awkward, query) == expected
    assert list(awkward.rows(query)) == expected


@MANY
@given(data=st.data())
def test_every_allegations_query_answers_as_the_oracle(
    awkward: Reader, data: st.DataObject
) -> None:
    query = data.draw(queries(awkward, ALLEGATIONS))
    expected = oracle.answer(awkward.bundle, query)
    assert walked(awkward, query) == expected
    assert list(awkward.rows(query)) == expected


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
