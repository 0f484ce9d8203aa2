"""From received to measure: how many allegations are left at each stage."""

from collections.abc import Mapping

from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Cell, Chart, Table, number_cell
from dashboard.figures.key import fill_sign
from dashboard.figures.measure_data import (
    MeasureData,
    concluded,
    effect_parts,
    substantiated,
)
from dashboard.figures.palette import OUTCOMES, Fill
from dashboard.figures.rows import numbered
from dashboard.figures.stacked import Part, bars
from dashboard.words import Words

_STAGES = ("received", "concluded", "substantiated", "measure")
_CONCLUDED = Fill("#4a9fd0")
_WITH_MEASURE = Fill("#8a5bb5")


def flow_chart(data: MeasureData, words: Words) -> Chart:
    """Return one bar a stage, each made of what the stage before let through."""
    parts = _parts(data, words)
    counts = _counts(data)
    stages = _STAGES[2:] if data.only_substantiated else _STAGES
    counts = {key: count for key, count in counts.items() if key[0] in stages}
    sizes = {
        stage: sum(count for (at, _), count in counts.items() if at == stage)
        for stage in stages
    }
    names = _names(words)
    labels = {
        stage: numbered(words.number(sizes[stage]), names[stage]) for stage in stages
    }
    used = [key for key in parts if any(part == key for _, part in counts)]
    return Chart(
        name="flow",
        title=words(
            "{place}: from allegation to measure, how many are left at each stage?",
            place=data.place,
        ),
        sentence=_sentence(data, sizes, words),
        figure=bars(labels, counts, {key: parts[key] for key in used}, words)
        if data.total
        else None,
        table=Table(
            caption=words("Allegations at each stage"),
            header=(words("Stage"), words("Of these"), words("Allegations")),
            rows=tuple(
                (
                    Cell(names[stage]),
                    Cell(parts[part].label),
                    number_cell(words.number(counts[stage, part])),
                )
                for stage in stages
                for part in used
                if (stage, part) in counts
            ),
        ),
        columns=("release", "jurisdiction", "stage", "part", "allegations"),
        rows=tuple(
            (data.release, data.jurisdiction, stage, part, counts[stage, part])
            for stage in stages
            for part in used
            if (stage, part) in counts
        ),
        notes=(
            words(
                "Each bar is divided by what became of its allegations at the next "
                "step. The record says what was decided and published, not every step "
                "that was taken."
            ),
        )
        if data.total
        else (),
        key=tuple(fill_sign(parts[key].label, parts[key].fill) for key in used),
        sources=data.sources,
    )


def _names(words: Words) -> Mapping[str, str]:
    return {
        "received": words("Received"),
        "concluded": words("Concluded"),
        "substantiated": words("Substantiated"),
        "measure": words("With a measure on record"),
    }


def _parts(data: MeasureData, words: Words) -> dict[str, Part]:
    effects = effect_parts(words)
    outcomes = {
        f"outcome:{outcome}": Part(outcome.label(words.language), OUTCOMES[outcome])
        for outcome in OutcomeGroup
        if outcome not in (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN)
    }
    unsettled = {
        f"state:{outcome}": Part(outcome.label(words.language), OUTCOMES[outcome])
        for outcome in (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN)
    }
    return {
        "state:concluded": Part(words("Concluded"), _CONCLUDED),
        **unsettled,
        **outcomes,
        "measure:yes": Part(words("With a measure on record"), _WITH_MEASURE),
        "measure:none": Part(words("No measure stated"), Fill("#6b7178", "\\")),
        **{f"effect:{stage or 'not_stated'}": part for stage, part in effects.items()},
    }


def _counts(data: MeasureData) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}

    def add(stage: str, sums: Mapping[str, int]) -> None:
        found.update({(stage, part): count for part, count in sums.items() if count})

    add(
        "received",
        data.sums(
            lambda c: "state:concluded" if concluded(c) else f"state:{c.outcome}"
        ),
    )
    add("concluded", data.sums(lambda c: f"outcome:{c.outcome}", concluded))
    add(
        "substantiated",
        data.sums(
            lambda c: "measure:none" if c.measure is None else "measure:yes",
            substantiated,
        ),
    )
    add(
        "measure",
        data.sums(
            lambda c: f"effect:{c.stage or 'not_stated'}",
            lambda c: substantiated(c) and c.measure is not None,
        ),
    )
    return found


def _sentence(data: MeasureData, sizes: Mapping[str, int], words: Words) -> str:
    if not data.total:
        return data.missing(words)
    if data.only_substantiated:
        return words(
            "{place}: the list holds only what was substantiated, so what was received "
            "is not known. Of {proven} substantiated allegations, {measured} have a "
            "measure on record.",
            place=data.place,
            proven=words.number(sizes["substantiated"]),
            measured=words.number(sizes["measure"]),
        )
    facts = words(
        "{place}: of {total} allegations received, {concluded} ({share}) are concluded "
        "and {proven} were found substantiated; {measured} of these have a measure on "
        "record.",
        place=data.place,
        total=words.number(data.total),
        concluded=words.number(sizes["concluded"]),
        share=words.share(sizes["concluded"], data.total),
        proven=words.number(sizes["substantiated"]),
        measured=words.number(sizes["measure"]),
    )
    if sizes["substantiated"] and not sizes["measure"]:
        facts += " " + words(
            "This list states no measure at all, which does not mean that there was "
            "none."
        )
    return facts
