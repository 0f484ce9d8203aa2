"""The files of a release that may be handed out: those its manifest names."""

from dataclasses import dataclass
from pathlib import Path

from accountability.release.bundle import MANIFEST, PUBLIC, SIGNATURE, sha256_of


@dataclass(frozen=True)
class BundleFile:
    """One file under ``public/``: its name, size in bytes, hash and place."""

    name: str
    size: int
    sha256: str
    path: Path


def manifest(bundle: Path) -> list[BundleFile]:
    """Return every public file, by name; the manifest and its signature come last.

    A file that the manifest does not name does not exist for a reader, so no
    address can lead out of ``public/``.
    """
    public = bundle / PUBLIC
    listed = public / MANIFEST
    found = [(MANIFEST, sha256_of(listed))]
    signature = public / SIGNATURE
    if signature.is_file():  # releases from before signing have none
        found.append((SIGNATURE, sha256_of(signature)))
    for line in reversed(listed.read_text(encoding="utf-8").splitlines()):
        digest, _, name = line.partition("  ")
        found.insert(0, (name, digest))
    return [
        BundleFile(name, (public / name).stat().st_size, digest, public / name)
        for name, digest in found
    ]
