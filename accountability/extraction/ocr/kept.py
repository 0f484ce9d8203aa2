"""What OCR read, kept beside the original: a file a page and engine.

The original is the snapshot and is never touched; these files can be made again from
it, so no table knows them. They lie in the archive under the original's hash.
"""

import hashlib
import re
from pathlib import Path

from django.conf import settings
from pydantic import TypeAdapter, ValidationError

from accountability.archive.store import write_whole
from accountability.sources.formats.scans import RecognisedPage

_PAGE = TypeAdapter(RecognisedPage)
_DIGEST = 64


def kept_page(sha256: str, number: int, engine: str) -> RecognisedPage | None:
    """Return what ``engine`` read on a page; None if it has not, or it was damaged."""
    try:
        held = _path(sha256, number, engine).read_bytes()
    except FileNotFoundError:
        return None
    digest, said = held[:_DIGEST], held[_DIGEST:]
    if hashlib.sha256(said).hexdigest().encode() != digest:
        return None
    try:
        return _PAGE.validate_json(said)
    except ValidationError:
        return None


def keep_page(sha256: str, number: int, engine: str, page: RecognisedPage) -> None:
    """Keep what ``engine`` read on a page of the document with this hash."""
    said = _PAGE.dump_json(page)
    digest = hashlib.sha256(said).hexdigest().encode()
    write_whole(_path(sha256, number, engine), digest + said)


def _path(sha256: str, number: int, engine: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a sha256 in lower-case hexadecimal")
    name = re.sub(r"[^0-9A-Za-z.+]+", "-", engine)
    root = Path(settings.ARCHIVE_DIR) / "ocr"
    return root / sha256[:2] / sha256[2:4] / sha256 / f"{number}-{name}.json"
