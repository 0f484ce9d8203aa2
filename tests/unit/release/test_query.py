"""Questions in addresses: strict to read, the same when written and read again."""

import base64
import json
from collections import defaultdict
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.release.overview import PARAMETERS, OverviewQuery
from accountability.release.parameters import QueryError
from accountability.release.query import (
    MOST_ROWS,
    Containing,
    Query,
    Range,
    SortKey,
    parameter_names,
)
from accountability.release.schema import (
    ALLEGATIONS,
    DOCUMENTS,
    STATISTICS,
    TABLES,
    Column,
    Kind,
    Table,
)
from accountability.vocab import AllegationClass, Metric, OutcomeGroup

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: WORDS.filter(lambda text: "," not in text),
    Kind.INTEGER: st.integers(-(10**12), 10**12),
    Kind.NUMBER: st.integers(-(10**9), 10**9).map(lambda n: n / 8),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(),
    Kind.DATETIME: st.datetimes().map(
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
}


def values_of(column: Column) -> st.SearchStrategy[Any]:
    vocabulary = column.vocabulary or column.many
    if vocabulary:
        held: st.SearchStrategy[Any] = st.sampled_from(vocabulary.codes())
    elif column.words:
        held = WORDS
    else:
        held = VALUES[column.kind]
    return held | st.just("") if column.may_be_empty else held


@st.composite
def queries(draw: st.DrawFn) -> Query:
    table = draw(st.sampled_from(TABLES))
    names = draw(st.sets(st.sampled_from(table.names), max_size=3))
    ordered = [
        column
        for column in table.columns
        if column.kind not in (Kind.STRING, Kind.BOOLEAN)
    ]
    ranges = []
    for column in (
        draw(st.lists(st.sampled_from(ordered), max_size=1)) if ordered else ()
    ):
        bounds = draw(st.tuples(*[st.none() | VALUES[column.kind]] * 2))
        if bounds != (None, None):
            ranges.append(Range(column.name, *bounds))
    query = Query(
        table=table,
        filters=tuple(
            (
                column.name,
                tuple(
                    draw(
                        st.lists(values_of(column), min_size=1, max_size=3, unique=True)
                    )
                ),
            )
            for column in table.columns
            if column.name in names
        ),
        ranges=tuple(ranges),
        containing=tuple(
            Containing(column.name, draw(WORDS.filter(str.strip)))
            for column in table.columns
            if column.words and draw(st.booleans())
        ),
        sort=tuple(
            SortKey(name, draw(st.booleans()))
            for name in draw(
                st.lists(st.sampled_from(table.names), max_size=2, unique=True)
            )
        ),
        fields=tuple(
            draw(st.lists(st.sampled_from(table.names), max_size=3, unique=True))
        ),
        limit=draw(st.integers(1, 1000)),
    )
    if not draw(st.booleans()):
        return query
    keys = tuple(
        draw(VALUES[table.column(key.column).kind] | st.none()) for key in query.order
    )
    return query.after(query.cursor_text(keys))


