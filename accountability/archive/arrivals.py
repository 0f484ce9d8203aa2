"""Files that were handed in and are no document yet, beside the archive's bytes.

They are kept from the first moment and become a snapshot's when they are imported.
Cancelled, they are removed: what was handed in by mistake must not stay.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accountability.archive.store import ArchiveError, sync_directory


def keep_arrival(file_id: UUID, content: bytes) -> None:
    """Keep the bytes; they are on disk before this returns."""
    path = _path(file_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path.parent)


def open_arrival(file_id: UUID) -> bytes:
    """Return the bytes; raises ArchiveError when they are not there any more."""
    try:
        return _path(file_id).read_bytes()
    except FileNotFoundError as error:
        raise ArchiveError(f"no file {file_id} was handed in") from error


def remove_arrival(file_id: UUID) -> None:
    """Remove the bytes, if they are there."""
    _path(file_id).unlink(missing_ok=True)


def _path(file_id: UUID) -> Path:
    return Path(settings.ARCHIVE_DIR) / "handed-in" / str(file_id)
