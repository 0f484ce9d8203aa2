"""A chart's rows as files: CSV and JSON of exactly what is drawn."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator

from dashboard.figures.chart import Chart, Value
from dashboard.view import View

#: A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(chart: Chart) -> Iterator[str]:
    """Yield the chart as CSV, a line at a time; texts cannot be taken for formulas."""
    yield _line(chart.columns)
    for row in chart.rows:
        yield _line(tuple(map(_safe, row)))


def json_text(chart: Chart, view: View) -> str:
    """Return the chart's rows with the question, its answer and the release."""
    return json.dumps(
        {
            "release": view.edition.release,
            "chart": chart.name,
            "question": chart.title,
            "answer": chart.sentence,
            "notes": chart.notes,
            "query": view.pinned.to_params(),
            "rows": [dict(zip(chart.columns, row, strict=True)) for row in chart.rows],
        },
        ensure_ascii=False,
    )


def etag(view: View, chart: str, form: str) -> str:
    """Return the tag of one file of one release: it changes only with the question."""
    asked = json.dumps([view.pinned.to_params(), chart, form])
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def _safe(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _line(cells: tuple[Value, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
