"""Tables sent as JSON: rows numbered as in a sheet, and never a part for the whole."""

import json
from typing import Any

import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.json import is_json, json_headings, json_rows

ROWS = [{"id": 1, "finding": "Sustained", "age": 30}, {"id": 2, "finding": None}]


def rows(document: Any, *, total: str = "") -> list[tuple[int, tuple[str, ...], bool]]:
    content = json.dumps(document).encode()
    found = json_rows(content, "data.json", ("id", "finding"), total)
    return [(row.number, row.cells, row.whole) for row in found]


@pytest.mark.parametrize(
    "document",
    [
        ROWS,
        {"result": {"records": ROWS, "total": 2}},
        {"features": [{"attributes": row, "geometry": None} for row in ROWS]},
        {"totalPosted": "2", "closingReports": ROWS},
    ],
)
def test_rows_are_found_in_every_form(document: Any) -> None:
    assert rows(document) == [(2, ("1", "Sustained"), True), (3, ("2", ""), True)]
    assert json_headings(json.dumps(document).encode(), "x") == ("id", "finding", "age")


def test_a_list_shorter_than_it_says_is_cut_off() -> None:
    whole = {"totalPosted": "2", "closingReports": ROWS}
    assert len(rows(whole, total="totalPosted")) == 2
    for stated in ("3", None):
        with pytest.raises(SourceError) as error:
            rows({**whole, "totalPosted": stated}, total="totalPosted")
        assert error.value.failure is Failure.TRUNCATED


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b'{"features": [{"a": 1}', Failure.TRUNCATED),
        (b'{"exceededTransferLimit": true, "features": []}', Failure.TRUNCATED),
        (b'{"error": {"code": 400}}', Failure.WRONG_TYPE),
        (b"[]", Failure.WRONG_TYPE),
        (b'[{"id": 1}]', Failure.LAYOUT_CHANGED),
    ],
)
def test_what_is_no_table_is_an_error_by_its_name(
    content: bytes, failure: Failure
) -> None:
    with pytest.raises(SourceError) as error:
        list(json_rows(content, "data.json", ("id", "finding")))
    assert error.value.failure is failure


def test_a_row_without_a_name_is_not_whole() -> None:
    assert rows([*ROWS, {"id": 3}])[2] == (4, ("3",), False)


def test_json_is_known_by_how_it_begins() -> None:
    assert is_json(b'\xef\xbb\xbf {"a": 1}')
    assert is_json(b"\n[")
    assert not is_json(b"id,finding\n1,{}\n")
