"""Tables of PDF pages, read by the positions of their headings.

A value belongs to the heading it stands under; where that is not certain the layout
has changed and nothing is read. What this copes with: any order of drawing; tables side
by side; headings that wrap, are repeated on every page, or read upwards; pages and text
turned by right angles; marks of footnotes, which stay in ``Cell.text`` as printed
("377¹") and are left out of ``Cell.name``. What it never does is guess: half a number
in one column and half in the next, two numbers in one cell, and a value under no
heading or under two are errors that name their place.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import (
    Layout,
    Line,
    Phrase,
    line_box,
    lines,
)
from accountability.sources.formats.marks import without_marks
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.table_heads import (
    Head,
    TableForm,
    heading_of,
    heads_of,
)
from accountability.sources.formats.words import Word, enclosing
from accountability.sources.proposals import Box

__all__ = ["Cell", "Row", "TableForm", "table_rows"]

#: Lines of one row are closer than this share of their height.
_ROW_GAP = 0.4


@dataclass(frozen=True)
class Cell:
    """The text under one heading; empty text if nothing is printed in ``box``.

    ``text`` is as printed, with the marks of footnotes, which ``printed_number`` knows;
    ``box`` is on the page as shown.
    """

    text: str
    box: Box

    @property
    def name(self) -> str:
        """The text without marks of footnotes: a department's name, a category."""
        return without_marks(self.text)[0]


@dataclass(frozen=True)
class Row:
    """One row by heading, and the number of its page."""

    page: int
    cells: dict[str, Cell]


def table_rows(layout: Layout, form: TableForm, where: str) -> list[list[Row]]:
    """Read every table of this form on the page, top to bottom; [] if there is none.

    Raises SourceError (layout_changed) naming the page and the heading or place when a
    heading is missing, moved, or a value stands under none or two of them.
    """
    where = f"{where} page {layout.page.number}"
    heads = heads_of(layout, form, where)
    found = []
    for head in heads:
        below = min(
            (other.top for other in heads if head.is_above(other)),
            default=layout.page.height,
        )
        body = _body(layout, head, below, form, where)
        _refuse_turned(layout, head, body, where)
        found.append(_rows(layout, body, head, form, where))
    return found


def _body(
    layout: Layout, head: Head, below: float, form: TableForm, where: str
) -> list[Phrase]:
    """Return what stands under the headings down to the end of the table."""
    body: list[Phrase] = []
    ends = tuple(end.casefold() for end in (*form.ends, form.caption) if end)
    for group in layout.phrases:
        inside = [phrase for phrase in group if head.holds(phrase)]
        if not inside:
            continue
        box = enclosing(word for phrase in inside for word in phrase.words)
        if (box.top + box.bottom) / 2 < head.bottom:
            continue
        text = " ".join(phrase.text for phrase in inside)
        if box.bottom > below or text.casefold().startswith(ends):
            break
        if any(map(head.crossed_by, group)):
            raise _unclear(where, box, "a line runs over two tables side by side")
        body += inside
    return body


def _refuse_turned(layout: Layout, head: Head, body: list[Phrase], where: str) -> None:
    """Raise SourceError for turned text among the rows: a blank would stand for it."""
    bottom = max((phrase.box.bottom for phrase in body), default=0.0)
    for phrase in layout.turned:
        box = phrase.box
        among = head.start < box.x1 and box.x0 < head.end
        if among and head.bottom - 1.0 < box.top and box.bottom < bottom + 1.0:
            raise _unclear(where, box, "turned text stands among the values")


def _unclear(where: str, box: Box, advice: str) -> SourceError:
    place = f"{where} at {box.x0:.0f},{box.top:.0f}"
    return SourceError(Failure.LAYOUT_CHANGED, place, advice)


def _rows(
    layout: Layout, body: list[Phrase], head: Head, form: TableForm, where: str
) -> list[Row]:
    """Put the words of the body into rows and under headings."""
    placed = [(heading_of(phrase, head, where), phrase) for phrase in body]
    rows = []
    for block in _blocks(placed, form, where):
        edges = [phrase.box for _, phrase in block]
        top, bottom = min(b.top for b in edges), max(b.bottom for b in edges)
        cells = {}
        for heading in form.headings:
            inside = [phrase for name, phrase in block if name == heading]
            if not inside:
                # An empty cell has the place it would fill.
                under = head.columns[heading].box
                cells[heading] = Cell(
                    "", layout.shown(Box(under.x0, top, under.x1, bottom))
                )
                continue
            joined = _joined(inside, where)
            cells[heading] = Cell(joined.text, layout.place(joined.words))
        rows.append(Row(layout.page.number, cells))
    return rows


def _joined(inside: list[Phrase], where: str) -> Phrase:
    """Join the phrases of one cell, of which one at most may be a number.

    "2" over "262", or beside it with a gap, may be two values as well as 2,262.
    """
    if len(inside) == 1:
        return inside[0]
    joined = Phrase(tuple(_in_reading_order(inside)))
    numbers = [p for p in inside if printed_number(p.text).value is not None]
    if len(numbers) > 1:
        raise _unclear(where, joined.box, "two numbers stand in one cell")
    return joined


def _in_reading_order(inside: Iterable[Phrase]) -> Iterable[Word]:
    grouped = lines(word for phrase in inside for word in phrase.words)
    return (word for line in grouped for word in line)


Placed = tuple[str, Phrase]


def _blocks(placed: list[Placed], form: TableForm, where: str) -> list[list[Placed]]:
    """Split the body into rows: by gaps, then by the one line of values in each."""
    blocks: list[list[Placed]] = []
    bottom = 0.0
    for item in sorted(placed, key=lambda item: item[1].box.top):
        box = item[1].box
        if not blocks or box.top - bottom > _ROW_GAP * item[1].words[0].height:
            blocks.append([])
        blocks[-1].append(item)
        bottom = max(bottom, box.bottom) if len(blocks[-1]) > 1 else box.bottom
    if not form.values:
        return blocks
    found = []
    for block in blocks:
        anchors = _anchors(block, form)
        if not anchors:
            raise _unclear(where, block[0][1].box, "a row has no value")
        rows: list[list[Placed]] = [[] for _ in anchors]
        for item in block:
            rows[_nearest(item[1].box, anchors)].append(item)
        if not all(rows):
            raise _unclear(where, block[0][1].box, "rows stand too close to tell apart")
        found.extend(rows)
    return found


def _anchors(block: list[Placed], form: TableForm) -> list[Line]:
    """Return the lines of values that the rows of a block stand around.

    A block of n rows has n lines in most of its columns, even where a cell is blank or
    wrapped; of two likely numbers the smaller is safer: two values in one cell are no
    number, half a value in each of two cells would be.
    """
    columns: dict[str, list[Word]] = {}
    for name, phrase in block:
        columns.setdefault(name, []).extend(phrase.words)
    stacks = {name: lines(words) for name, words in columns.items()}
    votes = Counter(len(stack) for stack in stacks.values())
    likely = [stack for name, stack in stacks.items() if name in form.values]
    return min(likely, key=lambda stack: (-votes[len(stack)], len(stack)), default=[])


def _nearest(box: Box, anchors: list[Line]) -> int:
    """Return the index of the line of values nearest to ``box``, the upper if equal."""
    boxes = [line_box(line) for line in anchors]
    gaps = [max(0.0, box.top - b.bottom, b.top - box.bottom) for b in boxes]
    return min(range(len(gaps)), key=lambda index: (round(gaps[index], 1), index))
