"""Whether it gets longer: the median of each group of matters, with its interval."""

from dashboard.figures.chart import Chart
from dashboard.figures.duration_data import (
    LIMIT_DAYS,
    DurationData,
    duration_table,
    limit_words,
    median_words,
)
from dashboard.figures.key import line_sign
from dashboard.figures.rows import numbered
from dashboard.figures.spread import Line, spread
from dashboard.figures.survival import Survival
from dashboard.figures.uncertainty import Interval
from dashboard.words import Words


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
        group: numbered(median_words(curve, words), data.label(group, words))
        for group, curve in curves.items()
    }
    lines = (
        [Line(LIMIT_DAYS, limit_words(words))] if data.limited and not missing else []
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
        table=duration_table(data, words),
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
