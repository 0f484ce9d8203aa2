"""What the allegation charts are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from accountability.release.overview import Overview
from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Source
from dashboard.words import Words

K = TypeVar("K")


@dataclass(frozen=True)
class AllegationData:
    """The counts of one place and what explains them.

    ``place`` is the name readers use, ``jurisdiction`` its code (``all`` for every
    place added together); ``names`` the departments' by id.
    """

    overview: Overview
    jurisdiction: str
    place: str
    names: Mapping[str, str]
    sources: tuple[Source, ...]

    @property
    def release(self) -> str:
        """The release that was asked."""
        return self.overview.release

    @property
    def total(self) -> int:
        """All allegations that the filters leave."""
        return self.overview.total

    def outcomes(self) -> list[OutcomeGroup]:
        """Return the outcomes that occur, in the vocabulary's order."""
        return [count.outcome for count in self.overview.by_outcome]

    def nothing(self, words: Words) -> str:
        """Return the sentence of an empty answer."""
        return words(
            "{place}: no allegation in this release fits these filters.",
            place=self.place,
        )


def sums(counted: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Add up counts by key, in order of first sight."""
    totals: dict[K, int] = {}
    for key, count in counted:
        totals[key] = totals.get(key, 0) + count
    return totals
