"""Values with their intervals, one row a name: nothing is ranked by luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

from dashboard.figures.chart import Figure, axis, layout
from dashboard.figures.palette import LINES, Fill
from dashboard.figures.rows import Rows
from dashboard.figures.stacked import fill
from dashboard.figures.uncertainty import Interval
from dashboard.words import Words

#: Pixels of the axis with its name, and of a drawing that has room for both: Plotly
#: keeps 64 for what is drawn and lets the axis run into its name.
_FOOT, _LOWEST = 44, 124


@dataclass(frozen=True)
class Line:
    """A vertical line: where, in the axis's unit, and what it is."""

    at: float
    label: str


def spread(
    names: Mapping[str, str],
    values: Mapping[str, Interval],
    words: Words,
    *,
    title: str,
    lines: Sequence[Line] = (),
    log: bool = False,
    percent: bool = False,
    open_high: Mapping[str, float] | None = None,
    top: float | None = None,
    colour: str = LINES[0],
    symbol: str = "circle",
    hatched: Fill | None = None,
) -> Figure:
    """Return a mark and its interval for each name, its label written above it.

    ``names`` maps the ids to labels in the order drawn, from the top; one without a
    value has its label alone, or with ``hatched`` a band over the whole row, which has
    no end that could be read as a number. ``open_high`` names those whose upper limit
    is not known: drawn to the value given, with an arrow. ``top`` is where the axis
    ends, if that does not follow from the values.
    """
    labelled = Rows(names)
    position = labelled.place
    drawn = [name for name in names if name in values]
    reach = open_high or {}
    tops = {name: reach.get(name, values[name].high) for name in drawn}
    bars: list[float | None] = []
    rows: list[float | None] = []
    for name in drawn:
        bars += [values[name].low, tops[name], None]
        rows += [position[name], position[name], None]
    furthest = top or max([*tops.values(), *(line.at for line in lines), 1e-9])
    nearest = min([*(values[name].low for name in drawn), 1])
    end = furthest if top else 1.04 * furthest
    traces: list[Figure] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": bars,
            "y": rows,
            "line": {"color": colour, "width": 3},
            "hoverinfo": "skip",
            "name": "interval",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [values[name].value for name in drawn],
            "y": [position[name] for name in drawn],
            "customdata": drawn,
            "marker": {"color": colour, "size": 12, "symbol": symbol},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]
    if hatched and len(drawn) < len(names):
        traces.insert(0, _bands(names, drawn, end, labelled, hatched))
    if reach:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [tops[name] for name in drawn if name in reach],
                "y": [position[name] for name in drawn if name in reach],
                "marker": {"color": colour, "size": 11, "symbol": "triangle-right"},
                "hoverinfo": "skip",
                "name": "open",
            }
        )
    xaxis = axis(
        title={"text": title, "standoff": 8},
        showgrid=bool(drawn),
        nticks=6,
        ticksuffix=words.per_cent if percent else "",
        **(
            {"type": "log", "range": [log10(nearest / 1.2), log10(furthest * 1.2)]}
            if log
            else {"range": [0, end]}
        ),
        showticklabels=bool(drawn),
    )
    if log:
        xaxis |= {"tickvals": list(_RATIOS), "ticktext": [*map(words.number, _RATIOS)]}
    return {
        "data": traces,
        "layout": layout(
            max(labelled.height + _FOOT, _LOWEST),
            xaxis=xaxis,
            yaxis=axis(visible=False, range=labelled.span()),
            shapes=[_line(each) for each in lines],
            annotations=list(labelled.written()),
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def _bands(
    names: Mapping[str, str],
    drawn: Sequence[str],
    end: float,
    rows: Rows[str],
    hatched: Fill,
) -> Figure:
    without = [name for name in names if name not in drawn]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "hatched",
        "x": [end] * len(without),
        "y": [rows.place[name] for name in without],
        "width": rows.thickness,
        "customdata": without,
        "marker": fill(hatched),
        "hoverinfo": "skip",
    }


_RATIOS = (0.1, 0.25, 0.5, 1, 2, 4, 10)


def _line(line: Line) -> Figure:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": line.at,
        "x1": line.at,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": "#848b93", "width": 2, "dash": "dash"},
    }
