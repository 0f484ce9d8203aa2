"""What the charts of classes and sub-types are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from accountability.release.server_tables import SubtypeCount
from accountability.vocab import AllegationClass
from dashboard.figures.chart import Source
from dashboard.words import Words

#: A word in capitals that is no short name, and small words beside it.
_SHOUTED = re.compile(r"\b[^\W\d_a-zß-ÿ]{4,}\b")
_SMALL = re.compile(
    r"\b(ACT|ALL|AND|ANY|AT|BY|END|FOR|IN|LAW|NON|NOT|OF|OFF|ON|OR|OUT|THE|TO|USE)\b"
)

#: A class and one of its sub-types, as printed; "" is one that is not stated.
Subtype = tuple[AllegationClass, str]


@dataclass(frozen=True)
class SubtypeData:
    """Allegations of one place by year, class and sub-type.

    ``whole_years`` are those that the list covers to their end; ``asked`` are the
    years chosen as bounds, None where left open.
    """

    counts: tuple[SubtypeCount, ...]
    held: bool
    whole_years: tuple[int, ...]
    asked: tuple[int | None, int | None]
    jurisdiction: str
    place: str
    release: str
    sources: tuple[Source, ...]

    @property
    def total(self) -> int:
        """All allegations that the filters leave."""
        return sum(count.allegations for count in self.counts)

    @cached_property
    def by_subtype(self) -> Mapping[Subtype, Mapping[int, int]]:
        """Counts by year of every sub-type; classes together, the commonest first."""
        found: dict[Subtype, dict[int, int]] = {}
        for count in self.counts:
            years = found.setdefault((count.allegation_class, count.subtype), {})
            years[count.year] = years.get(count.year, 0) + count.allegations
        classes = self.by_class
        whole = {term: sum(years.values()) for term, years in classes.items()}
        order = sorted(
            found,
            key=lambda key: (
                -whole[key[0]],
                key[0].value,
                -sum(found[key].values()),
                key[1],
            ),
        )
        return {key: found[key] for key in order}

    @cached_property
    def by_class(self) -> Mapping[AllegationClass, Mapping[int, int]]:
        """Counts by year of every class."""
        found: dict[AllegationClass, dict[int, int]] = {}
        for count in self.counts:
            years = found.setdefault(count.allegation_class, {})
            years[count.year] = years.get(count.year, 0) + count.allegations
        return found

    @property
    def years(self) -> list[int]:
        """Every year from the first to the last with an allegation."""
        seen = [count.year for count in self.counts]
        return list(range(min(seen), max(seen) + 1)) if seen else []

    def compared(self) -> tuple[int, int] | None:
        """Return the two years that are compared.

        Those chosen as bounds; else the last two that the list covers to their end.
        """
        first, last = self.asked
        whole = [year for year in self.years if year in self.whole_years]
        last = whole[-1] if last is None and whole else last
        if last is None:
            return None
        if first is None:
            before = [year for year in whole if year < last]
            first = before[-1] if before else None
        return None if first is None or first == last else (first, last)

    def missing(self, words: Words) -> str:
        """Return the sentence where there is nothing to count."""
        if not self.held:
            return words(
                "This release was made before these counts were kept; a newer one has "
                "them."
            )
        return words(
            "{place}: no allegation in this release fits these filters.",
            place=self.place,
        )


def readable(subtype: str) -> str:
    """Return a sub-type without the capitals of a form: display only.

    No crosswalk maps sub-types, so no word is changed; what is written in small letters
    anyhow, and short names in capitals (DWI), stay.
    """
    said = " ".join(subtype.split())
    if not _SHOUTED.search(said):
        return said
    calm = _SHOUTED.sub(lambda word: word[0].lower(), said)
    calm = _SMALL.sub(lambda word: word[0].lower(), calm)
    return calm[:1].upper() + calm[1:]


def subtype_label(subtype: str, words: Words) -> str:
    """Return a sub-type in the source's words, or that there is none."""
    return subtype or words("no sub-type stated")
