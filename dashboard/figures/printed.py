"""What bodies printed about each department, exactly: the official side of the page."""

from dashboard.figures.chart import (
    Cell,
    Chart,
    Figure,
    Sign,
    Table,
    Value,
    hidden,
    layout,
    number_cell,
)
from dashboard.figures.key import fill_sign
from dashboard.figures.palette import NOT_SHOWN, PRINTED
from dashboard.figures.rate_data import DepartmentRate, RateData, said
from dashboard.figures.rows import Rows, numbered
from dashboard.figures.stacked import fill
from dashboard.figures.trend_data import shown
from dashboard.links import figure_in_document
from dashboard.words import Words

COLUMNS = (
    "release", "department", "department_name", "metric", "unit", "period", "value",
    "status", "document", "sha256", "page", "statistic",
)  # fmt: skip


def printed_chart(data: RateData, words: Words) -> Chart:
    """Return each department's printed figure of the period, in order of name."""
    metric, unit = (term.label(words.language) for term in (data.metric, data.unit))
    printed = [each for each in data.rates if each.points]
    return Chart(
        name="printed",
        title=words(
            "{metric}, {period}: what did bodies print about each department?",
            metric=metric,
            period=data.period,
        ),
        sentence=_sentence(data, printed, words),
        figure=_draw(printed, data, words) if printed else None,
        table=Table(
            words("{metric}, {period}, as printed", metric=metric, period=data.period),
            (
                words("Department"),
                words("Printed ({unit})", unit=unit),
                words("Read from"),
            ),
            tuple(_listed(each, data, words) for each in data.rates),
        ),
        columns=COLUMNS,
        rows=tuple(_tidy(each, data) for each in printed),
        notes=(
            words(
                "Exact as printed; nothing is estimated. “No figure held” means that "
                "the documents held give none, not that there were none."
            ),
        ),
        key=_key(printed, data, words),
        sources=data.sources,
    )


def _sentence(data: RateData, printed: list[DepartmentRate], words: Words) -> str:
    numbered_ones = [each for each in printed if each.point is not None]
    if not printed:
        return words(
            "{metric}, {period}: no department has a figure in the documents held.",
            metric=data.metric.label(words.language),
            period=data.period,
        )
    if not numbered_ones:
        return words(
            "{period}: no department of {all} has a printed number to quote ({unit}).",
            all=words.number(len(data.rates)),
            period=data.period,
            unit=data.unit.label(words.language),
        )
    return words.count(
        len(numbered_ones),
        "{count} department of {all} has a printed number for {period} ({unit}).",
        "{count} departments of {all} have a printed number for {period} ({unit}).",
        all=words.number(len(data.rates)),
        period=data.period,
        unit=data.unit.label(words.language),
    )


def _value(each: DepartmentRate) -> float | None:
    return None if each.point is None else each.point.value


def _draw(printed: list[DepartmentRate], data: RateData, words: Words) -> Figure:
    rows = Rows(
        {
            each.department: numbered(
                shown(each.point, words) if each.point else said(each, data, words),
                data.name(each.department),
            )
            for each in printed
        }
    )
    known = {
        each.department: value
        for each in printed
        if (value := _value(each)) is not None
    }
    most = max(known.values(), default=1) or 1
    without = [each.department for each in printed if each.department not in known]
    shared = {
        "type": "bar",
        "orientation": "h",
        "width": rows.thickness,
        "hoverinfo": "skip",
    }
    return {
        "data": [
            {
                **shared,
                "name": data.unit.label(words.language),
                "x": list(known.values()),
                "y": [rows.place[name] for name in known],
                "customdata": list(known),
                "marker": fill(PRINTED),
            },
            {
                **shared,
                "name": "hatched",
                "x": [most] * len(without),
                "y": [rows.place[name] for name in without],
                "customdata": without,
                "marker": fill(NOT_SHOWN),
            },
        ],
        "layout": layout(
            rows.height + 16,
            barmode="overlay",
            xaxis=hidden(range=[0, 1.02 * most]),
            yaxis=hidden(range=rows.span()),
            annotations=list(rows.written()),
        ),
    }


def _key(
    printed: list[DepartmentRate], data: RateData, words: Words
) -> tuple[Sign, ...]:
    found = []
    if any(_value(each) is not None for each in printed):
        found.append(fill_sign(data.unit.label(words.language), PRINTED))
    if any(_value(each) is None for each in printed):
        found.append(fill_sign(words("printed without a number to quote"), NOT_SHOWN))
    return tuple(found)


def _listed(each: DepartmentRate, data: RateData, words: Words) -> tuple[Cell, ...]:
    point = each.point or (each.points[0] if each.points else None)
    if point is None:
        return (
            Cell(data.name(each.department)),
            number_cell(said(each, data, words)),
            Cell(words("no document gives it")),
        )
    link = figure_in_document(point.document, point.statistic, words.language)
    text = shown(each.point, words) if each.point else said(each, data, words)
    return (
        Cell(data.name(each.department)),
        Cell(text, link, number=True),
        Cell(data.titles.get(point.document, point.document), link),
    )


def _tidy(each: DepartmentRate, data: RateData) -> tuple[Value, ...]:
    point = each.point or each.points[0]
    return (
        data.release,
        each.department,
        data.name(each.department),
        data.metric.value,
        data.unit.value,
        data.period,
        None if each.point is None else each.point.value,
        point.status,
        point.document,
        point.sha256,
        point.page,
        point.statistic,
    )
