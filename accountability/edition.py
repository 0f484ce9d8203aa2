"""Which edition of our code answers: half of every ETag (the other is the release)."""

import hashlib
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent
_PACKAGES = ("api", "site", "release", "vocab", "locale", "../dashboard")
_KINDS = frozenset({".py", ".html", ".css", ".mo", ".svg", ".js"})


@cache
def code_edition() -> str:
    """Return a digest of the code, templates and words that make public answers."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.suffix in _KINDS:
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
