"""Stacked bars by outcome, upright by year or lying by name."""

from collections.abc import Mapping, Sequence

from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Figure, axis, hidden, layout
from dashboard.figures.palette import HATCH, HATCH_OPACITY, OUTCOMES
from dashboard.words import Words

_BAR = 52
_UPRIGHT_HEIGHT = 420
_YEARS_EACH_NAMED = 12
#: So that a lone year is a bar and not a wall.
_FEWEST_PLACES = 6
#: Labels stand in the page's own text colour; the stylesheet sets it.
_LABEL = {"size": 13}


def fill(outcome: OutcomeGroup) -> Figure:
    """Return the marker of one outcome: colour, hatching, a hairline around it."""
    style = OUTCOMES[outcome]
    return {
        "color": style.colour,
        "line": {"width": 1, "color": "rgba(127,127,127,.35)"},
        "pattern": {
            "shape": style.pattern,
            "fillmode": "overlay",
            "fgcolor": HATCH,
            "fgopacity": HATCH_OPACITY,
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
            "marker": fill(outcome),
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
    """Return one bar a name, stacked by outcome, its label and sum written above it.

    ``names`` maps the ids to their labels in the order drawn, from the top. A label
    above its bar has room for sixty letters on a telephone.
    """
    position = {name: -place for place, name in enumerate(names)}
    traces = []
    for outcome in outcomes:
        drawn = [name for name in names if (name, outcome) in counts]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": outcome.label(words.language),
                "x": [counts[name, outcome] for name in drawn],
                "y": [position[name] for name in drawn],
                "customdata": [[name, outcome.value] for name in drawn],
                "width": 0.42,
                "marker": fill(outcome),
                "hovertemplate": "<b>%{x:,}</b> %{fullData.name}<extra></extra>",
            }
        )
    return {
        "data": traces,
        "layout": layout(
            _BAR * len(names) + 16,
            barmode="stack",
            xaxis=hidden(rangemode="tozero"),
            yaxis=hidden(range=[-len(names) + 0.5, 0.75]),
            annotations=[
                _label(label, position[name]) for name, label in names.items()
            ],
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def _label(text: str, position: int) -> Figure:
    return {
        "xref": "paper",
        "yref": "y",
        "x": 0,
        "y": position + 0.26,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": text,
        "font": _LABEL,
        "borderpad": 0,
    }
