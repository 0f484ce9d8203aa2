"""CSV files of any length, row by row, with row numbers as a spreadsheet shows them."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import Locator

#: Longest field taken, in characters: more is a broken quote, not a field.
_FIELD_LIMIT = 1024 * 1024
#: The separators there are; of two that fit alike the first.
_SEPARATORS = (",", ";", "\t")
#: Lines in which the headings are looked for, to tell the separator.
_HEAD = 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row. ``number`` counts from 1 with the heading row as 1.

    ``cells`` are the expected columns as printed, or all that there is when ``whole``
    is false: the row is longer or shorter than the heading row. ``digest`` is the
    sha256 of the entire row, which equal rows share. A row off a page has the ``place``
    where it stands, and ``places`` of its cells.
    """

    number: int
    cells: tuple[str, ...]
    whole: bool
    digest: str
    place: Locator | None = None
    places: tuple[Locator, ...] = ()

    @property
    def locator(self) -> Locator:
        """Where the row stands."""
        return self.place or Locator(row=self.number)


def csv_rows(
    content: bytes, where: str, expected: tuple[str, ...], heading: int = 1
) -> Iterator[TableRow]:
    """Yield the rows after the heading row, decoding as it goes.

    ``expected`` are headings that must be among the printed ones; cells come in their
    order and no other column is handed on. ``heading`` is the number of the row that
    they stand in; what separates the cells is told by that row. Memory does not grow
    with the number of rows. Raises SourceError: layout_changed naming a missing or
    doubled heading, wrong_type for HTML in place of CSV, truncated naming the row that
    a quote was left open in, empty_list for no row at all.
    """
    reader = _reader(content, where, heading)
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
        if number < heading:
            continue
        if number == heading:
            positions = column_positions(cells, expected, f"{where} row {heading}")
            width = len(cells)
            continue
        if not cells:
            continue
        whole = len(cells) == width
        kept = [cells[position] for position in positions] if whole else cells
        yield TableRow(number, tuple(kept), whole, digest_of(cells))
    if number < heading:
        raise SourceError(Failure.EMPTY_LIST, where, "the file is empty")


def csv_headings(content: bytes, where: str, heading: int = 1) -> tuple[str, ...]:
    """Return the headings with single spaces; raises SourceError as ``csv_rows``."""
    first = csv_head(content, where, heading, heading=heading)
    return single_spaced(first[-1]) if len(first) == heading else ()


def csv_head(
    content: bytes, where: str, count: int, heading: int = 1
) -> list[list[str]]:
    """Return the first ``count`` rows as they are, blank ones among them.

    ``heading`` is the row that tells the separator. Raises SourceError as ``csv_rows``.
    """
    rows: list[list[str]] = []
    try:
        for row in islice(_reader(content, where, heading), count):
            rows.append(row)
    except csv.Error as error:
        raise SourceError(
            Failure.TRUNCATED,
            f"{where} row {len(rows) + 1}",
            "not readable as CSV from here: is a quotation mark never closed?",
        ) from error
    return rows


def digest_of(cells: list[str]) -> str:
    """Return the sha256 of a whole row."""
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()


def single_spaced(names: list[str]) -> tuple[str, ...]:
    """Return headings as they are compared: with single spaces."""
    return tuple(" ".join(name.split()) for name in names)


def _reader(content: bytes, where: str, heading: int) -> Iterator[list[str]]:
    _refuse_page(content, where)
    csv.field_size_limit(_FIELD_LIMIT)
    separator = _separator(content, heading)
    return csv.reader(_decoded_lines(content), delimiter=separator, strict=True)


def _separator(content: bytes, heading: int) -> str:
    """Return the separator that cuts the row of headings into most cells."""

    def cells(separator: str) -> int:
        head = islice(_decoded_lines(content), _HEAD)
        rows = csv.reader(head, delimiter=separator)
        try:
            return len(next(islice(rows, heading - 1, None), ()))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=cells)


def _refuse_page(content: bytes, where: str) -> None:
    head = content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SourceError(Failure.WRONG_TYPE, where, "a web page, not a CSV file")


def column_positions(
    printed: list[str], expected: tuple[str, ...], where: str
) -> tuple[int, ...]:
    """Return where each of ``expected`` stands among the printed headings.

    Raises SourceError (layout_changed) naming one that is missing or there twice.
    """
    names = single_spaced(printed)
    for name in expected:
        if names.count(name) != 1:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                where,
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
