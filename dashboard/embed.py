"""One chart alone, to be shown inside somebody else's page: light, named, linked.

No Dash: the figure stands in the page as JSON and ``assets/embed.js`` draws it. It is
the only address that other sites may frame.
"""

import json
from collections.abc import Sequence
from html import escape

from flask import Blueprint, Response, abort, request

from accountability.release.bundle import NoRelease
from dashboard.charts import chart_of
from dashboard.edition import EditionShelf
from dashboard.figures.chart import Cell, Chart
from dashboard.ids import ChartId
from dashboard.layout.citing import permalink
from dashboard.view import View, view_of
from dashboard.words import Words

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


def embedded_charts(
    shelf: EditionShelf, url_base: str, files: Sequence[str]
) -> Blueprint:
    """Return the route ``embed/<chart>/`` under ``url_base``.

    ``files`` are the addresses of the sheets and scripts that it needs.
    """
    routes = Blueprint("embedded", __name__, url_prefix=url_base.rstrip("/"))

    @routes.get("/embed/<name>/")
    def embedded(name: str) -> Response:
        if name not in set(ChartId):
            abort(404)
        try:
            view = view_of(shelf, request.query_string.decode("ascii", "replace"))
        except NoRelease as missing:
            return Response(f"{missing}\n", 503, content_type="text/plain")
        chart = chart_of(view, ChartId(name))
        body = _page(view, chart, ChartId(name), url_base, files)
        response = Response(
            body,
            200 if chart.instead is None else 422,
            content_type="text/html; charset=utf-8",
        )
        pinned = view.state.release is not None and not view.problems
        response.headers["Cache-Control"] = _FOR_EVER if pinned else _ASK_AGAIN
        return response

    return routes


def _page(
    view: View, chart: Chart, name: ChartId, url_base: str, files: Sequence[str]
) -> str:
    words = view.words
    info = view.edition.reader.info
    return _HTML.format(
        language=words.language,
        title=escape(chart.title),
        sentence=escape(chart.sentence),
        files="\n".join(map(_linked, files)),
        key="".join(
            f'<li><img src="{escape(sign.picture)}" alt="">{escape(sign.label)}</li>'
            for sign in chart.key
        ),
        drawing=_drawing(chart, words),
        table=_table(chart, words),
        demo=_demo(words) if info.demo else "",
        link=escape(f"{view.site}{permalink(view, name, url_base)}"),
        source=escape(
            words(
                "Police Accountability Tracker, release {release}: sources, notes and "
                "data",
                release=info.release,
            )
        ),
    )


def _demo(words: Words) -> str:
    said = words("This is a demonstration: not for citation.")
    return f"<p><strong>{escape(said)}</strong></p>"


def _linked(address: str) -> str:
    if ".css" in address:
        return f'<link rel="stylesheet" href="{escape(address)}">'
    return f'<script src="{escape(address)}" defer></script>'


def _drawing(chart: Chart, words: Words) -> str:
    if chart.figure is None:
        return f"<p>{escape(words('There is nothing to draw.'))}</p>"
    figure = json.dumps(chart.figure, ensure_ascii=False).replace("<", "\\u003c")
    height = int(chart.figure["layout"]["height"])
    return (
        f'<div id="drawing" class="chart-drawing" role="img" '
        f'aria-label="{escape(chart.sentence)}" style="height:{height}px"></div>'
        f'<script type="application/json" id="figure">{figure}</script>'
    )


def _table(chart: Chart, words: Words) -> str:
    if not chart.table.rows:
        return ""
    header = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in chart.table.header
    )
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, first=not n) for n, cell in enumerate(row))
        + "</tr>"
        for row in chart.table.rows
    )
    return (
        f"<details><summary>{escape(words('Table of these numbers'))}</summary>"
        f'<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(chart.table.caption)}">'
        f"<table><caption>{escape(chart.table.caption)}</caption>"
        f"<thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _cell(cell: Cell, *, first: bool) -> str:
    text = escape(cell.text)
    if first:
        return f'<th scope="row">{text}</th>'
    return f'<td class="number">{text}</td>' if cell.number else f"<td>{text}</td>"


_HTML = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
{files}
</head>
<body>
<main class="dashboard embed">
<h1>{title}</h1>
<p class="chart-sentence">{sentence}</p>
{demo}
<ul class="chart-key">{key}</ul>
{drawing}
{table}
<p class="embed-source"><a href="{link}" target="_blank" rel="noopener">{source}</a></p>
</main>
</body>
</html>"""
