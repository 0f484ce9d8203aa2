"""Which measures were taken, and how often only after the officer had left."""

from accountability.vocab import DisciplineStage, Measure
from dashboard.figures.chart import Cell, Chart, Table, number_cell
from dashboard.figures.key import fill_sign
from dashboard.figures.measure_data import MeasureData, effect_label, effect_parts
from dashboard.figures.rows import numbered
from dashboard.figures.stacked import bars
from dashboard.words import Words

_AFTER = DisciplineStage.RECORDED_AFTER_DEPARTURE


def measures_chart(data: MeasureData, words: Words) -> Chart:
    """Return the gravest measure of each allegation, from the gravest down."""
    counts = {
        (measure.value, stage): count
        for (measure, stage), count in data.sums(
            lambda c: (c.measure or Measure.UNKNOWN, c.stage),
            lambda c: c.measure is not None,
        ).items()
    }
    totals: dict[str, int] = {}
    for (measure, _), count in counts.items():
        totals[measure] = totals.get(measure, 0) + count
    ranked = sorted(totals, key=lambda code: -Measure.of(code).gravity)
    names = {code: Measure.of(code).label(words.language) for code in ranked}
    total = sum(totals.values())
    return _chart(
        "measures",
        words(
            "{place}: which measures are on record, from the gravest to the lightest?",
            place=data.place,
        ),
        _of_measures(data, totals, total, words),
        names,
        totals,
        counts,
        ("measure", "measure_name"),
        (words("Allegations by gravest measure"), words("Gravest measure")),
        data,
        words,
        notes=(
            words(
                "Several measures can stand together; each allegation is counted once, "
                "under its gravest. The order is that of the Police Act, s.126."
            ),
        ),
    )


def departed_chart(data: MeasureData, words: Words) -> Chart:
    """Return the dismissals of each department by whether they took effect."""
    counts = data.sums(
        lambda c: (c.department, c.stage), lambda c: c.measure is Measure.DISMISSAL
    )
    totals: dict[str, int] = {}
    for (department, _), count in counts.items():
        totals[department] = totals.get(department, 0) + count
    ranked = sorted(totals, key=lambda name: data.names.get(name, name))
    names = {name: data.names.get(name, name) for name in ranked}
    return _chart(
        "departed",
        words(
            "{place}: how often was a dismissal recorded only after the officer had "
            "left?",
            place=data.place,
        ),
        _of_departed(data, counts, words),
        names,
        totals,
        counts,
        ("department", "department_name"),
        (words("Allegations with a dismissal on record"), words("Department")),
        data,
        words,
        notes=(
            words(
                "Allegations, not officers: one matter can hold several. A dismissal "
                "recorded after departure stands on the record and changed nobody's "
                "employment."
            ),
        ),
    )


def _chart(
    name: str,
    title: str,
    sentence: str,
    names: dict[str, str],
    totals: dict[str, int],
    counts: dict[tuple[str, DisciplineStage | None], int],
    kind: tuple[str, str],
    captions: tuple[str, str],
    data: MeasureData,
    words: Words,
    *,
    notes: tuple[str, ...],
) -> Chart:
    parts = effect_parts(words)
    used = [stage for stage in parts if any(s == stage for _, s in counts)]
    labels = {
        key: numbered(words.number(totals[key]), label) for key, label in names.items()
    }
    return Chart(
        name=name,
        title=title,
        sentence=sentence,
        figure=bars(labels, counts, {stage: parts[stage] for stage in used}, words)
        if counts
        else None,
        table=Table(
            caption=captions[0],
            header=(
                captions[1],
                *(effect_label(stage, words) for stage in used),
                words("All"),
            ),
            rows=tuple(
                (
                    Cell(label),
                    *(
                        number_cell(words.number(counts.get((key, stage), 0)))
                        for stage in used
                    ),
                    number_cell(words.number(totals[key])),
                )
                for key, label in names.items()
            ),
        ),
        columns=("release", "jurisdiction", *kind, "stage", "allegations"),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                key,
                label,
                "not_stated" if stage is None else stage.value,
                counts[key, stage],
            )
            for key, label in names.items()
            for stage in used
            if (key, stage) in counts
        ),
        notes=notes if counts else (),
        key=tuple(fill_sign(parts[stage].label, parts[stage].fill) for stage in used),
        sources=data.sources,
    )


def _of_measures(
    data: MeasureData, totals: dict[str, int], total: int, words: Words
) -> str:
    if not data.total or not data.held:
        return data.missing(words)
    if not total:
        return words(
            "{place}: the record states no measure for any of these {count} "
            "allegations. That does not mean that there was none.",
            place=data.place,
            count=words.number(data.total),
        )
    gravest = max(totals, key=lambda code: Measure.of(code).gravity)
    return words(
        "{place}: {count} of {all} allegations have a measure on record; the gravest, "
        "{measure}, stands for {number} of them.",
        place=data.place,
        count=words.number(total),
        all=words.number(data.total),
        measure=Measure.of(gravest).label(words.language).lower(),
        number=words.number(totals[gravest]),
    )


def _of_departed(
    data: MeasureData,
    counts: dict[tuple[str, DisciplineStage | None], int],
    words: Words,
) -> str:
    if not data.total or not data.held:
        return data.missing(words)
    total = sum(counts.values())
    if not total:
        return words(
            "{place}: no dismissal is on record for these allegations.",
            place=data.place,
        )
    after = sum(count for (_, stage), count in counts.items() if stage is _AFTER)
    return words(
        "{place}: of {total} allegations with a dismissal on record, {after} ({share}) "
        "have it recorded only after the officer had left.",
        place=data.place,
        total=words.number(total),
        after=words.number(after),
        share=words.share(after, total),
    )
