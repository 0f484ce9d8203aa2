"""The recogniser that a source's document is given: only pages asked for are read."""

import hashlib
import time

from django.conf import settings

from accountability.extraction.ocr.apart import engine, page_read_apart
from accountability.extraction.ocr.kept import keep_page, kept_page
from accountability.extraction.queue import NotOurTurnError
from accountability.sources.errors import Failure
from accountability.sources.formats.scans import RecognisedPage, Scans
from accountability.sources.proposals import Box

#: What stands between a parser's version and its engine in a reading's provenance.
_WITH = " + "


class PageReader:
    """Reads pages of one document, each once; what was read before is kept."""

    def __init__(
        self, content: bytes, where: str, engine_label: str, seconds: float
    ) -> None:
        """Read pages of ``content`` for as long as ``seconds``, one at the least."""
        self.engine = engine_label
        self.read: set[int] = set()
        self._content = content
        self._where = where
        self._sha256 = hashlib.sha256(content).hexdigest()
        self._until = time.monotonic() + seconds
        self._began = False

    def page(self, number: int) -> RecognisedPage:
        """Return the words of page ``number``.

        Raises SourceError where it can't be read, and NotOurTurnError when the time is
        used up: what was read is kept, and the next turn goes on from there.
        """
        found = kept_page(self._sha256, number, self.engine)
        if found is None:
            if self._began and time.monotonic() > self._until:
                raise NotOurTurnError(
                    Failure.TIMED_OUT,
                    f"{self._where} page {number}",
                    "its pages are being read by OCR, a few at a time",
                    retry_after=1.0,
                )
            self._began = True
            found = page_read_apart(
                self._content, number, settings.OCR_LANGUAGES, self._where
            )
            keep_page(self._sha256, number, self.engine, found)
        self.read.add(number)
        return found


def scans_of(content: bytes, where: str, seconds: float) -> Scans:
    """Return what reads a document's scanned pages; nobody where OCR is off."""
    installed = engine(settings.OCR_LANGUAGES)
    if installed is None:
        return Scans()
    return Scans(PageReader(content, where, installed.label, seconds))


def version_with(parser_version: str, scans: Scans, page: int | None) -> str:
    """Return the version to record for a reading, with what read its page."""
    reader = scans.recogniser
    if isinstance(reader, PageReader) and page in reader.read:
        return f"{parser_version}{_WITH}{reader.engine}"
    return parser_version


def least_sure(sha256: str, page: int, box: Box, version: str) -> int | None:
    """Return how sure OCR was of the least sure word in a box; None if it read none."""
    _, parted, label = version.partition(_WITH)
    read = kept_page(sha256, page, label) if parted else None
    return read.least_sure(box) if read else None
