"""Pages that are pictures: who reads them, and which pages of a document they are.

A page without a text layer is never read as empty: it is recognised (OCR) where
somebody can, and else named as unread. What comes from a recognised page is marked,
because an 8 may be a 3 there without anything looking wrong.
"""

from dataclasses import dataclass, field
from typing import Protocol

from accountability.sources.formats.words import Word
from accountability.sources.proposals import Box


@dataclass(frozen=True)
class RecognisedPage:
    """The words that OCR saw on a page, as shown, and how sure it is of each.

    ``confidences`` go with ``words``: from 0, a guess, to 100.
    """

    words: tuple[Word, ...]
    confidences: tuple[int, ...]

    def least_sure(self, box: Box) -> int | None:
        """Return the lowest confidence of a word in ``box``; None if there is none."""
        inside = [
            confidence
            for word, confidence in zip(self.words, self.confidences, strict=True)
            if min(word.x1, box.x1) > max(word.x0, box.x0)
            and min(word.bottom, box.bottom) > max(word.top, box.top)
        ]
        return min(inside, default=None)


class Recogniser(Protocol):
    """Reads the pictures of one document's pages."""

    #: What reads, with its version: part of a fact's provenance.
    engine: str

    def page(self, number: int) -> RecognisedPage:
        """Read page ``number``, from 1. Raises SourceError where it can't."""


@dataclass
class Scans:
    """What is learnt of a document's scanned pages while it is being read.

    ``recognised`` are pages that ``recogniser`` has read, ``hidden`` those whose
    publisher laid recognised text under the picture, ``unread`` those that nobody read,
    each with the whole page's box.
    """

    recogniser: Recogniser | None = None
    recognised: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    unread: dict[int, Box] = field(default_factory=dict)

    @property
    def by_ocr(self) -> set[int]:
        """The pages whose words are recognised, by us or by the publisher."""
        return self.recognised | self.hidden

    def words(self, number: int, whole: Box) -> tuple[Word, ...]:
        """Return the words of a page that is a picture; none if nobody can read it."""
        if self.recogniser is None:
            self.unread[number] = whole
            return ()
        words = self.recogniser.page(number).words
        self.recognised.add(number)
        return words
