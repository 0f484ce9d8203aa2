"""Classes that rise and fall between two years, as far as chance lets it be said."""

from collections.abc import Mapping

from accountability.vocab import AllegationClass
from dashboard.figures.chart import Cell, Chart, Table, number_cell
from dashboard.figures.key import line_sign
from dashboard.figures.rows import numbered
from dashboard.figures.spread import Line, spread
from dashboard.figures.subtype_data import SubtypeData
from dashboard.figures.uncertainty import ratio
from dashboard.words import Words


def changes_chart(data: SubtypeData, words: Words) -> Chart:
    """Return how each class changed between two years, with its interval."""
    years = data.compared()
    pairs = (
        {
            term: (counts.get(years[0], 0), counts.get(years[1], 0))
            for term, counts in data.by_class.items()
        }
        if years
        else {}
    )
    pairs = {term: pair for term, pair in pairs.items() if any(pair)}
    ranked = sorted(pairs, key=lambda term: -sum(pairs[term]))
    values = {
        term.value: interval
        for term in ranked
        if (interval := ratio(*pairs[term])) is not None
    }
    line = Line(1, words("No change"))
    return Chart(
        name="changes",
        title=words("{place}: which classes rise, which fall?", place=data.place)
        if years is None
        else words(
            "{place}: which classes rise, which fall, from {first} to {last}?",
            place=data.place,
            first=years[0],
            last=years[1],
        ),
        sentence=_changes_sentence(data, years, pairs, words),
        figure=spread(
            {
                term.value: numbered(
                    " → ".join(map(words.number, pairs[term])),
                    term.label(words.language),
                )
                for term in ranked
            },
            values,
            words,
            title=words("times as many as before"),
            lines=(line,),
            log=True,
        )
        if values
        else None,
        table=Table(
            caption=words("Allegations of each class in two years"),
            header=(
                words("Class"),
                *(str(year) for year in years or ()),
                words("Times as many, and 95% interval"),
                words("What is certain"),
            ),
            rows=tuple(
                (
                    Cell(term.label(words.language)),
                    *(number_cell(words.number(count)) for count in pairs[term]),
                    number_cell(_ratio_words(pairs[term], words)),
                    Cell(_verdict(pairs[term], words)),
                )
                for term in ranked
            ),
        ),
        columns=(
            "release",
            "jurisdiction",
            "class",
            "year_before",
            "before",
            "year_after",
            "after",
            "ratio",
            "low",
            "high",
        ),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                term.value,
                years[0],
                pairs[term][0],
                years[1],
                pairs[term][1],
                *_rounded(pairs[term]),
            )
            for term in ranked
        )
        if years
        else (),
        notes=(
            words(
                "A class rises or falls for certain only where its interval leaves out "
                "“no change”. Choose two years in the filters to compare others; "
                "without a choice the last two whole years of the list are taken."
            ),
        ),
        key=(line_sign(line.label, "#848b93", "dash"),) if values else (),
        sources=data.sources,
    )


def _rounded(pair: tuple[int, int]) -> tuple[float | None, ...]:
    interval = ratio(*pair)
    if interval is None:
        return None, None, None
    return round(interval.value, 4), round(interval.low, 4), round(interval.high, 4)


def _ratio_words(pair: tuple[int, int], words: Words) -> str:
    interval = ratio(*pair)
    if interval is None:
        return words("no ratio to zero")
    return words(
        "{value} (95%: {low} to {high})",
        value=words.number(round(interval.value, 2)),
        low=words.number(round(interval.low, 2)),
        high=words.number(round(interval.high, 2)),
    )


def _verdict(pair: tuple[int, int], words: Words) -> str:
    interval = ratio(*pair)
    if interval is None or interval.low <= 1 <= interval.high:
        return words("no change is certain")
    return words("rises") if interval.value > 1 else words("falls")


def _changes_sentence(
    data: SubtypeData,
    years: tuple[int, int] | None,
    pairs: Mapping[AllegationClass, tuple[int, int]],
    words: Words,
) -> str:
    if not data.total:
        return data.missing(words)
    if years is None:
        return words(
            "{place}: there are no two whole years to compare.", place=data.place
        )
    rising: list[str] = []
    falling: list[str] = []
    for term, pair in pairs.items():
        interval = ratio(*pair)
        if interval is None or interval.low <= 1 <= interval.high:
            continue
        name = term.label(words.language)
        (rising if interval.value > 1 else falling).append(name)
    facts = words(
        "{place}, from {first} to {last}:",
        place=data.place,
        first=years[0],
        last=years[1],
    )
    said = []
    if rising:
        said.append(words("{names} rose", names=words.list(rising)))
    if falling:
        said.append(words("{names} fell", names=words.list(falling)))
    if not said:
        return f"{facts} " + words("no change is certain in any class.")
    return f"{facts} " + words(
        "{changes}; in the other classes no change is certain.",
        changes=words.list(said),
    )
