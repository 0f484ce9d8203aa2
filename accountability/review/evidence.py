"""What the document itself shows where a reading was taken from."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.utils.translation import gettext as _

from accountability.archive.store import open_bytes
from accountability.extraction.declarations import declaration_of
from accountability.extraction.ocr.recogniser import least_sure
from accountability.extraction.payload import reading_of
from accountability.models import ExtractedRecord
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.page_image import crop_png, page_png
from accountability.sources.formats.row_files import RowFile
from accountability.sources.formats.withheld import withheld
from accountability.sources.proposals import Box, Locator, Reading

_DPI = 110
_CLOSE_UP_DPI = 160
_MOST_WORDS = 2000


@dataclass(frozen=True)
class PageEvidence:
    """A page of a PDF with the box that was read. ``dpi`` is how finely we draw it.

    ``least_sure`` is how sure OCR was, of 100, of the least sure word there; None where
    it read none.
    """

    page: int
    box: Box
    least_sure: int | None = None
    dpi: int = _DPI


@dataclass(frozen=True)
class Cell:
    """A heading with what stands under it."""

    heading: str
    text: str


@dataclass(frozen=True)
class RowEvidence:
    """A row of a table as the publisher has it.

    ``withheld`` counts the columns about persons that are not shown.
    """

    place: str
    cells: tuple[Cell, ...]
    withheld: int = 0


Evidence = PageEvidence | RowEvidence


def reading_in(record: ExtractedRecord) -> Reading:
    """Return what was read, as its source gave it."""
    return reading_of(
        record.record_type,
        record.payload,
        record.locator,
        total_key=record.total_key,
    )


def evidence_for(record: ExtractedRecord) -> Evidence:
    """Return what the archived document shows at the reading's place.

    Raises ArchiveError when the bytes are missing, SourceError when they can't be read
    (a page's picture is drawn apart, by ``page_picture``).
    """
    locator = reading_in(record).locator
    if locator.page is not None:
        assert locator.box is not None  # noqa: S101  (a locator's own rule)
        sure = least_sure(
            record.snapshot.sha256, locator.page, locator.box, record.parser_version
        )
        return PageEvidence(locator.page, locator.box, sure)
    content = open_bytes(record.snapshot.sha256)
    if locator.row is not None:
        place = _("row %(number)s") % {"number": locator.row}
        said = declaration_of(record.snapshot)
        file = RowFile(content, place, said.sheet, said.heading) if said else None
        return _table_row(file or RowFile(content, place), locator.row)
    return _html_row(content, str(locator.xpath))


@lru_cache(maxsize=32)
def page_picture(sha256: str, page: int, box: Box | None, close: bool) -> bytes:
    """Draw a page of an archived PDF as PNG, the box marked; or the box from close up.

    Bounded in pixels by ``page_png``; the newest 32 are kept in memory. Raises
    ArchiveError and SourceError.
    """
    content = open_bytes(sha256)
    if close and box is not None:
        # To the left stands what the row is about.
        around = Box(0, box.top - 14, box.x1 + 110, box.bottom + 14)
        return crop_png(content, page, around, mark=box, dpi=_CLOSE_UP_DPI)
    return page_png(content, page, mark=box, dpi=_DPI)


def page_of(locator: Locator) -> tuple[int, Box] | None:
    """Return the page and box of a locator that has them."""
    if locator.page is None or locator.box is None:
        return None
    return locator.page, locator.box


def _table_row(file: RowFile, number: int) -> RowEvidence:
    printed = file.headings()
    # Which of two columns with one heading is meant, nobody can say.
    shown = tuple(
        name
        for name in printed
        if name and not withheld(name) and printed.count(name) == 1
    )
    for row in file.rows(shown):
        if row.number == number:
            break
    else:
        raise SourceError(Failure.TRUNCATED, file.where, "the file has no such row")
    if not row.whole:
        return RowEvidence(file.where, (), withheld=len(printed))
    cells = tuple(Cell(name, text) for name, text in zip(shown, row.cells, strict=True))
    return RowEvidence(file.where, cells, withheld=len(printed) - len(shown))


def _html_row(content: bytes, xpath: str) -> RowEvidence:
    place = _("at %(place)s") % {"place": xpath}
    found = HtmlPage(content, place).find(xpath)
    if not found:
        raise SourceError(Failure.LAYOUT_CHANGED, place, "nothing stands there")
    element = found[0]
    row = next(islice(element.iterancestors("tr"), 1), None)
    row = element if element.tag == "tr" else row
    if row is None:
        return RowEvidence(place, (Cell("", text_of(element)[:_MOST_WORDS]),))
    table = next(islice(row.iterancestors("table"), 1), None)
    headings = (
        [] if table is None else [text_of(cell) for cell in table.xpath(".//tr[1]/th")]
    )
    texts = [text_of(cell)[:_MOST_WORDS] for cell in row.xpath("./td | ./th")]
    if len(headings) != len(texts):
        headings = [""] * len(texts)
    pairs = list(zip(headings, texts, strict=True))
    shown = tuple(Cell(*pair) for pair in pairs if not withheld(pair[0]))
    return RowEvidence(place, shown, withheld=len(pairs) - len(shown))
