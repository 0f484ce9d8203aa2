"""One callback a page: address and controls are two ways to say the same state.

Whichever changed wins and the other follows. Going back in the browser changes the
address, so it restores charts and controls alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, ctx, no_update

from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from dashboard.address import read
from dashboard.edition import EditionShelf
from dashboard.ids import Id
from dashboard.layout.chart_block import chart_parts
from dashboard.layout.community_controls import CODES
from dashboard.layout.controls import OPEN, chosen, offered, summaries
from dashboard.layout.notices import notices, page_links, page_tabs, scope
from dashboard.pages import community, departments
from dashboard.pages.page import Page
from dashboard.state import By, Per, State, ToldBy
from dashboard.view import view_of


def register(app: Dash, shelf: EditionShelf, url_base: str, page: Page) -> None:
    """Let ``app`` answer every change of a page's address or of its controls."""
    slug, controls = page.slug, page.controls
    scopes = (Output(Id.SCOPE.on(slug), "children"),) if page.warns else ()

    @app.callback(
        Output(Id.URL.on(slug), "search"),
        *(Output(control.on(slug), "value") for control in controls),
        *(Output(control.on(slug), "options") for control in controls),
        *(Output(control.now(slug), "children") for control in controls),
        *(Output(chart.block, "children") for chart in page.charts),
        Output(Id.NOTICES.on(slug), "children"),
        Output(Id.LINKS.on(slug), "children"),
        Output(Id.TABS.on(slug), "children"),
        *scopes,
        Input(Id.URL.on(slug), "search"),
        *(Input(control.on(slug), "value") for control in controls),
        Input(Id.RETRY.on(slug), "n_clicks"),
        prevent_initial_call=True,
    )
    def answer(search: str | None, *values: Any) -> list[Any]:
        asked = search or ""
        if ctx.triggered_id != Id.URL.on(slug):
            said = dict(zip(controls, values, strict=False))
            asked = chosen_state(shelf, asked, said).search()
        view = view_of(shelf, asked)
        shown, options, now = (
            make(view, page) for make in (chosen, offered, summaries)
        )
        return [
            no_update if asked == (search or "") else asked,
            *(shown[control] for control in controls),
            *(options[control] for control in controls),
            *(now[control] for control in controls),
            *(chart_parts(view, chart, url_base) for chart in page.charts),
            notices(view, page, url_base),
            page_links(view, page, url_base),
            page_tabs(view, page, url_base),
            *((scope(view),) if page.warns else ()),
        ]


def _codes(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {f"case_{name}": tuple(value or ())}


#: What the value of a control does to the state, for those that stand alone.
_SAID: Mapping[Id, Callable[[Any], dict[str, Any]]] = {
    Id.METRIC: lambda value: {"metric": Metric.of(value)},
    Id.DEPARTMENT: lambda value: {"departments": tuple(value or ())},
    Id.POLICE: lambda value: {"police": tuple(value or ())},
    Id.CLASS: lambda value: {"classes": tuple(map(AllegationClass.of, value or ()))},
    Id.OUTCOME: lambda value: {"outcomes": tuple(map(OutcomeGroup.of, value or ()))},
    Id.PER: lambda value: {"per": Per(value)},
    Id.BY: lambda value: {"by": By(value)},
    Id.COHORT: lambda value: {"cohort": value or None},
    Id.TOLD_BY: lambda value: {"told_by": ToldBy(value)},
    Id.CASE_BY: lambda value: {"case_by": value},
    **{control: _codes(name) for name, control in CODES.items()},
    Id.VERSUS: lambda value: {"versus": tuple(sorted(map(int, value or ())))},
    Id.PERIOD_MIN: lambda value: {"period_min": _year(value)},
    Id.PERIOD_MAX: lambda value: {"period_max": _year(value)},
    Id.YEAR_MIN: lambda value: {"year_min": _year(value)},
    Id.YEAR_MAX: lambda value: {"year_max": _year(value)},
}


def chosen_state(shelf: EditionShelf, search: str, said: Mapping[Id, Any]) -> State:
    """Return the state that a page's controls say.

    What the page has no control for stays as the address has it. Filters that mean
    nothing in a newly chosen place are dropped: the controls show it.
    """
    state, _ = read(search)
    for control, value in said.items():
        if control in _SAID:
            state = replace(state, **_SAID[control](value))
    if Id.JURISDICTION in said:
        state = _in_place(shelf, search, state, said[Id.JURISDICTION])
    if Id.COHORT in said and said[Id.COHORT] == _shown_anyway(shelf, state):
        state = replace(state, cohort=None)
    if Id.PERIOD in said:
        state = _in_period(shelf, state, said[Id.PERIOD])
    first, last = _in_order(state.year_min, state.year_max)
    earliest, latest = _in_order(state.period_min, state.period_max)
    return replace(
        state, year_min=first, year_max=last, period_min=earliest, period_max=latest
    )


def _shown_anyway(shelf: EditionShelf, state: State) -> str:
    return community.shown_cohort(view_of(shelf, replace(state, cohort=None).search()))


def _in_place(
    shelf: EditionShelf, search: str, state: State, place: str | None
) -> State:
    edition = view_of(shelf, search).edition
    if edition.places and place == next(iter(edition.places)):
        place = None
    covered = edition.place(State(jurisdiction=place))

    def kept(year: int | None) -> int | None:
        return year if year in covered.years else None

    return replace(
        state,
        jurisdiction=place,
        police=tuple(name for name in state.police if name in covered.departments),
        versus=tuple(year for year in state.versus if year in covered.years),
        year_min=kept(state.year_min),
        year_max=kept(state.year_max),
    )


def _in_period(shelf: EditionShelf, state: State, period: str | None) -> State:
    """Keep the period unless it is the one shown anyway, or the metric has it not."""
    view = view_of(shelf, replace(state, period=None).search())
    if period not in departments.offered_periods(view):
        period = None
    if period == departments.shown_period(view):
        period = None
    return replace(state, period=period)


def _year(value: str | None) -> int | None:
    return None if value in (None, OPEN) else int(str(value))


def _in_order(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """Return two bounds the right way round: chosen backwards, they are swapped."""
    if first is not None and last is not None and first > last:
        return last, first
    return first, last
