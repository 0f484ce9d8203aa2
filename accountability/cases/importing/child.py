"""A process of its own for what opens an untrusted table.

``python -m accountability.cases.importing.child xlsx`` reads the file from standard
input and writes a line of JSON a row to standard output, ``[number, cell, ...]``, the
heading first; on a refusal it ends with 3 and the reason's code on standard error. It
has no secret in its environment, little memory and little time.
"""

import json
import resource
import sys

from accountability.cases.importing.apart import MOST_SECONDS, REFUSED, XLSX
from accountability.cases.importing.tables import UnreadableError, rows_of
from accountability.vocab.imports import ImportProblemKind

MOST_MEMORY = 1536 * 1024 * 1024


def main(kind: str) -> int:
    """Turn standard input into rows on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    write = sys.stdout.buffer.write
    try:
        for number, cells in rows_of(data, spreadsheet=kind == XLSX):
            write(json.dumps([number, *cells], ensure_ascii=False).encode() + b"\n")
    except MemoryError:
        sys.stderr.write(ImportProblemKind.TOO_LARGE.value)
        return REFUSED
    except UnreadableError as refused:
        sys.stderr.write(refused.kind.value)
        return REFUSED
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
