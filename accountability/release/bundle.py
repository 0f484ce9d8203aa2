"""Where the files of a release lie, and what a release says about itself.

::

    <releases root>/
      CURRENT                        one line: the release that "latest" means
      2026-11-22.1/                  never changed once it has this name
        public/                      served as files
          <table>.parquet, <table>.csv
          crop-<sha256>.png            a figure on its page (table crops)
          datapackage.json           Frictionless tabular data package
          release.json               ReleaseInfo
          methodology.json             units, crosswalks, rules of display
          release-key.pub            public half of the key that signed it
          SHA256SUMS                 of every other file in public/
          SHA256SUMS.sig             Ed25519 signature of SHA256SUMS
        server/                      read by the public process, never served
          allegation_cube.parquet and the other aggregates
          community.json               the protected cubes, if there are any
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from accountability.release.schema import Table

CURRENT = "CURRENT"
PUBLIC = "public"
SERVER = "server"
RELEASE_FILE = "release.json"
DATAPACKAGE_FILE = "datapackage.json"
METHODOLOGY_FILE = "methodology.json"
MANIFEST = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
PUBLIC_KEY = "release-key.pub"
COMMUNITY_FILE = "community.json"

#: No list can hold its own hash, or that of a signature over it.
_UNLISTED = (MANIFEST, SIGNATURE)
_RELEASE_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.[1-9]\d{0,3}")


class BundleError(Exception):
    """A bundle, or the pointer to it, is missing or damaged; the text names which."""


class NoRelease(BundleError):  # noqa: N818  (says what is the case)
    """Nothing has been published under this root or this name."""


@dataclass(frozen=True)
class ReleaseInfo:
    """What a release says about itself, in ``release.json``.

    ``demo`` releases mark every page. ``reconstruction`` says that the release
    carries documents rebuilt from published figures; ``synthetic_approvals`` that
    its approvers were not people. ``rows`` counts the rows of each public table,
    ``server_sha256`` holds the hashes of the files that are not served, and
    ``signing_key`` the id of the key that signed it (empty before releases were).
    ``community`` is the hash that names the edition of the community record, empty
    without one. ``manifest_sha256`` is the SHA-256 of ``SHA256SUMS`` itself, computed
    when read: whoever knows it can check every public byte.
    """

    release: str
    published_at: datetime
    schema_version: str
    demo: bool
    reconstruction: bool
    approvals: int
    synthetic_approvals: bool
    previous: str | None
    rows: Mapping[str, int]
    server_sha256: Mapping[str, str]
    manifest_sha256: str = ""
    signing_key: str = ""
    community: str = ""

    def has(self, aggregate: Table) -> bool:
        """Say whether there is an aggregate; releases made earlier have fewer."""
        return f"{aggregate.name}.parquet" in self.server_sha256

    def to_json(self) -> str:
        """Return the text of ``release.json``; the same for the same release."""
        return json.dumps(
            {
                "release": self.release,
                "published_at": self.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "schema_version": self.schema_version,
                "demo": self.demo,
                "reconstruction": self.reconstruction,
                "approvals": self.approvals,
                "synthetic_approvals": self.synthetic_approvals,
                "previous": self.previous,
                "rows": dict(self.rows),
                "server_sha256": dict(self.server_sha256),
                "signing_key": self.signing_key,
                "community": self.community,
            },
            indent=2,
            sort_keys=True,
        )

    @classmethod
    def of(cls, bundle: Path) -> "ReleaseInfo":
        """Read the bundle's ``release.json``.

        Raises NoRelease if there is none, BundleError if it cannot be understood.
        """
        if not (bundle / PUBLIC).is_dir():
            raise NoRelease(f"{bundle.name} is not a release: it has no {PUBLIC}/")
        return cls.read(bundle / PUBLIC)

    @classmethod
    def read(cls, public: Path) -> "ReleaseInfo":
        """Read the ``release.json`` beside public files; raises as ``of``."""
        path = public / RELEASE_FILE
        name = public.parent.name if public.name == PUBLIC else public.name
        try:
            stated: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                release=stated["release"],
                published_at=datetime.fromisoformat(stated["published_at"]),
                schema_version=stated["schema_version"],
                demo=stated["demo"],
                reconstruction=stated["reconstruction"],
                approvals=stated["approvals"],
                synthetic_approvals=stated["synthetic_approvals"],
                previous=stated["previous"],
                rows=stated["rows"],
                server_sha256=stated["server_sha256"],
                manifest_sha256=sha256_of(public / MANIFEST),
                signing_key=stated.get("signing_key", ""),
                community=stated.get("community", ""),
            )
        except FileNotFoundError as missing:
            raise NoRelease(f"{name} is not a release: {missing}") from missing
        except (ValueError, KeyError, TypeError) as wrong:
            raise BundleError(f"{name}/{RELEASE_FILE}: {wrong!r}") from wrong


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex, reading it in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def parquet_path(bundle: Path, table: Table) -> Path:
    """Return where the bundle keeps a public table's Parquet file."""
    return bundle / PUBLIC / f"{table.name}.parquet"


