"""What an import keeps on disk while it is under way, below ``imports``.

``<id>.original`` is the upload as it came, ``<id>.table`` its rows as lines of JSON;
each encrypted under a key of its own drawn from the import's.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from accountability.cases.attachments.upload import private_directory
from accountability.vault.envelope import CaseKey
from accountability.vault.stream import EncryptedWriter, buffered

ORIGINAL, TABLE = "original", "table"


@contextmanager
def written(import_id: UUID, key: CaseKey, which: str) -> Iterator[EncryptedWriter]:
    """Write a file beside its place and move it there when it is whole."""
    path = _path(import_id, which)
    draft = path.with_suffix(f".{which}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    label = _label(import_id, which)
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer = EncryptedWriter(file, key.file_key(label), label)
            yield writer
            writer.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def plain(import_id: UUID, key: CaseKey, which: str) -> BinaryIO:
    """Return a reader of a file."""
    label = _label(import_id, which)
    return buffered(_path(import_id, which).open("rb"), key.file_key(label), label)


def rows(import_id: UUID, key: CaseKey, *, after: int = 0) -> Iterator[list[str]]:
    """Yield the rows below the heading, each with its number as its first cell.

    The first ``after`` are passed over without being read.
    """
    with plain(import_id, key, TABLE) as table:
        for line in islice(table, after, None):
            number, *cells = json.loads(line)
            yield [str(number), *cells]


def remove(import_id: UUID, *which: str) -> None:
    """Remove files of an import."""
    for kind in which or (ORIGINAL, TABLE):
        _path(import_id, kind).unlink(missing_ok=True)


def _label(import_id: UUID, which: str) -> str:
    return f"{import_id}.{which}"


def _path(import_id: UUID, which: str) -> Path:
    return private_directory("imports") / _label(import_id, which)
