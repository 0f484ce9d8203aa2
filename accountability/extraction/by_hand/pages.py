"""The page that is read: how many there are, where words stand, what is copied."""

import re
from functools import lru_cache

from accountability.archive.store import open_bytes
from accountability.sources.formats.page_image import page_words
from accountability.sources.formats.pdf import DRAWING, PdfPage, open_pdf_bytes
from accountability.sources.proposals import Box

#: So many words in a row that stand on the page are its words, not ours.
MOST_COPIED = 8
_LETTERS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=64)
def pages_in(sha256: str) -> int:
    """Return how many pages an archived PDF has; SourceError, ArchiveError."""
    content = open_bytes(sha256)
    with DRAWING, open_pdf_bytes(content, "page by hand") as document:
        return len(document)


@lru_cache(maxsize=32)
def page_read(sha256: str, page: int) -> PdfPage:
    """Return a page (from 1) with its words; SourceError, ArchiveError."""
    return page_words(open_bytes(sha256), page)


def place_of(page: PdfPage, said: str) -> Box | None:
    """Return the box of the words ``said``, the first time they stand on the page.

    Case and punctuation do not count. None if they do not stand there together.
    """
    wanted = _words(said)
    if not wanted:
        return None
    on_page = [(part, word) for word in page.words for part in _words(word.text)]
    parts = [part for part, _word in on_page]
    for start in range(len(parts) - len(wanted) + 1):
        if parts[start : start + len(wanted)] == wanted:
            found = [word for _part, word in on_page[start : start + len(wanted)]]
            return Box(
                min(word.x0 for word in found),
                min(word.top for word in found),
                max(word.x1 for word in found),
                max(word.bottom for word in found),
            )
    return None


def is_copied(page: PdfPage, summary: str) -> bool:
    """Say whether a summary has ``MOST_COPIED`` words in a row of the page."""
    ours = _words(summary)
    theirs = _runs(_words(page.text()))
    return any(run in theirs for run in _runs(ours))


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    starts = range(len(words) - MOST_COPIED + 1)
    return {tuple(words[start : start + MOST_COPIED]) for start in starts}


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())
