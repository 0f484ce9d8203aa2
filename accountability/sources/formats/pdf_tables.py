"""Tables of a PDF whose form nobody described: found by how words stand under others.

Where a form is known (``tables.TableForm``) it is the better reader. Here a row is one
line; a line goes on with the row above when it has nothing under the first heading.
What stands under no heading, or under two, ends the table: nothing is put where it may
not belong. Every row keeps its page and box, and none is accepted with others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import TableRow, digest_of
from accountability.sources.formats.lines import Layout, Phrase, overlap
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.proposals import Box, Locator

#: A table has so many columns and, on one page at least, so many rows.
_COLUMNS, _ROWS = 2, 2
#: Lines further apart than this many times their height are not of one table.
_GAP = 3.0

Cells = tuple[str, ...]


@dataclass(frozen=True)
class FoundTable:
    """A table by its headings, which may be printed again on every page.

    ``first`` are the cells of its first rows, ``rows`` how many it has, ``page`` where
    it begins.
    """

    headings: Cells
    page: int
    rows: int
    first: tuple[Cells, ...]


@dataclass(frozen=True)
class _Row:
    """Cells with the boxes that they fill; an empty one has its row's."""

    cells: Cells
    page: int
    box: Box
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class _Part:
    """A table's part on one page."""

    headings: Cells
    rows: tuple[_Row, ...]


def found_tables(content: bytes, where: str, *, shown: int = 8) -> list[FoundTable]:
    """Return the tables of a PDF in their order.

    Raises SourceError: what ``open_pdf`` raises, no_text, and layout_changed when there
    is no table.
    """
    parts: dict[Cells, list[_Row]] = {}
    for part in _parts(content, where):
        parts.setdefault(part.headings, []).extend(part.rows)
    if not parts:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            where,
            "no table was found: hand in the figures as CSV or XLSX, with the page",
        )
    return [
        FoundTable(
            headings,
            rows[0].page,
            len(rows),
            tuple(row.cells for row in rows[:shown]),
        )
        for headings, rows in parts.items()
    ]


def pdf_table_rows(
    content: bytes, where: str, headings: Cells, expected: Cells
) -> Iterator[TableRow]:
    """Yield the rows of the table with these headings, numbered from 1 in its order.

    Cells come in the order of ``expected``; a row with a single one is not whole.
    Raises SourceError as ``found_tables``.
    """
    number = 0
    positions = tuple(headings.index(name) for name in expected)
    for part in _parts(content, where):
        if part.headings != headings:
            continue
        for row in part.rows:
            number += 1
            # A footer or the rest of a name: for a person to see, no row of blanks.
            whole = sum(map(bool, row.cells)) > 1
            kept = tuple(row.cells[position] for position in positions)
            yield TableRow(
                number,
                kept if whole else row.cells,
                whole=whole,
                digest=digest_of(list(row.cells)),
                place=Locator(page=row.page, box=row.box),
                places=tuple(
                    Locator(page=row.page, box=row.boxes[position])
                    for position in positions
                ),
            )
    if not number:
        raise SourceError(
            Failure.LAYOUT_CHANGED, where, "the table with these headings is not there"
        )


def _parts(content: bytes, where: str) -> Iterator[_Part]:
    with open_pdf_bytes(content, where) as document:
        for page in document.pages():
            yield from _on_page(Layout(page))


def _on_page(layout: Layout) -> Iterator[_Part]:
    at = 0
    while at < len(layout.phrases):
        head = layout.phrases[at]
        rows = list(_below(layout, at)) if _may_head(head) else []
        if len(rows) < _ROWS:
            at += 1
            continue
        names = tuple(phrase.text for phrase in head)
        made = tuple(_row(group, head, layout.page.number) for group in rows)
        yield _Part(names, made)
        at += 1 + sum(len(group) for group in rows)


def _may_head(line: list[Phrase]) -> bool:
    """Say whether a line can be headings: two or more, all different, words first."""
    names = [phrase.text for phrase in line]
    return (
        len(names) >= _COLUMNS
        and len(set(names)) == len(names)
        and any(letter.isalpha() for letter in names[0])
        and not all(any(c.isdigit() for c in name) for name in names[1:])
    ) or (len(names) >= _COLUMNS and _years(names[1:]))


def _years(names: list[str]) -> bool:
    """Say whether headings are all years or periods, as columns of figures are."""
    return len(set(names)) == len(names) and all(
        name[:4].isdigit() and 1900 <= int(name[:4]) < 2100 for name in names
    )


def _below(layout: Layout, at: int) -> Iterator[list[list[Phrase]]]:
    """Yield the rows under a line of headings, each with the lines that it fills."""
    head = layout.phrases[at]
    bottom = max(phrase.box.bottom for phrase in head)
    held: list[list[Phrase]] = []
    for line in layout.phrases[at + 1 :]:
        under = [_heading_of(phrase, head) for phrase in line]
        top = min(phrase.box.top for phrase in line)
        height = max(phrase.box.bottom - phrase.box.top for phrase in line)
        apart = top - bottom > _GAP * height
        if apart or None in under or len(set(under)) < len(under):
            break
        if [phrase.text for phrase in line] == [phrase.text for phrase in head]:
            break
        if 0 in under:
            if held:
                yield held
            held = [line]
        elif held:
            held.append(line)
        else:
            break
        bottom = max(phrase.box.bottom for phrase in line)
    if held:
        yield held


def _heading_of(phrase: Phrase, head: list[Phrase]) -> int | None:
    """Return the one heading that a phrase stands under; None: no one alone."""
    under = [n for n, name in enumerate(head) if overlap(phrase.box, name.box) > 0]
    return under[0] if len(under) == 1 else None


def _row(lines: list[list[Phrase]], head: list[Phrase], page: int) -> _Row:
    inside: list[list[Phrase]] = [[] for _ in head]
    for phrase in (phrase for line in lines for phrase in line):
        place = _heading_of(phrase, head)
        if place is not None:
            inside[place].append(phrase)
    around = _around(phrase for cell in inside for phrase in cell)
    return _Row(
        tuple(" ".join(phrase.text for phrase in cell) for cell in inside),
        page,
        around,
        tuple(_around(cell) if cell else around for cell in inside),
    )


def _around(phrases: Iterable[Phrase]) -> Box:
    boxes = [phrase.box for phrase in phrases]
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
