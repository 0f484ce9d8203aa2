"""Two to four departments or years side by side, where that can be done at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Cell, Chart, Source, Table, number_cell
from dashboard.figures.rows import numbered
from dashboard.figures.shares import share_words
from dashboard.figures.spread import spread
from dashboard.figures.uncertainty import Interval, share
from dashboard.words import Words

#: So many can be compared; with more it is a list.
FEWEST, MOST = 2, 4
#: With less concluded, what is still open can turn a share round.
SETTLED = 0.9
_OPEN = (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN)


@dataclass(frozen=True)
class Side:
    """One department or year: its name and its allegations by outcome."""

    key: str
    label: str
    counts: Mapping[OutcomeGroup, int]

    @property
    def received(self) -> int:
        """All its allegations."""
        return sum(self.counts.values())

    @property
    def concluded(self) -> int:
        """Those with a conclusion."""
        return self.received - sum(self.counts.get(each, 0) for each in _OPEN)

    @property
    def substantiated(self) -> int:
        """Those found to be misconduct."""
        return self.counts.get(OutcomeGroup.SUBSTANTIATED, 0)


@dataclass(frozen=True)
class SideData:
    """What is compared; ``refusal`` says why it must not be, or is empty."""

    sides: tuple[Side, ...]
    refusal: str
    title: str
    jurisdiction: str
    release: str
    sources: tuple[Source, ...]


def proportions_chart(data: SideData, words: Words) -> Chart:
    """Return the share substantiated among the concluded, side by side."""
    values = {
        side.key: _percent(share(side.substantiated, side.concluded))
        for side in data.sides
        if side.concluded
    }
    shown = not data.refusal
    outcomes = [
        outcome
        for outcome in OutcomeGroup
        if any(outcome in side.counts for side in data.sides)
    ]
    return Chart(
        name="proportions",
        title=data.title,
        sentence=data.refusal or _sentence(data, words),
        figure=spread(
            {
                side.key: numbered(
                    share_words(side.substantiated, side.concluded, words)
                    if side.concluded
                    else words("nothing concluded"),
                    side.label,
                )
                for side in data.sides
            },
            values,
            words,
            title=words("substantiated, of those concluded"),
            percent=True,
        )
        if shown and values
        else None,
        table=Table(
            caption=words("Allegations by outcome, side by side"),
            header=(
                words("Outcome"),
                *(side.label for side in data.sides),
            ),
            rows=(
                *(
                    (
                        Cell(outcome.label(words.language)),
                        *(
                            number_cell(words.number(side.counts.get(outcome, 0)))
                            for side in data.sides
                        ),
                    )
                    for outcome in outcomes
                ),
                (
                    Cell(words("All")),
                    *(number_cell(words.number(side.received)) for side in data.sides),
                ),
                (
                    Cell(words("Substantiated, of those concluded")),
                    *(
                        number_cell(
                            share_words(side.substantiated, side.concluded, words)
                            if side.concluded
                            else words("nothing concluded")
                        )
                        for side in data.sides
                    ),
                ),
            ),
        ),
        columns=(
            "release",
            "jurisdiction",
            "side",
            "side_name",
            "outcome",
            "allegations",
        ),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                side.key,
                side.label,
                outcome.value,
                side.counts[outcome],
            )
            for side in data.sides
            for outcome in outcomes
            if outcome in side.counts
        )
        if shown
        else (),
        notes=(
            words(
                "Open allegations are left out of the shares and stand in the table. "
                "If two intervals overlap, the difference may be chance."
            ),
        )
        if shown
        else (),
        sources=data.sources,
    )


def _percent(interval: Interval) -> Interval:
    return Interval(100 * interval.value, 100 * interval.low, 100 * interval.high)


def _sentence(data: SideData, words: Words) -> str:
    said = words.list(
        words(
            "{name} {share}",
            name=side.label,
            share=share_words(side.substantiated, side.concluded, words),
        )
        if side.concluded
        else words("{name} nothing concluded", name=side.label)
        for side in data.sides
    )
    facts = words("Substantiated of those concluded: {sides}.", sides=said)
    unsettled = [
        words(
            "{name} {share}",
            name=side.label,
            share=words.share(side.received - side.concluded, side.received),
        )
        for side in data.sides
        if side.received and side.concluded < SETTLED * side.received
    ]
    if unsettled:
        return f"{facts} " + words(
            "Still open: {sides}. What these end as can change the shares, so no "
            "difference is certain.",
            sides=words.list(unsettled),
        )
    known = [side for side in data.sides if side.concluded]
    intervals = [share(side.substantiated, side.concluded) for side in known]
    if len(known) < FEWEST:
        return facts
    if max(each.low for each in intervals) <= min(each.high for each in intervals):
        return f"{facts} " + words("The intervals overlap: no difference is certain.")
    lowest = min(range(len(known)), key=lambda n: intervals[n].value)
    highest = max(range(len(known)), key=lambda n: intervals[n].value)
    return f"{facts} " + words(
        "That {low} has a smaller share than {high} is more than chance.",
        low=known[lowest].label,
        high=known[highest].label,
    )
