"""A funnel: rates against the departments' sizes, with what luck alone can do."""

from dashboard.figures.chart import Chart, Figure, axis, layout
from dashboard.figures.key import line_sign
from dashboard.figures.palette import LINES
from dashboard.figures.rate_data import RateData, per_words, said, size_words
from dashboard.figures.rates import COLUMNS, rate_rows, rate_table
from dashboard.figures.uncertainty import FUNNEL_LIMITS, Interval, funnel
from dashboard.words import Words

#: A funnel of fewer has no middle to speak of.
FEWEST = 4
_FUNNEL_STEPS = 60
#: With more, only the unusual ones are named in the drawing.
_ALL_NAMED = 16
_LONGEST = 22


def funnel_chart(data: RateData, words: Words) -> Chart:
    """Return the rates against the departments' sizes, with the limits of luck."""
    together, known = data.together(), data.known
    enough = together is not None and len(known) >= FEWEST
    title = words(
        "{metric}, {period}: which departments differ by more than luck?",
        metric=data.metric.label(words.language),
        period=data.period,
    )
    return Chart(
        name="funnel",
        title=title,
        sentence=_funnel_sentence(data, together, words)
        if together is not None and enough
        else words(
            "Too few departments have a rate for this period ({count}) to say what "
            "is unusual; {needed} are needed.",
            count=words.number(len(known)),
            needed=words.number(FEWEST),
        ),
        figure=_draw(data, together, words) if together and enough else None,
        table=rate_table(data, words),
        columns=COLUMNS,
        rows=rate_rows(data) if enough else (),
        notes=(
            words(
                "A small department's rate swings widely from year to year without "
                "anything having changed. Between the inner lines lie 95 of 100 "
                "departments that differ by luck alone, between the outer ones 998 of "
                "1,000. To lie beyond is a reason to ask, not a finding."
            ),
        )
        if enough
        else (),
        key=(
            line_sign(words("All of these taken as one"), "#848b93", "solid"),
            line_sign(words("95% limits"), LINES[1], "dash"),
            line_sign(words("99.8% limits"), LINES[2], "dot"),
        )
        if enough
        else (),
        sources=data.sources,
    )


def _beyond(data: RateData, together: Interval, limit: float) -> list[str]:
    found = []
    for each in data.known:
        if each.size is None or each.rate is None:
            continue
        low, high = funnel(together.value, each.size.value, data.scale, limit)
        if not low <= each.rate.value <= high:
            found.append(each.department)
    return found


def _funnel_sentence(data: RateData, together: Interval, words: Words) -> str:
    far = _beyond(data, together, FUNNEL_LIMITS[1])
    out = [
        name for name in _beyond(data, together, FUNNEL_LIMITS[0]) if name not in far
    ]
    far, out = list(map(data.name, far)), list(map(data.name, out))
    facts = words.count(
        len(data.known),
        "{period}: of {count} department with a rate",
        "{period}: of {count} departments with a rate",
        period=data.period,
    )
    if not far and not out:
        return facts + words(", none lies beyond what luck alone explains.")
    said = []
    if far:
        said.append(words("{names} beyond the 99.8% limits", names=words.list(far)))
    if out:
        said.append(words("{names} beyond the 95% limits", names=words.list(out)))
    return facts + words(": {found}.", found=words.list(said))


def _draw(data: RateData, together: Interval, words: Words) -> Figure:
    drawn = [
        (each, each.size.value, each.rate.value)
        for each in data.known
        if each.size is not None and each.rate is not None
    ]
    unusual = _beyond(data, together, FUNNEL_LIMITS[0])
    widest = max(size for _, size, _ in drawn) * 1.08
    narrowest = min(size for _, size, _ in drawn) * 0.7
    sizes = [
        narrowest + (widest - narrowest) * (step / _FUNNEL_STEPS) ** 2
        for step in range(_FUNNEL_STEPS + 1)
    ]
    traces: list[Figure] = []
    for limit, colour, dash in zip(
        FUNNEL_LIMITS, LINES[1:3], ("dash", "dot"), strict=True
    ):
        limits = [funnel(together.value, size, data.scale, limit) for size in sizes]
        for side in (0, 1):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [round(size, 1) for size in sizes],
                    "y": [round(pair[side], 3) for pair in limits],
                    "line": {"color": colour, "width": 2, "dash": dash},
                    "hoverinfo": "skip",
                }
            )
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": [narrowest, widest],
            "y": [together.value, together.value],
            "line": {"color": "#848b93", "width": 2},
            "hoverinfo": "skip",
        }
    )
    traces.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [size for _, size, _ in drawn],
            "y": [value for _, _, value in drawn],
            "text": [
                _short(data.name(each.department))
                if len(drawn) <= _ALL_NAMED or each.department in unusual
                else ""
                for each, _, _ in drawn
            ],
            "textposition": "top center",
            "customdata": [each.department for each, _, _ in drawn],
            "hovertext": [
                f"<b>{data.name(each.department)}</b><br>"
                f"{said(each, data, words)}<br>{words.number(round(value, 1))}"
                for each, _, value in drawn
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
            "marker": {"color": LINES[0], "size": 11},
        }
    )
    return {
        "data": traces,
        "layout": layout(
            460,
            xaxis=axis(
                title={"text": size_words(data, words), "standoff": 8},
                rangemode="tozero",
                nticks=6,
                tickformat=",d",
            ),
            yaxis=axis(
                title={"text": per_words(data, words), "standoff": 6},
                rangemode="tozero",
                showgrid=True,
                nticks=6,
            ),
            separators=", " if words.language == "fr" else ".,",
        ),
    }


def _short(name: str) -> str:
    for ending in (" Police Department", " Police Service", " Police"):
        name = name.removesuffix(ending)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
