"""Allegations row by row, counted: by year, outcome, department and class."""

from collections.abc import Mapping, Sequence

from accountability.vocab import OutcomeGroup
from dashboard.figures.allegation_data import AllegationData, sums
from dashboard.figures.allegation_words import (
    dated,
    defined,
    of_names,
    of_outcomes,
    of_years,
)
from dashboard.figures.chart import Cell, Chart, Table, number_cell
from dashboard.figures.key import outcome_signs
from dashboard.figures.rows import numbered
from dashboard.figures.stacked import lying, upright
from dashboard.words import Words

_SHARE_COLUMNS = ("outcome", "outcome_name", "allegations")


def years_chart(data: AllegationData, words: Words) -> Chart:
    """Return the allegations received each year, stacked by what became of them."""
    counts = {(c.year, c.outcome): c.allegations for c in data.overview.by_year_outcome}
    totals = sums((year, count) for (year, _), count in counts.items())
    years = list(range(min(totals), max(totals) + 1)) if totals else []
    outcomes = data.outcomes()
    return Chart(
        name="years",
        title=words(
            "{place}: how many allegations were received each year, and what became "
            "of them?",
            place=data.place,
        ),
        sentence=of_years(data, totals, words),
        figure=upright(counts, years, outcomes, words) if years else None,
        table=_crossed(
            words("Allegations by year received and outcome"),
            words("Year"),
            {str(year): str(year) for year in years},
            {(str(year), outcome): count for (year, outcome), count in counts.items()},
            outcomes,
            words,
        ),
        columns=("release", "jurisdiction", "year", *_SHARE_COLUMNS),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                c.year,
                c.outcome.value,
                c.outcome.label(words.language),
                c.allegations,
            )
            for c in data.overview.by_year_outcome
        ),
        notes=tuple(dated(data, words)),
        key=outcome_signs(outcomes, words),
        sources=data.sources,
    )


def outcomes_chart(data: AllegationData, words: Words) -> Chart:
    """Return how the allegations ended, each outcome with its share of all."""
    counts = {c.outcome: c.allegations for c in data.overview.by_outcome}
    ranked = sorted(counts, key=lambda outcome: -counts[outcome])
    labels = {
        outcome.value: _labelled(
            outcome.label(words.language), counts[outcome], words, data.total
        )
        for outcome in ranked
    }
    return Chart(
        name="outcomes",
        title=words("{place}: how did the allegations end?", place=data.place),
        sentence=of_outcomes(data, counts, words),
        figure=lying(
            labels,
            {(outcome.value, outcome): count for outcome, count in counts.items()},
            ranked,
            words,
        )
        if counts
        else None,
        table=Table(
            caption=words("Allegations by outcome"),
            header=(words("Outcome"), words("Allegations"), words("Share of all")),
            rows=tuple(
                (
                    Cell(outcome.label(words.language)),
                    number_cell(words.number(counts[outcome])),
                    number_cell(words.share(counts[outcome], data.total)),
                )
                for outcome in ranked
            ),
        ),
        columns=("release", "jurisdiction", *_SHARE_COLUMNS),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                outcome.value,
                outcome.label(words.language),
                counts[outcome],
            )
            for outcome in ranked
        ),
        notes=tuple(defined(counts, words)),
        sources=data.sources,
    )


def departments_chart(data: AllegationData, words: Words) -> Chart:
    """Return the allegations of each department, stacked by outcome."""
    counts = {
        (c.department, c.outcome): c.allegations
        for c in data.overview.by_department_outcome
    }
    names = {name: data.names.get(name, name) for name, _ in counts}
    return _by_name(
        data,
        words,
        name="departments",
        title=words(
            "{place}: which departments are the allegations about?", place=data.place
        ),
        kind=("department", "department_name"),
        caption=words("Allegations by department and outcome"),
        heading=words("Department"),
        names=names,
        counts=counts,
        notes=(
            words(
                "Counts, not rates: a larger department has more contacts, and more "
                "complaints can mean that complaining is easier."
            ),
        ),
    )


def classes_chart(data: AllegationData, words: Words) -> Chart:
    """Return the allegations of each class, stacked by outcome."""
    counts = {
        (c.allegation_class.value, c.outcome): c.allegations
        for c in data.overview.by_class_outcome
    }
    names = {
        c.allegation_class.value: c.allegation_class.label(words.language)
        for c in data.overview.by_class_outcome
    }
    return _by_name(
        data,
        words,
        name="classes",
        title=words("{place}: what were the allegations of?", place=data.place),
        kind=("class", "class_name"),
        caption=words("Allegations by class and outcome"),
        heading=words("Class of allegation"),
        names=names,
        counts=counts,
        notes=(
            words(
                "Classes are those of the B.C. Police Act; other bodies' rules are "
                "mapped onto them, and what no rule covers is “Not mapped”."
            ),
        ),
    )


def _by_name(
    data: AllegationData,
    words: Words,
    *,
    name: str,
    title: str,
    kind: tuple[str, str],
    caption: str,
    heading: str,
    names: Mapping[str, str],
    counts: Mapping[tuple[str, OutcomeGroup], int],
    notes: tuple[str, ...],
) -> Chart:
    totals = sums((key, count) for (key, _), count in counts.items())
    ranked = {key: names[key] for key in sorted(totals, key=lambda key: -totals[key])}
    outcomes = data.outcomes()
    labels = {
        key: _labelled(label, totals[key], words, data.total)
        for key, label in ranked.items()
    }
    return Chart(
        name=name,
        title=title,
        sentence=of_names(data, ranked, totals, words),
        figure=lying(labels, counts, outcomes, words) if counts else None,
        table=_crossed(caption, heading, ranked, counts, outcomes, words),
        columns=("release", "jurisdiction", *kind, *_SHARE_COLUMNS),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                key,
                label,
                outcome.value,
                outcome.label(words.language),
                counts[key, outcome],
            )
            for key, label in ranked.items()
            for outcome in outcomes
            if (key, outcome) in counts
        ),
        notes=notes if counts else (),
        key=outcome_signs(outcomes, words),
        sources=data.sources,
    )


def _labelled(label: str, count: int, words: Words, total: int) -> str:
    return numbered(f"{words.number(count)} ({words.share(count, total)})", label)


def _crossed(
    caption: str,
    heading: str,
    names: Mapping[str, str],
    counts: Mapping[tuple[str, OutcomeGroup], int],
    outcomes: Sequence[OutcomeGroup],
    words: Words,
) -> Table:
    """Return names down, outcomes across, with the sums; none is a printed 0."""

    def row(label: str, values: Sequence[int]) -> tuple[Cell, ...]:
        numbers = [number_cell(words.number(value)) for value in (*values, sum(values))]
        return (Cell(label), *numbers)

    rows = [
        row(label, [counts.get((key, outcome), 0) for outcome in outcomes])
        for key, label in names.items()
    ]
    if len(rows) > 1:
        totals = sums((outcome, count) for (_, outcome), count in counts.items())
        rows.append(row(words("All"), [totals[outcome] for outcome in outcomes]))
    return Table(
        caption=caption,
        header=(
            heading,
            *(outcome.label(words.language) for outcome in outcomes),
            words("All"),
        ),
        rows=tuple(rows),
    )
