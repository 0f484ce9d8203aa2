"""Having an untrusted table read in a process of its own.

This process never opens it: no parser of spreadsheets is even loaded here.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread, Timer
from typing import BinaryIO

from accountability.vocab.imports import ImportProblemKind

MOST_SECONDS = 40
#: How the child says that it refused; the reason's code is on standard error.
REFUSED = 3
#: What the child reads: a table whose headings come first, as CSV or as a workbook;
#: one sheet of a workbook as it is; the names of a workbook's sheets.
CSV, XLSX, SHEET, SHEETS = "csv", "xlsx", "sheet", "sheets"
_PART = 64 * 1024


class NotReadError(Exception):
    """The file is not taken; ``kind`` says why, and nothing of it."""

    def __init__(self, kind: ImportProblemKind) -> None:
        """Keep the kind."""
        super().__init__(kind.value)
        self.kind = kind


def lines_apart(plain: BinaryIO, kind: str, sheet: str = "") -> Iterator[bytes]:
    """Yield the table's lines, heading first, as the child writes them.

    ``sheet`` names the one of a workbook that is meant; empty: the first. Raises
    NotReadError, or whatever ``plain`` raised on being read, after lines that must then
    be forgotten.
    """
    kept = {"PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH"}
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "accountability.sources.spreadsheets.child",
            kind,
            sheet,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in kept if name in os.environ},
    )
    assert child.stdin and child.stdout and child.stderr  # noqa: S101, PT018
    broken: list[Exception] = []
    feeder = Thread(target=_feed, args=(plain, child.stdin, broken), daemon=True)
    slow = Timer(MOST_SECONDS, child.kill)
    slow.start()
    feeder.start()
    try:
        yield from child.stdout
        said = child.stderr.read().decode(errors="replace").strip()
        code = child.wait()
    finally:
        slow.cancel()
        child.kill()
        child.wait()
        feeder.join()
        for pipe in (child.stdout, child.stderr):
            pipe.close()
    if broken:
        raise broken[0]
    if code == REFUSED and said in ImportProblemKind.codes():
        raise NotReadError(ImportProblemKind.of(said))
    if code != 0:
        # Out of memory or time, or the parser gave up in a way of its own.
        raise NotReadError(
            ImportProblemKind.TOO_LARGE if code < 0 else ImportProblemKind.UNREADABLE
        )


def _feed(plain: BinaryIO, sink: BinaryIO, broken: list[Exception]) -> None:
    # A child that has refused already does not read on.
    with suppress(BrokenPipeError), sink:
        while part := _read(plain, broken):
            sink.write(part)


def _read(plain: BinaryIO, broken: list[Exception]) -> bytes:
    try:
        return plain.read(_PART)
    except Exception as error:  # handed on to whoever asked for the lines
        # The child has read a part and takes it for the whole.
        broken.append(error)
        return b""