def grouped(parameters: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, text in parameters:
        found[name].append(text)
    return found


@given(queries())
def test_a_query_written_as_parameters_reads_back_to_itself(query: Query) -> None:
    assert Query.from_params(query.table, grouped(query.to_params())) == query


@given(
    st.builds(
        OverviewQuery,
        departments=st.lists(st.sampled_from(["saanich", "oak-bay"]), unique=True).map(
            tuple
        ),
        jurisdiction=st.none() | st.sampled_from(["CA-BC", "US-LA"]),
        year_min=st.none() | st.integers(1800, 2200),
        year_max=st.none() | st.integers(1800, 2200),
        classes=st.lists(st.sampled_from(AllegationClass), unique=True).map(tuple),
        outcomes=st.lists(st.sampled_from(OutcomeGroup), unique=True).map(tuple),
        metric=st.sampled_from(Metric),
        release=st.none() | st.just("2026-11-22.1"),
    )
)
def test_an_overview_written_as_parameters_reads_back_to_itself(
    query: OverviewQuery,
) -> None:
    assert OverviewQuery.from_params(grouped(query.to_params())) == query


def read(table: Table = STATISTICS, **parameters: str | list[str]) -> Query:
    return Query.from_params(
        table,
        {
            name: [text] if isinstance(text, str) else text
            for name, text in parameters.items()
        },
    )


def test_several_values_come_repeated_or_separated_by_commas() -> None:
    both = (("department", ("saanich", "vancouver")),)
    assert read(department="saanich,vancouver").filters == both
    assert read(department=["saanich", "vancouver", "saanich"]).filters == both


def test_a_comma_in_the_sources_own_words_is_part_of_them() -> None:
    query = read(ALLEGATIONS, subtype_raw="arrest, detention or search")
    assert query.filters == (("subtype_raw", ("arrest, detention or search",)),)


@pytest.mark.parametrize(
    ("parameters", "parameter", "nearest"),
    [
        ({"departement": "saanich"}, "departement", "department"),
        ({"value__minimum": "3"}, "value__minimum", "value__min"),
        ({"metric": "registered_complaint"}, "metric", "registered_complaints"),
        ({"metric": ""}, "metric", None),
        ({"flags": "sum_mismatched"}, "flags", "sum_mismatch"),
        ({"sort": "-perod"}, "sort", "period"),
        ({"category__has": " "}, "category__has", None),
        ({"category__has": "a\x00"}, "category__has", None),
        ({"department__has": "saan"}, "department__has", None),
        ({"sort": "value,value"}, "sort", None),
        ({"fields": "values"}, "fields", "value"),
        ({"value__min": "12e3"}, "value__min", None),
        ({"value__min": "nan"}, "value__min", None),
        ({"value__min": ""}, "value__min", None),
        ({"page": "1_000"}, "page", None),
        ({"page": "１"}, "page", None),
        ({"period_start__min": "2021"}, "period_start__min", None),
        ({"period_start__min": "2021-02-30"}, "period_start__min", None),
        ({"retrieved_at__max": "2021-04-01T00:00:00"}, "retrieved_at__max", None),
        ({"current": "yes"}, "current", None),
        ({"department": "a\x00b"}, "department", None),
        ({"department": "a\ud800b"}, "department", None),
        ({"limit": "0"}, "limit", None),
        ({"limit": "1001"}, "limit", None),
        ({"limit": "²"}, "limit", None),
        ({"limit": ["1", "2"]}, "limit", None),
        ({"cursor": "not a cursor"}, "cursor", None),
        ({"cursor": "é"}, "cursor", None),
        ({"cursor": "W10"}, "cursor", None),
        ({"cursor": ""}, "cursor", None),
    ],
)
def test_what_is_unknown_or_malformed_is_refused_with_its_name(
    parameters: dict[str, str], parameter: str, nearest: str | None
) -> None:
    with pytest.raises(QueryError) as error:
        Query.from_params(STATISTICS, parameters)
    assert error.value.parameter == parameter
    if nearest is not None:
        assert error.value.nearest == nearest


@pytest.mark.parametrize(
    ("parameters", "parameter", "nearest"),
    [
        ({"class": "neglect"}, "class", "neglect_of_duty"),
        ({"outcomes": "unfounded"}, "outcomes", "outcome"),
        ({"year__min": "17"}, "year__min", None),
        ({"year__min": "all"}, "year__min", None),
        ({"metric": "no"}, "metric", None),
        ({"metric": ["files_opened", "monitor_files"]}, "metric", None),
    ],
)
def test_an_overview_refuses_what_it_does_not_know(
    parameters: dict[str, str], parameter: str, nearest: str | None
) -> None:
    with pytest.raises(QueryError) as error:
        OverviewQuery.from_params(parameters)
    assert error.value.parameter == parameter
    if nearest is not None:
        assert error.value.nearest == nearest


def test_an_overview_refuses_years_the_wrong_way_round() -> None:
    query = OverviewQuery(year_min=2020, year_max=2019)
    with pytest.raises(QueryError, match="year__max"):
        query.validate({"department": (), "jurisdiction": ()})


def test_a_cursor_continues_its_own_question_only() -> None:
    query = read(DOCUMENTS)
    cursor = query.cursor_text(("report", 1))
    assert query.after(cursor).cursor == ("report", 1)
    for other in (read(DOCUMENTS, kind="press"), read(DOCUMENTS, sort="-version")):
        with pytest.raises(QueryError, match="another question"):
            other.after(cursor)


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


#: Each in the place of the version, a whole number, or of the document, a text.
@pytest.mark.parametrize(
    ("document", "version"),
    [
        (r'"\ud800"', '"1"'),
        ("1", '"1"'),
        ("true", '"1"'),
        ('{"a":1}', '"1"'),
        ('"report"', '""'),
        ('"report"', "1"),
        ('"report"', "NaN"),
        ('"report"', "true"),
        ('"report"', '"all"'),
        *(('"report"', f'"1",{place}') for place in ("true", "-1", "1.0", '"1"')),
        ('"report"', f'"1",{MOST_ROWS}'),
        ('"report"', f'"1",{"9" * 5000}'),
    ],
)
def test_what_no_cursor_of_ours_holds_is_damaged(document: str, version: str) -> None:
    query = read(DOCUMENTS)
    with pytest.raises(QueryError, match="damaged"):
        query.after(packed(f'["{query.fingerprint}",{document},{version}]'))


def test_a_cursor_is_whole_and_nothing_more() -> None:
    query = read(DOCUMENTS)
    good = query.cursor_text(("report", 1), 7)
    assert query.after(good).place == 7
    deep = packed("[" * 9000)
    for text in (good[:-1], good + good, f"{good}\n", f"{good[:9]}!{good[9:]}", deep):
        with pytest.raises(QueryError, match="damaged"):
            query.after(text)


@pytest.mark.parametrize("number", ["Infinity", "NaN", "1e999", "1"])
def test_a_number_in_a_cursor_is_one_that_a_row_may_hold(number: str) -> None:
    query = read(STATISTICS, sort="value")
    good = json.dumps([query.fingerprint, 0.5, *(None for _ in query.order[1:])])
    assert query.after(packed(good)).cursor
    with pytest.raises(QueryError, match="damaged"):
        query.after(packed(good.replace("0.5", number)))


def test_a_cursor_may_be_used_with_another_limit_and_other_fields() -> None:
    cursor = read(DOCUMENTS).cursor_text(("report", 1))
    assert read(DOCUMENTS, fields="title", limit="5", cursor=cursor).cursor


def test_the_callers_own_parameters_are_left_alone() -> None:
    parameters = {"format": ["csv"], "department": ["saanich"]}
    query = Query.from_params(STATISTICS, parameters, also=("format",))
    assert query.filters == (("department", ("saanich",)),)


def test_no_parameter_of_the_overview_is_undocumented() -> None:
    assert set(PARAMETERS) >= {
        name
        for name, _ in OverviewQuery(
            ("saanich",),
            "CA-BC",
            2019,
            2020,
            (AllegationClass.DECEIT,),
            (OutcomeGroup.PENDING,),
            Metric.FILES_OPENED,
            "2026-11-22.1",
        ).to_params()
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_column_is_hidden_by_a_reserved_parameter(table: Table) -> None:
    names = parameter_names(table)
    assert len(names) == len(set(names))
