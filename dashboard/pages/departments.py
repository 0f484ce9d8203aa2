"""Departments: rates with intervals, a funnel against luck, and what is missing."""

from collections.abc import Iterable
from dataclasses import replace

from accountability.release.overview import FigurePoint, OverviewQuery
from accountability.vocab import Metric
from dashboard.figures.chart import Chart, Instead, Source
from dashboard.figures.funnel import FEWEST, funnel_chart
from dashboard.figures.held import HeldData, held_chart
from dashboard.figures.rate_data import RateData, department_rates, per_words
from dashboard.figures.rates import rates_chart
from dashboard.ids import ChartId, Id
from dashboard.links import coverage_api, document_page, period_api
from dashboard.pages.asked import names_of
from dashboard.pages.page import Drawing, Page, Section
from dashboard.state import TOTAL, Per, State
from dashboard.view import View
from dashboard.words import Words


def shown_period(view: View) -> str | None:
    """Return the period chosen, else the newest that a rate can be given for.

    Where there is none, the newest with a figure; where every figure is withheld or
    blank, the newest that is printed at all.
    """
    if view.state.period is not None:
        return view.state.period
    printed = offered_periods(view)
    held = [(period, _rates(view, period)) for period in printed]
    for period, data in held:
        if data.known:
            return period
    for period, data in held:
        if any(each.point for each in data.rates):
            return period
    return printed[0] if printed else None


def _points(view: View) -> tuple[FigurePoint, ...]:
    query = OverviewQuery(metric=view.state.metric)
    return view.edition.overview(query).trend


def _rates(view: View, period: str) -> RateData:
    edition, state, words = view.edition, view.state, view.words
    points = [p for p in _points(view) if p.period == period and p.department != TOTAL]
    year = points[0].period_start.year if points else int(period[:4])
    jurisdictions = set(edition.figure_places)
    listed = [
        name
        for name, row in edition.departments.items()
        if row["jurisdiction"] in jurisdictions
    ]
    return RateData(
        metric=state.metric,
        period=period,
        year=year,
        per=state.per,
        rates=tuple(
            department_rates(points, edition.denominators, listed, year, state.per)
        ),
        names=names_of(edition),
        titles={name: str(row["title"]) for name, row in edition.documents.items()},
        release=edition.release,
        sources=_sources(points, view, words),
    )


def _sources(
    points: Iterable[FigurePoint], view: View, words: Words
) -> tuple[Source, ...]:
    documents = [point.document for point in points]
    return tuple(
        Source(
            str(view.edition.documents[name]["title"]),
            document_page(name, words.language),
            words.count(documents.count(name), "{count} figure", "{count} figures"),
        )
        for name in dict.fromkeys(documents)
    )


def chosen_rates(view: View) -> RateData:
    """Return the figures of the metric in the period shown, by department."""
    period = shown_period(view)
    return _rates(view, period or f"{view.edition.reader.info.published_at.year}")


def _rates_chart(view: View) -> Chart:
    return _or_nearest(view, rates_chart(chosen_rates(view), view.words), fewest=1)


def _funnel_chart(view: View) -> Chart:
    chart = funnel_chart(chosen_rates(view), view.words)
    return _or_nearest(view, chart, fewest=FEWEST)


def _or_nearest(view: View, chart: Chart, fewest: int) -> Chart:
    """Let a chart without a rate lead to the newest question that has ``fewest``.

    First of those for each so many of the same, then of the other.
    """
    if chart.figure is not None:
        return chart
    words = view.words
    for per in sorted(Per, key=lambda per: per is not view.state.per):
        for period, metrics in view.edition.printed_periods.items():
            for metric in sorted(metrics, key=list(Metric).index):
                state = replace(view.state, metric=metric, per=per)
                data = _rates(replace(view, state=state), period)
                if len(data.known) >= fewest:
                    named = metric.label(words.language)
                    label = f"{named}, {period}, {per_words(data, words)}"
                    changes = (("metric", metric), ("period", period), ("per", per))
                    return replace(chart, instead=Instead(label, changes))
    return chart


def _held_chart(view: View) -> Chart:
    edition, metric = view.edition, view.state.metric
    names = names_of(edition)
    rows = [row for row in edition.coverage if row["metric"] == metric]
    rows.sort(key=lambda row: (names.get(row["department"], ""), row["period_start"]))
    return held_chart(
        HeldData(
            metric=metric,
            rows=rows,
            names=names,
            titles={n: str(row["title"]) for n, row in edition.documents.items()},
            release=edition.release,
        ),
        view.words,
    )


def _asked(view: View) -> tuple[object, ...]:
    state = view.state
    return state.metric, state.period, state.per


def _period_api(view: View) -> str:
    return period_api(view.state.metric, shown_period(view), view.edition.release)


def _coverage_api(view: View) -> str:
    return coverage_api(view.state.metric, view.edition.release)


def offered_periods(view: View) -> list[str]:
    """Return the periods in which the metric is printed by department, newest first."""
    return [
        period
        for period, metrics in view.edition.printed_periods.items()
        if view.state.metric in metrics
    ]


def chosen_period(state: State, view: View) -> str:
    """Return what the control of the period shows."""
    return state.period or shown_period(view) or ""


DRAWINGS = {
    ChartId.RATES: Drawing(_rates_chart, _asked, _period_api),
    ChartId.FUNNEL: Drawing(_funnel_chart, _asked, _period_api),
    ChartId.HELD: Drawing(_held_chart, lambda view: view.state.metric, _coverage_api),
}

PAGE = Page(
    slug="departments",
    name=lambda words: words("Departments"),
    title=lambda words: words("Is this department unusual?"),
    lede=lambda words: words(
        "A large department has more complaints because it is large. These pages "
        "divide by officers or residents where the number for that very year is known, "
        "and say so where it is not."
    ),
    sections=(
        Section(
            anchor="rates",
            title=lambda words: words("Departments, for their size"),
            intro=lambda words: words(
                "More complaints can mean that more went wrong, or that complaining "
                "is easier. A rate answers neither; it only takes the size away."
            ),
            filters=lambda words: words("Filters of the rates"),
            controls=(Id.METRIC, Id.PERIOD, Id.PER),
            charts=(ChartId.RATES, ChartId.FUNNEL, ChartId.HELD),
        ),
    ),
)
