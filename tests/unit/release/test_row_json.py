"""A row as JSON is the same text whether Python or SQL writes it."""

import json
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.release import sql
from accountability.release.answers import EXACT, rows_of
from accountability.release.row_json import RowJson, plain
from accountability.release.schema import (
    ALLEGATIONS,
    CROPS,
    DOCUMENTS,
    STATISTICS,
    Kind,
    Table,
)
from tests.bundles import PICTURE, crop, statistic

#: Neighbours that JSON treats differently, and a text that only looks like an escape.
TEXTS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ['"', "\\", "\\u000b", "\x0b", "\x7f", "é/ü", "\u2028", "a\0b", ""]
    ),
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: TEXTS,
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.NUMBER: st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.floats(1e-7, 1e-4),  # where an exponent begins
        st.integers(-(2**54), 2**54).map(float),
        st.sampled_from([-0.0, 0.1, 1e22, 2.0**53, 2.0**53 - 1, 5e-324]),
    ),
    Kind.DATE: st.dates(),
    Kind.DATETIME: st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1)).map(  # noqa: DTZ001  (of UTC, a line on)
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    Kind.BOOLEAN: st.booleans(),
}


def a_row(table: Table) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(
        *(
            VALUES[column.kind]
            if column.required
            else st.one_of(st.none(), VALUES[column.kind])
            for column in table.columns
        )
    )


#: One of each kind: placed, boxed, with a file, with neither.
WRITTEN = (STATISTICS, ALLEGATIONS, CROPS, DOCUMENTS)


@pytest.mark.parametrize("table", WRITTEN, ids=lambda table: table.name)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_python_and_sql_write_the_same_bytes(table: Table, data: st.DataObject) -> None:
    rows = data.draw(st.lists(a_row(table), min_size=1, max_size=4))
    written = RowJson(table, table.columns, "https://example.org", "2026-11-22.1")
    columns = ", ".join(
        f"{sql.quoted(column.name)} {sql.TYPES[column.kind]}"
        for column in table.columns
    )
    cells = ", ".join(map(sql.fetched, table.columns))
    with duckdb.connect(config={"threads": 1}) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(f"CREATE TABLE held ({columns})")
        database.executemany(
            f"INSERT INTO held VALUES ({', '.join('?' * len(table.columns))})",
            [tuple(map(_bound, row)) for row in rows],
        )
        found = database.execute(f"SELECT {cells}, {written.sql()} FROM held")
        fetched = found.fetchall()
    texts = list(written.texts(rows_of(table.columns, fetched)))
    for text, (*values, told) in zip(texts, fetched, strict=True):
        if told is None:
            assert rb"\u00" in text or any(map(_is_odd, values))
        else:
            assert told.encode() == text
        json.loads(text)


def _is_odd(value: object) -> bool:
    return isinstance(value, float) and (abs(value) >= EXACT or 0 < abs(value) < 1e-5)


def _bound(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%4Y-%m-%d %H:%M:%S+00")
    return value.isoformat() if isinstance(value, date) else value


def test_what_was_not_asked_for_is_not_told() -> None:
    columns = tuple(STATISTICS.column(name) for name in ("statistic", "value", "page"))
    written = RowJson(STATISTICS, columns, "https://example.org", "2026-11-22.1")
    [told] = written.objects([{"statistic": "s1", "value": 3, "page": 7}])
    assert told == {"statistic": "s1", "value": 3, "provenance": {"page": 7}}


def test_a_row_tells_its_origin_in_an_object_of_its_own() -> None:
    """Both ways of writing share the names and their order: these are the API's."""
    facts = statistic(page=3, row=7, box_x0=1, box_top=2.5, box_x1=3, box_bottom=4)
    written = RowJson(STATISTICS, STATISTICS.columns, "https://example.org", "r")
    [told] = written.objects([facts])
    assert list(told["provenance"].items()) == [
        ("document", facts["document"]),
        ("sha256", facts["sha256"]),
        ("retrieved_at", plain(facts["retrieved_at"])),
        ("page", 3),
        ("row", 7),
        ("xpath", facts["xpath"]),
        ("parser_version", facts["parser_version"]),
        ("box", [1, 2.5, 3, 4]),
        (
            "url",
            f"https://example.org/documents/{facts['document']}/#s-{facts['statistic']}",
        ),
    ]
    [unplaced] = written.objects([{**facts, "box_top": None}])
    assert unplaced["provenance"]["box"] is None
    picture = RowJson(CROPS, CROPS.columns, "https://example.org", "r")
    [told] = picture.objects([crop(facts, PICTURE)])
    assert told["url"] == f"https://example.org/releases/r/public/{told['file']}"
