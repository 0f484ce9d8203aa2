"""The first look at a file: which sheets or tables it has, and where headings stand."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from accountability.extraction.handing_in.receiving import bytes_of, reads_tables
from accountability.extraction.handing_in.working import Turn
from accountability.models import HandedInFile
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import csv_head
from accountability.sources.formats.json import is_json
from accountability.sources.formats.pdf_tables import found_tables
from accountability.sources.formats.withheld import withheld
from accountability.sources.formats.xlsx import numbered_rows, sheet_names
from accountability.vocab.handed_in import HandedInForm, HandedInState

#: Rows that are shown of each sheet; the headings stand among them.
HEAD = 12
_MOST_SHEETS = 20
_MOST_COLUMNS = 300
#: Letters of a cell that are kept: headings whole, values to be recognised.
_LONGEST = 300

Numbered = list[tuple[int, list[str]]]


def look(turn: Turn) -> None:
    """Store what the file looks like. A known source's is checked at once."""
    file = turn.file
    if not reads_tables(file):
        turn.end(HandedInState.CHECKING)
        return
    parts = list(_parts(file))
    if not any(len(part["rows"]) > 1 for part in parts):
        raise SourceError(Failure.EMPTY_LIST, file.name, "there is no row in it")
    first = next(part for part in parts if len(part["rows"]) > 1)
    turn.end(
        HandedInState.MAPPING,
        shape={"parts": parts},
        sheet=first["name"],
        heading=first["heading"],
    )


def _parts(file: HandedInFile) -> list[dict[str, Any]]:
    content, where = bytes_of(file), file.name
    form = HandedInForm.of(file.form)
    if form is HandedInForm.PDF:
        return [
            {
                "name": f"{number}",
                "page": table.page,
                "heading": 1,
                "count": table.rows,
                "headings": list(table.headings),
                "rows": _short(enumerate([table.headings, *table.first], start=1)),
            }
            for number, table in enumerate(found_tables(content, where), start=1)
        ]
    if form is HandedInForm.XLSX:
        names = sheet_names(content, where)[:_MOST_SHEETS]
        return [_part(name, _sheet(content, where, name)) for name in names]
    if is_json(content):
        raise SourceError(
            Failure.WRONG_TYPE, where, "JSON is read for a known source only"
        )
    return [_part("", _csv_rows(content, where))]


def _sheet(content: bytes, where: str, name: str) -> Numbered:
    try:
        return list(islice(numbered_rows(content, where, name), HEAD))
    except SourceError as error:
        if error.failure is Failure.EMPTY_LIST:
            return []
        raise


def _csv_rows(content: bytes, where: str) -> Numbered:
    """Return the first rows, cut by the separator that cuts one of them most."""
    heads, unreadable = [], None
    for heading in range(1, HEAD + 1):
        try:
            heads.append(csv_head(content, where, HEAD, heading=heading))
        except SourceError as error:
            unreadable = error
    if not heads and unreadable is not None:
        raise unreadable
    rows = max(heads, key=lambda head: max(map(len, head), default=0))
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def _part(name: str, rows: Numbered) -> dict[str, Any]:
    return {"name": name, "heading": _likely_heading(rows), "rows": _short(rows)}


def _likely_heading(rows: Numbered) -> int:
    """Return the number of the first row that fills as many cells as a table has."""
    filled = {
        number: sum(1 for cell in cells if cell.strip()) for number, cells in rows
    }
    most = max(filled.values(), default=0)
    return next((number for number, n in filled.items() if n > 0.6 * most), 1)


def _short(rows: Iterable[tuple[int, Sequence[str]]]) -> list[list[Any]]:
    """Return rows to be shown, without what stands in columns about a person's body."""
    held = [(number, cells[:_MOST_COLUMNS]) for number, cells in rows]
    hidden = {
        column
        for _number, cells in held
        for column, cell in enumerate(cells)
        if withheld(cell)
    }
    return [
        [
            number,
            [
                cell[:_LONGEST] if column not in hidden or withheld(cell) else ""
                for column, cell in enumerate(cells)
            ],
        ]
        for number, cells in held
    ]
