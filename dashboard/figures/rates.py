"""Rates of departments, with intervals, and a funnel of what luck alone can do."""

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
from dashboard.figures.key import line_sign
from dashboard.figures.palette import LINES
from dashboard.figures.rate_data import (
    DepartmentRate,
    RateData,
    per_words,
    said,
    size_words,
)
from dashboard.figures.spread import Line, spread
from dashboard.figures.uncertainty import FUNNEL_LIMITS, Interval, funnel
from dashboard.links import figure_in_document
from dashboard.words import Words

COLUMNS = (
    "release", "department", "department_name", "metric", "unit", "period", "value",
    "status", "per", "size", "size_year", "size_source", "rate", "rate_low",
    "rate_high", "document", "sha256", "page", "statistic",
)  # fmt: skip

#: A funnel of fewer has no middle to speak of.
_FEWEST = 4
_FUNNEL_STEPS = 60
#: With more, only the unusual ones are named in the drawing.
_ALL_NAMED = 16
#: Counts said in the sentence where there is no rate.
_SAID = 6


def rates_chart(data: RateData, words: Words) -> Chart:
    """Return each department's rate with its interval, in order of name."""
    known = {each.department: each.rate for each in data.known if each.rate}
    together = data.together()
    lines = (
        [Line(together.value, words("All of these taken as one"))] if together else []
    )
    shown_rows = [each for each in data.rates if each.points]
    return Chart(
        name="rates",
        title=words(
            "{metric}, {period}: how many {per}?",
            metric=data.metric.label(words.language),
            period=data.period,
            per=per_words(data, words),
        ),
        sentence=_sentence(data, words),
        figure=spread(
            {each.department: _label(each, data, words) for each in shown_rows},
            known,
            words,
            title=words(
                "{unit} {per}",
                unit=data.unit.label(words.language),
                per=per_words(data, words),
            ),
            lines=lines,
        )
        if known
        else None,
        table=_table(data, words),
        columns=COLUMNS,
        rows=_rows(data),
        notes=tuple(_notes(data, words)),
        key=tuple(line_sign(line.label, "#848b93", "dash") for line in lines),
        sources=data.sources,
    )


def _written(interval: Interval, words: Words) -> str:
    return words(
        "{value} (95%: {low} to {high})",
        value=words.number(round(interval.value, 1)),
        low=words.number(round(interval.low, 1)),
        high=words.number(round(interval.high, 1)),
    )


def _label(each: DepartmentRate, data: RateData, words: Words) -> str:
    name = data.name(each.department)
    if each.rate is not None:
        return f"{name}  <b>{words.number(round(each.rate.value, 1))}</b>"
    return f"{name}  {said(each, data, words)}; {_why(each, data, words)}"


def _why(each: DepartmentRate, data: RateData, words: Words) -> str:
    """Say why there is no rate."""
    if each.point is None:
        return words("no rate")
    return words(
        "no rate: {size} of {year} not known",
        size=size_words(data, words),
        year=data.year,
    )


def _sentence(data: RateData, words: Words) -> str:
    counted = [each for each in data.rates if each.point is not None]
    together = data.together()
    if not counted:
        return words(
            "{metric}, {period}: no department has a figure in the documents held.",
            metric=data.metric.label(words.language),
            period=data.period,
        )
    if together is None:
        listed = [
            f"{data.name(each.department)} {said(each, data, words)}"
            for each in counted[:_SAID]
        ]
        if len(counted) > _SAID:
            listed.append(
                words("{count} more in the table", count=len(counted) - _SAID)
            )
        return words(
            "No rate can be given for {period}: no department's number of {size} in "
            "{year} is known here. What was counted: {listed}.",
            period=data.period,
            size=size_words(data, words),
            year=data.year,
            listed=words.list(listed),
        )
    apart = [
        data.name(each.department)
        for each in data.known
        if each.rate is not None
        and not each.rate.low <= together.value <= each.rate.high
    ]
    facts = words.count(
        len(data.known),
        "{period}: {count} department has a rate: {rate} {per}.",
        "{period}: {count} departments have a rate; taken as one, {rate} {per}.",
        period=data.period,
        rate=_written(together, words),
        per=per_words(data, words),
    )
    if len(data.known) == 1:
        return facts
    if not apart:
        return f"{facts} " + words("No department's interval leaves that out.")
    return f"{facts} " + words(
        "The intervals of {names} leave that out.", names=words.list(apart)
    )


