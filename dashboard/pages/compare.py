"""Compare: two to four departments or years, refused where words differ."""

from collections import Counter
from dataclasses import replace

from accountability.release.overview import OverviewQuery
from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Chart, Instead, Table
from dashboard.figures.proportions import (
    FEWEST,
    MOST,
    SETTLED,
    Side,
    SideData,
    proportions_chart,
)
from dashboard.ids import ChartId, Id
from dashboard.pages.asked import (
    counted_api,
    counted_rows,
    names_of,
    query_of,
    sources_of,
    whole_state,
)
from dashboard.pages.outcomes import holds_only_substantiated
from dashboard.pages.overview import figures_api, trend
from dashboard.pages.page import Drawing, Page, Section
from dashboard.state import TOTAL, By
from dashboard.view import View, place_name
from dashboard.words import Words


def divided_by(view: View) -> By:
    """Return what the sides are: departments, or else years."""
    return By.DEPARTMENT if view.state.by is By.DEPARTMENT else By.YEAR


def offered_sides(words: Words) -> dict[str, str]:
    """Return what can be set side by side."""
    return {
        By.YEAR.value: words("Years"),
        By.DEPARTMENT.value: words("Departments"),
    }


def chosen_years(view: View) -> tuple[int, ...]:
    """Return the years to compare: those chosen, else the first and last settled.

    In a settled year nearly everything is concluded; where there are not two, the
    first and the last year there are.
    """
    if view.state.versus:
        return tuple(sorted(view.state.versus))
    totals: dict[int, int] = {}
    unsettled: dict[int, int] = {}
    for count in view.edition.overview(query_of(view)).by_year_outcome:
        totals[count.year] = totals.get(count.year, 0) + count.allegations
        if count.outcome in (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN):
            unsettled[count.year] = unsettled.get(count.year, 0) + count.allegations
    settled = [
        year
        for year in sorted(totals)
        if unsettled.get(year, 0) <= (1 - SETTLED) * totals[year]
    ]
    years = settled if len(settled) >= FEWEST else sorted(totals)
    return (years[0], years[-1]) if len(years) >= FEWEST else tuple(years)


def _questions(view: View) -> list[tuple[str, str, OverviewQuery]]:
    """Return the key, the name and the question of every side."""
    names, query = names_of(view.edition), query_of(view)
    if divided_by(view) is By.DEPARTMENT:
        return [
            (name, names.get(name, name), replace(query, departments=(name,)))
            for name in view.state.police
        ]
    return [
        (str(year), str(year), replace(query, year_min=year, year_max=year))
        for year in chosen_years(view)
    ]


def _proportions(view: View) -> Chart:
    words, edition = view.words, view.edition
    asked = _questions(view)
    sides = tuple(
        Side(
            key,
            label,
            {c.outcome: c.allegations for c in edition.overview(query).by_outcome},
        )
        for key, label, query in asked
    )
    return proportions_chart(
        SideData(
            sides=sides,
            refusal=_refusal(view, sides),
            title=words(
                "{place}: is a larger share substantiated in one than in another?",
                place=view.place_name(),
            ),
            jurisdiction=view.place.code,
            release=edition.release,
            sources=sources_of(view),
        ),
        words,
    )


def _refusal(view: View, sides: tuple[Side, ...]) -> str:
    """Return why the sides must not be compared; empty if they may."""
    words, edition = view.words, view.edition
    if not FEWEST <= len(sides) <= MOST:
        return words(
            "Choose two to four {sides} to compare.",
            sides=offered_sides(words)[divided_by(view).value].lower(),
        )
    departments = [side.key for side in sides if side.key in edition.departments]
    where = {edition.departments[name]["jurisdiction"] for name in departments}
    if len(where) > 1:
        return words(
            "Not compared: {places} use other words for outcomes, kept by other rules. "
            "What one calls unsubstantiated the other divides into three.",
            places=words.list(
                place_name(edition.places[code], edition, words)
                for code in sorted(where)
            ),
        )
    partial = [
        side.label
        for side in sides
        if side.key in edition.departments
        and holds_only_substantiated(view, (side.key,))
    ]
    if partial or (not departments and holds_only_substantiated(view)):
        return words(
            "Not compared: the list of {names} holds only substantiated matters, so a "
            "share of it means nothing.",
            names=words.list(partial or [view.place_name()]),
        )
    return ""


def _sides(view: View) -> Chart:
    words, chosen = view.words, view.state.departments
    chart = trend(view)
    if not FEWEST <= len(chosen) <= MOST:
        return replace(
            chart,
            name="sides",
            sentence=words(
                "Choose two to four {sides} to compare.",
                sides=words("Departments").lower(),
            ),
            figure=None,
            table=Table(chart.table.caption, chart.table.header, ()),
            rows=(),
            notes=(),
            key=(),
            sources=(),
            instead=_two_most_printed(view),
        )
    note = words(
        "Counts as printed, not rates: a larger department has more. Rates stand on "
        "the page of departments."
    )
    return replace(chart, name="sides", notes=(*chart.notes, note))


def _two_most_printed(view: View) -> Instead | None:
    """Return the two departments of whom the metric is printed most often."""
    asked = OverviewQuery(metric=view.state.metric)
    printed = Counter(
        point.department
        for point in view.edition.overview(asked).trend
        if point.department != TOTAL and point.value is not None
    )
    names = names_of(view.edition)
    most = sorted(printed, key=lambda name: (-printed[name], names.get(name, name)))
    if len(most) < FEWEST:
        return None
    two = tuple(most[:FEWEST])
    label = view.words.list(names.get(name, name) for name in two)
    return Instead(label, (("departments", two),))


DRAWINGS = {
    ChartId.PROPORTIONS: Drawing(_proportions, whole_state, counted_api, counted_rows),
    ChartId.SIDES: Drawing(
        _sides, lambda view: view.state.figures_query(), figures_api
    ),
}

PAGE = Page(
    slug="compare",
    name=lambda words: words("Compare"),
    title=lambda words: words("Compare departments or years"),
    lede=lambda words: words(
        "Departments or years side by side. Where bodies use other words, or a list "
        "holds only one kind of outcome, the comparison is refused and says why."
    ),
    sections=(
        Section(
            anchor="outcomes",
            title=lambda words: words("Outcomes of allegations"),
            intro=lambda words: words(
                "The share found substantiated among those concluded, with how far "
                "chance alone could move it."
            ),
            filters=lambda words: words("Filters of the comparison of outcomes"),
            controls=(Id.JURISDICTION, Id.BY, Id.VERSUS, Id.POLICE),
            charts=(ChartId.PROPORTIONS,),
            warns=True,
        ),
        Section(
            anchor="printed",
            title=lambda words: words("Printed figures"),
            intro=lambda words: words(
                "One metric, printed by one body, for two to four departments."
            ),
            filters=lambda words: words("Filters of the printed figures"),
            controls=(Id.METRIC, Id.DEPARTMENT, Id.PERIOD_MIN, Id.PERIOD_MAX),
            charts=(ChartId.SIDES,),
        ),
    ),
)
