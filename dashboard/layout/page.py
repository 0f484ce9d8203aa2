"""The whole page: a masthead, its sections, which never mix units, a footer."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import ChartId, Id
from dashboard.layout.attributes import attributes
from dashboard.layout.chart_block import chart_parts
from dashboard.layout.controls import controls
from dashboard.layout.elements import within
from dashboard.layout.notices import notices, page_links, page_tabs, scope
from dashboard.pages.page import Page, Section
from dashboard.view import View
from dashboard.words import Words


def page_layout(view: View, page: Page, url_base: str) -> Component:
    """Return the page of a state, complete: the first load needs no callback."""
    words = view.words
    return html.Div(
        [
            dcc.Location(
                id=Id.URL.on(page.slug), refresh=False, search=view.state.search()
            ),
            html.A(words("Skip to the charts"), href="#main", className="skip"),
            *_demo(view),
            _masthead(view),
            html.Main(
                [
                    html.Nav(
                        within(page_tabs(view, page, url_base)),
                        id=Id.TABS.on(page.slug),
                        className="page-tabs",
                        **attributes(label=words("Pages of the dashboard")),
                    ),
                    html.H1(page.title(words)),
                    html.P(page.lede(words), className="lede"),
                    html.Div(
                        within(page_links(view, page, url_base)),
                        id=Id.LINKS.on(page.slug),
                        className="page-links",
                    ),
                    html.Div(
                        within(notices(view, page, url_base)),
                        id=Id.NOTICES.on(page.slug),
                        className="notices",
                        **attributes(live="polite"),
                    ),
                    _failure(words, page),
                    *(
                        _section(view, page, section, url_base)
                        for section in page.sections
                    ),
                ],
                id="main",
                className="frame",
                tabIndex="-1",
            ),
            _footer(view),
        ],
        className="dashboard",
        lang=words.language,
    )


def nothing_published(words: Words) -> Component:
    """Return the page of a shelf without a release."""
    return html.Main(
        [
            html.H1(words("Nothing has been published yet")),
            html.P(words("Come back after the first release.")),
        ],
        className="dashboard frame",
        lang=words.language,
    )


def _demo(view: View) -> list[Component]:
    if not view.edition.reader.info.demo:
        return []
    words = view.words
    text = html.P(
        [
            html.Strong(words("Demonstration.")),
            " ",
            words(
                "Contains reconstructed documents and synthetic approvals. Not for "
                "citation."
            ),
        ]
    )
    return [
        html.Aside(
            html.Div(text, className="frame"),
            className="demo-banner",
            **attributes(label=words("Demonstration")),
        )
    ]


def _masthead(view: View) -> Component:
    words = view.words
    language = "?lang=fr" if words.language == "fr" else ""
    places = (
        ("/departments/", words("Departments")),
        ("/community/", words("Community record")),
        ("/dashboard/", words("Dashboard")),
        ("/records/", words("Records")),
        ("/documents/", words("Documents")),
        ("/data/", words("Data")),
        ("/about/", words("What the numbers mean")),
        ("/help/", words("Where to report")),
    )
    links = [
        html.Li(
            html.A(
                label,
                href=f"{address}{language}",
                **(attributes(current="page") if address == "/dashboard/" else {}),
            )
        )
        for address, label in places
    ]
    return html.Header(
        html.Div(
            [
                html.A(
                    words("Police Accountability Tracker"),
                    href=f"/{language}",
                    className="site-name",
                ),
                _search(words),
                html.Nav(
                    html.Ul(links),
                    className="site-nav",
                    **attributes(label=words("Main")),
                ),
            ],
            className="frame",
        ),
        className="site-head",
    )


def _search(words: Words) -> Component:
    """Return the search of the site's pages: a plain form, asked without a callback."""
    language: list[Component] = (
        [dcc.Input(type="hidden", name="lang", value=words.language)]
        if words.language == "fr"
        else []
    )
    return html.Form(
        [
            *language,
            html.Label(
                words("Search departments, bodies, documents and terms"),
                htmlFor="site-search",
                className="visually-hidden",
            ),
            dcc.Input(
                id="site-search",
                type="search",
                name="q",
                maxLength=200,
                autoComplete="off",
                placeholder=words("Vancouver, deceit, 2021/22"),
            ),
            html.Button(words("Search"), type="submit"),
        ],
        action="/search/",
        className="site-search",
        role="search",
    )


def _failure(words: Words, page: Page) -> Component:
    """Return the message that a failed or slow answer shows (``assets/watch.js``)."""
    return html.Div(
        [
            html.P(words("Counting…"), id="slow", hidden=True),
            html.Div(
                [
                    html.P(
                        words(
                            "The answer did not arrive. What you see is from before "
                            "your last change."
                        )
                    ),
                    html.Button(
                        words("Try again"), id=Id.RETRY.on(page.slug), n_clicks=0
                    ),
                ],
                id="failed",
                hidden=True,
            ),
        ],
        className="watch",
        role="status",
    )


def _section(view: View, page: Page, section: Section, url_base: str) -> Component:
    words, title = view.words, f"{section.anchor}-title"
    warned = (
        [
            html.Div(
                within(scope(view)),
                id=Id.SCOPE.on(page.slug),
                className="scope",
                **attributes(live="polite"),
            )
        ]
        if section.warns
        else []
    )
    return html.Section(
        [
            html.H2(section.title(words), id=title),
            html.P(section.intro(words)),
            controls(view, page, section),
            *warned,
            html.Div(
                [_chart(view, chart, url_base) for chart in section.charts],
                className="charts beside" if section.beside else "charts",
            ),
        ],
        className="part",
        **attributes(labelledby=title),
    )


def _chart(view: View, chart: ChartId, url_base: str) -> Component:
    """Return the place of a chart, filled."""
    return html.Section(
        within(chart_parts(view, chart, url_base)),
        id=chart.block,
        className="chart",
        **attributes(labelledby=f"{chart.block}-title"),
    )


def _footer(view: View) -> Component:
    info, words = view.edition.reader.info, view.words
    language = "?lang=fr" if words.language == "fr" else ""
    return html.Footer(
        html.Div(
            [
                html.P(
                    [
                        words(
                            "Release {release}, published {date}. A release is never "
                            "changed; a correction makes a new one.",
                            release=info.release,
                            date=words.day(info.published_at),
                        ),
                        " ",
                        html.A(words("Download it"), href="/data/"),
                    ]
                ),
                html.Nav(
                    html.Ul(
                        [
                            html.Li(html.A(label, href=f"{address}{language}"))
                            for address, label in (
                                ("/coverage/", words("What is missing")),
                                ("/corrections/", words("Corrections")),
                                ("/ledger/", words("Ledger of changes")),
                                ("/recommendations/", words("Recommendations")),
                                ("/methodology/", words("Methods")),
                                ("/glossary/", words("Glossary")),
                                ("/search/", words("Search")),
                            )
                        ],
                        className="foot-links",
                    ),
                    **attributes(label=words("About the data")),
                ),
                html.P(
                    words(
                        "Counts of complaints are not counts of harm. This site names "
                        "nobody, sets no cookie and loads nothing from anybody else."
                    )
                ),
            ],
            className="frame",
        ),
        className="site-foot",
    )