def _notes(data: RateData, words: Words) -> list[str]:
    without = [each for each in data.rates if each.point and each.rate is None]
    notes = []
    if without and data.known:
        notes.append(
            words(
                "No rate, because the number of {size} in {year} is not known here: "
                "{names}.",
                size=size_words(data, words),
                year=data.year,
                names=words.list(data.name(each.department) for each in without),
            )
        )
    empty = [each for each in data.rates if each.point is None]
    if empty:
        notes.append(
            words.count(
                len(empty),
                "{count} department has no number for this period in the documents "
                "held. That is not a zero.",
                "{count} departments have no number for this period in the documents "
                "held. That is not a zero.",
            )
        )
    notes.append(
        words(
            "The size is that of the calendar year in which the period starts. The "
            "interval says how far chance alone could move a count of this size; it "
            "knows nothing of errors in counting. Departments stand in order of name, "
            "not of rate."
        )
    )
    return notes


def _table(data: RateData, words: Words) -> Table:
    rows = []
    for each in data.rates:
        point = each.point or (each.points[0] if each.points else None)
        link = (
            figure_in_document(point.document, point.statistic, words.language)
            if point is not None
            else None
        )
        rows.append(
            (
                Cell(data.name(each.department)),
                Cell(said(each, data, words), link),
                number_cell(
                    words("not known")
                    if each.size is None
                    else words.number(each.size.value)
                ),
                Cell(
                    _written(each.rate, words)
                    if each.rate is not None
                    else _why(each, data, words)
                ),
                Cell(
                    data.titles.get(point.document, point.document)
                    if point is not None
                    else words("no document gives it"),
                    link,
                ),
            )
        )
    return Table(
        caption=words(
            "{metric}, {period}, {per}",
            metric=data.metric.label(words.language),
            period=data.period,
            per=per_words(data, words),
        ),
        header=(
            words("Department"),
            words("Counted"),
            words(
                "{size} in {year}",
                size=size_words(data, words).capitalize(),
                year=data.year,
            ),
            words("Rate and 95% interval"),
            words("Read from"),
        ),
        rows=tuple(rows),
    )


def _rows(data: RateData) -> tuple[tuple[Value, ...], ...]:
    rows: list[tuple[Value, ...]] = []
    for each in data.rates:
        point = each.point or (each.points[0] if each.points else None)
        size, rate = each.size, each.rate
        rows.append(
            (
                data.release,
                each.department,
                data.name(each.department),
                data.metric.value,
                data.unit.value,
                data.period,
                None if each.point is None else each.point.value,
                None if point is None else point.status,
                data.per.value,
                None if size is None else size.value,
                None if size is None else size.year,
                None if size is None else size.source_url,
                None if rate is None else round(rate.value, 4),
                None if rate is None else round(rate.low, 4),
                None if rate is None else round(rate.high, 4),
                None if point is None else point.document,
                None if point is None else point.sha256,
                None if point is None else point.page,
                None if point is None else point.statistic,
            )
        )
    return tuple(rows)


def funnel_chart(data: RateData, words: Words) -> Chart:
    """Return the rates against the departments' sizes, with the limits of luck."""
    together, known = data.together(), data.known
    enough = together is not None and len(known) >= _FEWEST
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
            needed=words.number(_FEWEST),
        ),
        figure=_draw(data, together, words) if together and enough else None,
        table=_table(data, words),
        columns=COLUMNS,
        rows=_rows(data) if enough else (),
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
    return name if len(name) <= 22 else f"{name[:21]}…"
