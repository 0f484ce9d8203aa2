"""All releases under one root, and the one that "latest" means."""

import threading
from collections import OrderedDict
from pathlib import Path

from accountability.release.bundle import (
    CURRENT,
    NoRelease,
    ReleaseInfo,
    current_release,
    is_release_id,
    releases,
)
from accountability.release.compared import Compared
from accountability.release.reader import Reader

#: Releases kept open at a time; each may use its reader's memory limit.
OPEN_READERS = 4
#: Comparisons of two releases kept at a time.
OPEN_COMPARISONS = 2


class ReleaseShelf:
    """Hands out one open Reader a release, shared by all threads.

    ``current`` looks at the pointer file each time (one stat), so that a running
    process serves a new release without a restart.
    """

    def __init__(self, root: Path, site: str = "") -> None:
        """Look after the releases under ``root``, which may still be empty.

        ``site`` is the public address of the pages that rows point to.
        """
        self.root = root
        self._site = site
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Reader] = OrderedDict()
        self._compared: OrderedDict[tuple[str, str], Compared] = OrderedDict()
        self._infos: dict[str, ReleaseInfo] = {}
        self._seen: tuple[tuple[int, int, int], str] | None = None

    def current(self) -> Reader:
        """Return the current release's reader; raises NoRelease if there is none."""
        return self.get(self._current_id())

    def get(self, release: str) -> Reader:
        """Return the reader of one release; raises NoRelease if it is not here."""
        with self._lock:
            reader = self._open.get(release)
            if reader is None:
                if not is_release_id(release):
                    raise NoRelease(f"{release!r} is not a release id")
                reader = self._open[release] = Reader(self.root / release, self._site)
            self._open.move_to_end(release)
            while len(self._open) > OPEN_READERS:
                self._open.popitem(last=False)
            return reader

    def compared(self, before: str, release: str) -> Compared:
        """Return what differs between two releases; raises as ``get`` does."""
        bundles = self.get(before).bundle, self.get(release).bundle
        with self._lock:
            pair = (before, release)
            found = self._compared.get(pair)
            if found is None:
                found = self._compared[pair] = Compared(*bundles, self._site)
            self._compared.move_to_end(pair)
            while len(self._compared) > OPEN_COMPARISONS:
                self._compared.popitem(last=False)
            return found

    def releases(self) -> list[str]:
        """Return the ids of all releases, newest first."""
        return releases(self.root)[::-1]

    def infos(self) -> list[ReleaseInfo]:
        """Return what each release says about itself, newest first.

        None is opened for it: that would close those that are being asked.
        """
        for name in self.releases():
            if name not in self._infos:
                self._infos[name] = ReleaseInfo.of(self.root / name)
        return [self._infos[name] for name in self.releases()]

    def _current_id(self) -> str:
        try:
            status = (self.root / CURRENT).stat()
        except FileNotFoundError as missing:
            raise NoRelease("nothing has been published yet") from missing
        version = (status.st_mtime_ns, status.st_ino, status.st_size)
        seen = self._seen
        if seen is None or seen[0] != version:
            seen = self._seen = (version, current_release(self.root))
        return seen[1]
