"""CSV and XLSX to rows of text, numbered as a spreadsheet numbers them. Pure.

Both give the same rows for the same table. Nothing is worked out: a cell that begins
with ``=`` is text, and "#VALUE!" stays what it is. Runs in a process apart (``child``).
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import python_calamine

from accountability.sources.spreadsheets.errors_in import error_cells
from accountability.sources.spreadsheets.limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_LETTERS,
)
from accountability.vocab.imports import ImportProblemKind

MOST_ROWS = 200_000
MOST_COLUMNS = 60
#: Of all parts of an XLSX together, as its directory says; the process's memory holds
#: what lies about it.
MOST_UNPACKED = 600 * 1024 * 1024
_MOST_PARTS = 2000
_SEPARATORS = (",", ";", "\t")
_HEAD = 64 * 1024

Row = tuple[int, list[str]]


class UnreadableError(Exception):
    """The file is no table that is taken; ``kind`` says why and nothing of it."""

    def __init__(self, kind: ImportProblemKind) -> None:
        """Keep the kind."""
        super().__init__(kind.value)
        self.kind = kind


def rows_of(data: bytes, *, spreadsheet: bool) -> Iterator[Row]:
    """Yield heading and rows that are not empty, each with its number.

    Empty cells at a row's end are left off. Raises UnreadableError.
    """
    read = _xlsx(data) if spreadsheet else _csv(data)
    found = -1
    for number, cells in _within_limits(enumerate(read, start=1)):
        if (found := found + 1) == 0:
            _check_headings(cells)
        if found > MOST_ROWS:
            raise UnreadableError(ImportProblemKind.TOO_LARGE)
        yield number, cells
    if found < 1:
        raise UnreadableError(ImportProblemKind.NO_ROWS)


def sheet_rows(data: bytes, sheet: str = "") -> Iterator[Row]:
    """Yield the rows of a sheet that are not empty, each with its number.

    ``sheet`` is a name; empty: the first. As ``rows_of``, but without a heading.
    """
    return _within_limits(enumerate(_xlsx(data, sheet), start=1))


def sheet_names(data: bytes) -> list[str]:
    """Return the names of a workbook's sheets in their order."""
    return list(_workbook(data).sheet_names)


def _within_limits(rows: Iterable[Row]) -> Iterator[Row]:
    letters = 0
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        row = sum(map(len, cells))
        letters += row
        if row > LONGEST_ROW or letters > MOST_LETTERS:
            raise UnreadableError(ImportProblemKind.TOO_LARGE)
        # A cell that is too long is one letter longer than it may be: its row says so.
        yield number, [cell[: LONGEST_CELL + 1] for cell in cells]


def same(heading: str) -> str:
    """Return a heading as it is compared with another."""
    return " ".join(heading.casefold().split())


def _check_headings(headings: list[str]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise UnreadableError(ImportProblemKind.TOO_LARGE)
    named = [same(heading) for heading in headings if heading]
    if len(set(named)) < len(named):
        raise UnreadableError(ImportProblemKind.HEADINGS_TWICE)


def _csv(data: bytes) -> Iterator[list[str]]:
    if data.startswith(b"PK\x03\x04") or b"\0" in data:
        raise UnreadableError(ImportProblemKind.UNREADABLE)
    text = _decoded(data)
    # For the whole process, where it is not the child: only ever raised.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    lines = io.StringIO(text, newline="")
    try:
        yield from (
            [cell.strip() for cell in row]
            for row in csv.reader(lines, delimiter=_separator(text), strict=True)
        )
    except csv.Error:
        raise UnreadableError(ImportProblemKind.UNREADABLE) from None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError(ImportProblemKind.UNREADABLE)


def _separator(text: str) -> str:
    """Return the separator that cuts the heading into most columns.

    The heading alone decides: a narrative is full of commas.
    """
    head = text[:_HEAD].lstrip("\r\n")

    def columns(separator: str) -> int:
        lines = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        try:
            return len(next(lines, []))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=columns)


def _xlsx(data: bytes, name: str = "") -> Iterator[list[str]]:
    book = _workbook(data)
    if not book.sheet_names:
        raise UnreadableError(ImportProblemKind.NO_ROWS)
    try:
        sheet = book.get_sheet_by_name(name or book.sheet_names[0])
        wrong = error_cells(data, name or book.sheet_names[0])
    except python_calamine.WorksheetNotFound:
        raise UnreadableError(ImportProblemKind.NO_ROWS) from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, KeyError):
        raise UnreadableError(ImportProblemKind.UNREADABLE) from None
    first_column = sheet.start[1] if sheet.start else 0
    if sheet.end is not None:
        last_row, last_column = sheet.end
        # A cell at the far corner makes a sheet of billions.
        if last_row > 5 * MOST_ROWS or last_column - first_column > 5 * MOST_COLUMNS:
            raise UnreadableError(ImportProblemKind.TOO_LARGE)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell).strip() for cell in row]
        for column, words in wrong.get(number, ()):
            if 0 <= column - first_column < len(cells):
                cells[column - first_column] = words
        yield cells


def _workbook(data: bytes) -> python_calamine.CalamineWorkbook:
    if not data.startswith(b"PK\x03\x04"):
        raise UnreadableError(ImportProblemKind.UNREADABLE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _MOST_PARTS or (
                sum(part.file_size for part in parts) > MOST_UNPACKED
            ):
                raise UnreadableError(ImportProblemKind.TOO_LARGE)
            # One that says twice what is in it may be two files: which, is a guess.
            if len(names) < len(parts) or "xl/workbook.xml" not in names:
                raise UnreadableError(ImportProblemKind.UNREADABLE)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        python_calamine.CalamineError,
        NotImplementedError,
        ValueError,
        OSError,
    ):
        raise UnreadableError(ImportProblemKind.UNREADABLE) from None


def _text(cell: object) -> str:
    """Write a cell as a person would type it into a CSV."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
