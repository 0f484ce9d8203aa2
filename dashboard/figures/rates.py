"""Rates of departments with their intervals, in order of name."""

from dashboard.figures.chart import (
    Cell,
    Chart,
    Table,
    Value,
    number_cell,
)
from dashboard.figures.key import line_sign
from dashboard.figures.rate_data import (
    DepartmentRate,
    RateData,
    per_words,
    said,
    size_words,
)
from dashboard.figures.rows import numbered
from dashboard.figures.spread import Line, spread
from dashboard.figures.uncertainty import Interval
from dashboard.links import figure_in_document
from dashboard.words import Words

COLUMNS = (
    "release", "department", "department_name", "metric", "unit", "period", "value",
    "status", "per", "size", "size_year", "size_source", "rate", "rate_low",
    "rate_high", "document", "sha256", "page", "statistic",
)  # fmt: skip

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
        table=rate_table(data, words),
        columns=COLUMNS,
        rows=rate_rows(data),
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
        return numbered(words.number(round(each.rate.value, 1)), name)
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


def rate_table(data: RateData, words: Words) -> Table:
    """Return a row a department: counted, size, rate or why there is none, source."""
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


def rate_rows(data: RateData) -> tuple[tuple[Value, ...], ...]:
    """Return a tidy row a department, with a rate or without; see ``COLUMNS``."""
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
