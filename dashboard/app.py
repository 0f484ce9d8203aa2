"""The Dash app. It holds no state: page and answers are functions of the address."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dash
from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, has_request_context, redirect, request
from flask.typing import ResponseReturnValue

from accountability.release.bundle import NoRelease
from accountability.release.shelf import ReleaseShelf
from dashboard.address import read
from dashboard.callbacks.page import register
from dashboard.card import Card, card_of
from dashboard.charts import PAGES, page_at
from dashboard.compression import compress_answers
from dashboard.edition import EditionShelf
from dashboard.embed import embedded_charts
from dashboard.files import chart_files
from dashboard.layout.page import nothing_published, page_layout
from dashboard.pages.page import Page
from dashboard.pictures import card_pictures
from dashboard.view import view_of
from dashboard.words import words_for

_ASSETS = Path(__file__).parent / "assets"
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def create_app(
    shelf: ReleaseShelf,
    *,
    url_base: str = "/dashboard/",
    stylesheets: Sequence[str] = (),
    scripts: Sequence[str] = (),
    site: str = "",
) -> dash.Dash:
    """Return the dashboard over ``shelf``, to be served under ``url_base``.

    ``stylesheets`` and ``scripts`` are addresses of the site's own, loaded before
    ours; ``site`` is the site's address, for citations and embedding. The WSGI
    application is ``.server``; it expects the whole path, ``url_base`` included.
    """
    editions = EditionShelf(shelf, site)
    server: Any = Flask("dashboard")
    app = _Dashboard(
        __name__,
        server=server,
        url_base_pathname=url_base,
        assets_folder=str(_ASSETS),
        assets_ignore=r".*\.(br|txt)$",
        external_stylesheets=list(stylesheets),
        external_scripts=list(scripts),
        update_title="",
        add_log_handler=False,
        title="Complaints against police, in figures",
        enable_mcp=False,
        # Else every question gets a thread, an event loop and a cursor of its own,
        # because Django happens to bring asgiref.
        use_async=False,
        suppress_callback_exceptions=True,
    )
    app.layout = lambda: _layout(editions, url_base)
    app.card = lambda: _card(editions, url_base)
    for page in PAGES:
        register(app, editions, url_base, page)
    server.register_blueprint(chart_files(editions, url_base))
    server.register_blueprint(card_pictures(editions, url_base))
    server.register_blueprint(
        embedded_charts(editions, url_base, [*stylesheets, *_own_assets(url_base)])
    )
    _only_known_paths(server, url_base)
    _cache_rules(server, url_base)
    compress_answers(server, _ASSETS, url_base)
    return app


def _layout(editions: EditionShelf, url_base: str) -> Component:
    """Return the page of the address that the browser is at.

    The browser asks for the layout apart, and names the page it is at as referrer
    (the site's policy lets it). Without that the default page is given, and the
    address follows in one callback.
    """
    if not has_request_context():  # Dash asks once at start, before a fork
        return html.Div()
    asked = urlsplit(request.referrer or "")
    page = _page_at(asked.path, url_base) or PAGES[0]
    try:
        return page_layout(view_of(editions, asked.query), page, url_base)
    except NoRelease:
        return nothing_published(words_for(read(asked.query)[0].language))


def _page_at(path: str, url_base: str) -> Page | None:
    """Return the page at a path; None if there is none."""
    if not path.startswith(url_base):
        return None
    return page_at(path.removeprefix(url_base).removesuffix("/"))


def _card(editions: EditionShelf, url_base: str) -> Card:
    """Return the title and the description of the page that is asked for."""
    search = request.query_string.decode("ascii", "replace")
    page = _page_at(request.path, url_base) or PAGES[0]
    return card_of(editions, page, search, url_base)


def _own_assets(url_base: str) -> list[str]:
    """Return the addresses of our sheet and scripts that a chart alone needs."""
    return [
        f"{url_base}assets/{name}?m={(_ASSETS / name).stat().st_mtime:.0f}"
        for name in ("dashboard.css", "plotly-cartesian.min.js", "embed.js")
    ]


class _Dashboard(dash.Dash):
    """Dash with our own page around it, in the reader's language."""

    card: Callable[[], Card]

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        """Return the HTML of the page before its scripts have run."""
        card = self.card()
        words = card.words
        return _INDEX.format(
            language=words.language,
            card=card.html(),
            loading=escape(words("The charts are being loaded…")),
            missing=escape(words("The charts could not be loaded.")),
            again=escape(words("Try again")),
            noscript=escape(words("The charts need JavaScript. The same figures stand, "
                                  "without it, on these pages:")),
            site=escape(words("Police Accountability Tracker")),
            heading=escape(card.title),
            departments=escape(words("Departments")),
            community=escape(words("Community record")),
            records=escape(words("Records")),
            data=escape(words("Data")),
            **parts,
        )  # fmt: skip


_INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{metas}
{card}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
{css}
</head>
<body>
<div id="react-entry-point"><div class="_dash-loading">{loading}</div></div>
<div id="not-loaded" class="dashboard frame" role="alert" hidden>
<p>{missing} <a href="">{again}</a></p>
</div>
<noscript>
<style>#react-entry-point {{ display: none; }}</style>
<header class="site-head"><div class="frame">
<a class="site-name" href="/">{site}</a>
</div></header>
<main class="frame">
<h1>{heading}</h1>
<p>{noscript}</p>
<ul>
<li><a href="/departments/">{departments}</a></li>
<li><a href="/community/">{community}</a></li>
<li><a href="/records/">{records}</a></li>
<li><a href="/data/">{data}</a></li>
</ul>
</main>
</noscript>
<div>{config}{scripts}{renderer}</div>
</body>
</html>"""


def _only_known_paths(server: Flask, url_base: str) -> None:
    """Answer 404 below the page: Dash would show the page at any address."""

    @server.before_request
    def known_path() -> ResponseReturnValue | None:
        rule = request.url_rule
        if rule is None or rule.rule != f"{url_base}<path:path>":
            return None
        if _page_at(request.path, url_base) is None:
            return Response("There is no such page.\n", 404, content_type="text/plain")
        if not request.path.endswith("/"):
            query = request.query_string.decode("ascii", "replace")
            return redirect(f"{request.path}/{'?' if query else ''}{query}", 308)
        return None


def _cache_rules(server: Flask, url_base: str) -> None:
    """Let what has a version in its address be kept; the rest is asked for again."""

    @server.after_request
    def cached(response: Response) -> Response:
        path = request.path
        if path == f"{url_base}_dash-layout":
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Referer")
        elif path.startswith(f"{url_base}assets/") and "m" in request.args:
            response.headers["Cache-Control"] = _FOR_A_YEAR
        elif _page_at(path, url_base) or path.startswith(f"{url_base}_dash-d"):
            response.headers["Cache-Control"] = "no-cache"
        return response
