"""Classes and sub-types: year by year, and as shares of their class."""

from collections.abc import Mapping

from accountability.vocab import AllegationClass
from dashboard.figures.chart import (
    Cell,
    Chart,
    Figure,
    Table,
    axis,
    hidden,
    layout,
    number_cell,
)
from dashboard.figures.rows import Rows, numbered
from dashboard.figures.subtype_data import (
    Subtype,
    SubtypeData,
    readable,
    subtype_label,
)
from dashboard.words import Words

_DRAWN = 24
_PARTS_DRAWN = 12
_LONGEST = 120
#: From almost nothing to much, one hue: more is darker also without colour.
_SCALE = [[0, "#e8f1f8"], [0.25, "#a9cbe5"], [0.6, "#4f92c6"], [1, "#174a76"]]


def subtypes_chart(data: SubtypeData, words: Words) -> Chart:
    """Return every sub-type under its class, year by year."""
    subtypes = list(data.by_subtype)
    drawn = sorted(subtypes, key=lambda key: -sum(data.by_subtype[key].values()))[
        :_DRAWN
    ]
    drawn = [key for key in subtypes if key in set(drawn)]
    left_out = len(subtypes) - len(drawn)
    return Chart(
        name="subtypes",
        title=words(
            "{place}: which kinds of allegation, year by year?", place=data.place
        ),
        sentence=_heat_sentence(data, words),
        figure=_heat(data, drawn, words) if data.total else None,
        table=Table(
            caption=words("Allegations by class, sub-type and year"),
            header=(
                words("Class and sub-type"),
                *(str(year) for year in data.years),
                words("All"),
            ),
            rows=tuple(
                (
                    Cell(_name(key, words)),
                    *(
                        number_cell(words.number(data.by_subtype[key].get(year, 0)))
                        for year in data.years
                    ),
                    number_cell(words.number(sum(data.by_subtype[key].values()))),
                )
                for key in subtypes
            ),
        ),
        columns=("release", "jurisdiction", "class", "subtype", "year", "allegations"),
        rows=tuple(
            (data.release, data.jurisdiction, key[0].value, key[1], year, count)
            for key in subtypes
            for year, count in sorted(data.by_subtype[key].items())
        ),
        notes=(
            words(
                "Sub-types stand in the source's own words, the drawing without their "
                "capitals; they are not mapped, so two words for one thing are two "
                "lines."
            ),
            *(
                (
                    words.count(
                        left_out,
                        "{count} rarer sub-type is in the table and not drawn.",
                        "{count} rarer sub-types are in the table and not drawn.",
                    ),
                )
                if left_out
                else ()
            ),
        )
        if data.total
        else (),
        sources=data.sources,
    )


def _name(key: Subtype, words: Words) -> str:
    return words(
        "{name}: {value}",
        name=key[0].label(words.language),
        value=subtype_label(key[1], words),
    )


def _read(key: Subtype, words: Words) -> str:
    """Return a sub-type under its class as a drawing and a sentence say it."""
    return _cut(_name((key[0], readable(key[1])), words))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _heat_sentence(data: SubtypeData, words: Words) -> str:
    if not data.total:
        return data.missing(words)
    most = max(data.by_subtype, key=lambda key: sum(data.by_subtype[key].values()))
    count = sum(data.by_subtype[most].values())
    return words(
        "{place}: of {total} allegations from {first} to {last}, the commonest kind is "
        "“{name}” with {count} ({share}).",
        place=data.place,
        total=words.number(data.total),
        first=data.years[0],
        last=data.years[-1],
        name=_name((most[0], readable(most[1])), words),
        count=words.number(count),
        share=words.share(count, data.total),
    )


