"""How to cite a chart, and how to put it on a page of one's own."""

from dataclasses import replace
from html import escape
from typing import Any

from dashboard.charts import page_of
from dashboard.figures.chart import Chart
from dashboard.ids import ChartId
from dashboard.layout.attributes import attributes
from dashboard.layout.elements import Element, html
from dashboard.links import embed_page
from dashboard.view import View
from dashboard.words import Words


def permalink(view: View, chart: ChartId, url_base: str) -> str:
    """Return the chart's own address, pinned to the release that answered."""
    page = page_of(chart).address(url_base)
    return f"{page}{view.pinned.search()}#{chart.block}"


def instead_of(chart: Chart, chart_id: ChartId, view: View, url_base: str) -> str:
    """Return the address of the nearest question; empty where none was refused."""
    if chart.instead is None:
        return ""
    state = replace(view.state, **dict(chart.instead.changes))
    page = page_of(chart_id).address(url_base)
    return f"{page}{state.search()}#{chart_id.block}"


def citation(view: View, chart: Chart, address: str) -> str:
    """Return the citation of a chart as a line of text."""
    info, words = view.edition.reader.info, view.words
    said = words(
        "{title} Police Accountability Tracker, release {release}, published {date}. "
        "{address} (SHA-256 of the release: {hash})",
        title=chart.title,
        release=info.release,
        date=info.published_at.date().isoformat(),
        address=address,
        hash=info.manifest_sha256,
    )
    return f"{said} {chart.credit}" if chart.credit else said


def bibtex(view: View, chart: Chart, address: str) -> str:
    """Return the citation of a chart as BibTeX."""
    info = view.edition.reader.info
    credit = f" {_plain(chart.credit)}" if chart.credit else ""
    sha = view.words("SHA-256 of the release: {hash}", hash=info.manifest_sha256)
    fields = {
        "title": f"{{{_plain(chart.title)}}}",
        "author": f"{{{{{view.words('Police Accountability Tracker')}}}}}",
        "year": f"{info.published_at.year}",
        "version": f"{{{info.release}}}",
        "howpublished": f"{{\\url{{{address}}}}}",
        "note": f"{{{sha}.{credit}}}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{chart.name}-{info.release},\n{lines}\n}}"


def _plain(text: str) -> str:
    """Keep BibTeX's own signs from being taken for commands."""
    for sign in "\\{}":
        text = text.replace(sign, "")
    for sign in "&%$#_":
        text = text.replace(sign, f"\\{sign}")
    return text


def frame(view: View, chart: Chart, chart_id: ChartId, site: str, url_base: str) -> str:
    """Return the HTML that shows a chart in somebody else's page."""
    address = f"{site}{embed_page(url_base, chart_id.value, view.pinned)}"
    return (
        f'<iframe src="{escape(address)}" title="{escape(chart.title)}" '
        f'width="100%" height="640" style="border:0" loading="lazy"></iframe>'
    )


def cite_and_embed(
    view: View, chart: Chart, chart_id: ChartId, url_base: str
) -> Element:
    """Return the disclosure with both."""
    words, site = view.words, view.site
    address = f"{site}{permalink(view, chart_id, url_base)}"
    blocks = [
        (words("Text"), citation(view, chart, address)),
        ("BibTeX", bibtex(view, chart, address)),
        (
            words("HTML that shows this chart in a page of yours"),
            frame(view, chart, chart_id, site, url_base),
        ),
    ]
    demo = (
        [html.P(words("This is a demonstration: not for citation."))]
        if view.edition.reader.info.demo
        else []
    )
    return html.Details(
        [
            html.Summary(words("Cite or embed")),
            *demo,
            *(
                part
                for place, block in enumerate(blocks)
                for part in _block(*block, f"{chart_id.block}-cite-{place}", words)
            ),
        ],
        className="chart-cite",
    )


def _block(label: str, text: str, place: str, words: Words) -> list[Element]:
    """Return a text to copy, and the button for it (``copy.js`` of the site)."""
    copying: Any = {
        "data-copies": place,
        "data-word-copied": words("Copied"),
        "data-word-marked": words("Marked: press Ctrl+C"),
    }
    return [
        html.P(
            [
                label,
                " ",
                html.Button(
                    words("Copy"),
                    type="button",
                    className="copy",
                    **copying,
                    **attributes(label=words("Copy: {kind}", kind=label)),
                ),
            ],
            className="cite-label",
        ),
        html.Pre(
            html.Code(text, id=place),
            tabIndex="0",
            role="group",
            **attributes(label=words("{kind}, to copy", kind=label)),
        ),
    ]
