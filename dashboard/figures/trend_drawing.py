"""The trend drawn: marks, lines between consecutive years, a strip for no number.

A circle is the body's own figure, a diamond the press's; open marks are approximate;
a ring is a revised figure; a bar spans a period that is not twelve months long. What
the source left blank, withheld or printed illegibly stands in a strip below zero.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from accountability.release.overview import FigurePoint
from accountability.vocab import Authority, ValueStatus
from dashboard.figures.chart import Figure, Sign, axis, layout, spaced
from dashboard.figures.key import line_sign, shape_sign
from dashboard.figures.palette import line
from dashboard.figures.trend_data import (
    TrendData,
    follows,
    is_year,
    periods_apart,
    quotable,
    shown,
)
from dashboard.words import Words

_HEIGHT = 400
_APART = timedelta(days=60)
_FEW_LABELS = 14
_STRIP = 0.1
_NO_NUMBER = {
    ValueStatus.NOT_REPORTED: "x-thin-open",
    ValueStatus.SUPPRESSED: "square-x-open",
    ValueStatus.PARSE_FAILED: "asterisk-open",
}


def draw(data: TrendData, words: Words) -> Figure | None:
    """Return the figure; None where there is no point at all."""
    if not data.points:
        return None
    traces: list[Figure] = []
    labelled = sum(point.value is not None for point in data.points) <= _FEW_LABELS
    for position, department in enumerate(data.departments):
        points = data.of(department)
        if points:
            colour, dash = line(position)
            traces.append(_line(data, points, department, colour, dash, words))
            if not all(map(is_year, _numbered(points))):
                traces.append(_spans(points, colour))
            traces.append(_marks(data, points, colour, labelled, words))
    blanks = [point for point in data.points if point.value is None]
    if blanks:
        traces.append(_strip(data, blanks, words))
    return {"data": traces, "layout": _layout(data, bool(blanks), words)}


def middle(point: FigurePoint) -> date:
    """Return the day in the middle of a point's period."""
    return point.period_start + (point.period_end - point.period_start) / 2


def _line(
    data: TrendData,
    points: Sequence[FigurePoint],
    department: str,
    colour: str,
    dash: str,
    words: Words,
) -> Figure:
    """Join the years that follow each other; an empty value breaks the line."""
    xs: list[str | None] = []
    ys: list[int | float | None] = []
    before: FigurePoint | None = None
    for point in quotable(points):
        if before is not None and not follows(before, point):
            xs.append(None)
            ys.append(None)
        xs.append(middle(point).isoformat())
        ys.append(point.value)
        before = point
    return {
        "type": "scatter",
        "mode": "lines",
        "name": data.name(department, words),
        "x": xs or [None],
        "y": ys or [None],
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def _marks(
    data: TrendData,
    points: Sequence[FigurePoint],
    colour: str,
    labelled: bool,
    words: Words,
) -> Figure:
    drawn = [
        (point, middle(point) + _APART * place)
        for rivals in map(_numbered, periods_apart(points))
        for place, point in enumerate(rivals)
    ]
    marks = [point for point, _ in drawn]
    revised = [data.revised_from(point) is not None for point in marks]
    return {
        "type": "scatter",
        "mode": "markers+text" if labelled else "markers",
        "x": [x.isoformat() for _, x in drawn],
        "y": [point.value for point in marks],
        "customdata": [point.statistic for point in marks],
        "text": [shown(point, words) for point in marks],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {
            "color": colour,
            "opacity": 1,
            "size": [13 if ring else 10 for ring in revised],
            "symbol": [_symbol(point) for point in marks],
            "line": {"width": [3 if ring else 0 for ring in revised], "color": "#888"},
        },
        "hovertext": [_hover(data, point, words) for point in marks],
        "hoverinfo": "text",
    }


def _numbered(points: Sequence[FigurePoint]) -> list[FigurePoint]:
    return [point for point in points if point.value is not None]


def _spans(points: Sequence[FigurePoint], colour: str) -> Figure:
    """Draw how long a period is, where it does not last twelve months."""
    odd = [point for point in _numbered(points) if not is_year(point)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "span",
        "x": [
            end
            for p in odd
            for end in (p.period_start.isoformat(), p.period_end.isoformat(), None)
        ],
        "y": [end for p in odd for end in (p.value, p.value, None)],
        "line": {"color": colour, "width": 4},
        "hoverinfo": "skip",
    }


def _symbol(point: FigurePoint) -> str:
    shape = "circle" if point.authority == Authority.PRIMARY else "diamond"
    return f"{shape}-open" if point.status == ValueStatus.ROUNDED else shape


def _hover(data: TrendData, point: FigurePoint, words: Words) -> str:
    lines = [
        f"<b>{shown(point, words)}</b> {data.unit.label(words.language)}",
        f"{data.name(point.department, words)}, {point.period}",
        data.title(point),
    ]
    return "<br>".join(lines)


def _strip(data: TrendData, blanks: Sequence[FigurePoint], words: Words) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "yaxis": "y2",
        "x": [middle(point).isoformat() for point in blanks],
        "y": [0] * len(blanks),
        "customdata": [point.statistic for point in blanks],
        "marker": {
            "symbol": [_NO_NUMBER[ValueStatus.of(point.status)] for point in blanks],
            "size": 11,
            "color": "#848b93",
            "line": {"width": 2.5, "color": "#848b93"},
        },
        "hovertext": [_hover(data, point, words) for point in blanks],
        "hoverinfo": "text",
    }


