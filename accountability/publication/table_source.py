"""Rows on their way into a bundle: CSV in which NULL and the empty text differ.

Every value is quoted and NULL is nothing between two commas, as PostgreSQL writes
with ``COPY ... (FORMAT csv, FORCE_QUOTE *)``. Columns stand in the table's order;
there is no header.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import BinaryIO

from accountability.release.schema import Table

#: Writes all rows of one table, in any order, to a stream.
TableSource = Callable[[BinaryIO], None]


def from_rows(table: Table, rows: Iterable[Mapping[str, object]]) -> TableSource:
    """Return a source that writes ``rows``; memory stays flat for an iterator.

    Raises KeyError, when run, for a row with a column missing, ValueError for a
    column that the table does not have.
    """
    names = table.names

    def write(out: BinaryIO) -> None:
        for number, row in enumerate(rows, start=1):
            if unknown := row.keys() - set(names):
                raise ValueError(
                    f"{table.name} row {number}: no column {sorted(unknown)}"
                )
            cells = ",".join(_cell(row[name]) for name in names)
            out.write(f"{cells}\n".encode())

    return write


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC).isoformat()
    text = str(value).replace('"', '""')
    return f'"{text}"'
