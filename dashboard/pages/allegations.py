"""Allegations: classes and sub-types year by year, their shares, their changes."""

from collections.abc import Callable

from accountability.release.server_tables import SUBTYPE_CUBE
from dashboard.figures.changes import changes_chart
from dashboard.figures.chart import Chart
from dashboard.figures.subtype_data import SubtypeData
from dashboard.figures.subtypes import parts_chart, subtypes_chart
from dashboard.ids import ChartId
from dashboard.pages.asked import (
    allegations,
    counted_api,
    counted_rows,
    query_of,
    sources_of,
)
from dashboard.pages.overview import ALLEGATION_CONTROLS
from dashboard.pages.page import Drawing, Page, Section
from dashboard.view import View
from dashboard.words import Words

_DECEMBER = 12


def _kinds(make: Callable[[SubtypeData, Words], Chart]) -> Drawing:
    def chart(view: View) -> Chart:
        edition, query = view.edition, query_of(view)
        data = SubtypeData(
            counts=edition.remembered(
                ("subtypes", query), lambda: edition.reader.subtypes(query)
            ),
            held=edition.reader.info.has(SUBTYPE_CUBE),
            whole_years=_whole_years(view),
            asked=(view.state.year_min, view.state.year_max),
            jurisdiction=view.place.code,
            place=view.place_name(),
            release=edition.release,
            sources=sources_of(view),
        )
        return make(data, view.words)

    return Drawing(chart, allegations, counted_api, counted_rows)


def _whole_years(view: View) -> tuple[int, ...]:
    """Return the years that every list shown covers from January to December.

    A list without months counts by report period, and its years are whole.
    """
    spans = [
        view.edition.spans[name]
        for name in view.state.police or view.place.departments
        if name in view.edition.spans
    ]
    years = set(view.place.years)
    for span in spans:
        if span.first_month is None or span.last_month is None:
            continue
        last = span.last_month.year - (span.last_month.month < _DECEMBER)
        first = span.first_month.year + (span.first_month.month > 1)
        years &= set(range(first, last + 1))
    return tuple(sorted(years))


DRAWINGS = {
    ChartId.CHANGES: _kinds(changes_chart),
    ChartId.SUBTYPES: _kinds(subtypes_chart),
    ChartId.PARTS: _kinds(parts_chart),
}

PAGE = Page(
    slug="allegations",
    name=lambda words: words("Allegations"),
    title=lambda words: words("What are the allegations of?"),
    lede=lambda words: words(
        "Classes of misconduct, the kinds within each in the source's own words, and "
        "which of them change by more than chance."
    ),
    sections=(
        Section(
            anchor="kinds",
            title=lambda words: words("Classes and kinds"),
            intro=lambda words: words(
                "Classes are those of the B.C. Police Act, s.77. A rise in "
                "allegations can be a rise in misconduct, or in the readiness to "
                "complain, or a change of the rules of recording."
            ),
            filters=lambda words: words("Filters of the allegations"),
            controls=ALLEGATION_CONTROLS,
            charts=(ChartId.CHANGES, ChartId.SUBTYPES, ChartId.PARTS),
            warns=True,
        ),
    ),
)
