"""A chart with everything that belongs to it: words, table, files, sources."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.charts import DRAWINGS, chart_of
from dashboard.figures.chart import Cell, Chart, Table
from dashboard.ids import ChartId
from dashboard.layout.attributes import attributes
from dashboard.layout.citing import cite_and_embed, instead_of, permalink
from dashboard.links import chart_file
from dashboard.view import View
from dashboard.words import Words

#: No toolbar: its links have no names, and the page has its own.
_CONFIG: Any = {"displayModeBar": False, "responsive": True, "showTips": False}


#: A component as Dash sends it. Hundreds of cells stand in an answer; as objects they
#: cost more than everything else in it.
Element = dict[str, Any]


def chart_block(view: View, chart_id: ChartId, url_base: str) -> Component:
    """Return the place of a chart, filled."""
    return html.Section(
        chart_parts(view, chart_id, url_base),
        id=chart_id.block,
        className="chart",
        **attributes(labelledby=f"{chart_id.block}-title"),
    )


def chart_parts(view: View, chart_id: ChartId, url_base: str) -> list[Component]:
    """Return what stands in the place of a chart: a callback renews all of it."""
    chart, words = chart_of(view, chart_id), view.words
    parts: list[Component] = [
        html.H3(chart.title, id=f"{chart_id.block}-title"),
        html.P(chart.sentence, className="chart-sentence"),
        *_key(chart, words),
        _nearest(chart, chart_id, view, url_base)
        if chart.instead
        else _drawing(chart, chart_id, words),
    ]
    if chart.notes:
        parts.append(
            html.Ul([html.Li(note) for note in chart.notes], className="chart-notes")
        )
    if chart.rows:
        parts.append(
            html.Details(
                [html.Summary(words("Table of these numbers")), _table(chart, words)],
                className="chart-table",
                open=chart.figure is None,
            )
        )
        parts.append(_files(view, chart_id, words, url_base))
        parts.append(cite_and_embed(view, chart, chart_id, url_base))
    if chart.sources:
        parts.append(_sources(chart, words))
    return parts


def _key(chart: Chart, words: Words) -> list[Component]:
    if not chart.key:
        return []
    items = [html.Li([html.Img(src=s.picture, alt=""), s.label]) for s in chart.key]
    return [html.Ul(items, className="chart-key", **attributes(label=words("Key")))]


def _nearest(chart: Chart, chart_id: ChartId, view: View, url_base: str) -> Component:
    """Return the way from a refused question to the nearest that is answered."""
    words = view.words
    return html.P(
        [
            words("The nearest question that is answered:"),
            " ",
            html.A(
                chart.instead.label if chart.instead else "",
                href=instead_of(chart, chart_id, view, url_base),
                className="chart-nearest",
            ),
        ],
        className="chart-empty",
    )


def _drawing(chart: Chart, chart_id: ChartId, words: Words) -> Component:
    if chart.figure is None:
        return html.P(words("There is nothing to draw."), className="chart-empty")
    return html.Div(
        dcc.Graph(
            id=chart_id.graph,
            figure=chart.figure,
            config=_CONFIG,
            responsive=True,
            style={"height": f"{chart.figure['layout']['height']}px"},
        ),
        role="img",
        className="chart-drawing",
        **attributes(
            label=words(
                "{sentence} The table below holds every number drawn.",
                sentence=chart.sentence,
            )
        ),
    )


def _table(chart: Chart, words: Words) -> Component:
    table = chart.table
    header = [
        html.Th(name, scope="col", className="number" if number else None)
        for name, number in zip(table.header, _numbered(table), strict=True)
    ]
    rows: Any = [_row(row) for row in table.rows]
    return html.Div(
        html.Table(
            [
                html.Caption(table.caption),
                html.Thead(html.Tr(header)),
                html.Tbody(rows),
            ]
        ),
        className="scroll",
        tabIndex="0",
        role="region",
        **attributes(label=words("Table: {title}", title=chart.title)),
    )


def _numbered(table: Table) -> list[bool]:
    return [cell.number for cell in table.rows[0]]


def _row(cells: tuple[Cell, ...]) -> Element:
    first, *others = cells
    named = _element("Th", children=first.text, scope="row")
    return _element("Tr", children=[named, *map(_cell, others)])


def _cell(cell: Cell) -> Element:
    inside: str | Element = cell.text
    if cell.href:
        inside = _element("A", children=cell.text, href=cell.href)
    if cell.number:
        return _element("Td", children=inside, className="number")
    return _element("Td", children=inside)


def _element(kind: str, **properties: Any) -> Element:
    return {"type": kind, "namespace": "dash_html_components", "props": properties}


def _files(view: View, chart_id: ChartId, words: Words, url_base: str) -> Component:
    name, drawing = chart_id.value, DRAWINGS[chart_id]
    links: list[Component] = [
        html.A(
            words("CSV"),
            href=chart_file(url_base, name, "csv", view.pinned),
            className="chart-csv",
        ),
        html.A(
            words("JSON"),
            href=chart_file(url_base, name, "json", view.pinned),
            className="chart-json",
        ),
        *(_picture(kind, chart_id, view, words) for kind in ("PNG", "SVG")),
        html.A(
            words("API: the rows counted")
            if drawing.rows
            else words("API: these figures"),
            href=drawing.api(view),
            className="chart-api",
        ),
        html.A(
            words("Permanent link"),
            href=permalink(view, chart_id, url_base),
            className="chart-permalink",
        ),
    ]
    if drawing.rows is not None:
        links.insert(
            4,
            html.A(
                words("Read the rows counted"),
                href=drawing.rows(view),
                className="chart-rows",
            ),
        )
    return html.Ul([html.Li(link) for link in links], className="chart-files")


def _picture(kind: str, chart_id: ChartId, view: View, words: Words) -> Component:
    """Return the button that saves the drawing (``assets/pictures.js``)."""
    data: Any = {
        "data-graph": chart_id.graph,
        "data-kind": kind.lower(),
        "data-name": f"{chart_id.value}-{view.edition.release}",
    }
    return html.Button(
        kind,
        type="button",
        className="chart-picture",
        **data,
        **attributes(label=words("Save the drawing as {kind}", kind=kind)),
    )


def _sources(chart: Chart, words: Words) -> Component:
    items = []
    for source in chart.sources:
        detail = f" ({source.detail})" if source.detail else ""
        items.append(html.Li([html.A(source.title, href=source.href), detail]))
    return html.Details(
        [
            html.Summary(
                words.count(
                    len(items), "Source: {count} document", "Sources: {count} documents"
                )
            ),
            html.Ul(items),
        ],
        className="chart-sources",
    )
