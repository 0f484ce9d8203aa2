"""The days on which figures were and will be drawn; all fixed beforehand."""

from dataclasses import dataclass
from datetime import date

from accountability.release.community.record import CommunityRecord, Scheduled
from accountability.site.community.words import cohort_words
from accountability.vocab.community import Vintage


@dataclass(frozen=True)
class Day:
    """One vintage of one cohort: its day, and whether its figures were published.

    ``replaced`` says that a final vintage has taken its place.
    """

    words: str
    vintage: Vintage
    day: date
    published: bool
    replaced: bool


def calendar_of(record: CommunityRecord) -> list[Day]:
    """Return every vintage that a day was fixed for, the earliest first."""
    return [
        _day(record, each)
        for each in sorted(record.calendar, key=lambda each: (each.day, each.cohort))
    ]


def _day(record: CommunityRecord, each: Scheduled) -> Day:
    newest = {entry.cube.cohort: entry.cube.vintage for entry in record.entries}.get(
        each.cohort
    )
    replaced = each.vintage is Vintage.PRELIMINARY and newest is Vintage.FINAL
    return Day(
        cohort_words(each.cohort),
        each.vintage,
        each.day,
        published=newest is each.vintage,
        replaced=replaced,
    )
