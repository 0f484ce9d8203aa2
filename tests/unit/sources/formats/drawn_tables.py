"""Tables drawn at any place, in any order, on pages turned any way."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FONT = "Helvetica"
CAPTION = "Files by department"
#: Footnote marks are set in this share of the size, raised by this share.
MARK_SIZE, MARK_RISE = 0.62, 0.36


@dataclass(frozen=True)
class Text:
    """Text and a mark raised behind it, if any."""

    words: str
    mark: str = ""

    def width(self, size: float) -> float:
        """Its width in points."""
        words: float = stringWidth(self.words, FONT, size)
        mark: float = stringWidth(self.mark, FONT, MARK_SIZE * size)
        return words + mark


@dataclass(frozen=True)
class Drawing:
    """How tables are drawn.

    ``held`` is the page's own /Rotate, ``turned`` how far the text is turned on it,
    counterclockwise. ``beside`` tables stand next to each other. ``order`` is the seed
    of the order in which texts are drawn.
    """

    size: float = 9.0
    padding: float = 12.0
    leading: float = 18.0
    held: int = 0
    turned: int = 0
    right: tuple[bool, ...] = ()
    upward: tuple[int, ...] = ()
    order: int = 0
    margin: float = 40.0


def drawn_tables(
    drawing: Drawing, headings: Sequence[str], *tables: Sequence[Sequence[Text]]
) -> bytes:
    """Draw tables with these headings side by side on one page, under ``CAPTION``.

    The page is as large as it needs to be.
    """
    size, pad = drawing.size, drawing.padding
    texts: list[tuple[float, float, Text, bool]] = []
    x, deepest = drawing.margin, 0.0
    texts.append((x, x, Text(CAPTION), False))
    for table in tables:
        for place, heading in enumerate(headings):
            upward = place in drawing.upward
            cells = [row[place] for row in table]
            head = size if upward else stringWidth(heading, FONT, size)
            width = max([head, *(cell.width(size) for cell in cells)])
            aligned = bool(drawing.right) and drawing.right[place]
            top = drawing.margin + 120
            left = x + width - head if aligned else x
            texts.append((left, top, Text(heading), upward))
            for number, cell in enumerate(cells, start=1):
                at = x + width - cell.width(size) if aligned else x
                y = top + number * drawing.leading
                if cell.words:
                    texts.append((at, y, cell, False))
                deepest = max(deepest, y)
            x += width + pad
        x += 3 * pad
    Random(drawing.order).shuffle(texts)
    return _page(drawing, (x + drawing.margin, deepest + drawing.margin), texts)


def _page(
    drawing: Drawing,
    seen: tuple[float, float],
    texts: list[tuple[float, float, Text, bool]],
) -> bytes:
    width, height = seen
    # reportlab swaps the sides of a page that is held sideways.
    aside = (drawing.turned + drawing.held) % 180 == 90
    held = BytesIO()
    canvas = Canvas(
        held, pagesize=(height, width) if aside else (width, height), invariant=1
    )
    canvas.setPageRotation(drawing.held)
    # Where the corner of the upright page goes when it is turned counterclockwise.
    canvas.translate(
        *{
            0: (0, 0),
            90: (height, 0),
            180: (width, height),
            270: (0, width),
        }[drawing.turned]
    )
    canvas.rotate(drawing.turned)
    for x, top, text, upward in texts:
        _text(canvas, drawing.size, (x, height - top), text, upward=upward)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def _text(
    canvas: Canvas, size: float, at: tuple[float, float], text: Text, *, upward: bool
) -> None:
    canvas.saveState()
    canvas.translate(*at)
    if upward:
        canvas.translate(size * 0.8, 0)
        canvas.rotate(90)
    canvas.setFont(FONT, size)
    canvas.drawString(0, 0, text.words)
    if text.mark:
        canvas.setFont(FONT, MARK_SIZE * size)
        behind = stringWidth(text.words, FONT, size)
        canvas.drawString(behind, MARK_RISE * size, text.mark)
    canvas.restoreState()