def signs(data: TrendData, words: Words) -> Iterator[Sign]:
    """Yield the key: every line drawn, then the other signs this chart uses."""
    points = data.points
    for position, department in enumerate(data.departments):
        if data.of(department):
            yield line_sign(data.name(department, words), *line(position))
    used = (
        (
            any(p.authority == Authority.PRESS for p in points),
            words("Told by the press"),
            "diamond",
        ),
        (
            any(p.status == ValueStatus.ROUNDED for p in points),
            words("Approximate"),
            "circle-open",
        ),
        (
            any(data.revised_from(p) is not None for p in points),
            words("Revised since"),
            "ring",
        ),
        *(
            (
                any(p.status == status for p in points),
                words("{status}: no number", status=status.label(words.language)),
                symbol,
            )
            for status, symbol in _NO_NUMBER.items()
        ),
    )
    for found, label, shape in used:
        if found:
            yield shape_sign(label, shape)


def _layout(data: TrendData, strip: bool, words: Words) -> Figure:
    periods = {middle(p).isoformat(): p.period for p in data.points if is_year(p)}
    if not periods:
        periods = {middle(p).isoformat(): p.period for p in data.points}
    named = spaced(sorted(periods))
    first = min(point.period_start for point in data.points) - timedelta(days=120)
    last = max(point.period_end for point in data.points) + timedelta(days=120)
    values = [point.value for point in data.points if point.value is not None]
    top = max([*values, 1])
    drawing = layout(
        _HEIGHT,
        margin={"l": 8, "r": 12, "t": 8, "b": 8, "pad": 4},
        xaxis=axis(
            type="date",
            range=[first.isoformat(), last.isoformat()],
            tickmode="array",
            tickvals=named,
            ticktext=[periods[day] for day in named],
            ticks="outside",
            ticklen=4,
        ),
        yaxis=axis(
            domain=[_STRIP if strip else 0, 1],
            range=[min([*values, 0]) * 1.15, top * 1.15],
            showgrid=True,
            zeroline=True,
            zerolinewidth=1.5,
            nticks=6,
            tickformat=",d" if all(isinstance(v, int) for v in values) else "",
            title={"text": data.unit.label(words.language), "standoff": 6},
        ),
        separators=", " if words.language == "fr" else ".,",
    )
    if strip:
        drawing["xaxis"]["anchor"] = "y2"
        drawing["yaxis2"] = axis(
            domain=[0, _STRIP - 0.02],
            range=[-1, 1],
            tickvals=[0],
            ticktext=[words("no number")],
        )
    return drawing
