"""Overview: what bodies print, period by period, and the allegations row by row."""

from collections.abc import Callable

from dashboard.figures.allegation_data import AllegationData
from dashboard.figures.allegations import (
    classes_chart,
    departments_chart,
    outcomes_chart,
    years_chart,
)
from dashboard.figures.chart import Chart
from dashboard.figures.trend import trend_chart
from dashboard.figures.trend_data import Reading, TrendData
from dashboard.ids import ChartId, Id
from dashboard.links import statistics_api
from dashboard.pages.asked import (
    allegations,
    counted_api,
    counted_rows,
    names_of,
    query_of,
    sources_of,
)
from dashboard.pages.page import Drawing, Page, Section
from dashboard.state import TOTAL
from dashboard.view import View
from dashboard.words import Words

#: The filters of allegations on every page that has them.
ALLEGATION_CONTROLS = (
    Id.JURISDICTION,
    Id.POLICE,
    Id.YEAR_MIN,
    Id.YEAR_MAX,
    Id.CLASS,
    Id.OUTCOME,
)


def trend(view: View) -> Chart:
    """Return the printed figures of the metric for the departments chosen."""
    edition, state = view.edition, view.state
    points = edition.overview(state.figures_query()).trend
    earlier = {
        figure: tuple(
            Reading(row["value"], row["value_raw"], row["retrieved_at"].date())
            for row in rows
        )
        for figure, rows in edition.superseded(state.metric).items()
    }
    return trend_chart(
        TrendData(
            metric=state.metric,
            departments=state.departments or (TOTAL,),
            points=points,
            earlier=earlier,
            names=names_of(edition),
            titles={name: str(row["title"]) for name, row in edition.documents.items()},
            release=edition.release,
        ),
        view.words,
    )


def figures_api(view: View) -> str:
    """Return the API call that gives the rows of the trend."""
    return statistics_api(view.state.figures_query(), view.edition.release)


def counted(make: Callable[[AllegationData, Words], Chart]) -> Drawing:
    """Return the drawing of a chart of the allegations' overview."""

    def chart(view: View) -> Chart:
        data = AllegationData(
            overview=view.edition.overview(query_of(view)),
            jurisdiction=view.place.code,
            place=view.place_name(),
            names=names_of(view.edition),
            sources=sources_of(view),
        )
        return make(data, view.words)

    return Drawing(chart, allegations, counted_api, counted_rows)


DRAWINGS = {
    ChartId.TREND: Drawing(trend, lambda view: view.state.figures_query(), figures_api),
    ChartId.YEARS: counted(years_chart),
    ChartId.OUTCOMES: counted(outcomes_chart),
    ChartId.DEPARTMENTS: counted(departments_chart),
    ChartId.CLASSES: counted(classes_chart),
}

PAGE = Page(
    slug="",
    name=lambda words: words("Overview"),
    title=lambda words: words("Complaints against police, in figures"),
    lede=lambda words: words(
        "What oversight bodies print about complaints against police, and what came "
        "of them. Every number leads to the document it was read from."
    ),
    sections=(
        Section(
            anchor="printed",
            title=lambda words: words("Figures the commission printed"),
            intro=lambda words: words(
                "Totals as the oversight body prints them in its reports. Each metric "
                "has its own unit; units are never added together."
            ),
            filters=lambda words: words("Filters of the printed figures"),
            controls=(Id.METRIC, Id.DEPARTMENT, Id.PERIOD_MIN, Id.PERIOD_MAX),
            charts=(ChartId.TREND,),
        ),
        Section(
            anchor="allegations",
            title=lambda words: words("Allegations, row by row"),
            intro=lambda words: words(
                "Allegations as a body lists them, counted one by one: a complaint "
                "can hold several, each against one officer. They are a count of what "
                "was recorded, not of what happened."
            ),
            filters=lambda words: words("Filters of the allegations"),
            controls=ALLEGATION_CONTROLS,
            charts=(
                ChartId.YEARS,
                ChartId.OUTCOMES,
                ChartId.DEPARTMENTS,
                ChartId.CLASSES,
            ),
            warns=True,
        ),
    ),
)
