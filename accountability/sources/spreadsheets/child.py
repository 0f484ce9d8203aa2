"""A process of its own for what opens an untrusted table.

``python -m accountability.sources.spreadsheets.child xlsx`` reads the file from
standard input and writes a line of JSON a row to standard output, ``[number, cell,
...]``; on a refusal it ends with 3 and the reason's code on standard error. It has no
secret in its environment, little memory and little time.
"""

import json
import resource
import sys
from collections.abc import Iterator

from accountability.sources.spreadsheets.apart import (
    MOST_SECONDS,
    REFUSED,
    SHEET,
    SHEETS,
    XLSX,
)
from accountability.sources.spreadsheets.rows import (
    Row,
    UnreadableError,
    rows_of,
    sheet_names,
    sheet_rows,
)
from accountability.vocab.imports import ImportProblemKind

MOST_MEMORY = 1536 * 1024 * 1024


def main(kind: str, sheet: str = "") -> int:
    """Turn standard input into rows on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    write = sys.stdout.buffer.write
    try:
        for number, cells in _asked(data, kind, sheet):
            write(json.dumps([number, *cells], ensure_ascii=False).encode() + b"\n")
    except MemoryError:
        sys.stderr.write(ImportProblemKind.TOO_LARGE.value)
        return REFUSED
    except UnreadableError as refused:
        sys.stderr.write(refused.kind.value)
        return REFUSED
    sys.stdout.flush()
    return 0


def _asked(data: bytes, kind: str, sheet: str) -> Iterator[Row]:
    if kind == SHEETS:
        return enumerate(([name] for name in sheet_names(data)), start=1)
    if kind == SHEET:
        return sheet_rows(data, sheet)
    return rows_of(data, spreadsheet=kind == XLSX)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
