"""Pieces of the pages that figures were read from, where a reviewer let one out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from accountability.release.reader import Row
from dashboard.figures.chart import Chart, Value
from dashboard.layout.attributes import attributes
from dashboard.layout.elements import Element, html
from dashboard.links import crop_file, figure_in_document
from dashboard.view import View
from dashboard.words import Words

#: Pictures shown with one chart; all of them are on the documents' pages.
_MOST = 12


@dataclass(frozen=True)
class _Drawn:
    """A mark of the chart with the picture of its figure."""

    said: Mapping[str, Value]
    crop: Row


def crop_list(view: View, chart: Chart) -> list[Element]:
    """Return the pictures of the figures that a chart draws; nothing without any."""
    shown = [_figure(view, drawn) for drawn in islice(_drawn(view, chart), _MOST)]
    if not shown:
        return []
    words = view.words
    return [
        html.P(
            words(
                "Pieces of the pages. A person looked at each and found no name in it:"
            ),
            className="crops-title",
        ),
        html.Div(shown, className="crops"),
    ]


def _drawn(view: View, chart: Chart) -> Iterator[_Drawn]:
    crops = view.edition.crops
    if not crops or "statistic" not in chart.columns:
        return
    for row in chart.rows:
        said = dict(zip(chart.columns, row, strict=True))
        crop = crops.get(str(said["statistic"]))
        if crop is not None:
            yield _Drawn(said, crop)


def _figure(view: View, drawn: _Drawn) -> Element:
    words, crop = view.words, drawn.crop
    name = _named(drawn.said, words)
    place = figure_in_document(crop["document"], crop["statistic"], words.language)
    return html.Figure(
        [
            html.Div(
                html.Img(
                    src=crop_file(view.edition.release, crop["file"]),
                    width=crop["width"],
                    height=crop["height"],
                    alt=words(
                        "Piece of page {page} with the figure: {name}",
                        page=crop["page"],
                        name=name,
                    ),
                    className=f"crop-{crop['shape']}",
                ),
                className="crop-frame",
                tabIndex="0",
                role="group",
                **attributes(label=words("Piece of page {page}", page=crop["page"])),
            ),
            html.Figcaption(
                [
                    html.A(name, href=place),
                    words(", page {page}", page=crop["page"]),
                    _publisher(view, crop),
                    html.Br(),
                    html.Code(f"SHA-256 {crop['sha256']}"),
                ]
            ),
        ],
        className="crop",
    )


def _named(said: Mapping[str, Value], words: Words) -> str:
    """Say which figure it is, by what the chart's rows tell of it."""
    place = said.get("department_name") or said.get("department") or ""
    period = said.get("period") or ""
    value = said.get("value")
    number = words.number(value) if isinstance(value, int | float) else ""
    named = ", ".join(str(part) for part in (place, period) if part)
    return words("{name}: {number}", name=named, number=number) if number else named


def _publisher(view: View, crop: Row) -> str | Element:
    """Return the publisher's own link; documents rebuilt here have none."""
    document = view.edition.documents.get(crop["document"])
    address = str(document["publisher_url"]) if document else ""
    if not address.startswith(("http://", "https://")):
        return ""
    return html.Span(
        [
            " · ",
            html.A(view.words("the publisher's own"), href=address, rel="external"),
        ]
    )
