"""What the charts of outcomes and measures are made of."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from accountability.release.server_tables import MeasureCount
from accountability.vocab import DisciplineStage, OutcomeGroup
from dashboard.figures.chart import Source
from dashboard.figures.palette import EFFECTS
from dashboard.figures.stacked import Part
from dashboard.words import Words

K = TypeVar("K", bound=Hashable)

#: Not concluded, or it is not said whether.
_UNSETTLED = (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN)


@dataclass(frozen=True)
class MeasureData:
    """Allegations by department, year, outcome and measure, in one place.

    ``held`` says whether the release has these counts at all. ``only_substantiated``
    that the place's list holds nothing else, so that no share of it means anything.
    """

    counts: tuple[MeasureCount, ...]
    held: bool
    only_substantiated: bool
    jurisdiction: str
    place: str
    names: Mapping[str, str]
    release: str
    sources: tuple[Source, ...]

    @property
    def total(self) -> int:
        """All allegations that the filters leave."""
        return sum(count.allegations for count in self.counts)

    def sums(
        self,
        key: Callable[[MeasureCount], K],
        which: Callable[[MeasureCount], bool] = lambda _: True,
    ) -> dict[K, int]:
        """Add up the allegations of ``which`` by ``key``."""
        found: dict[K, int] = {}
        for count in filter(which, self.counts):
            found[key(count)] = found.get(key(count), 0) + count.allegations
        return found

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


def concluded(count: MeasureCount) -> bool:
    """Say whether the source states a conclusion."""
    return count.outcome not in _UNSETTLED


def substantiated(count: MeasureCount) -> bool:
    """Say whether misconduct was found."""
    return count.outcome is OutcomeGroup.SUBSTANTIATED


def effect_label(stage: DisciplineStage | None, words: Words) -> str:
    """Say how a measure took effect, or that the source does not say."""
    if stage is None:
        return words("Effect not stated")
    return stage.label(words.language)


def effect_parts(words: Words) -> dict[DisciplineStage | None, Part]:
    """Return the segments of bars of measures."""
    return {
        stage: Part(effect_label(stage, words), fill) for stage, fill in EFFECTS.items()
    }
