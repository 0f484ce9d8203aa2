"""Stacked bars by outcome, upright by year or lying by name."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Figure, axis, hidden, layout
from dashboard.figures.palette import OUTCOMES, Fill
from dashboard.figures.rows import Rows
from dashboard.words import Words

K = TypeVar("K", bound=Hashable)

_UPRIGHT_HEIGHT = 420
_YEARS_EACH_NAMED = 12
#: So that a lone year is a bar and not a wall.
_FEWEST_PLACES = 6


@dataclass(frozen=True)
class Part:
    """One kind of segment: what it is called and how it is filled."""

    label: str
    fill: Fill


def fill(style: Fill) -> Figure:
    """Return a segment's marker: colour, hatching, a hairline around it."""
    return {
        "color": style.colour,
        "line": {"width": 1, "color": "rgba(127,127,127,.35)"},
        "pattern": {
            "shape": style.pattern,
            "fillmode": "overlay",
            "fgcolor": style.lines,
            "fgopacity": 1,
            "size": 7,
            "solidity": 0.28,
        },
    }


def upright(
    counts: Mapping[tuple[int, OutcomeGroup], int],
    years: Sequence[int],
    outcomes: Sequence[OutcomeGroup],
    words: Words,
) -> Figure:
    """Return bars by year, stacked by outcome; a year without any is an empty place."""
    traces = [
        {
            "type": "bar",
            "name": outcome.label(words.language),
            "x": [year for year in years if (year, outcome) in counts],
            "y": [counts[year, outcome] for year in years if (year, outcome) in counts],
            "customdata": [
                outcome.value for year in years if (year, outcome) in counts
            ],
            "marker": fill(OUTCOMES[outcome]),
            "hovertemplate": "<b>%{y:,}</b> %{fullData.name}<br>%{x}<extra></extra>",
        }
        for outcome in outcomes
    ]
    spare = max(0.6, (_FEWEST_PLACES - len(years)) / 2)
    xaxis = axis(tickformat="d", range=[min(years) - spare, max(years) + spare])
    if len(years) <= _YEARS_EACH_NAMED:
        xaxis |= {"tickmode": "array", "tickvals": list(years)}
    return {
        "data": traces,
        "layout": layout(
            _UPRIGHT_HEIGHT,
            barmode="stack",
            bargap=0.25,
            xaxis=xaxis,
            yaxis=axis(
                showgrid=True,
                zeroline=True,
                nticks=6,
                rangemode="tozero",
                tickformat=",d",
                title={"text": words("allegations"), "standoff": 6},
            ),
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def lying(
    names: Mapping[str, str],
    counts: Mapping[tuple[str, OutcomeGroup], int],
    outcomes: Sequence[OutcomeGroup],
    words: Words,
) -> Figure:
    """Return one bar a name, stacked by outcome; see ``bars``."""
    parts = {
        outcome: Part(outcome.label(words.language), OUTCOMES[outcome])
        for outcome in outcomes
    }
    return bars(names, counts, parts, words)


def bars(
    names: Mapping[str, str],
    counts: Mapping[tuple[str, K], int],
    parts: Mapping[K, Part],
    words: Words,
) -> Figure:
    """Return one bar a name, stacked by part, its label and sum written above it.

    ``names`` maps the ids to their labels in the order drawn, from the top.
    """
    rows = Rows(names)
    position = rows.place
    traces = []
    for key, part in parts.items():
        drawn = [name for name in names if (name, key) in counts]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": part.label,
                "x": [counts[name, key] for name in drawn],
                "y": [position[name] for name in drawn],
                "customdata": [[name, str(key)] for name in drawn],
                "width": rows.thickness,
                "marker": fill(part.fill),
                "hovertemplate": "<b>%{x:,}</b> %{fullData.name}<extra></extra>",
            }
        )
    return {
        "data": traces,
        "layout": layout(
            rows.height + 16,
            barmode="stack",
            xaxis=hidden(rangemode="tozero"),
            yaxis=hidden(range=rows.span()),
            annotations=list(rows.written()),
            separators=", " if words.language == "fr" else ".,",
        ),
    }
