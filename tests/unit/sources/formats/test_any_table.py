"""Whatever a table looks like, it is read as printed, or not at all."""

from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import Layout
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.formats.tables import Cell, Row, TableForm, table_rows
from accountability.sources.formats.words import superscript
from accountability.sources.proposals import Box
from tests.unit.sources.formats.drawn_tables import CAPTION, Drawing, Text, drawn_tables

HEADINGS = ("Department", "Files opened", "Admissible", "Share")
FORM = TableForm(CAPTION, HEADINGS, frozenset({"Share"}), ("Read from",))
NAMES = ("Saanich", "Oak Bay", "Central Saanich", "Stl'atl'imx Tribal", "Total")
TURNS = (0, 90, 180, 270)

Table = list[list[Text]]

marks = st.sampled_from(("", "", "", "1", "12", "a", "*", "†"))
counts = st.integers(0, 99999).flatmap(
    lambda count: st.sampled_from(
        (
            str(count),
            f"{count:,}",
            f"{count:,}".replace(",", "\u00a0"),
            "" if count % 5 == 0 else "n/a",
        )
    )
)
cells = st.builds(lambda words, mark: Text(words, words and mark), counts, marks)
shares = st.sampled_from(("6.4%", "44 %", "–", "6,4 %", "100%")).map(Text)
rows = st.tuples(
    st.builds(Text, st.sampled_from(NAMES), marks), cells, cells, shares
).map(list)
tables = st.lists(rows, min_size=1, max_size=6)
drawings = st.builds(
    Drawing,
    size=st.sampled_from((7.0, 9.0, 11.5)),
    padding=st.sampled_from((2.0, 5.0, 8.0, 14.0, 25.0)),
    leading=st.sampled_from((8.0, 12.0, 16.0, 22.0)),
    held=st.sampled_from(TURNS),
    turned=st.sampled_from(TURNS),
    right=st.tuples(*[st.booleans()] * 4),
    upward=st.sampled_from(((), (), (1,), (1, 2, 3))),
    order=st.integers(0, 1000),
)


def read(content: bytes, form: TableForm = FORM) -> list[list[Row]]:
    with open_pdf_bytes(content, "report.pdf") as document:
        return [
            table
            for page in document.pages()
            for table in table_rows(Layout(page), form, "report.pdf")
        ]


def printed(table: Table) -> list[list[str]]:
    return [
        [" ".join(cell.words.split()) + superscript(cell.mark) for cell in row]
        for row in table
    ]


def texts(found: list[Row]) -> list[list[str]]:
    return [[row.cells[name].text for name in HEADINGS] for row in found]


@settings(max_examples=80, deadline=None)
@given(drawings, st.lists(tables, min_size=1, max_size=2))
def test_a_table_is_read_as_printed_or_refused(
    drawing: Drawing, drawn: list[Table]
) -> None:
    content = drawn_tables(drawing, HEADINGS, *drawn)
    try:
        found = read(content)
    except SourceError as error:
        if error.failure is Failure.LAYOUT_CHANGED and "page 1" in error.where:
            return
        raise
    assert [texts(table) for table in found] == list(map(printed, drawn))


PLAIN: Table = [
    [Text("Saanich", "1"), Text("2\u00a0262", "2"), Text("0"), Text("6.4%")],
    [Text("Oak Bay"), Text("1,326"), Text(""), Text("44 %")],
    [Text("Central Saanich", "*"), Text("377", "1"), Text("17", "a"), Text("–")],
]


@pytest.mark.parametrize("held", TURNS)
@pytest.mark.parametrize("turned", TURNS)
@pytest.mark.parametrize("upward", [(), (1, 2)])
def test_a_tidy_table_is_read_and_placed_however_it_is_turned(
    held: int, turned: int, upward: tuple[int, ...]
) -> None:
    drawing = Drawing(held=held, turned=turned, upward=upward, order=held + turned)
    content = drawn_tables(drawing, HEADINGS, PLAIN, PLAIN)
    left, right = read(content)
    assert texts(left) == texts(right) == printed(PLAIN)
    count = left[0].cells["Files opened"]
    with open_pdf_bytes(content, "report.pdf") as document:
        page = document.page(1)
        inside = normalize("NFKC", " ".join(w.text for w in page.words_in(count.box)))
        assert sorted(inside.replace(" ", "")) == sorted("22622")
    assert page.turn == (held - turned) % 360


def test_marks_of_footnotes_are_kept_and_told_from_values_and_names() -> None:
    [found] = read(drawn_tables(Drawing(), HEADINGS, PLAIN))
    cell = found[2].cells["Files opened"]
    number = printed_number(cell.text)
    assert (number.raw, number.value) == ("377¹", Decimal(377))
    assert [row.cells["Department"].name for row in found] == [
        "Saanich",
        "Oak Bay",
        "Central Saanich",
    ]
    assert Cell("*", Box(0, 0, 1, 1)).name == "*"


def test_two_numbers_in_one_cell_are_never_one_number() -> None:
    wide = [[Text("Saanich"), Text("2      262"), Text("0"), Text("6.4%")]]
    with pytest.raises(SourceError, match="two numbers stand in one cell"):
        read(drawn_tables(Drawing(), HEADINGS, wide))


def test_a_heading_that_two_tables_may_own_is_refused() -> None:
    doubled = (*HEADINGS, "Share")
    table = [[*PLAIN[1], Text("7%")]]
    with pytest.raises(SourceError, match="'Share' is there 2 times"):
        read(drawn_tables(Drawing(), doubled, table))
