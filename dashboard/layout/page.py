"""The whole page: a masthead, two sections that never mix units, a footer."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import ChartId, Id
from dashboard.layout.attributes import attributes
from dashboard.layout.chart_block import chart_block
from dashboard.layout.controls import allegation_controls, figure_controls
from dashboard.layout.notices import notices, page_links, scope
from dashboard.view import View
from dashboard.words import Words

#: The charts of the second section, in order.
ALLEGATION_CHARTS = (
    ChartId.YEARS,
    ChartId.OUTCOMES,
    ChartId.DEPARTMENTS,
    ChartId.CLASSES,
)


def page(view: View, url_base: str) -> Component:
    """Return the page of a state, complete: the first load needs no callback."""
    words = view.words
    return html.Div(
        [
            dcc.Location(id=Id.URL.value, refresh=False, search=view.state.search()),
            html.A(words("Skip to the charts"), href="#main", className="skip"),
            *_demo(view),
            _masthead(view),
            html.Main(
                [
                    html.H1(words("Complaints against police, in figures")),
                    html.P(
                        words(
                            "What oversight bodies print about complaints against "
                            "police, and what came of them. Every number leads to the "
                            "document it was read from."
                        ),
                        className="lede",
                    ),
                    html.Div(page_links(view, url_base), id=Id.LINKS.value),
                    html.Div(
                        notices(view, url_base),
                        id=Id.NOTICES.value,
                        **attributes(live="polite"),
                    ),
                    _failure(words),
                    _printed(view, url_base),
                    _allegations(view, url_base),
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
        ("/dashboard/", words("Dashboard")),
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


def _failure(words: Words) -> Component:
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
                    html.Button(words("Try again"), id=Id.RETRY.value, n_clicks=0),
                ],
                id="failed",
                hidden=True,
            ),
        ],
        className="watch",
        role="status",
    )


def _printed(view: View, url_base: str) -> Component:
    words = view.words
    return html.Section(
        [
            html.H2(words("Figures the commission printed"), id="printed-title"),
            html.P(
                words(
                    "Totals as the oversight body prints them in its reports. Each "
                    "metric has its own unit; units are never added together."
                )
            ),
            figure_controls(view),
            chart_block(view, ChartId.TREND, url_base),
        ],
        className="part",
        **attributes(labelledby="printed-title"),
    )


def _allegations(view: View, url_base: str) -> Component:
    words = view.words
    return html.Section(
        [
            html.H2(words("Allegations, row by row"), id="allegations-title"),
            html.P(
                words(
                    "Allegations as a body lists them, counted one by one: a complaint "
                    "can hold several, each against one officer. They are a count of "
                    "what was recorded, not of what happened."
                )
            ),
            allegation_controls(view),
            html.Div(scope(view), id=Id.SCOPE.value, **attributes(live="polite")),
            html.Div(
                [chart_block(view, chart, url_base) for chart in ALLEGATION_CHARTS],
                className="charts",
            ),
        ],
        className="part",
        **attributes(labelledby="allegations-title"),
    )


def _footer(view: View) -> Component:
    info, words = view.edition.reader.info, view.words
    return html.Footer(
        html.Div(
            [
                html.P(
                    [
                        words(
                            "Release {release}, published {date}. A release is never "
                            "changed; a correction makes a new one.",
                            release=info.release,
                            date=info.published_at.date().isoformat(),
                        ),
                        " ",
                        html.A(words("Download it"), href="/data/"),
                    ]
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
