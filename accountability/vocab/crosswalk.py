"""Crosswalks: a source's own words to our terms, as versioned data.

The words of the source are always kept beside the term. What the crosswalk does
not cover is UNASSIGNED, what the source leaves empty is UNKNOWN; nothing is guessed.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol, Self, TypeVar, cast

from accountability.vocab.term import Term

T = TypeVar("T", bound=Term)


#: The code of words that state nothing.
NOTHING = "none"


class _Reserved(Protocol):
    UNKNOWN: Term
    UNASSIGNED: Term


@lru_cache(maxsize=8192)
def _folded(words: str) -> str:
    """Fold case, spaces and apostrophes, which sources vary without meaning."""
    return re.sub(r"\s+", " ", words.replace("’", "'")).strip().casefold()


class MappedTwiceError(ValueError):
    """Two entries map the same words; ``number`` is the second's, from 1."""

    def __init__(self, number: int) -> None:
        """Keep the number."""
        super().__init__("mapped twice")
        self.number = number


@dataclass(frozen=True)
class Crosswalk:
    """One source's crosswalk. ``version`` is the date of its last review.

    The code ``none`` stands for words that state nothing, such as "Not Applicable".
    """

    source: str
    version: str
    entries: Mapping[tuple[str, str], str]

    @classmethod
    @cache
    def load(cls, source: str) -> "Crosswalk":
        """Read ``crosswalks/<source>.csv``: columns field, raw, code, reviewed.

        ``why``, where there is such a column, is for people. Raises
        ValueError naming the line when two lines map the same words.
        """
        table = files("accountability.vocab") / "crosswalks" / f"{source}.csv"
        with table.open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        version = max((row["reviewed"] for row in rows), default="")
        said = ((row["field"], row["raw"], row["code"]) for row in rows)
        try:
            return cls.of(source, version, said)
        except MappedTwiceError as twice:
            raise ValueError(f"{source}.csv line {twice.number + 1}: {twice}") from None

    @classmethod
    def of(
        cls, source: str, version: str, said: Iterable[tuple[str, str, str]]
    ) -> Self:
        """Make a crosswalk of (field, the source's words, code of our term).

        Raises MappedTwiceError.
        """
        entries: dict[tuple[str, str], str] = {}
        for number, (field, raw, code) in enumerate(said, start=1):
            key = (field, _folded(raw))
            if key in entries:
                raise MappedTwiceError(number)
            entries[key] = code
        return cls(source, version, entries)

    def code(self, field: str, raw: str) -> str | None:
        """Return the code for the source's words; None if nobody mapped them."""
        return self.entries.get((field, _folded(raw)))

    def term(self, vocabulary: type[T], field: str, raw: str) -> T:
        """Return the term for the source's words; UNKNOWN or UNASSIGNED if none."""
        reserved = cast("_Reserved", vocabulary)
        if not raw.strip():
            return cast("T", reserved.UNKNOWN)
        code = self.code(field, raw)
        if code == NOTHING:
            return cast("T", reserved.UNKNOWN)
        return vocabulary.of(code) if code else cast("T", reserved.UNASSIGNED)

    def says_nothing(self, field: str, raw: str) -> bool:
        """Say whether the words are blank, or mapped to nothing on purpose."""
        if not raw.strip():
            return True
        return self.code(field, raw) == NOTHING
