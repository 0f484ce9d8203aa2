from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.page_image import crop_png, page_png
from accountability.sources.formats.pdf import PdfPage, open_pdf_bytes
from accountability.sources.proposals import Box
from tests.unit.sources.formats.drawing import drawn


def pages(content: bytes) -> list[PdfPage]:
    with open_pdf_bytes(content, "report.pdf") as document:
        return list(document.pages())


def failure(content: bytes) -> SourceError:
    with pytest.raises(SourceError) as error:
        pages(content)
    return error.value


def test_words_have_boxes_from_the_top_left() -> None:
    [page] = pages(drawn([(50, 40, "Files opened"), (300, 200, "1,326")]))
    assert (page.number, page.width, page.height) == (1, 400, 300)
    assert [word.text for word in page.words] == ["Files", "opened", "1,326"]
    files, opened, count = page.words
    assert files.x0 == pytest.approx(50, abs=1)
    assert files.x1 < opened.x0
    assert files.top < 50 < files.bottom + 3
    assert count.x0 == pytest.approx(300, abs=1)
    assert 195 < count.top < count.bottom < 215
    assert page.words_in(Box(290, 190, 400, 220)) == [count]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_boxes_of_a_turned_page_are_where_they_are_seen(rotate: int) -> None:
    content = drawn([(50, 40, "Saanich")], rotate=rotate)
    [page] = pages(content)
    word = page.words[0]
    with Image.open(BytesIO(page_png(content, 1, dpi=72))) as picture:
        assert picture.size == (round(page.width), round(page.height))
        dark = picture.convert("L").point(lambda level: 255 if level < 128 else 0)
        ink = dark.getbbox()
    assert ink is not None
    assert ink[0] >= word.x0 - 2
    assert ink[1] >= word.top - 2
    assert ink[2] <= word.x1 + 2
    assert ink[3] <= word.bottom + 2


def test_boxes_of_a_cropped_page_are_where_they_are_seen() -> None:
    document = pdfium.PdfDocument(drawn([(50, 40, "Saanich")]))
    document[0].set_cropbox(30, 100, 400, 290)
    held = BytesIO()
    document.save(held)
    document.close()
    [page] = pages(held.getvalue())
    assert (page.width, page.height) == (370, 190)
    assert page.words[0].x0 == pytest.approx(20, abs=1)
    assert 25 < page.words[0].top < 35


def test_pages_are_numbered_and_one_can_be_read_alone() -> None:
    content = drawn([(10, 10, "one")], [(10, 10, "two")])
    assert [page.number for page in pages(content)] == [1, 2]
    with open_pdf_bytes(content, "x") as document:
        assert len(document) == 2
        assert document.page(2).text() == "two"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_short_is_truncated(share: float) -> None:
    content = drawn(*[[(10, 10, f"page {n}")] for n in range(40)])
    error = failure(content[: int(len(content) * share)])
    assert error.failure is Failure.TRUNCATED
    assert "report.pdf" in error.where


def test_damage_that_keeps_both_ends_is_still_an_error() -> None:
    content = drawn([(10, 10, "one")])
    error = failure(content[:20] + b"\x00" * (len(content) - 50) + content[-30:])
    assert error.failure is Failure.TRUNCATED


@pytest.mark.parametrize("content", [b"", b"<html>gone</html>", b"hello"])
def test_what_is_no_pdf_is_of_the_wrong_type(content: bytes) -> None:
    assert failure(content).failure is Failure.WRONG_TYPE


def locked(password: str) -> bytes:
    held = BytesIO()
    lock = pdfencrypt.StandardEncryption(password, ownerPassword="owner", strength=128)
    canvas = Canvas(held, encrypt=lock, invariant=1)
    canvas.drawString(72, 72, "words")
    canvas.save()
    return held.getvalue()


def test_a_pdf_that_asks_for_a_password_is_encrypted() -> None:
    assert failure(locked("secret")).failure is Failure.ENCRYPTED


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert pages(locked(""))[0].text() == "words"


def scan(*, words: bool = False) -> bytes:
    held = BytesIO()
    canvas = Canvas(held, pagesize=(400, 300), invariant=1)
    picture = ImageReader(Image.new("L", (40, 30), 200))
    canvas.drawImage(picture, 0, 0, width=400, height=300)
    canvas.showPage()
    if words:
        canvas.drawString(10, 10, "words")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def test_a_scan_without_text_is_named_by_its_page() -> None:
    error = failure(scan())
    assert error.failure is Failure.NO_TEXT
    assert error.where == "report.pdf page 1"


def test_a_picture_page_among_others_is_marked_and_the_rest_is_read() -> None:
    first, second = pages(scan(words=True))
    assert (first.scanned, second.scanned) == (True, False)
    assert second.text() == "words"


def red(picture: Image.Image, x: float, y: float) -> bool:
    pixel = picture.getpixel((int(x), int(y)))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150 and pixel[1] < 100


def test_the_marked_box_is_framed_where_the_word_is() -> None:
    content = drawn([(300, 200, "1,326")])
    [page] = pages(content)
    word = page.words[0]
    box = Box(word.x0, word.top, word.x1, word.bottom)
    with Image.open(BytesIO(page_png(content, 1, mark=box, dpi=72))) as picture:
        assert picture.size == (400, 300)
        assert red(picture, box.x0 - 2, (box.top + box.bottom) / 2)
        assert red(picture, (box.x0 + box.x1) / 2, box.bottom + 2)
        assert not red(picture, 50, 50)


def test_a_crop_shows_only_the_box_and_its_margin() -> None:
    content = drawn([(300, 200, "1,326"), (10, 10, "elsewhere")])
    with Image.open(
        BytesIO(crop_png(content, 1, Box(300, 200, 330, 212), margin=10, dpi=72))
    ) as picture:
        assert picture.width == pytest.approx(50, abs=2)
        assert picture.height == pytest.approx(32, abs=2)


def test_a_revision_cut_off_is_not_taken_for_the_version_before_it() -> None:
    revision = b"\n9 0 obj\n<< /Length 9000 >>\nstream\n" + b"x" * 3000
    error = failure(drawn([(10, 10, "before")]) + revision)
    assert error.failure is Failure.TRUNCATED
