"""Crosswalks: a source's own words to our terms, as versioned data.

The words of the source are always kept beside the term. What the crosswalk does
not cover is UNASSIGNED, what the source leaves empty is UNKNOWN; nothing is guessed.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol, TypeVar, cast

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

        Raises ValueError naming the line when two lines map the same words.
        """
        table = files("accountability.vocab") / "crosswalks" / f"{source}.csv"
        entries: dict[tuple[str, str], str] = {}
        version = ""
        with table.open(encoding="utf-8") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                key = (row["field"], _folded(row["raw"]))
                if key in entries:
                    raise ValueError(f"{source}.csv line {number}: mapped twice")
                entries[key] = row["code"]
                version = max(version, row["reviewed"])
        return cls(source, version, entries)

    def term(self, vocabulary: type[T], field: str, raw: str) -> T:
        """Return the term for the source's words; UNKNOWN or UNASSIGNED if none."""
        reserved = cast("_Reserved", vocabulary)
        if not raw.strip():
            return cast("T", reserved.UNKNOWN)
        code = self.entries.get((field, _folded(raw)))
        if code == NOTHING:
            return cast("T", reserved.UNKNOWN)
        return vocabulary.of(code) if code else cast("T", reserved.UNASSIGNED)

    def says_nothing(self, field: str, raw: str) -> bool:
        """Say whether the words are blank, or mapped to nothing on purpose."""
        if not raw.strip():
            return True
        return self.entries.get((field, _folded(raw))) == NOTHING
