"""A source that is its tables: which table a file is, what each row becomes."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
    FigureColumns,
    FigureTable,
    MatterColumns,
    MatterTable,
    PeopleColumns,
    PeopleTable,
    Table,
)
from accountability.sources.formats.tally import Tally
from accountability.sources.proposals import (
    AllegationProposal,
    MatterProposal,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import (
    AllegationClass,
    DocumentType,
    Flag,
    Measure,
    Metric,
    Unit,
)

HEADINGS = ("Number", "Rule", "Part", "Finding", "Penalty", "Received")


class Declared(OpenData):
    """Four tables of one invented publisher, by Chicago's crosswalk."""

    id = "us_il_chicago"
    body = jurisdiction = version = department = department_name = "x"
    home = "https://x.example/"
    tables: ClassVar[tuple[Table, ...]] = (
        MatterTable(
            title="Matters",
            address="https://x.example/matters.csv",
            columns=MatterColumns(number="Number", received="Received"),
        ),
        AllegationTable(
            title="Allegations",
            address="https://x.example/allegations.csv",
            columns=AllegationColumns(
                number="Number",
                received="Received",
                class_name="Rule",
                subtype="Part",
                disposition="Finding",
                measure="Penalty",
            ),
            identity=("Number", "Rule"),
            shapes={"Rule": r"[A-Z].*"},
            subtype_decides=False,
            days=r"\d+ - (?P<days>\d+) SUSPENSION",
        ),
        FigureTable(
            title="Figures",
            columns=FigureColumns(year="Year", value="Complaints", part="Kind"),
            metric=Metric.COMPLAINTS_RECEIVED,
            unit=Unit.COMPLAINT,
        ),
        PeopleTable(
            title="People", columns=PeopleColumns(number="Number", marks=("Age",))
        ),
    )


def document(rows: list[tuple[str, ...]]) -> DocumentContent:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    content = out.getvalue().encode()
    return DocumentContent("x.csv", DocumentType.DATASET, "text/csv", content)


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> list[Reading]:
    return list(Declared().checked_readings(document([headings, *rows])))


def allegations(*rows: tuple[str, ...]) -> Iterator[AllegationProposal]:
    for reading in read(*rows):
        assert isinstance(reading, AllegationProposal)
        yield reading


def test_a_file_is_known_by_its_headings_whatever_their_order_and_company() -> None:
    def title(*headings: str) -> str:
        return Declared().table_of(document([headings, headings])).title

    assert title("Received", "Colour", "Number") == "Matters"
    assert title(*reversed(HEADINGS)) == "Allegations"
    assert title("Kind", "Complaints", "Year") == "Figures"
    assert title("Number", "Age") == "People"


def test_a_file_of_no_table_names_what_the_nearest_one_misses() -> None:
    with pytest.raises(SourceError) as error:
        read(("1", "x"), headings=("Number", "Kept"))
    assert error.value.failure is Failure.LAYOUT_CHANGED
    assert "'Received'" in error.value.advice or "'Age'" in error.value.advice


def test_the_crawler_is_given_tables_with_an_address_and_no_people() -> None:
    assert [link.title for link in Declared().start_links("https://x.example/")] == [
        "Matters",
        "Allegations",
    ]
    [mirror] = Declared().start_links("http://127.0.0.1:9/")
    assert mirror.url == "http://127.0.0.1:9/open-data/us_il_chicago/"
    assert mirror.document_type is None


def test_a_file_handed_in_has_the_address_of_its_table() -> None:
    matters = document([("Number", "Received"), ("1", "2020-01-02")])
    people = document([("Number", "Age"), ("1", "30")])
    assert Declared().address_of(matters) == "https://x.example/matters.csv"
    assert Declared().address_of(people) == "https://x.example/#People"


