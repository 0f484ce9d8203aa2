"""Tables of PDF pages, read by the positions of their headings.

A value belongs to the heading it stands under; where that is not certain the layout
has changed and nothing is read. Headings may wrap and are repeated on every page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import (
    Layout,
    Line,
    Phrase,
    line_box,
    line_text,
    lines,
    overlap,
)
from accountability.sources.formats.pdf import PdfPage, Word
from accountability.sources.proposals import Box

#: Lines of one row are closer than this share of their height.
_ROW_GAP = 0.4


@dataclass(frozen=True)
class TableForm:
    """How a table is recognised and where it ends.

    ``headings`` are the column headings as printed, left to right. ``values`` are the
    headings of the columns that fill exactly one line of every row, by which rows that
    touch are told apart; none if rows are always parted by a gap. ``caption`` is the
    beginning of the line above; a caption without all headings is an error, and so are
    some headings without the others. A line that begins with one of ``ends`` is below
    the table.
    """

    caption: str
    headings: tuple[str, ...]
    values: frozenset[str]
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """The text under one heading; empty text if nothing is printed in ``box``."""

    text: str
    box: Box


@dataclass(frozen=True)
class Row:
    """One row by heading, and the number of its page."""

    page: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class _Head:
    """The headings of one table on a page, found in one band."""

    columns: dict[str, Phrase]

    @property
    def top(self) -> float:
        return min(phrase.box.top for phrase in self.columns.values())

    @property
    def bottom(self) -> float:
        return max(phrase.box.bottom for phrase in self.columns.values())


def table_rows(layout: Layout, form: TableForm, where: str) -> list[list[Row]]:
    """Read every table of this form on the page, top to bottom; [] if there is none.

    Raises SourceError (layout_changed) naming the page and the heading or place when a
    heading is missing, moved, or a value stands under none or two of them.
    """
    page = layout.page
    heads = _heads(layout, form, f"{where} page {page.number}")
    found = []
    for number, head in enumerate(heads):
        below = heads[number + 1].top if number + 1 < len(heads) else page.height
        body = _body(layout, head, below, form)
        found.append(_rows(page, body, head, form, f"{where} page {page.number}"))
    return found


def _heads(layout: Layout, form: TableForm, where: str) -> list[_Head]:
    """Find the bands that hold the headings; SourceError if only some are there."""
    candidates = {heading: layout.wrapped(heading) for heading in form.headings}
    found: list[_Head] = []
    best: dict[str, Phrase] = {}
    for reference in (item for group in candidates.values() for item in group):
        band = {
            heading: beside
            for heading, group in candidates.items()
            if (beside := _beside(group, reference)) is not None
        }
        if len(band) < len(form.headings):
            best = max(best, band, key=len)
            continue
        head = _Head(band)
        if all(abs(head.bottom - known.bottom) > 1.0 for known in found):
            found.append(head)
    captioned = form.caption and any(
        line_text(line).casefold().startswith(form.caption.casefold())
        for line in layout.lines
    )
    if not found and (captioned or 2 * len(best) > len(form.headings)):
        missing = next(name for name in form.headings if name not in best)
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            where,
            f"the heading {missing!r} is not in its place",
        )
    return sorted(found, key=lambda head: head.top)


def _beside(group: Sequence[Phrase], reference: Phrase) -> Phrase | None:
    """Return the phrase of ``group`` that stands at the height of ``reference``."""
    return next(
        (
            phrase
            for phrase in group
            if phrase.box.top <= reference.box.bottom
            and phrase.box.bottom >= reference.box.top
        ),
        None,
    )


def _body(layout: Layout, head: _Head, below: float, form: TableForm) -> list[Phrase]:
    """Return what stands under the headings down to the end of the table."""
    body: list[Phrase] = []
    ends = tuple(end.casefold() for end in (*form.ends, form.caption) if end)
    for line, group in zip(layout.lines, layout.phrases, strict=True):
        box = line_box(line)
        if box.top < head.bottom - 1.0:
            continue
        if box.bottom > below or line_text(line).casefold().startswith(ends):
            break
        body += group
    return body


def _rows(
    page: PdfPage, body: list[Phrase], head: _Head, form: TableForm, where: str
) -> list[Row]:
    """Put the words of the body into rows and under headings."""
    placed = [(_heading_of(phrase, head, where), phrase) for phrase in body]
    rows = []
    for block in _blocks(placed, form, where):
        edges = [phrase.box for _, phrase in block]
        top, bottom = min(b.top for b in edges), max(b.bottom for b in edges)
        cells = {}
        for heading in form.headings:
            inside = [phrase for name, phrase in block if name == heading]
            cells[heading] = _cell(inside, head.columns[heading].box, top, bottom)
        rows.append(Row(page.number, cells))
    return rows


def _cell(inside: list[Phrase], heading: Box, top: float, bottom: float) -> Cell:
    """Join the phrases of one cell; an empty cell has the place it would fill."""
    if not inside:
        return Cell("", Box(heading.x0, top, heading.x1, bottom))
    words: tuple[Word, ...] = tuple(
        word
        for line in lines(word for phrase in inside for word in phrase.words)
        for word in line
    )
    joined = Phrase(words)
    return Cell(joined.text, joined.box)


def _heading_of(phrase: Phrase, head: _Head, where: str) -> str:
    """Return the one heading that a phrase stands under."""
    under = [
        heading
        for heading, column in head.columns.items()
        if overlap(phrase.box, column.box) > 0
    ]
    if len(under) != 1:
        box = phrase.box
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{where} at {box.x0:.0f},{box.top:.0f}",
            "a value stands under "
            + ("no heading" if not under else " and ".join(map(repr, under))),
        )
    return under[0]


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
            box = block[0][1].box
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{where} at {box.x0:.0f},{box.top:.0f}",
                "a row has no value",
            )
        rows: list[list[Placed]] = [[] for _ in anchors]
        for item in block:
            rows[_nearest(item[1].box, anchors)].append(item)
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
