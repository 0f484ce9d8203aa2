from itertools import pairwise

import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import Layout
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.formats.tables import Row, TableForm, table_rows
from tests.unit.sources.formats.drawing import Text, drawn

FORM = TableForm(
    caption="Files by department",
    headings=("Department", "Files opened", "Admissible"),
    values=frozenset({"Files opened", "Admissible"}),
    ends=("Read from",),
)
HEAD: list[Text] = [
    (20, 40, "Department"),
    (160, 30, "Files"),
    (160, 42, "opened"),
    (260, 40, "Admissible"),
]


def read(*pages: list[Text], form: TableForm = FORM) -> list[list[Row]]:
    found = []
    with open_pdf_bytes(drawn(*pages), "report.pdf") as document:
        for page in document.pages():
            found += table_rows(Layout(page), form, "report.pdf")
    return found


def texts(rows: list[Row]) -> list[list[str]]:
    return [[row.cells[name].text for name in FORM.headings] for row in rows]


def failure(*pages: list[Text]) -> SourceError:
    with pytest.raises(SourceError) as error:
        read(*pages)
    assert error.value.failure is Failure.LAYOUT_CHANGED
    return error.value


def test_a_value_belongs_to_the_heading_above_it_in_whatever_order_it_is_drawn() -> (
    None
):
    body: list[Text] = [
        (275, 80, "4"),
        (170, 60, "38"),
        (20, 80, "Oak Bay"),
        (275, 60, "6"),
        (20, 60, "Saanich"),
        (170, 80, "0"),
    ]
    [rows] = read(body + HEAD)
    assert texts(rows) == [["Saanich", "38", "6"], ["Oak Bay", "0", "4"]]


def test_a_blank_cell_is_empty_and_has_the_place_it_would_fill() -> None:
    body: list[Text] = [(20, 60, "Saanich"), (275, 60, "6")]
    [[row]] = read(HEAD + body)
    cell = row.cells["Files opened"]
    assert cell.text == ""
    assert cell.box.x0 == pytest.approx(160, abs=1)
    assert 55 < cell.box.top < cell.box.bottom < 75


@pytest.mark.parametrize("value_top", [70, 76, 82])
def test_a_wrapped_row_is_one_row_wherever_its_values_stand(value_top: float) -> None:
    body: list[Text] = [
        (20, 70, "Central Saanich"),
        (20, 82, "Police Service"),
        (170, value_top, "17"),
        (275, value_top, "3"),
        (20, 110, "Oak Bay"),
        (170, 110, "2"),
        (275, 110, "0"),
    ]
    [rows] = read(HEAD + body)
    assert texts(rows) == [
        ["Central Saanich Police Service", "17", "3"],
        ["Oak Bay", "2", "0"],
    ]


def test_rows_that_touch_are_told_apart_by_their_values() -> None:
    body: list[Text] = []
    for number, top in enumerate(range(60, 160, 12)):
        body += [(20, top, f"Place {number}"), (170, top, f"{number}1")]
        if number != 3:
            body.append((275, top, f"{number}2"))
    [rows] = read(HEAD + body)
    assert texts(rows) == [
        [f"Place {number}", f"{number}1", "" if number == 3 else f"{number}2"]
        for number in range(9)
    ]
    assert all(
        above.cells["Department"].box.bottom <= below.cells["Department"].box.top + 2
        for above, below in pairwise(rows)
    )


def test_a_wrapped_value_stays_in_its_row() -> None:
    body: list[Text] = [
        (20, 76, "Saanich"),
        (160, 70, "almost"),
        (160, 82, "800"),
        (275, 76, "6"),
    ]
    [rows] = read(HEAD + body)
    assert texts(rows) == [["Saanich", "almost 800", "6"]]


def test_a_table_goes_on_over_pages_with_its_headings_repeated() -> None:
    first, second = read(
        [*HEAD, (20, 60, "Saanich"), (170, 60, "38"), (275, 60, "6")],
        [*HEAD, (20, 60, "Oak Bay"), (170, 60, "2"), (275, 60, "0")],
    )
    assert (first[0].page, second[0].page) == (1, 2)


def test_what_stands_below_the_table_is_not_part_of_it() -> None:
    body: list[Text] = [
        (20, 60, "Saanich"),
        (170, 60, "38"),
        (275, 60, "6"),
        (20, 90, "Read from the report of the year before, page 12, and other places"),
    ]
    [rows] = read(HEAD + body)
    assert texts(rows) == [["Saanich", "38", "6"]]


def test_a_page_of_prose_with_some_of_the_words_has_no_table() -> None:
    prose: list[Text] = [
        (20, 40, "Department files opened by a department are counted here."),
        (20, 60, "Admissible complaints are part of them."),
    ]
    assert read(prose) == []


def test_a_two_column_text_with_the_words_as_labels_is_no_table() -> None:
    labels: list[Text] = [
        (20, 40, "Files"),
        (160, 40, "are opened when a complaint"),
        (20, 52, "opened"),
        (160, 52, "comes in, or an order."),
        (20, 90, "Admissible"),
        (160, 90, "complaints may go on."),
    ]
    assert read(labels) == []


def test_a_missing_heading_is_named_with_its_page() -> None:
    renamed = [*HEAD[:3], (260, 40, "Accepted")]
    error = failure([(10, 10, "cover")], [*renamed, (20, 60, "Saanich")])
    assert error.where == "report.pdf page 2"
    assert "'Admissible'" in error.advice


def test_a_caption_without_its_table_is_a_changed_layout() -> None:
    error = failure(
        [(20, 20, "Files by department and type"), (20, 60, "Saanich 38 6")]
    )
    assert "'Department'" in error.advice


def test_values_that_moved_away_from_their_headings_are_not_shifted() -> None:
    error = failure([*HEAD, (20, 60, "Saanich"), (215, 60, "38"), (330, 60, "6")])
    assert error.where.startswith("report.pdf page 1 at 215,")
    assert "no heading" in error.advice


def test_a_value_under_two_headings_belongs_to_neither() -> None:
    error = failure([*HEAD, (20, 60, "Saanich"), (170, 60, "38 or some more of them")])
    assert "'Files opened' and 'Admissible'" in error.advice


def test_a_row_without_any_value_is_a_changed_layout() -> None:
    error = failure([*HEAD, (20, 60, "Saanich"), (170, 60, "1"), (20, 120, "Oak Bay")])
    assert "no value" in error.advice


def test_headings_in_another_order_take_their_values_with_them() -> None:
    head: list[Text] = [
        (20, 40, "Department"),
        (160, 40, "Admissible"),
        (260, 30, "Files"),
        (260, 42, "opened"),
    ]
    [rows] = read([*head, (20, 60, "Saanich"), (170, 60, "6"), (265, 60, "38")])
    assert texts(rows) == [["Saanich", "38", "6"]]
