"""Outcomes: from received to measure, year by year, and after departure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from accountability.release.overview import OverviewQuery
from accountability.release.server_tables import MEASURE_CUBE
from accountability.vocab import OutcomeGroup
from dashboard.figures.allegation_data import AllegationData
from dashboard.figures.chart import Chart, Instead
from dashboard.figures.flow import flow_chart
from dashboard.figures.measure_data import MeasureData
from dashboard.figures.measures import departed_chart, measures_chart
from dashboard.figures.shares import shares_chart
from dashboard.ids import ChartId
from dashboard.pages.asked import (
    allegations,
    counted_api,
    counted_rows,
    names_of,
    place_of,
    query_of,
    sources_of,
)
from dashboard.pages.overview import ALLEGATION_CONTROLS
from dashboard.pages.page import Drawing, Page, Section
from dashboard.view import View
from dashboard.words import Words

#: What a list holds that gives nothing but what was proven.
_PROVEN = {OutcomeGroup.SUBSTANTIATED, OutcomeGroup.PENDING}


def holds_only_substantiated(view: View, departments: tuple[str, ...] = ()) -> bool:
    """Say whether a list gives only what was found substantiated, whatever is asked."""
    query = OverviewQuery(jurisdiction=place_of(view), departments=departments)
    counted = view.edition.overview(query).by_outcome
    return bool(counted) and {count.outcome for count in counted} <= _PROVEN


def _measured(make: Callable[[MeasureData, Words], Chart]) -> Drawing:
    def chart(view: View) -> Chart:
        made = drawn(view)
        return made if made.figure is not None else _or_elsewhere(view, made)

    def _or_elsewhere(view: View, made: Chart) -> Chart:
        """Lead from a place whose list has none of it to one whose list has."""
        for code, place in view.edition.places.items():
            changes: tuple[tuple[str, Any], ...] = (
                ("jurisdiction", code),
                ("police", ()),
            )
            there = replace(
                view, place=place, state=replace(view.state, **dict(changes))
            )
            if code != view.place.code and drawn(there).figure is not None:
                return replace(made, instead=Instead(there.place_name(), changes))
        return made

    def drawn(view: View) -> Chart:
        edition, query = view.edition, query_of(view)
        data = MeasureData(
            counts=edition.remembered(
                ("measures", query), lambda: edition.reader.measures(query)
            ),
            held=edition.reader.info.has(MEASURE_CUBE),
            only_substantiated=holds_only_substantiated(view),
            jurisdiction=view.place.code,
            place=view.place_name(),
            names=names_of(edition),
            release=edition.release,
            sources=sources_of(view),
        )
        return make(data, view.words)

    return Drawing(chart, allegations, counted_api, counted_rows)


def _shares(view: View) -> Chart:
    data = AllegationData(
        overview=view.edition.overview(query_of(view)),
        jurisdiction=view.place.code,
        place=view.place_name(),
        names=names_of(view.edition),
        sources=sources_of(view),
    )
    return shares_chart(data, holds_only_substantiated(view), view.words)


DRAWINGS = {
    ChartId.FLOW: _measured(flow_chart),
    ChartId.SHARES: Drawing(_shares, allegations, counted_api, counted_rows),
    ChartId.MEASURES: _measured(measures_chart),
    ChartId.DEPARTED: _measured(departed_chart),
}

PAGE = Page(
    slug="outcomes",
    name=lambda words: words("Outcomes"),
    title=lambda words: words("What came of the allegations?"),
    lede=lambda words: words(
        "How many were concluded, how many were found substantiated, what was done, "
        "and whether it still reached the officer."
    ),
    sections=(
        Section(
            anchor="outcomes",
            title=lambda words: words("From received to measure"),
            intro=lambda words: words(
                "The unit is the allegation: a complaint can hold several, each "
                "against one officer, each with an outcome and measures of its own."
            ),
            filters=lambda words: words("Filters of the allegations"),
            controls=ALLEGATION_CONTROLS,
            charts=(
                ChartId.FLOW,
                ChartId.SHARES,
                ChartId.MEASURES,
                ChartId.DEPARTED,
            ),
            warns=True,
        ),
    ),
)
