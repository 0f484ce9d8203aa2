import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, decoded, text_of

NAME = "Stl’atl’imx – “é”"


@pytest.mark.parametrize(
    "content",
    [
        NAME.encode(),
        b"\xef\xbb\xbf" + NAME.encode(),
        NAME.encode("cp1252"),
        b'<meta charset="iso-8859-1">' + NAME.encode("cp1252"),
        b'<meta charset="utf-8">' + NAME.encode("cp1252"),
        NAME.encode("utf-16"),
    ],
)
def test_letters_come_out_as_they_were_meant(content: bytes) -> None:
    assert decoded(content).endswith(NAME)


def test_a_page_in_another_alphabet_is_read_by_its_label() -> None:
    content = b'<meta charset="shift_jis">' + "警察".encode("shift_jis")
    assert decoded(content).endswith("警察")


def test_a_broken_label_does_not_stop_the_reading() -> None:
    content = b'<meta charset="no-such-thing">' + "é".encode("cp1252")
    assert decoded(content).endswith("é")


TABLE = """<table><tr><th>Figure</th><th>Value</th></tr>
<tr><td>Files  <b>opened</b></td><td>1,326</td></tr>{more}</table>"""


def page(more: str = "") -> HtmlPage:
    return HtmlPage(TABLE.format(more=more).encode(), "http://x/")


def test_a_cell_has_its_text_and_the_xpath_that_finds_it_again() -> None:
    read = page()
    [row] = read.table(read.find("//table")[0], ("Figure", "Value"))
    assert row["Figure"].text == "Files opened"
    [found] = page().find(row["Value"].xpath)
    assert text_of(found) == "1,326"


def test_changed_headings_are_named() -> None:
    read = page()
    with pytest.raises(SourceError) as error:
        list(read.table(read.find("//table")[0], ("Figure", "Count")))
    assert error.value.failure is Failure.LAYOUT_CHANGED
    assert "'Count'" in error.value.advice


def test_a_short_row_is_named_and_never_filled_up() -> None:
    read = page("<tr><td>only one</td></tr>")
    with pytest.raises(SourceError) as error:
        list(read.table(read.find("//table")[0], ("Figure", "Value")))
    assert "tr[3]" in error.value.where


@pytest.mark.parametrize("content", [b"", b"plain words", b"{}"])
def test_what_is_no_page_is_of_the_wrong_type(content: bytes) -> None:
    with pytest.raises(SourceError) as error:
        HtmlPage(content, "http://x/")
    assert error.value.failure is Failure.WRONG_TYPE


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("377<sup>1</sup>", "377"),
        ("377<sup>[12]</sup>", "377"),
        ("377<sup><a href='#n'>*</a></sup>", "377"),
        ("Notification<sup>note 1</sup> of", "Notification of"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("le 1<sup>er</sup> mai", "le 1er mai"),
        ("10<sup>1000</sup>", "101000"),
    ],
)
def test_a_raised_mark_of_a_footnote_is_no_part_of_the_text(
    markup: str, words: str
) -> None:
    page = HtmlPage(f"<p>{markup}</p>".encode(), "a page")
    (paragraph,) = page.find("//p")
    assert text_of(paragraph) == words
    assert page.find("//sup")  # the page itself is as it was


def test_pieces_of_text_come_in_order_each_once() -> None:
    page = HtmlPage(
        b"<h1>A</h1><div>  <p>B</p><ul><li>C <b>d</b></li></ul></div><div>E</div>"
        b"<table><tr><th>F</th><td>G</td></tr></table><p> </p>",
        "a page",
    )
    found = list(page.blocks())
    assert [block.text for block in found] == ["A", "B", "C d", "E", "F", "G"]
    assert [text_of(page.find(block.xpath)[0]) for block in found] == [
        block.text for block in found
    ]


def test_headings_that_come_again_within_a_table_are_no_row() -> None:
    page = HtmlPage(
        b"<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>"
        b"<tr><td>A</td><td>B</td></tr><tr><td>3</td><td>4</td></tr></table>",
        "a page",
    )
    rows = list(page.table(page.find("//table")[0], ("A", "B")))
    assert [row["B"].text for row in rows] == ["2", "4"]
