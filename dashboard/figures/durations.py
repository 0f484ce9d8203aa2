"""How long until matters are concluded: curves of those still open."""

from dashboard.figures.chart import (
    Chart,
    Figure,
    Value,
    axis,
    layout,
)
from dashboard.figures.duration_data import (
    LIMIT_DAYS,
    YEAR,
    DurationData,
    duration_table,
    limit_words,
    median_words,
)
from dashboard.figures.key import line_sign
from dashboard.figures.palette import line
from dashboard.figures.survival import Survival
from dashboard.words import Words

#: Curves that can be told apart; the newest are drawn, the table has all.
_CURVES = 6
#: A step that differs by less is not drawn: a line of 400 points looks the same.
_FINEST = 0.002


def survival_chart(data: DurationData, words: Words) -> Chart:
    """Return the share of matters still open by days since received."""
    missing = data.missing(words)
    curves = data.curves
    drawn = list(curves)[-_CURVES:]
    return Chart(
        name="survival",
        title=words("{place}: how long until a matter is concluded?", place=data.place),
        sentence=missing or _sentence(data, words),
        figure=None if missing else _draw(data, drawn, words),
        table=duration_table(data, words),
        columns=(
            "release",
            "jurisdiction",
            "group",
            "days",
            "share_open",
            "low",
            "high",
            "at_risk",
        ),
        rows=()
        if missing
        else tuple(
            row for group in drawn for row in _steps(data, group, curves[group])
        ),
        notes=tuple(_notes(data, drawn, words)) if not missing else (),
        key=()
        if missing
        else (
            *(
                line_sign(data.label(group, words), *line(position))
                for position, group in enumerate(drawn)
            ),
            *(
                (line_sign(limit_words(words), "#848b93", "dash"),)
                if data.limited
                else ()
            ),
        ),
        sources=data.sources,
    )


def _sentence(data: DurationData, words: Words) -> str:
    curve = data.together
    facts = words(
        "{place}: half of {count} matters were concluded within {median}.",
        place=data.place,
        count=words.number(curve.matters),
        median=median_words(curve, words),
    )
    if curve.median is None:
        facts = words(
            "{place}: fewer than half of {count} matters are concluded.",
            place=data.place,
            count=words.number(curve.matters),
        )
    after = curve.still_open(YEAR)
    if after is not None:
        facts += " " + words(
            "{share} were still open after a year.",
            share=words.share(round(after.open * 10_000), 10_000),
        )
    return f"{facts} " + words.count(
        curve.open,
        "{count} is open and counted for as long as it is known to have lasted.",
        "{count} are open and counted for as long as they are known to have lasted.",
    )


def _notes(data: DurationData, drawn: list[str], words: Words) -> list[str]:
    notes = []
    if data.last_day is not None:
        notes.append(
            words(
                "The list dates nothing after {date}; open matters are followed until "
                "then. The day received is known to the month, so an open matter "
                "counts from the end of its month.",
                date=words.day(data.last_day),
            )
        )
    left_out = len(data.curves) - len(drawn)
    if left_out:
        notes.append(
            words.count(
                left_out,
                "{count} earlier curve is in the table and not drawn.",
                "{count} earlier curves are in the table and not drawn.",
            )
        )
    if data.together.undated:
        notes.append(
            words.count(
                data.together.undated,
                "{count} matter has no date to count from and is left out.",
                "{count} matters have no date to count from and are left out.",
            )
        )
    if data.limited:
        notes.append(
            words(
                "The limit runs from the day a complaint is admitted to the end of "
                "the investigation and can be extended; the curve runs from receipt "
                "to conclusion. To lie beyond is no proof of a breach."
            )
        )
    else:
        notes.append(
            words(
                "No limit is drawn: the B.C. Police Act does not apply there, and no "
                "reviewed rule of that place is held."
            )
        )
    return notes


def _steps(data: DurationData, group: str, curve: Survival) -> list[tuple[Value, ...]]:
    return [
        (
            data.release,
            data.jurisdiction,
            group,
            step.days,
            round(step.open, 6),
            round(step.low, 6),
            round(step.high, 6),
            step.at_risk,
        )
        for step in curve.steps
    ]


def _thinned(curve: Survival) -> list[tuple[int, float]]:
    """Return the curve's corners, those that cannot be seen left out."""
    points: list[tuple[int, float]] = [(0, 1.0)]
    for step in curve.steps:
        if points[-1][1] - step.open >= _FINEST or step is curve.steps[-1]:
            points.append((step.days, step.open))
    points.append((curve.longest, points[-1][1]))
    return points


def _draw(data: DurationData, drawn: list[str], words: Words) -> Figure:
    traces: list[Figure] = []
    for position, group in enumerate(drawn):
        colour, dash = line(position)
        points = _thinned(data.curves[group])
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": data.label(group, words),
                "x": [days for days, _ in points],
                "y": [round(100 * still, 2) for _, still in points],
                "line": {"color": colour, "width": 2.5, "dash": dash, "shape": "hv"},
                "customdata": [group] * len(points),
                "hovertemplate": "%{fullData.name}<br>"
                + words("{name}: {number}", name="%{x:,}", number="<b>%{y:.0f}")
                + f"{words.per_cent}</b><extra></extra>",
            }
        )
    longest = max(data.curves[group].longest for group in drawn)
    ticks = _ticks(longest)
    return {
        "data": traces,
        "layout": layout(
            440,
            xaxis=axis(
                title={"text": words("time since received"), "standoff": 8},
                range=[0, min(longest, 5 * YEAR)],
                tickvals=ticks,
                ticktext=[_since(days, words) for days in ticks],
                showgrid=True,
                tickformat=",d",
            ),
            yaxis=axis(
                title={"text": words("still open"), "standoff": 6},
                range=[0, 101],
                ticksuffix=words.per_cent,
                showgrid=True,
                zeroline=True,
                nticks=6,
            ),
            shapes=[
                {
                    "type": "line",
                    "xref": "x",
                    "yref": "paper",
                    "x0": LIMIT_DAYS,
                    "x1": LIMIT_DAYS,
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": "#848b93", "width": 2, "dash": "dash"},
                }
            ]
            if data.limited
            else [],
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def _ticks(longest: int) -> list[int]:
    """Return the days that the axis names: years, and half of one if it has room."""
    years = range(YEAR, min(longest, 5 * YEAR) + 1, YEAR)
    half = [LIMIT_DAYS] if LIMIT_DAYS <= longest < 3 * YEAR else []
    return [0, *half, *years]


def _since(days: int, words: Words) -> str:
    """Write days as people count them; the hover and the table have the days."""
    if days == LIMIT_DAYS:
        return words("6 months")
    return words.count(days // YEAR, "{count} year", "{count} years") if days else "0"