def test_a_key_outlives_other_columns_and_tells_like_rows_apart() -> None:
    row = ("a-1", "Excessive Force", "x", "Sustained", "", "2020-01-02")
    other = (*row[:2], "y", "Unfounded", "", "2020-01-02")
    keys = [item.key for item in allegations(row, other, row)]
    assert keys == [f"allegation:a-1 | excessive force/{n}" for n in (1, 2, 3)]
    flags = [Flag.DUPLICATE_ROW in item.flags for item in allegations(row, other, row)]
    assert flags == [False, False, True]


def test_a_cell_of_another_shape_makes_the_class_unassigned() -> None:
    [shifted, straight] = allegations(
        ("1", "excessive Force", "", "Sustained", "", "2020-01-02"),
        ("2", "Excessive Force", "", "Sustained", "", "2020-01-02"),
    )
    assert shifted.allegation_class is AllegationClass.UNASSIGNED
    assert Flag.SHIFTED_CELLS in shifted.flags
    assert straight.allegation_class is AllegationClass.ABUSE_OF_AUTHORITY
    assert not straight.flags


@pytest.mark.parametrize(
    ("words", "measure", "days"),
    [
        ("005 - 5 SUSPENSION", Measure.SUSPENSION, 5),
        ("200 - SUSPENDED OVER 30 DAYS", Measure.SUSPENSION, None),
        ("400 - SEPARATION", Measure.DISMISSAL, None),
        ("007 - 7 STARS", Measure.UNASSIGNED, None),
    ],
)
def test_a_measure_is_mapped_and_only_a_suspension_has_days(
    words: str, measure: Measure, days: int | None
) -> None:
    [item] = allegations(("1", "Excessive Force", "", "x", words, "2020-01-02"))
    [held] = item.measures
    assert (held.measure, held.days, held.raw) == (measure, days, words)
    assert (Flag.UNMAPPED_TERM in item.flags) is True  # "x" is no finding


def test_words_that_state_nothing_are_no_measure() -> None:
    for words in ("", " ", "601 - NO ACTION TAKEN / NO AFFIDAVIT"):
        [item] = allegations(
            ("1", "Excessive Force", "", "Sustained", words, "2020-01-02")
        )
        assert not item.measures


@pytest.mark.parametrize("error", ["#VALUE!", " #REF! ", "#N/A", "#DIV/0!", "#NAME?"])
def test_a_spreadsheets_error_rejects_its_row_and_names_the_column(error: str) -> None:
    [item] = read(("1", "Excessive Force", "", error, "", "2020-01-02"))
    assert isinstance(item, Rejection)
    assert (item.reason, item.field) == ("spreadsheet_error", "Finding")


def test_a_figure_needs_its_year_and_keeps_its_status() -> None:
    good, blank, bad = read(
        ("2019", "1,002", "Force"),
        ("2020", "n/a", "Force"),
        ("2019/20", "3", "Force"),
        headings=("Year", "Complaints", "Kind"),
    )
    assert isinstance(good, StatisticProposal)
    assert (good.value, good.category) == (Decimal(1002), "Force")
    assert good.unit is Unit.COMPLAINT
    assert isinstance(blank, StatisticProposal)
    assert (blank.value, blank.status.value) == (None, "not_reported")
    # A fiscal year stands as one; it is no calendar year, and no bare one either.
    assert isinstance(bad, StatisticProposal)
    assert bad.period.start.isoformat() == "2019-04-01"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "", "A-3"]),
            st.sampled_from(["2020-01-02", "1/2/20", "", "soon", "#VALUE!", "-"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_rows_in_are_proposals_and_rejections_out(rows: list[tuple[str, str]]) -> None:
    found = read(*rows, headings=("Number", "Received"))
    assert [item.locator.row for item in found] == list(range(2, len(rows) + 2))
    for (number, received), item in zip(rows, found, strict=True):
        good = number and received in ("2020-01-02", "1/2/20")
        assert isinstance(item, MatterProposal if good else Rejection)


@given(st.lists(st.text(max_size=4), max_size=60))
def test_a_tally_counts_as_a_list_does(names: list[str]) -> None:
    tally = Tally()
    for position, name in enumerate(names):
        assert tally.count(name) == names[: position + 1].count(name)