def _heat(data: SubtypeData, drawn: list[Subtype], words: Words) -> Figure:
    years = data.years
    values = [
        [data.by_subtype[key].get(year) for year in years] for key in reversed(drawn)
    ]
    rows = Rows({key: _read(key, words) for key in drawn})
    few = len(years) <= 14
    return {
        "data": [
            {
                "type": "heatmap",
                "x": years,
                "y": [rows.place[key] for key in reversed(drawn)],
                "z": values,
                "text": [
                    ["" if value is None else words.number(value) for value in line]
                    for line in values
                ],
                "customdata": [
                    [[key[0].value, key[1], year] for year in years]
                    for key in reversed(drawn)
                ],
                "texttemplate": "%{text}" if few else "",
                "hovertemplate": words(
                    "{name}: {number}", name="%{x}", number="<b>%{z:,}</b>"
                )
                + "<extra></extra>",
                "hoverongaps": False,
                "colorscale": _SCALE,
                "showscale": False,
                "zmin": 0,
                "xgap": 2,
                "ygap": rows.gap,
            }
        ],
        "layout": layout(
            rows.height + 48,
            xaxis=axis(
                tickformat="d",
                side="bottom",
                **({"tickmode": "array", "tickvals": years} if few else {"nticks": 8}),
            ),
            yaxis=hidden(range=rows.span()),
            annotations=list(rows.written()),
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def parts_chart(data: SubtypeData, words: Words) -> Chart:
    """Return what share of its class each sub-type is."""
    whole = {term: sum(years.values()) for term, years in data.by_class.items()}
    counts = {key: sum(data.by_subtype[key].values()) for key in data.by_subtype}
    named = sorted((key for key in counts if key[1]), key=lambda key: -counts[key])
    drawn = [key for key in counts if key in named[:_PARTS_DRAWN]]
    return Chart(
        name="parts",
        title=words("{place}: what share of its class is each kind?", place=data.place),
        sentence=_parts_sentence(data, counts, whole, words),
        figure=_lengths(data, drawn, counts, whole, words) if drawn else None,
        table=Table(
            caption=words("Sub-types as shares of their class"),
            header=(
                words("Class"),
                words("Sub-type"),
                words("Allegations"),
                words("Of the class"),
            ),
            rows=tuple(
                (
                    Cell(key[0].label(words.language)),
                    Cell(subtype_label(key[1], words)),
                    number_cell(words.number(counts[key])),
                    number_cell(words.share(counts[key], whole[key[0]])),
                )
                for key in data.by_subtype
            ),
        ),
        columns=("release", "jurisdiction", "class", "subtype", "allegations", "of"),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                key[0].value,
                key[1],
                counts[key],
                whole[key[0]],
            )
            for key in data.by_subtype
        ),
        notes=(
            words(
                "The commonest are drawn, the table has all. Choose one class in the "
                "filters to see it alone. Where a body has one rule for a class, its "
                "only kind is the whole of it."
            ),
        )
        if drawn
        else (),
        sources=data.sources,
    )


def _parts_sentence(
    data: SubtypeData,
    counts: dict[Subtype, int],
    whole: Mapping[AllegationClass, int],
    words: Words,
) -> str:
    if not data.total:
        return data.missing(words)
    named = [key for key in counts if key[1]]
    if not named:
        return words("{place}: no sub-type is stated.", place=data.place)
    said = [
        words(
            "{subtype} is {share} of {class_name} ({count} of {total})",
            subtype=words("“{name}”", name=readable(key[1])),
            share=words.share(counts[key], whole[key[0]]),
            class_name=key[0].label(words.language),
            count=words.number(counts[key]),
            total=words.number(whole[key[0]]),
        )
        for key in sorted(named, key=lambda key: -counts[key])[:2]
    ]
    return words("{place}: {parts}.", place=data.place, parts=words.list(said))


def _lengths(
    data: SubtypeData,
    drawn: list[Subtype],
    counts: dict[Subtype, int],
    whole: Mapping[AllegationClass, int],
    words: Words,
) -> Figure:
    rows = Rows(
        {
            key: numbered(words.share(counts[key], whole[key[0]]), _read(key, words))
            for key in drawn
        }
    )
    shares = [100 * counts[key] / whole[key[0]] for key in drawn]
    solid = {
        "width": rows.thickness,
        "orientation": "h",
        "type": "bar",
        "y": [rows.place[key] for key in drawn],
    }
    return {
        "data": [
            {
                **solid,
                "x": [round(share, 3) for share in shares],
                "customdata": [[key[0].value, key[1]] for key in drawn],
                "marker": {"color": "#2a78b8"},
                "hovertemplate": "<b>%{x:.0f}%</b><extra></extra>",
            },
            {
                **solid,
                "x": [round(100 - share, 3) for share in shares],
                "marker": {"color": "rgba(127,127,127,.22)"},
                "hoverinfo": "skip",
                "name": "rest",
            },
        ],
        "layout": layout(
            rows.height + 16,
            barmode="stack",
            xaxis=hidden(range=[0, 100]),
            yaxis=hidden(range=rows.span()),
            annotations=list(rows.written()),
        ),
    }
