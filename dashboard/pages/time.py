"""Time: how long matters take, open ones counted, and whether it gets longer."""

from collections.abc import Callable
from dataclasses import replace

from accountability.release.overview import OverviewQuery
from accountability.release.server_tables import DURATIONS
from dashboard.figures.chart import Chart
from dashboard.figures.duration_data import DurationData
from dashboard.figures.durations import survival_chart
from dashboard.figures.medians import medians_chart
from dashboard.ids import ChartId, Id
from dashboard.links import allegations_api, records_page
from dashboard.pages.asked import names_of, query_of, sources_of
from dashboard.pages.page import Drawing, Page, Section
from dashboard.state import By
from dashboard.view import View
from dashboard.words import Words


def _timed(make: Callable[[DurationData, Words], Chart]) -> Drawing:
    def chart(view: View) -> Chart:
        edition, query = view.edition, _matters(view)
        last_days = [
            span.last_day
            for span in edition.spans.values()
            if span.last_day is not None
            and span.department in (query.departments or view.place.departments)
        ]
        data = DurationData(
            counts=edition.remembered(
                ("durations", query), lambda: edition.reader.durations(query)
            ),
            held=edition.reader.info.has(DURATIONS),
            by=view.state.by,
            limited=view.place.code == "CA-BC",
            jurisdiction=view.place.code,
            place=view.place_name(),
            names=names_of(edition),
            last_day=max(last_days, default=None),
            release=edition.release,
            sources=sources_of(view),
        )
        return make(data, view.words)

    return Drawing(chart, _asked, _api, _rows)


def _matters(view: View) -> OverviewQuery:
    """Return the question without what a matter has several of."""
    return replace(query_of(view), classes=(), outcomes=())


def _api(view: View) -> str:
    return allegations_api(_matters(view), view.edition.release)


def _rows(view: View) -> str:
    return records_page(_matters(view), view.edition.release, view.words.language)


def _asked(view: View) -> tuple[object, ...]:
    state = view.state
    return view.place.code, state.police, state.year_min, state.year_max, state.by


def offered_divisions(words: Words) -> dict[str, str]:
    """Return what matters can be divided by."""
    return {
        By.YEAR.value: words("By year received"),
        By.DEPARTMENT.value: words("By department"),
        By.NOTHING.value: words("All together"),
    }


DRAWINGS = {
    ChartId.SURVIVAL: _timed(survival_chart),
    ChartId.MEDIANS: _timed(medians_chart),
}

PAGE = Page(
    slug="time",
    name=lambda words: words("Time"),
    title=lambda words: words("How long does it take?"),
    lede=lambda words: words(
        "Matters that are still open are counted for as long as they have lasted. "
        "Without them a slow body would look fast: only its quick matters would be "
        "finished."
    ),
    sections=(
        Section(
            anchor="time",
            title=lambda words: words("From received to concluded"),
            intro=lambda words: words(
                "The unit is the matter, which can hold several allegations. Where "
                "the record gives no dates, nothing is estimated."
            ),
            filters=lambda words: words("Filters of the matters"),
            controls=(
                Id.JURISDICTION,
                Id.POLICE,
                Id.YEAR_MIN,
                Id.YEAR_MAX,
                Id.BY,
            ),
            charts=(ChartId.SURVIVAL, ChartId.MEDIANS),
        ),
    ),
)