def csv_path(bundle: Path, table: Table) -> Path:
    """Return where the bundle keeps a public table's CSV file."""
    return bundle / PUBLIC / f"{table.name}.csv"


def crop_name(sha256: str) -> str:
    """Return the name of the file of a picture that the table ``crops`` lists."""
    return f"crop-{sha256}.png"


def server_path(bundle: Path, table: Table) -> Path:
    """Return where the bundle keeps an aggregate that is never served as a file."""
    return bundle / SERVER / f"{table.name}.parquet"


def community_path(bundle: Path) -> Path:
    """Return where the bundle keeps the community record, which is never served."""
    return bundle / SERVER / COMMUNITY_FILE


def is_release_id(text: str) -> bool:
    """Say whether ``text`` has the form of a release id, ``2026-11-22.1``."""
    return _RELEASE_ID.fullmatch(text) is not None


def release_order(release: str) -> tuple[str, int]:
    """Return a sort key: by day, then by number within the day."""
    day, number = release.split(".")
    return day, int(number)


def releases(root: Path) -> list[str]:
    """Return the ids of the releases under ``root``, oldest first."""
    if not root.is_dir():
        return []
    names = (entry.name for entry in root.iterdir() if entry.is_dir())
    return sorted(filter(is_release_id, names), key=release_order)


def next_release_id(root: Path, day: date) -> str:
    """Return the first id of that day that no release has taken."""
    taken = [
        release_order(name)[1]
        for name in releases(root)
        if name.startswith(day.isoformat())
    ]
    return f"{day.isoformat()}.{max(taken, default=0) + 1}"


def current_release(root: Path) -> str:
    """Return the release that ``CURRENT`` names; NoRelease if there is none."""
    try:
        name = (root / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError as missing:
        raise NoRelease("nothing has been published yet") from missing
    if not is_release_id(name):
        raise BundleError(f"{CURRENT} does not name a release: {name[:40]!r}")
    return name


def make_current(root: Path, release: str) -> None:
    """Let ``CURRENT`` name ``release``; a reader sees the old name or the new one."""
    draft = root / f".{CURRENT}.{os.getpid()}"
    with draft.open("w", encoding="ascii") as stream:
        stream.write(f"{release}\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(root / CURRENT)


def damaged_files(bundle: Path) -> Iterator[str]:
    """Yield the name of every file that is missing, changed or not in the manifest."""
    for name in _differing(bundle / PUBLIC, _sums(bundle / PUBLIC)):
        yield f"{PUBLIC}/{name}"
    server = ReleaseInfo.of(bundle).server_sha256
    for name in _differing(bundle / SERVER, server):
        yield f"{SERVER}/{name}"
    listed = {f"{PUBLIC}/{name}" for name in (*_sums(bundle / PUBLIC), *_UNLISTED)}
    listed |= {f"{SERVER}/{name}" for name in server}
    yield from _strays(bundle, listed)


def damaged_public_files(public: Path) -> Iterator[str]:
    """Do the same for the public files alone, as somebody else downloaded them."""
    sums = _sums(public)
    yield from _differing(public, sums)
    yield from _strays(public, {*sums, *_UNLISTED})


def _sums(public: Path) -> dict[str, str]:
    """Return the hash of every file that the manifest lists, by name."""
    lines = (public / MANIFEST).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs}


def _differing(directory: Path, sums: Mapping[str, str]) -> Iterator[str]:
    """Yield the names that do not have their hash; no name leads elsewhere."""
    for name, digest in sums.items():
        path = directory / name
        inside = path.name == name and path.is_file()
        if not inside or sha256_of(path) != digest:
            yield name


def _strays(directory: Path, listed: set[str]) -> Iterator[str]:
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_file() and name not in listed:
            yield name
