"""What a page of the dashboard is: sections of filters and charts, and their makers."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

from dashboard.figures.chart import Chart
from dashboard.ids import ChartId, Id
from dashboard.view import View
from dashboard.words import Words

Said = Callable[[Words], str]


@dataclass(frozen=True)
class Drawing:
    """How one chart is made, and what of the state it depends on.

    Charts are remembered by ``asked``, so a change elsewhere on the page costs
    nothing. ``api`` and ``rows`` are the addresses of the same numbers from the API
    and of the rows counted as a page; None where there is no such thing.
    """

    make: Callable[[View], Chart]
    asked: Callable[[View], Hashable]
    api: Callable[[View], str]
    rows: Callable[[View], str] | None = None


@dataclass(frozen=True)
class Section:
    """One part of a page: its words, its filters, its charts.

    ``warns`` places what must be known before allegations are compared; ``beside``
    puts its charts side by side where there is room.
    """

    anchor: str
    title: Said
    intro: Said
    filters: Said
    controls: tuple[Id, ...]
    charts: tuple[ChartId, ...]
    warns: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Page:
    """One page: its place below the dashboard (``""`` is the first), its words."""

    slug: str
    name: Said
    title: Said
    lede: Said
    sections: tuple[Section, ...]

    @cached_property
    def controls(self) -> tuple[Id, ...]:
        """Every filter of the page, in order."""
        return tuple(c for section in self.sections for c in section.controls)

    @cached_property
    def charts(self) -> tuple[ChartId, ...]:
        """Every chart of the page, in order."""
        return tuple(c for section in self.sections for c in section.charts)

    @property
    def warns(self) -> bool:
        """Whether a section of the page says what is not comparable."""
        return any(section.warns for section in self.sections)

    def address(self, url_base: str) -> str:
        """Return the page's address without its state."""
        return f"{url_base}{self.slug}/" if self.slug else url_base
