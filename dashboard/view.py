"""From an address to what is on the page: the release, the charts, the notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from accountability.release.bundle import NoRelease
from accountability.release.parameters import nearest
from accountability.vocab import Authority
from dashboard.edition import Edition, EditionShelf, Place
from dashboard.figures.allegation_data import AllegationData
from dashboard.figures.allegations import (
    classes_chart,
    departments_chart,
    outcomes_chart,
    years_chart,
)
from dashboard.figures.chart import Chart, Source
from dashboard.figures.comparability import warnings
from dashboard.figures.trend import trend_chart
from dashboard.figures.trend_data import Reading, TrendData
from dashboard.ids import ChartId
from dashboard.links import document_page
from dashboard.state import EVERYWHERE, TOTAL, Problem, State, held, read
from dashboard.words import Words, words_for


@dataclass(frozen=True)
class View:
    """An address, understood: ``state`` is what is shown, ``problems`` what was not.

    ``newer`` is the current release's id if an older one is pinned.
    """

    edition: Edition
    state: State
    problems: tuple[Problem, ...]
    place: Place
    newer: str | None

    @property
    def words(self) -> Words:
        """The reader's language."""
        return words_for(self.state.language)

    @property
    def pinned(self) -> State:
        """The same state, pinned to the release that answered."""
        return replace(self.state, release=self.edition.release)

    def chart(self, chart: ChartId) -> Chart:
        """Make one chart; a change in the other section leaves it as it was."""
        state = self.state
        asked = (
            state.figures_query()
            if chart is ChartId.TREND
            else (self.place.code, state.allegations_query(None))
        )
        key = (chart, state.language, asked)
        return self.edition.remembered(key, lambda: _CHARTS[chart](self))

    def warnings(self) -> tuple[str, ...]:
        """Return what to know before comparing the allegations shown."""
        return tuple(
            warnings(
                self.place.code,
                list(self.edition.places),
                self.state.outcomes,
                self.words,
            )
        )

    def place_name(self) -> str:
        """Return the name of the place whose allegations are shown."""
        return place_name(self.place, self.edition, self.words)


def view_of(shelf: EditionShelf, search: str) -> View:
    """Understand a query string; raises NoRelease if nothing is published."""
    state, problems = read(search)
    current = shelf.current()
    edition = current
    if state.release is not None:
        try:
            edition = shelf.get(state.release)
        except NoRelease:
            fix = nearest(state.release, [current.release])
            problems = (*problems, Problem("release", state.release, fix))
            state = replace(state, release=None)
    state, unheld = held(state, edition.domain)
    return View(
        edition=edition,
        state=state,
        problems=(*problems, *unheld),
        place=edition.place(state),
        newer=current.release if edition is not current else None,
    )


def place_name(place: Place, edition: Edition, words: Words) -> str:
    """Return a place's name: its department's where there is one, else its own."""
    if place.code == EVERYWHERE:
        return words("All places added together")
    if place.code == "CA-BC":
        return words("British Columbia")
    if len(place.departments) == 1:
        name = str(edition.departments[place.departments[0]]["name"])
        return name.removesuffix(" Police Department")
    return place.code


def _trend(view: View) -> Chart:
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
            names=_names(edition),
            titles={name: str(row["title"]) for name, row in edition.documents.items()},
            release=edition.release,
        ),
        view.words,
    )


def _names(edition: Edition) -> Mapping[str, str]:
    return {name: str(row["name"]) for name, row in edition.departments.items()}


def _allegations(
    make: Callable[[AllegationData, Words], Chart],
) -> Callable[[View], Chart]:
    def chart(view: View) -> Chart:
        edition = view.edition
        place = None if view.place.code == EVERYWHERE else view.place.code
        data = AllegationData(
            overview=edition.overview(view.state.allegations_query(place)),
            jurisdiction=view.place.code,
            place=view.place_name(),
            names=_names(edition),
            sources=_sources(view),
        )
        return make(data, view.words)

    return chart


def _sources(view: View) -> tuple[Source, ...]:
    """Return the documents that the shown place's allegations were read from."""
    edition, words, found = view.edition, view.words, []
    for name, count in edition.list_documents(view.place.code).items():
        row = edition.documents[name]
        detail = [words.count(count, "{count} allegation", "{count} allegations")]
        detail += filter(None, [row["attribution"], row["licence"]])
        if row["authority"] == Authority.PRESS:
            detail.append(words("told by the press"))
        page = document_page(name, words.language)
        found.append(Source(str(row["title"]), page, ", ".join(detail)))
    return tuple(found)


_CHARTS: Mapping[ChartId, Callable[[View], Chart]] = {
    ChartId.TREND: _trend,
    ChartId.YEARS: _allegations(years_chart),
    ChartId.OUTCOMES: _allegations(outcomes_chart),
    ChartId.DEPARTMENTS: _allegations(departments_chart),
    ChartId.CLASSES: _allegations(classes_chart),
}
