"""Having a scanned page read in a process of its own.

``tesseract`` is optional: Debian's ``tesseract-ocr``. Where it is missing a scan fails
loudly, naming the package.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

from accountability.extraction.ocr.tesseract import recognised_page
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.scans import RecognisedPage
from accountability.sources.formats.words import Turning

#: Seconds of processor and of clock that one page may take.
MOST_SECONDS = 30
DPI = 300
#: How the child says that it refused; a code is on standard error.
REFUSED = 3
_KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "TESSDATA_PREFIX")
_VERSION = re.compile(r"tesseract v?(\S+)")


@dataclass(frozen=True)
class Engine:
    """The Tesseract that is installed.

    ``label`` is part of a fact's provenance: 34 characters at the most.
    """

    version: str
    languages: str

    @property
    def label(self) -> str:
        """Name program, version, resolution and languages."""
        return f"tesseract {self.version}@{DPI} {self.languages}"


def engine(languages: str) -> Engine | None:
    """Return the Tesseract on PATH, None if there is none or OCR is off."""
    if not languages or languages == "off":
        return None
    program = shutil.which("tesseract")
    return Engine(_version(program), languages) if program else None


@cache
def _version(program: str) -> str:
    done = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False, timeout=10
    )
    found = _VERSION.search(done.stdout + done.stderr)
    return found[1][:8] if found else "unknown"


def page_read_apart(
    content: bytes, number: int, languages: str, where: str
) -> RecognisedPage:
    """Return what OCR sees on page ``number`` (from 1) of a PDF.

    Raises SourceError (no_text) saying what to install, or that the page took more
    time or memory than one may.
    """
    place = f"{where} page {number}"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "accountability.extraction.ocr.child",
                str(number),
                languages,
            ],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
            env=environment | {"OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise SourceError(
            Failure.NO_TEXT, place, f"OCR took more than {MOST_SECONDS} seconds"
        ) from None
    if done.returncode == REFUSED:
        raise SourceError(
            Failure.NO_TEXT,
            place,
            "tesseract refused: install the languages of OCR_LANGUAGES, "
            "tesseract-ocr-eng and tesseract-ocr-fra",
        )
    if done.returncode != 0:
        raise SourceError(
            Failure.NO_TEXT, place, "OCR ran out of memory or time on this page"
        )
    head, _, tsv = done.stdout.decode().partition("\n")
    turn, width, height = head.split()
    return recognised_page(tsv, Turning(int(turn), float(width), float(height)))
