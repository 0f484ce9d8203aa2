"""Every page and every chart of the dashboard, and a chart made for a state."""

from collections.abc import Mapping

from dashboard.figures.chart import Chart
from dashboard.ids import ChartId
from dashboard.pages import (
    allegations,
    community,
    compare,
    departments,
    outcomes,
    overview,
    time,
)
from dashboard.pages.page import Drawing, Page
from dashboard.view import View

_MODULES = (overview, departments, outcomes, time, allegations, community, compare)

#: In the order of a journalist's questions.
PAGES: tuple[Page, ...] = tuple(module.PAGE for module in _MODULES)

DRAWINGS: Mapping[ChartId, Drawing] = {
    chart: drawing for module in _MODULES for chart, drawing in module.DRAWINGS.items()
}


def page_of(chart: ChartId) -> Page:
    """Return the page that a chart stands on."""
    return next(page for page in PAGES if chart in page.charts)


def page_at(slug: str) -> Page | None:
    """Return the page with this place below the dashboard, if there is one."""
    return next((page for page in PAGES if page.slug == slug), None)


def chart_of(view: View, chart: ChartId) -> Chart:
    """Make one chart, or give the one made for the same question before."""
    drawing = DRAWINGS[chart]
    key = (chart, view.state.language, drawing.asked(view))
    return view.edition.remembered(key, lambda: drawing.make(view))
