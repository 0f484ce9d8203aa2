"""The shelf of releases that this public process reads, and nothing else.

It is made at the first question, after a server has forked its workers.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from accountability.release.shelf import ReleaseShelf


def shelf() -> ReleaseShelf:
    """Return this process's one shelf over ``settings.RELEASES_DIR``."""
    return _shelf(Path(settings.RELEASES_DIR), settings.PUBLIC_URL.rstrip("/"))


@cache
def _shelf(root: Path, site: str) -> ReleaseShelf:
    return ReleaseShelf(root, site)
