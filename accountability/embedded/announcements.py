"""What one service tells the others of its supervisor: "migrated", for instance.

An announcement is an empty file in DATA_DIR that the supervisor clears when it starts,
so waiting for one costs no database connection and no Django.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import EmbeddedError
from .places import default_data_dir, place_for

if TYPE_CHECKING:
    from pathlib import Path

    from .places import Place

_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


def announce(name: str, data_dir: Path | None = None) -> None:
    """Tell the services that wait for `name` (lower case words) to go on."""
    if not _NAME.fullmatch(name):
        raise EmbeddedError(f"an announcement is lower case words, not {name!r}")
    place = place_for(data_dir or default_data_dir())
    place.private_directory(place.announcements)
    (place.announcements / name).touch()


def is_announced(place: Place, name: str) -> bool:
    """Whether `name` was announced since the supervisor started."""
    return (place.announcements / name).exists()


def clear_announcements(place: Place) -> None:
    """Forget what was announced in an earlier run."""
    for file in place.private_directory(place.announcements).iterdir():
        file.unlink()
