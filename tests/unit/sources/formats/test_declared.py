"""A table read as a person declared it: the same however the file is written."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.sources.base import DocumentContent
from accountability.sources.formats.declaration import (
    Columns,
    Declaration,
    read_declaration,
    written_declaration,
)
from accountability.sources.formats.declared import declared_source
from accountability.sources.proposals import Reading, Rejection, StatisticProposal
from accountability.sources.spreadsheets import errors_in
from accountability.sources.spreadsheets.errors_in import error_cells
from accountability.vocab import DocumentType, Metric
from accountability.vocab.handed_in import TableField, TableKind
from tests.handed_in import workbook

PLACES = ("Saanich", "Oak Bay", "Métro")
WIDE = Columns(
    TableKind.FIGURES,
    {
        "Service": TableField.DEPARTMENT,
        "2020/21": TableField.VALUE,
        "2021/22": TableField.VALUE,
    },
    metric=Metric.FILES_OPENED,
)
TALL = replace(
    WIDE,
    fields={
        "Service": TableField.DEPARTMENT,
        "Year": TableField.YEAR,
        "Files": TableField.VALUE,
    },
)


def declaration(columns: Columns, heading: int = 1) -> Declaration:
    """Return a declaration for a body of one jurisdiction."""
    return Declaration(
        source="handed_in_x",
        body="x",
        jurisdiction="CA-BC",
        columns=columns.checked(),
        departments=tuple((name, name[:3].casefold()) for name in PLACES),
        heading=heading,
    )


def read(content: bytes, said: Declaration) -> list[Reading]:
    """Return the readings of a file by a declaration that was kept as text."""
    source = declared_source(read_declaration(written_declaration(said)))
    document = DocumentContent("t", DocumentType.DATASET, "text/csv", content)
    return list(source.checked_readings(document))


def figures(found: list[Reading]) -> list[tuple[str, str, str]]:
    """Return department, period and value as printed of each figure."""
    return [
        (one.department_raw, one.period.label, one.value_raw)
        for one in found
        if isinstance(one, StatisticProposal)
    ]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.integers(0, 99_999).map(lambda n: f"{n:,}"),
            st.sampled_from(["7", "", "<5", "-"]),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda row: row[0],
    ),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    titles=st.integers(0, 3),
)
def test_figures_are_the_same_side_by_side_and_below_each_other(
    rows: list[tuple[str, str, str]], separator: str, encoding: str, titles: int
) -> None:
    def written(table: list[tuple[str, ...]]) -> bytes:
        text = io.StringIO(newline="")
        lines = csv.writer(text, delimiter=separator)
        lines.writerows([("A title",)] * titles)
        lines.writerows(table)
        return text.getvalue().encode(encoding)

    wide = [("Service", "2020/21", "2021/22"), *rows]
    tall = [("Service", "Year", "Files")]
    for place, first, second in rows:
        tall += [(place, "2020/21", first), (place, "2021/22", second)]
    one = read(written(list(wide)), declaration(WIDE, titles + 1))
    other = read(written(list(tall)), declaration(TALL, titles + 1))
    assert len(one) == len(other) == 2 * len(rows)
    assert figures(one) == figures(other)
    assert {r.key for r in one} == {r.key for r in other}
    assert one[-1].locator.row == titles + 1 + len(rows)


@pytest.mark.parametrize("field", ["Service", "2020/21"])
def test_words_that_no_record_can_hold_are_refused_by_their_column(field: str) -> None:
    cells = {"Service": "Saanich", "2020/21": "1", "2021/22": "2", field: "9" * 130}
    content = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    first = read(content.encode(), declaration(WIDE))[0]
    assert isinstance(first, Rejection)
    assert first.reason == "too_long"


def test_errors_of_a_workbook_are_found_wherever_its_xml_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: list[list[object]] = [["a", "b", "c"]]
    rows += [["x" * n, ("=1/0", "#DIV/0!"), ("=A1", "kept")] for n in range(1, 30)]
    data = workbook({"1 & only": rows})
    whole = error_cells(data, "1 & only")
    assert whole == {n: [(1, "#DIV/0!")] for n in range(2, 31)}
    for size in (7, 64, 1000):
        monkeypatch.setattr(errors_in, "_PART", size)
        assert error_cells(data, "1 & only") == whole
