"""PDF pages as words with boxes, in points from the top left of the page as shown.

Reading order in the file is never relied on. A page that shows something and has no
text layer is a picture: see ``scans``.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import ImageStat

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.scans import Scans
from accountability.sources.formats.text_layer import is_hidden, text_words
from accountability.sources.formats.words import SLANTED, Turning, Word
from accountability.sources.proposals import Box

#: PDFium crashes the process when two threads draw at once, even two documents.
DRAWING = Lock()
#: The end-of-file mark stands in the last kilobyte (ISO 32000-1, annex H.3, note 18).
_TAIL = 1024
#: An image that covers this share of a page may be the scan that hidden text lies on.
_SCAN_SHARE = 0.25
#: How much of a page must differ from its ground for it to show something: a line of
#: text covers a thousandth.
_INK_SHARE = 0.0005
_INK_DPI = 36


@dataclass(frozen=True)
class PdfPage:
    """One page: its number from 1, size in points, and words.

    ``scanned`` is true when the page shows something, has no text layer, and nobody
    recognised its words.
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

    @cached_property
    def turn(self) -> int:
        """How far most of the page's text is turned as shown."""
        turns = Counter(word.turn for word in self.words if word.turn != SLANTED)
        return max(turns, key=lambda turn: (turns[turn], -turn), default=0)

    @property
    def turning(self) -> Turning:
        """The way to the page held so that most of its text is upright."""
        return Turning(self.turn, self.width, self.height)

    def upright(self) -> "PdfPage":
        """Return the page held so that most of its text is upright."""
        turning = self.turning
        if not turning.turn:
            return self
        width, height = turning.size
        words = tuple(map(turning.word, self.words))
        return replace(self, width=width, height=height, words=words)

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
def open_pdf(document: DocumentContent) -> Iterator["PdfDocument"]:
    """Open a document for its source; its ``scans`` learn which pages are pictures.

    Raises SourceError as ``open_pdf_bytes``.
    """
    with open_pdf_bytes(document.content, document.url, document.scans) as pdf:
        yield pdf


@contextmanager
def open_pdf_bytes(
    content: bytes, where: str, scans: Scans | None = None
) -> Iterator["PdfDocument"]:
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
        yield PdfDocument(document, where, scans or Scans())
    finally:
        document.close()


class PdfDocument:
    """An open PDF. Pages are read one at a time."""

    def __init__(self, document: pdfium.PdfDocument, where: str, scans: Scans) -> None:
        """Wrap an open document; use ``open_pdf``."""
        self._document = document
        self._where = where
        self._scans = scans

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
            raise self.no_text(first_scan or 1)

    def page(self, number: int) -> PdfPage:
        """Read page ``number``, from 1."""
        return self._read(number - 1)

    def no_text(self, number: int) -> SourceError:
        """Return the error that says that page ``number`` can't be read."""
        return SourceError(
            Failure.NO_TEXT,
            f"{self._where} page {number}",
            "no words were recognised on the picture: it needs a person"
            if self._scans.recogniser
            else "a scanned page: install tesseract-ocr (docs/how-to/read-scans.md), "
            "or give it to a person",
        )

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
        number = index + 1
        with self.opened(number) as page:
            width, height = page.get_size()
            text = page.get_textpage()
            try:
                words = tuple(text_words(page, text))
                if words and is_hidden(text) and _has_large_image(page):
                    self._scans.hidden.add(number)
            finally:
                text.close()
            pictured = not words and (_has_large_image(page) or _shows_something(page))
        if pictured:
            words = self._scans.words(number, Box(0.0, 0.0, width, height))
        scanned = pictured and number in self._scans.unread
        return PdfPage(number, width, height, words, scanned)


def _has_large_image(page: pdfium.PdfPage) -> bool:
    """Say whether one image covers a good part of the page."""
    left, bottom, right, top = page.get_bbox()
    area = (right - left) * (top - bottom)
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        x0, y0, x1, y1 = item.get_bounds()
        if (x1 - x0) * (y1 - y0) >= _SCAN_SHARE * area:
            return True
    return False


def _shows_something(page: pdfium.PdfPage) -> bool:
    """Say whether a page without text is more than blank: drawn small, it has ink.

    A scan may be one image, many strips, or letters drawn as outlines.
    """
    width, height = page.get_size()
    scale = min(_INK_DPI / 72, 1000 / max(width, height, 1.0))
    with DRAWING:
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            shown = bitmap.to_pil().convert("L")
        finally:
            bitmap.close()
    levels = shown.histogram()
    ground = levels.index(max(levels))
    ink = shown.point([abs(level - ground) for level in range(256)])
    return ImageStat.Stat(ink).mean[0] / 255 >= _INK_SHARE
