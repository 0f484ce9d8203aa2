"""The picture that a link to a page shows elsewhere: its first chart, in short."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, abort, request

from accountability.cards.drawing import Bar, Card, card_png
from accountability.release.bundle import NoRelease
from accountability.vocab import ValueStatus
from dashboard.charts import chart_of, page_at
from dashboard.edition import EditionShelf
from dashboard.export import etag
from dashboard.figures.chart import Chart, Value
from dashboard.view import View, view_of
from dashboard.words import Words

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
_ENDS = ("start", "end")
_DAYS_OF_A_YEAR = (365, 366)
#: What a chart's rows must tell so that they can be bars: one value a period.
_BARS = {"period", "period_start", "period_end", "value", "department"}


def card_pictures(shelf: EditionShelf, url_base: str) -> Blueprint:
    """Return the route ``card/<page>.png`` under ``url_base``.

    Unlike the page it refuses an address that it cannot read in full: a picture goes
    round without the page that would say what was left out.
    """
    routes = Blueprint("card_pictures", __name__, url_prefix=url_base.rstrip("/"))

    @routes.get("/card/<name>.png")
    def card_picture(name: str) -> Response:
        page = page_at("" if name == "overview" else name)
        if page is None or not name:
            abort(404)
        try:
            view = view_of(shelf, request.query_string.decode("ascii", "replace"))
        except NoRelease as missing:
            return Response(f"{missing}\n", 503, content_type="text/plain")
        if view.problems:
            return Response("It cannot be answered.\n", 400, content_type="text/plain")
        chart = chart_of(view, page.charts[0])
        png = card_png(
            Card(
                site=view.words("Police Accountability Tracker"),
                title=chart.title,
                sentence=chart.sentence,
                release=_release(view),
                mark=_mark(view),
                bars=_bars(chart, view.words),
            )
        )
        response = Response(png, content_type="image/png")
        pinned = view.state.release is not None
        response.headers["Cache-Control"] = _FOR_EVER if pinned else _ASK_AGAIN
        response.set_etag(etag(view, page.slug, "png"))
        response.make_conditional(request)
        return response

    return routes


def _release(view: View) -> str:
    info = view.edition.reader.info
    return view.words(
        "Release {release}, published {date}",
        release=info.release,
        date=info.published_at.date().isoformat(),
    )


def _mark(view: View) -> str:
    if not view.edition.reader.info.demo:
        return ""
    return view.words("Demonstration: not for citation")


def _bars(chart: Chart, words: Words) -> tuple[Bar, ...]:
    """Return a chart's rows as bars if they tell one department's value a period."""
    if not set(chart.columns) >= _BARS:
        return ()
    rows = [dict(zip(chart.columns, row, strict=True)) for row in chart.rows]
    # A quarter beside years would look like a fall.
    rows = [row for row in rows if _is_year(row)]
    periods = [str(row["period"]) for row in rows]
    of_one = len({row["department"] for row in rows}) == 1
    if not of_one or len(set(periods)) < len(periods):
        return ()
    return tuple(
        Bar(str(row["period"]), value, _written(row, value, words))
        if isinstance(value := row["value"], int | float)
        else Bar(str(row["period"]), None, "–")
        for row in rows
    )


def _is_year(row: Mapping[str, Value]) -> bool:
    first, last = (date.fromisoformat(str(row[f"period_{end}"])) for end in _ENDS)
    return (last - first).days + 1 in _DAYS_OF_A_YEAR


def _written(row: Mapping[str, Value], value: float, words: Words) -> str:
    number = words.number(value)
    if row.get("status") == ValueStatus.ROUNDED:
        return words("about {number}", number=number)
    return number
