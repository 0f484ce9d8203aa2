"""The appendix of substantiated allegations: entries over pages of PDF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from accountability.sources.base import DocumentContent
from accountability.sources.ca_bc_opcc_readers.matters import (
    LABELS,
    PrintedAllegation,
    matter_number,
    matter_proposals,
)
from accountability.sources.ca_bc_opcc_readers.words import ENDS
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import (
    Layout,
    Line,
    line_box,
    line_text,
)
from accountability.sources.formats.pdf import PdfDocument, PdfPage, open_pdf
from accountability.sources.formats.tables import Row, TableForm, table_rows
from accountability.sources.proposals import AllegationProposal, Locator

_TABLE = TableForm(
    caption="Allegations,",
    headings=("Allegation", "Disposition", "Measures"),
    values=frozenset(),
    ends=(*ENDS, "Matter ", "OPCC File No"),
)
_PERIOD = re.compile(r"Report period (\S+)")
_LABEL = re.compile(rf"({'|'.join(LABELS)}):\s*(.*)")


@dataclass
class _Entry:
    """An entry being read; it may go on over pages."""

    number: str
    fields: dict[str, str] = field(default_factory=dict)
    allegations: list[PrintedAllegation] = field(default_factory=list)


def appendix_readings(appendix: DocumentContent) -> Iterator[AllegationProposal]:
    """Read every allegation of an appendix, matter by matter."""
    where = appendix.url
    period = ""
    entry: _Entry | None = None
    with open_pdf(appendix) as document:
        for page in document.pages():
            layout = Layout(page)
            tables = table_rows(layout, _TABLE, where)
            for item in _in_order(layout.lines, tables):
                if isinstance(item, str):
                    if printed := _PERIOD.match(item):
                        period = printed[1]
                    number = matter_number(item)
                    if number is not None:
                        if entry:
                            yield from _proposals(entry, period, where)
                        entry = _Entry(number)
                    elif entry:
                        _take_line(entry, item)
                elif entry is None:
                    raise SourceError(
                        Failure.LAYOUT_CHANGED,
                        f"{where} page {page.number}",
                        "allegations stand under no matter",
                    )
                else:
                    entry.allegations.extend(_allegation(row, page) for row in item)
    if entry:
        yield from _proposals(entry, period, where)


def appendix_period(document: PdfDocument, where: str) -> str:
    """Return the label of the report period that the appendix prints."""
    for page in document.pages():
        for line in Layout(page).lines:
            if printed := _PERIOD.match(line_text(line)):
                return printed[1]
    raise SourceError(Failure.LAYOUT_CHANGED, where, "no report period is printed")


def _proposals(entry: _Entry, period: str, where: str) -> Iterator[AllegationProposal]:
    if not period:
        raise SourceError(Failure.LAYOUT_CHANGED, where, "no report period is printed")
    return matter_proposals(
        entry.number, entry.fields, period, entry.allegations, where
    )


def _take_line(entry: _Entry, text: str) -> None:
    """Take a labelled line of an entry, or the rest of a wrapped one."""
    if found := _LABEL.match(text):
        entry.fields[found[1]] = found[2]
    elif entry.fields and not entry.allegations and not text.startswith(ENDS):
        last = list(entry.fields)[-1]
        entry.fields[last] = f"{entry.fields[last]} {text}"


def _in_order(
    page_lines: list[Line], tables: list[list[Row]]
) -> Iterator[str | list[Row]]:
    """Yield the lines between the tables as text, and the tables, top to bottom."""
    waiting = [table for table in tables if table]
    bottom = 0.0
    captioned = False
    for line in page_lines:
        box = line_box(line)
        text = line_text(line)
        if waiting and box.bottom > _top(waiting[0]):
            bottom = max(
                cell.box.bottom for row in waiting[0] for cell in row.cells.values()
            )
            yield waiting.pop(0)
            captioned = False
        if text.startswith(_TABLE.caption):
            captioned = True
        if box.top < bottom - 1 or captioned:
            continue
        yield text


def _top(table: list[Row]) -> float:
    return min(cell.box.top for cell in table[0].cells.values())


def _allegation(row: Row, page: PdfPage) -> PrintedAllegation:
    conduct, disposition, measures = (row.cells[name] for name in _TABLE.headings)
    return PrintedAllegation(
        conduct.text,
        disposition.text,
        measures.text,
        Locator(page=page.number, box=conduct.box),
    )
