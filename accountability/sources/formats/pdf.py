"""PDF pages as words with boxes, in points from the top left of the page as shown.

A word's box spans its first and last character (the fastest way that was measured);
reading order in the file is never relied on.
"""

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import Box

_WORD = re.compile(r"[^\s\x00\x02]+\x02?")
#: The end-of-file mark stands in the last kilobyte (ISO 32000-1, annex H.3, note 18).
_TAIL = 1024
#: An image that covers this share of a page without text is taken for a scan.
_SCAN_SHARE = 0.25

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of the word's middle, by which words share a line."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.bottom - self.top


def enclosing(words: Iterable[Word]) -> Box:
    """Return the smallest box around ``words`` (at least one)."""
    found = list(words)
    first = found[0]
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for word in found[1:]:
        x0, top = min(x0, word.x0), min(top, word.top)
        x1, bottom = max(x1, word.x1), max(bottom, word.bottom)
    return Box(x0, top, x1, bottom)


@dataclass(frozen=True)
class PdfPage:
    """One page: its number from 1, size in points, words, and whether it is a scan.

    ``scanned`` is true when the page shows a large image and has no text.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    scanned: bool

    @property
    def box(self) -> Box:
        """The whole page."""
        return Box(0.0, 0.0, self.width, self.height)

    def text(self) -> str:
        """Return the words in the file's order, for finding marks of a page's kind."""
        return " ".join(word.text for word in self.words)

    def words_in(self, box: Box, slack: float = 0.5) -> list[Word]:
        """Return the words that lie inside ``box``, give or take ``slack`` points."""
        return [
            word
            for word in self.words
            if word.x0 >= box.x0 - slack
            and word.x1 <= box.x1 + slack
            and word.top >= box.top - slack
            and word.bottom <= box.bottom + slack
        ]


@contextmanager
def open_pdf(content: bytes, where: str) -> Iterator["PdfDocument"]:
    """Open a PDF; ``where`` names it in errors.

    Raises SourceError: wrong_type (not a PDF), truncated (cut short or damaged) or
    encrypted (needs a password).
    """
    if b"%PDF-" not in content[:_TAIL]:
        raise SourceError(Failure.WRONG_TYPE, where, "not a PDF")
    if b"%%EOF" not in content[-_TAIL:]:
        raise SourceError(
            Failure.TRUNCATED, where, "the PDF has no end: fetch it again"
        )
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise SourceError(
                Failure.ENCRYPTED, where, "needs a password: ask the publisher"
            ) from error
        raise SourceError(
            Failure.TRUNCATED, where, "damaged PDF: fetch it again"
        ) from error
    try:
        yield PdfDocument(document, where)
    finally:
        document.close()


class PdfDocument:
    """An open PDF. Pages are read one at a time."""

    def __init__(self, document: pdfium.PdfDocument, where: str) -> None:
        """Wrap an open document; use ``open_pdf``."""
        self._document = document
        self._where = where

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._document)

    def pages(self) -> Iterator[PdfPage]:
        """Yield the pages in order.

        Raises SourceError (truncated) naming a page that can't be loaded, and
        (no_text) at the end when every page is a scan or empty.
        """
        readable = False
        first_scan = 0
        for index in range(len(self._document)):
            page = self._read(index)
            readable = readable or bool(page.words)
            if page.scanned and not first_scan:
                first_scan = page.number
            yield page
        if not readable:
            raise SourceError(
                Failure.NO_TEXT,
                f"{self._where} page {first_scan or 1}",
                "the pages are pictures without text: they need a person or OCR",
            )

    def page(self, number: int) -> PdfPage:
        """Read page ``number``, from 1."""
        return self._read(number - 1)

    @contextmanager
    def opened(self, number: int) -> Iterator[pdfium.PdfPage]:
        """Open page ``number`` for drawing; SourceError (truncated) if it can't be."""
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise SourceError(
                Failure.TRUNCATED,
                f"{self._where} page {number}",
                "the page can't be loaded: fetch the PDF again",
            ) from error
        try:
            yield page
        finally:
            page.close()

    def _read(self, index: int) -> PdfPage:
        with self.opened(index + 1) as page:
            width, height = page.get_size()
            text = page.get_textpage()
            try:
                words = tuple(_words(text, _as_shown(page)))
            finally:
                text.close()
            scanned = not words and _has_large_image(page)
            return PdfPage(index + 1, width, height, words, scanned)


def _words(
    text: pdfium.PdfTextPage, shown: Callable[[float, float], Point]
) -> Iterator[Word]:
    """Yield words in the file's order with boxes as shown."""
    count = text.count_chars()
    line = text.get_text_range()
    if len(line) != count:
        line = "".join(
            chr(raw.FPDFText_GetUnicode(text.raw, index)) for index in range(count)
        )
    bounds = raw.FS_RECTF()
    where = ctypes.byref(bounds)
    box_of = raw.FPDFText_GetLooseCharBox
    page = text.raw
    for match in _WORD.finditer(line):
        start, last = match.start(), match.end() - 1
        box_of(page, start, where)
        left, low, right, high = (
            bounds.left,
            bounds.bottom,
            bounds.right,
            bounds.top,
        )
        if last > start:
            box_of(page, last, where)
            left, low = min(left, bounds.left), min(low, bounds.bottom)
            right, high = max(right, bounds.right), max(high, bounds.top)
        x0, y0 = shown(left, high)
        x1, y1 = shown(right, low)
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        # PDFium writes a hyphen at the end of a line as U+0002.
        yield Word(match[0].replace("\x02", "-"), x0, y0, x1, y1)


def _as_shown(page: pdfium.PdfPage) -> Callable[[float, float], Point]:
    """Return the way from PDF coordinates to the page as shown, top left origin."""
    left, bottom, right, top = page.get_bbox()
    turned = page.get_rotation()
    if turned == 90:
        return lambda x, y: (y - bottom, x - left)
    if turned == 180:
        return lambda x, y: (right - x, y - bottom)
    if turned == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _has_large_image(page: pdfium.PdfPage) -> bool:
    """Say whether one image covers a good part of the page."""
    left, bottom, right, top = page.get_bbox()
    area = (right - left) * (top - bottom)
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        x0, y0, x1, y1 = item.get_bounds()
        if (x1 - x0) * (y1 - y0) >= _SCAN_SHARE * area:
            return True
    return False
