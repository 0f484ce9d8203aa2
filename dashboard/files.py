"""The charts' rows over HTTP: CSV and JSON, strict, tagged, streamed."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from accountability.release.bundle import NoRelease
from dashboard.charts import chart_of
from dashboard.edition import EditionShelf
from dashboard.export import csv_lines, etag, json_text
from dashboard.figures.chart import Chart
from dashboard.ids import ChartId
from dashboard.layout.citing import instead_of
from dashboard.view import View, view_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


def chart_files(shelf: EditionShelf, url_base: str) -> Blueprint:
    """Return the routes ``chart/<name>.csv`` and ``.json`` under ``url_base``.

    Unlike the page, a file refuses an address that it cannot read in full: its rows
    must be exactly what was asked for.
    """
    routes = Blueprint("chart_files", __name__, url_prefix=url_base.rstrip("/"))

    @routes.get("/chart/<name>.<form>")
    def chart_file(name: str, form: str) -> Response:
        if name not in set(ChartId) or form not in _TYPES:
            abort(404)
        try:
            view = view_of(shelf, request.query_string.decode("ascii", "replace"))
        except NoRelease as missing:
            return Response(
                f"{missing}\n", 503, {"Retry-After": "60"}, content_type="text/plain"
            )
        if view.problems:
            return _refused(view)
        return _file(view, ChartId(name), form, url_base)

    return routes


def _refused(view: View) -> Response:
    lines = [
        f"{problem.parameter}={problem.given} cannot be answered."
        + (f" Did you mean {problem.nearest}?" if problem.nearest else "")
        for problem in view.problems
    ]
    return Response("\n".join(lines) + "\n", 400, content_type="text/plain")


def _unsupported(chart: Chart, name: ChartId, view: View, url_base: str) -> Response:
    """Refuse a question that was never measured: its answer holds no figure."""
    nearest = instead_of(chart, name, view, url_base)
    said = view.words("The nearest question that is answered:")
    text = f"{chart.sentence}\n{said} {view.site}{nearest}\n"
    return Response(text, 422, content_type="text/plain; charset=utf-8")


def _file(view: View, chart: ChartId, form: str, url_base: str) -> Response:
    body: str | Iterable[str]
    drawn = chart_of(view, chart)
    if drawn.instead is not None:
        return _unsupported(drawn, chart, view, url_base)
    body = csv_lines(drawn) if form == "csv" else json_text(drawn, view)
    response = Response(body, content_type=_TYPES[form])
    pinned = view.state.release is not None
    response.headers["Cache-Control"] = _FOR_EVER if pinned else _ASK_AGAIN
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Release"] = view.edition.release
    if form == "csv":
        name = f"{chart.value}-{view.edition.release}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(etag(view, chart.value, form))
    response.make_conditional(request)
    return response
