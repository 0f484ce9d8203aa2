"""What a chart is: one set of rows, drawn, said in words and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

P = TypeVar("P")

#: As many periods are named along an axis, turned upright where it is narrow.
_NAMED = 12

#: A plotly figure as a plain dict: ``data``, ``layout``.
Figure = dict[str, Any]

#: One value of a tidy row; text, number or nothing.
Value = str | int | float | None


@dataclass(frozen=True)
class Cell:
    """One table cell; ``href`` makes it a link, ``number`` aligns it right."""

    text: str
    href: str | None = None
    number: bool = False


@dataclass(frozen=True)
class Table:
    """The chart's numbers as a table for people; the first cell names its row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Sign:
    """One entry of a chart's key: what it means, and a small picture (a data URI)."""

    label: str
    picture: str


@dataclass(frozen=True)
class Source:
    """A document the numbers were read from."""

    title: str
    href: str
    detail: str = ""


@dataclass(frozen=True)
class Instead:
    """The nearest question that is answered: its words, and how the state changes."""

    label: str
    changes: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Chart:
    """One chart in every form it is given out in.

    ``title`` is the question it answers, ``sentence`` the answer in words.
    ``figure`` is None where there is nothing to draw. ``columns`` and ``rows`` are
    exactly what is drawn, one tidy row a mark or segment: the CSV and the JSON.
    ``instead`` is there where the question itself was refused. ``credit`` names whose
    figures they are, for a citation, where it is not the bodies'.
    """

    name: str
    title: str
    sentence: str
    figure: Figure | None
    table: Table
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    key: tuple[Sign, ...] = ()
    sources: tuple[Source, ...] = ()
    instead: Instead | None = None
    credit: str = ""


def number_cell(text: str) -> Cell:
    """Return a cell for a number that is already written in the reader's form."""
    return Cell(text, number=True)


def layout(height: int, **overrides: Any) -> Figure:
    """Return the layout all charts share; text colours come from the stylesheet."""
    shared: Figure = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "dragmode": False,
        "showlegend": False,
    }
    return shared | overrides


def axis(**overrides: Any) -> Figure:
    """Return an axis as all charts draw it: no frame, fixed, labels kept inside."""
    return {
        "automargin": True,
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
        "autotickangles": [0, -45, -90],
    } | overrides


def spaced(places: Sequence[P]) -> list[P]:
    """Return the places of an axis that are named: evenly apart, the last among them.

    Thirty periods side by side would be one black band on a telephone.
    """
    step = -(-len(places) // _NAMED)
    return list(places[::-1][::step])[::-1] if places else []


def hidden(**overrides: Any) -> Figure:
    """Return an axis that is not seen but still sets the scale."""
    return axis(visible=False, **overrides)


FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
)
