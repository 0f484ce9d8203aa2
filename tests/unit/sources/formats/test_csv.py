import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import TableRow, csv_rows

HEADINGS = ("Number", "Disposition")


def rows(content: bytes) -> list[TableRow]:
    return list(csv_rows(content, "data.csv", HEADINGS))


def test_rows_are_numbered_as_a_spreadsheet_does_and_other_columns_left_out() -> None:
    read = rows(
        b"\xef\xbb\xbfDisposition,Gender,Number\r\nSustained,F,1\r\nOther,M,2\r\n"
    )
    assert [(row.number, row.cells) for row in read] == [
        (2, ("1", "Sustained")),
        (3, ("2", "Other")),
    ]


def test_windows_1252_lines_in_a_utf_8_file_keep_their_letters() -> None:
    read = rows(
        b"Number,Disposition\n1,caf\xe9 \x93x\x94\n2," + "café “x”".encode() + b"\n"
    )
    assert [row.cells[1] for row in read] == ["café “x”", "café “x”"]


def test_a_row_of_another_length_is_handed_on_as_not_whole() -> None:
    read = rows(b"Number,Disposition\n1,a\n2\n3,b,c\n4,d\n")
    assert [(row.number, row.whole) for row in read] == [
        (2, True),
        (3, False),
        (4, False),
        (5, True),
    ]


def test_equal_rows_have_one_digest_and_others_another() -> None:
    first, second, third = rows(b"Number,Disposition\n1,a\n1,a\n1,b\n")
    assert first.digest == second.digest != third.digest


@pytest.mark.parametrize(
    ("content", "failure", "where"),
    [
        (b"", Failure.EMPTY_LIST, "data.csv"),
        (b"Number,Outcome\n1,a\n", Failure.LAYOUT_CHANGED, "data.csv row 1"),
        (
            b"Number,Number,Disposition\n1,1,a\n",
            Failure.LAYOUT_CHANGED,
            "data.csv row 1",
        ),
        (b"<!DOCTYPE html><html>", Failure.WRONG_TYPE, "data.csv"),
        (
            b'Number,Disposition\n1,a\n2,"cut in mid',
            Failure.TRUNCATED,
            "data.csv row 3",
        ),
    ],
)
def test_a_file_that_cannot_be_read_names_the_row(
    content: bytes, failure: Failure, where: str
) -> None:
    with pytest.raises(SourceError) as error:
        rows(content)
    assert (error.value.failure, error.value.where) == (failure, where)


def test_an_error_comes_after_the_rows_before_it() -> None:
    reader = csv_rows(b'Number,Disposition\n1,a\n2,"cut', "data.csv", HEADINGS)
    assert next(reader).cells == ("1", "a")
    with pytest.raises(SourceError):
        next(reader)
