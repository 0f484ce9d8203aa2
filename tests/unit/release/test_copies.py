"""Copies of large tables: the same answers, and nothing that outlives its reader."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from accountability.release import sql
from accountability.release.aggregate import Aggregate
from accountability.release.copies import RowCopies
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.row_json import RowJson
from accountability.release.schema import ALLEGATIONS, STATISTICS
from tests.bundles import allegation, sample_allegations, write_sample_bundle

AS_IT_IS = RowJson(ALLEGATIONS, ALLEGATIONS.columns, "", "")
QUESTIONS = (
    {"limit": ["7"]},
    {"department": ["saanich", "vancouver"], "limit": ["5"]},
    {"year__min": ["2018"], "sort": ["-class"], "limit": ["9"]},
)


def walked(reader: Reader, parameters: dict[str, list[str]]) -> list[Any]:
    query: Query | None = Query.from_params(ALLEGATIONS, parameters)
    pages: list[Any] = []
    while query is not None:
        page = reader.page(query)
        pages += page, reader.text_page(query)
        query = query.after(page.next_cursor) if page.next_cursor else None
    return pages


@pytest.fixture
def copied(awkward: Reader) -> Reader:
    reader = Reader(awkward.bundle, in_memory_rows=0)
    reader.copied()
    return reader


def test_file_and_copy_answer_alike(
    awkward: Reader, copied: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RowCopies, "start", lambda self: None)
    from_file = Reader(awkward.bundle, in_memory_rows=0)
    for question in QUESTIONS:
        expected = walked(awkward, question)
        assert len(expected) > 4
        assert walked(copied, question) == expected
        assert walked(from_file, question) == expected


@pytest.mark.parametrize("limit", [1, 30, 45, 89, 90, 91])
def test_the_last_page_ends_with_the_last_row_and_leads_nowhere(
    awkward: Reader, copied: Reader, limit: int
) -> None:
    for reader in (awkward, copied):
        pages = walked(reader, {"limit": [f"{limit}"]})[::2]
        whole, rest = divmod(90, limit)
        sizes = [len(page.rows) for page in pages]
        assert sizes == [limit] * whole + [rest] * bool(rest)
        assert {page.total for page in pages} == {90}
        keys = [row["allegation"] for page in pages for row in page.rows]
        assert len(set(keys)) == 90


def test_counts_say_how_many_there_are_from_the_first_page_on(awkward: Reader) -> None:
    aggregate = Aggregate.from_params(
        ALLEGATIONS, {"by": ["class,outcome"], "limit": ["5"]}
    )
    counted, listing = awkward.counted(aggregate), aggregate.listing
    whole = len(list(awkward.rows(listing, counted)))
    first = awkward.page(listing, counted)
    assert (len(first.rows), first.total) == (5, whole)
    assert whole > 6


def test_a_page_of_a_copy_is_found_by_its_place_and_not_sought(
    copied: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query.from_params(ALLEGATIONS, {"limit": ["7"]})
    following = query.after(copied.page(query).next_cursor or "")
    expected = copied.page(following)
    monkeypatch.delattr(sql, "page_sql")
    assert copied.page(following) == expected


def test_only_a_copied_table_is_read_by_number(awkward: Reader) -> None:
    reader = Reader(awkward.bundle, in_memory_rows=80)  # more figures, fewer cases
    reader.copied()
    held = reader._stored(Query(STATISTICS))
    large = reader._stored(Query(ALLEGATIONS))
    assert held.relation == '"statistics"'
    assert large.relation == 'copies."allegations"'


def test_a_cursor_made_by_hand_continues_where_it_says(awkward: Reader) -> None:
    query = Query.from_params(ALLEGATIONS, {"limit": ["1000"]})
    rows = awkward.page(query).rows
    between = query.cursor_text((rows[3]["department"], rows[3]["year"], "\uffff"))
    later = [
        row
        for row in rows
        if (row["department"], row["year"]) > (rows[3]["department"], rows[3]["year"])
    ]
    assert awkward.page(query.after(between)).rows == later


def test_a_place_of_another_row_is_no_use(copied: Reader) -> None:
    """A cursor of another release, or made by hand, holds the keys of its row still."""
    for asked in ({}, {"department": ["saanich"]}):
        query = Query.from_params(ALLEGATIONS, {**asked, "limit": ["3"]})
        first = copied.page(query)
        assert first.next_cursor is not None
        following = query.after(first.next_cursor)
        assert following.place is not None
        for place in (None, 0, following.place + 1, 2**39):
            moved = replace(following, place=place)
            assert copied.page(moved) == copied.page(following)
            assert copied.text_page(moved) == copied.text_page(following)


def test_a_row_that_only_python_can_write_is_on_its_page(
    tmp_path: Path,
) -> None:
    odd = allegation(999, subtype_raw="a\x0btab")
    rows = [*sample_allegations(), odd]
    written = write_sample_bundle(tmp_path, allegations=rows)
    reader, held = (Reader(written, in_memory_rows=many) for many in (0, 1000))
    reader.copied()
    texts = reader.text_page(Query(ALLEGATIONS)).rows
    assert texts == held.text_page(Query(ALLEGATIONS)).rows
    assert sum(rb"\u000b" in text for text in texts) == 1


def test_a_copy_can_be_ended_in_the_middle(tmp_path: Path) -> None:
    with duckdb.connect(config={"threads": 1}) as database:
        database.execute(
            "CREATE VIEW allegations AS SELECT * FROM range(100_000_000_000)"
        )
        copies = RowCopies(database, tmp_path, {ALLEGATIONS: AS_IT_IS})
        copies.start()
        while not (tmp_path / "copies.duckdb").exists():
            pass
        copies.stop()
        assert copies.relation_of(ALLEGATIONS) is None
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_without_a_place_to_copy_to_the_file_goes_on_answering(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with duckdb.connect() as database, caplog.at_level(logging.WARNING):
        copies = RowCopies(database, tmp_path / "gone", {ALLEGATIONS: AS_IT_IS})
        copies.start()
        copies.wait()
    assert copies.relation_of(ALLEGATIONS) is None
    assert "no copies of large tables: IOException" in caplog.text
