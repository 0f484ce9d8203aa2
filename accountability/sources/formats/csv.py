"""CSV files of any length, row by row, with row numbers as a spreadsheet shows them."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from accountability.sources.errors import Failure, SourceError

#: Longest field taken, in characters: more is a broken quote, not a field.
_FIELD_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row. ``number`` counts from 1 with the heading row as 1.

    ``cells`` are the expected columns as printed, or all that there is when ``whole``
    is false: the row is longer or shorter than the heading row. ``digest`` is the
    sha256 of the entire row, which equal rows share.
    """

    number: int
    cells: tuple[str, ...]
    whole: bool
    digest: str


def csv_rows(
    content: bytes, where: str, expected: tuple[str, ...]
) -> Iterator[TableRow]:
    """Yield the rows after the heading row, decoding as it goes.

    ``expected`` are headings that must be among the printed ones; cells come in their
    order and no other column is handed on. Memory does not grow with the number of
    rows. Raises SourceError: layout_changed naming a missing or doubled heading,
    wrong_type for HTML in place of CSV, truncated naming the row that a quote was left
    open in, empty_list for no row at all.
    """
    _refuse_page(content, where)
    reader = csv.reader(_decoded_lines(content), strict=True)
    csv.field_size_limit(_FIELD_LIMIT)
    number = 0
    positions: tuple[int, ...] = ()
    width = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise SourceError(
                Failure.TRUNCATED,
                f"{where} row {number + 1}",
                "not readable as CSV from here: fetch it again",
            ) from error
        number += 1
        if not positions:
            positions = _positions(cells, expected, where)
            width = len(cells)
            continue
        if not cells:
            continue
        whole = len(cells) == width
        kept = [cells[position] for position in positions] if whole else cells
        digest = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()
        yield TableRow(number, tuple(kept), whole, digest)
    if not positions:
        raise SourceError(Failure.EMPTY_LIST, where, "the file is empty")


def csv_headings(content: bytes, where: str) -> tuple[str, ...]:
    """Return the headings with single spaces; raises SourceError as ``csv_rows``."""
    _refuse_page(content, where)
    reader = csv.reader(_decoded_lines(content), strict=True)
    try:
        return tuple(" ".join(name.split()) for name in next(reader, ()))
    except csv.Error as error:
        raise SourceError(
            Failure.TRUNCATED, f"{where} row 1", "not readable as CSV"
        ) from error


def _refuse_page(content: bytes, where: str) -> None:
    head = content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SourceError(Failure.WRONG_TYPE, where, "a web page, not a CSV file")


def _positions(
    printed: list[str], expected: tuple[str, ...], where: str
) -> tuple[int, ...]:
    names = [" ".join(name.split()) for name in printed]
    for name in expected:
        if names.count(name) != 1:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{where} row 1",
                f"the heading {name!r} is there {names.count(name)} times",
            )
    return tuple(names.index(name) for name in expected)


def _decoded_lines(content: bytes) -> Iterator[str]:
    """Yield lines: UTF-8 where a line is, else Windows-1252; no byte-order mark."""
    first = True
    for raw in io.BytesIO(content):
        line = raw.removeprefix(b"\xef\xbb\xbf") if first else raw
        first = False
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")
