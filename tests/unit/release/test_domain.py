"""What a release may be asked for: every value that it holds, and no other."""

from datetime import date, datetime

import pytest

from accountability.release.domain import OF_CHANGES
from accountability.release.parameters import QueryError, text_of
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import CHANGES, COVERAGE, TABLES, Table
from tests.oracles import release_answers as oracle


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_whatever_a_row_holds_can_be_asked_for_and_gives_that_row(
    reader: Reader, table: Table
) -> None:
    rows = oracle.rows_of(reader.bundle, table)
    for column in table.columns:
        held = {row[column.name] for row in rows}
        for value in sorted(held, key=str)[:12]:
            text = "" if value is None else text_of(value)
            if "," in text and not column.words:
                continue
            asked = text.partition(" ")[0] if column.many else text
            query = Query.from_params(table, {column.name: [asked], "limit": ["1000"]})
            found = reader.page(query)
            expected = [
                row
                for row in rows
                if row[column.name] == value
                or (column.many and asked in str(row[column.name]).split(" "))
            ]
            assert found.total == len(expected) > 0, (column.name, value)


@pytest.mark.parametrize(
    ("table", "name", "wrong", "nearest"),
    [
        ("allegations", "period", "2021-22", "2021/22"),
        ("coverage", "period", "2021-22", "2021/22"),
        ("corrections", "department", "al", "all"),
        ("changes", "table", "statistic", "statistics"),
        ("changes", "change", "add", "added"),
        ("vocabularies", "vocabulary", "metrics", "Metric"),
        ("departments", "kind", "munic", "municipal"),
        ("documents", "media_type", "pdf", None),
        ("rejections", "reason", "no_such_reason", None),
    ],
)
def test_what_a_release_does_not_hold_is_refused_and_not_answered_with_nothing(
    reader: Reader, table: str, name: str, wrong: str, nearest: str | None
) -> None:
    (asked,) = (known for known in TABLES if known.name == table)
    with pytest.raises(QueryError) as refused:
        reader.page(Query.from_params(asked, {name: [wrong]}))
    assert refused.value.parameter == name
    if nearest is not None:
        assert refused.value.nearest == nearest


def test_totals_are_asked_for_only_where_they_stand(reader: Reader) -> None:
    with pytest.raises(QueryError, match="no 'all'"):
        reader.page(Query.from_params(COVERAGE, {"department": ["all"]}))
    assert set(OF_CHANGES) == {"table", "change"} <= set(CHANGES.names)


def test_a_day_as_a_bound_is_the_whole_day_and_as_a_value_no_time(
    reader: Reader,
) -> None:
    for table in TABLES:
        rows = oracle.rows_of(reader.bundle, table)
        for name in table.names:
            moments = [row[name] for row in rows if isinstance(row[name], datetime)]
            if not moments:
                continue
            day: date = max(moments).date()
            for ending, held in (
                ("max", [m for m in moments if m.date() <= day]),
                ("min", [m for m in moments if m.date() >= day]),
            ):
                asked = {f"{name}__{ending}": [day.isoformat()]}
                found = reader.page(Query.from_params(table, asked))
                assert found.total == len(held) > 0
            with pytest.raises(QueryError, match="__min and __max"):
                Query.from_params(table, {name: [day.isoformat()]})
