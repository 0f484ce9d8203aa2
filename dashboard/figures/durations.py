"""How long matters take, open ones counted: curves, and medians year by year."""

from dashboard.figures.chart import (
    Cell,
    Chart,
    Figure,
    Table,
    Value,
    axis,
    layout,
    number_cell,
)
from dashboard.figures.duration_data import LIMIT_DAYS, DurationData, median_words
from dashboard.figures.key import line_sign
from dashboard.figures.palette import line
from dashboard.figures.spread import Line, spread
from dashboard.figures.survival import Survival
from dashboard.figures.uncertainty import Interval
from dashboard.words import Words

#: Curves that can be told apart; the newest are drawn, the table has all.
_CURVES = 6
_YEAR = 365
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
        table=_table(data, words),
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
                (line_sign(_limit_words(words), "#848b93", "dash"),)
                if data.limited
                else ()
            ),
        ),
        sources=data.sources,
    )


def medians_chart(data: DurationData, words: Words) -> Chart:
    """Return the median of each group with its interval."""
    missing = data.missing(words)
    curves = data.curves
    values, open_high = {}, {}
    for group, curve in curves.items():
        if curve.median is None:
            continue
        low, high = curve.median_limits
        values[group] = Interval(
            curve.median,
            curve.median if low is None else low,
            curve.median if high is None else high,
        )
        if high is None:
            open_high[group] = float(curve.longest)
    labels = {
        group: f"{data.label(group, words)}  <b>{median_words(curve, words)}</b>"
        for group, curve in curves.items()
    }
    lines = (
        [Line(LIMIT_DAYS, _limit_words(words))] if data.limited and not missing else []
    )
    return Chart(
        name="medians",
        title=words("{place}: is it getting longer?", place=data.place),
        sentence=missing or _change(data, words),
        figure=spread(
            labels,
            values,
            words,
            title=words("days until half are concluded"),
            lines=lines,
            open_high=open_high,
        )
        if values and not missing
        else None,
        table=_table(data, words),
        columns=(
            "release",
            "jurisdiction",
            "group",
            "matters",
            "concluded",
            "open",
            "undated",
            "median_days",
            "median_low",
            "median_high",
        ),
        rows=()
        if missing
        else tuple(
            (
                data.release,
                data.jurisdiction,
                group,
                curve.matters,
                curve.concluded,
                curve.open,
                curve.undated,
                curve.median,
                *curve.median_limits,
            )
            for group, curve in curves.items()
        ),
        notes=(
            words(
                "An arrow is an interval whose end is not known yet, because too many "
                "matters are still open."
            ),
        )
        if open_high and not missing
        else (),
        key=tuple(line_sign(each.label, "#848b93", "dash") for each in lines),
        sources=data.sources,
    )


def _limit_words(words: Words) -> str:
    return words("Six months, the limit of the Police Act, s.99, unless extended")


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
    after = curve.still_open(_YEAR)
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


def _change(data: DurationData, words: Words) -> str:
    known = [
        (group, curve)
        for group, curve in data.curves.items()
        if curve.median is not None
    ]
    if len(known) < 2:
        return words(
            "{place}: only one group has a median, so there is nothing to compare.",
            place=data.place,
        )
    (first, before), (last, after) = known[0], known[-1]
    facts = words(
        "{first}: {before}. {last}: {after}.",
        first=data.label(first, words),
        before=median_words(before, words),
        last=data.label(last, words),
        after=median_words(after, words),
    )
    if data.by.value != "year":
        return facts
    return f"{facts} {_verdict(before, after, words)}"


def _verdict(before: Survival, after: Survival, words: Words) -> str:
    low, high = before.median_limits
    later_low, later_high = after.median_limits
    if low is not None and later_high is not None and later_high < low:
        return words("Between these two it has become shorter.")
    if high is not None and later_low is not None and later_low > high:
        return words("Between these two it has become longer.")
    return words("The intervals of these two overlap: no change is certain.")


def _notes(data: DurationData, drawn: list[str], words: Words) -> list[str]:
    notes = []
    if data.last_day is not None:
        notes.append(
            words(
                "The list dates nothing after {date}; open matters are followed until "
                "then. The day received is known to the month, so an open matter "
                "counts from the end of its month.",
                date=data.last_day.isoformat(),
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


def _table(data: DurationData, words: Words) -> Table:
    def row(label: str, curve: Survival) -> tuple[Cell, ...]:
        after = curve.still_open(_YEAR)
        return (
            Cell(label),
            number_cell(words.number(curve.matters)),
            number_cell(words.number(curve.open)),
            number_cell(median_words(curve, words)),
            number_cell(
                words("not followed so long")
                if after is None
                else words.share(round(after.open * 10_000), 10_000)
            ),
        )

    rows = [row(data.label(key, words), curve) for key, curve in data.curves.items()]
    if len(rows) > 1:
        rows.append(row(words("All together"), data.together))
    return Table(
        caption=words("Matters and days until they were concluded"),
        header=(
            words("Matters"),
            words("Counted"),
            words("Open"),
            words("Median and 95% interval"),
            words("Open after a year"),
        ),
        rows=tuple(rows),
    )


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
                "hovertemplate": "%{fullData.name}<br>%{x:,}: <b>%{y:.0f}%</b>"
                "<extra></extra>",
            }
        )
    longest = max(data.curves[group].longest for group in drawn)
    return {
        "data": traces,
        "layout": layout(
            440,
            xaxis=axis(
                title={"text": words("days since received"), "standoff": 8},
                range=[0, min(longest, 5 * _YEAR)],
                tickvals=[d for d in _TICKS if d <= longest],
                showgrid=True,
                tickformat=",d",
            ),
            yaxis=axis(
                title={"text": words("still open"), "standoff": 6},
                range=[0, 101],
                ticksuffix="%",
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


_TICKS = (0, 91, 183, 365, 548, 730, 1095, 1460, 1825)
