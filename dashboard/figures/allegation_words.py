"""The allegation charts said in words: a sentence each, and their notes."""

from collections.abc import Mapping

from accountability.vocab import AllegationClass, OutcomeGroup
from dashboard.figures.allegation_data import AllegationData
from dashboard.state import EVERYWHERE
from dashboard.words import Words

#: How many names the sentence says, beside what has no name.
_SAID = 3
_NO_NAME = (AllegationClass.UNKNOWN.value, AllegationClass.UNASSIGNED.value)


def dated(data: AllegationData, words: Words) -> list[str]:
    """Say which year a list without dates is counted under."""
    if data.jurisdiction not in ("CA-BC", EVERYWHERE) or not data.total:
        return []
    return [
        words(
            "British Columbia's reports give no date of receipt: the year is the one "
            "in which the report's period starts."
        )
    ]


def of_years(data: AllegationData, totals: Mapping[int, int], words: Words) -> str:
    """Say how many there are, from when to when, and which year has the most."""
    if not totals:
        return data.nothing(words)
    if len(totals) == 1:
        (year,) = totals
        return words.count(
            data.total,
            "{place}: {count} allegation, received in {year}.",
            "{place}: {count} allegations, all received in {year}.",
            place=data.place,
            year=year,
        )
    most = max(totals, key=lambda year: (totals[year], -year))
    return words.count(
        data.total,
        "{place}: {count} allegation received from {first} to {last}.",
        "{place}: {count} allegations received from {first} to {last}; {year} has the "
        "most ({most}).",
        place=data.place,
        first=min(totals),
        last=max(totals),
        year=most,
        most=words.number(totals[most]),
    )


def of_outcomes(
    data: AllegationData, counts: Mapping[OutcomeGroup, int], words: Words
) -> str:
    """Say how many were found substantiated, and how many are still pending."""
    if not counts:
        return data.nothing(words)
    proven = counts.get(OutcomeGroup.SUBSTANTIATED, 0)
    if data.jurisdiction == "CA-BC" and proven == data.total:
        return words(
            "{place}: {count} allegations, all substantiated, because this list holds "
            "nothing else.",
            place=data.place,
            count=words.number(proven),
        )
    said = words(
        "{place}: of {total} allegations, {count} ({share}) were found substantiated.",
        place=data.place,
        total=words.number(data.total),
        count=words.number(proven),
        share=words.share(proven, data.total),
    )
    unsettled = counts.get(OutcomeGroup.PENDING, 0)
    if unsettled:
        said += " " + words(
            "{count} ({share}) were still pending when the source was published.",
            count=words.number(unsettled),
            share=words.share(unsettled, data.total),
        )
    return said


def defined(counts: Mapping[OutcomeGroup, int], words: Words) -> list[str]:
    """Define the outcomes that are no outcome, where they occur."""
    notes = []
    if OutcomeGroup.UNKNOWN in counts:
        notes.append(words("Not stated: the source gives no outcome."))
    if OutcomeGroup.UNASSIGNED in counts:
        notes.append(
            words(
                "Not mapped: the source gives an outcome in words that our table of "
                "terms does not cover. They are counted, not guessed."
            )
        )
    return notes


def of_names(
    data: AllegationData,
    names: Mapping[str, str],
    totals: Mapping[str, int],
    words: Words,
) -> str:
    """Say the first names with their counts, and how many have no name."""
    if not totals:
        return data.nothing(words)
    known = {key: count for key, count in totals.items() if key not in _NO_NAME}
    ranked = sorted(known, key=lambda key: -known[key])
    if len(totals) == 1 and ranked:
        return words.count(
            data.total,
            "{place}: {count} allegation: {name}.",
            "{place}: {count} allegations, all of them {name}.",
            place=data.place,
            name=names[ranked[0]],
        )
    said = [
        words(
            "{name} {count} ({share})",
            name=names[key],
            count=words.number(totals[key]),
            share=words.share(totals[key], data.total),
        )
        for key in [*ranked[:_SAID], *(key for key in _NO_NAME if key in totals)]
    ]
    return words(
        "{place}: of {total} allegations, {parts}.",
        place=data.place,
        total=words.number(data.total),
        parts=words.list(said),
    )
