"""Sheets of workbooks, row by row, read in a process apart."""

import io
import json
from collections.abc import Iterator

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import (
    TableRow,
    column_positions,
    digest_of,
    single_spaced,
)
from accountability.sources.spreadsheets.apart import (
    SHEET,
    SHEETS,
    NotReadError,
    lines_apart,
)
from accountability.vocab.imports import ImportProblemKind

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FAILURES = {
    ImportProblemKind.TOO_LARGE: (
        Failure.TOO_LARGE,
        "the workbook is larger than can be read: split it, or save it as CSV",
    ),
    ImportProblemKind.NO_ROWS: (
        Failure.EMPTY_LIST,
        "the sheet is not there, or has no row",
    ),
}
_DAMAGED = (Failure.TRUNCATED, "not readable as a workbook: save it as XLSX again")


def is_workbook(content: bytes) -> bool:
    """Say whether the bytes begin as a workbook (XLSX) does."""
    return content.startswith(b"PK\x03\x04")


def sheet_names(content: bytes, where: str) -> list[str]:
    """Return the names of the sheets in their order; SourceError as ``xlsx_rows``."""
    return [cells[0] for _, cells in _apart(content, where, SHEETS)]


def numbered_rows(
    content: bytes, where: str, sheet: str = ""
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet that are not empty, with their numbers.

    ``sheet`` is a name, the first if empty. Raises SourceError: too_large, empty_list,
    truncated.
    """
    return _apart(content, where, SHEET, sheet)


def xlsx_rows(
    content: bytes,
    where: str,
    expected: tuple[str, ...],
    *,
    sheet: str = "",
    heading: int = 1,
) -> Iterator[TableRow]:
    """Yield the rows below the headings as ``csv_rows`` does.

    A row is never too short: a workbook leaves empty cells at its end away.
    """
    positions: tuple[int, ...] | None = None
    width = 0
    for number, cells in numbered_rows(content, where, sheet):
        if number < heading:
            continue
        if positions is None:
            positions = column_positions(cells, expected, f"{where} row {heading}")
            width = len(cells)
            continue
        whole = len(cells) <= width
        filled = cells + [""] * (width - len(cells))
        kept = [filled[position] for position in positions] if whole else cells
        yield TableRow(number, tuple(kept), whole, digest_of(cells))
    if positions is None:
        raise SourceError(Failure.EMPTY_LIST, where, "the sheet has no such row")


def xlsx_headings(
    content: bytes, where: str, *, sheet: str = "", heading: int = 1
) -> tuple[str, ...]:
    """Return the headings with single spaces; raises SourceError as ``xlsx_rows``."""
    for number, cells in numbered_rows(content, where, sheet):
        if number >= heading:
            return single_spaced(cells)
    return ()


def _apart(
    content: bytes, where: str, kind: str, sheet: str = ""
) -> Iterator[tuple[int, list[str]]]:
    try:
        for line in lines_apart(io.BytesIO(content), kind, sheet):
            number, *cells = json.loads(line)
            yield number, cells
    except NotReadError as error:
        failure, advice = _FAILURES.get(error.kind, _DAMAGED)
        place = f"{where} sheet {sheet!r}" if sheet else where
        raise SourceError(failure, place, advice) from error
