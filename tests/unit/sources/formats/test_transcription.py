"""A table typed by hand: every row is one reading or is rejected, none is guessed."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.transcription import RECOMMENDATIONS, RESPONSES
from accountability.sources.proposals import (
    RecommendationProposal,
    Rejection,
    ResponseProposal,
)
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, ResponderRole, ResponseStatus

MWCI = source("ca_bc_mwci")
TELLING = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\r\n"),
    max_size=40,
)
#: What a careful person types, what a careless one does, and anything at all.
CELLS = {
    "made": st.sampled_from(["2012", "2024/25", "May 2013", "2014-05-06", "2024/26"]),
    "answered": st.sampled_from(["", "2013", "2013/14", "soon"]),
    "recommended": st.sampled_from(["1", "6", "0", "six", ""]),
    "department": st.sampled_from(["", "Saanich Police Department", "Saanich Police"]),
    "status": st.sampled_from([*ResponseStatus.codes(), "agreed", ""]),
    "role": st.sampled_from([*ResponderRole.codes(), "somebody"]),
    "cited_url": st.sampled_from(["https://example.invalid/a", "example.invalid", ""]),
}


def table(headings: tuple[str, ...], rows: list[dict[str, str]]) -> DocumentContent:
    text = StringIO()
    writer = csv.DictWriter(text, headings)
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    return DocumentContent("a.csv", DocumentType.DATASET, "text/csv", content)


def rows_of(headings: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, str]]]:
    cells = {name: CELLS.get(name, TELLING) for name in headings}
    return st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=4)


@given(rows=rows_of(RECOMMENDATIONS))
def test_a_recommendation_is_told_or_counted_never_both(
    rows: list[dict[str, str]],
) -> None:
    read = list(MWCI.readings(table(RECOMMENDATIONS, rows)))
    assert [reading.locator.row for reading in read] == list(range(2, len(rows) + 2))
    for row, reading in zip(rows, read, strict=True):
        if isinstance(reading, Rejection):
            assert reading.field in RECOMMENDATIONS
            continue
        assert isinstance(reading, RecommendationProposal)
        assert reading.recommended == 1 or reading.summary == ""
        assert reading.addressee_raw
        assert reading.made
        assert reading.made.first.year in (2012, 2013, 2014, 2024)
        assert reading.cited_url.startswith("https://")
        unknown = row["department"].strip() and reading.department is None
        assert bool(unknown) == (Flag.UNKNOWN_DEPARTMENT in reading.flags)


@given(rows=rows_of(RESPONSES))
def test_an_answer_says_something_and_to_what(rows: list[dict[str, str]]) -> None:
    read = list(MWCI.readings(table(RESPONSES, rows)))
    assert len(read) == len(rows)
    for row, reading in zip(rows, read, strict=True):
        if isinstance(reading, Rejection):
            continue
        assert isinstance(reading, ResponseProposal)
        assert reading.status.value == row["status"] != ResponseStatus.NONE_KNOWN.value
        assert reading.recommendation
        assert reading.responder_raw
        assert (reading.answered is None) == (row["answered"] == "")


def test_what_is_neither_table_is_refused() -> None:
    other = DocumentContent("a.csv", DocumentType.DATASET, "text/csv", b"a,b\n1,2\n")
    with pytest.raises(SourceError) as refused:
        list(MWCI.readings(other))
    assert refused.value.failure is Failure.LAYOUT_CHANGED
