"""One callback: the address and the controls are two ways to say the same state.

Whichever changed wins and the other follows. Going back in the browser changes the
address, so it restores charts and controls alike.
"""

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, ctx, no_update

from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from dashboard.edition import EditionShelf
from dashboard.ids import ChartId, Id
from dashboard.layout.chart_block import chart_parts
from dashboard.layout.controls import OPEN, chosen, offered, summaries
from dashboard.layout.notices import notices, page_links, scope
from dashboard.state import State, read
from dashboard.view import view_of

_CONTROLS = (
    Id.METRIC,
    Id.DEPARTMENT,
    Id.PERIOD_MIN,
    Id.PERIOD_MAX,
    Id.JURISDICTION,
    Id.POLICE,
    Id.YEAR_MIN,
    Id.YEAR_MAX,
    Id.CLASS,
    Id.OUTCOME,
)


def register(app: Dash, shelf: EditionShelf, url_base: str) -> None:
    """Let ``app`` answer every change of the address or of a control."""

    @app.callback(
        Output(Id.URL, "search"),
        *(Output(control, "value") for control in _CONTROLS),
        *(Output(control, "options") for control in _CONTROLS),
        *(Output(control.now, "children") for control in _CONTROLS),
        *(Output(chart.block, "children") for chart in ChartId),
        Output(Id.NOTICES, "children"),
        Output(Id.SCOPE, "children"),
        Output(Id.LINKS, "children"),
        Input(Id.URL, "search"),
        *(Input(control, "value") for control in _CONTROLS),
        Input(Id.RETRY, "n_clicks"),
        prevent_initial_call=True,
    )
    def answer(search: str | None, *values: Any) -> list[Any]:
        asked = search or ""
        if ctx.triggered_id != Id.URL:
            asked = chosen_state(shelf, asked, values[: len(_CONTROLS)]).search()
        view = view_of(shelf, asked)
        shown, options, said = chosen(view), offered(view), summaries(view)
        return [
            no_update if asked == (search or "") else asked,
            *(shown[control] for control in _CONTROLS),
            *(options[control] for control in _CONTROLS),
            *(said[control] for control in _CONTROLS),
            *(chart_parts(view, chart, url_base) for chart in ChartId),
            notices(view, url_base),
            scope(view),
            page_links(view, url_base),
        ]


def chosen_state(shelf: EditionShelf, search: str, values: Sequence[Any]) -> State:
    """Return the state that the controls' values say.

    Release and language stay as the address has them. Filters that mean nothing in
    a newly chosen place are dropped: the controls show it.
    """
    before, _ = read(search)
    said = dict(zip(_CONTROLS, values, strict=True))
    edition = view_of(shelf, search).edition
    place = said[Id.JURISDICTION]
    if edition.places and place == next(iter(edition.places)):
        place = None
    covered = edition.place(State(jurisdiction=place))
    first, last = _in_order(
        *(
            year if (year := _year(said[bound])) in covered.years else None
            for bound in (Id.YEAR_MIN, Id.YEAR_MAX)
        )
    )
    earliest, latest = _in_order(_year(said[Id.PERIOD_MIN]), _year(said[Id.PERIOD_MAX]))
    return State(
        metric=Metric.of(said[Id.METRIC]),
        departments=tuple(said[Id.DEPARTMENT] or ()),
        period_min=earliest,
        period_max=latest,
        jurisdiction=place,
        police=tuple(
            name for name in said[Id.POLICE] or () if name in covered.departments
        ),
        year_min=first,
        year_max=last,
        classes=tuple(map(AllegationClass.of, said[Id.CLASS] or ())),
        outcomes=tuple(map(OutcomeGroup.of, said[Id.OUTCOME] or ())),
        release=before.release,
        language=before.language,
    )


def _year(value: str | None) -> int | None:
    return None if value in (None, OPEN) else int(str(value))


def _in_order(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """Return two bounds the right way round: chosen backwards, they are swapped."""
    if first is not None and last is not None and first > last:
        return last, first
    return first, last
