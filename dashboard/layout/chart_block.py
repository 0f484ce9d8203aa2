"""A chart with everything that belongs to it: words, table, files, sources."""

from typing import Any

from dashboard.charts import DRAWINGS, chart_of
from dashboard.figures.chart import Cell, Chart, Table
from dashboard.ids import ChartId
from dashboard.layout.attributes import attributes
from dashboard.layout.citing import cite_and_embed, instead_of, permalink
from dashboard.layout.crops import crop_list
from dashboard.layout.elements import Element, dcc, html
from dashboard.links import chart_file
from dashboard.view import View
from dashboard.words import Words

#: No toolbar: its links have no names, and the page has its own.
_CONFIG: Any = {"displayModeBar": False, "responsive": True, "showTips": False}


def chart_parts(view: View, chart_id: ChartId, url_base: str) -> list[Element]:
    """Return what stands in the place of a chart: a callback renews all of it."""
    chart, words = chart_of(view, chart_id), view.words
    parts: list[Element] = [
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
        parts.append(_sources(view, chart))
    return parts


def _key(chart: Chart, words: Words) -> list[Element]:
    if not chart.key:
        return []
    items = [html.Li([html.Img(src=s.picture, alt=""), s.label]) for s in chart.key]
    return [html.Ul(items, className="chart-key", **attributes(label=words("Key")))]


def _nearest(chart: Chart, chart_id: ChartId, view: View, url_base: str) -> Element:
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


def _drawing(chart: Chart, chart_id: ChartId, words: Words) -> Element:
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


def _table(chart: Chart, words: Words) -> Element:
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
    named = html.Th(first.text, scope="row")
    return html.Tr([named, *map(_cell, others)])


def _cell(cell: Cell) -> Element:
    inside: str | Element = cell.text
    if cell.href:
        inside = html.A(cell.text, href=cell.href)
    if cell.number:
        return html.Td(inside, className="number")
    return html.Td(inside)


def _files(view: View, chart_id: ChartId, words: Words, url_base: str) -> Element:
    name, drawing = chart_id.value, DRAWINGS[chart_id]
    links: list[Element] = [
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


def _picture(kind: str, chart_id: ChartId, view: View, words: Words) -> Element:
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


def _sources(view: View, chart: Chart) -> Element:
    words = view.words
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
            *crop_list(view, chart),
        ],
        className="chart-sources",
    )
