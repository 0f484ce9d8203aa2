"""The filters: what may be chosen, and what is.

Each is a disclosure over plain radio buttons or checkboxes: the browser's own
controls work with every keyboard and screen reader, which Dash's dropdown does not
(axe, Dash 4.4.1: unnamed dialog and list, focusable elements hidden from readers).
``assets/filters.js`` takes off the roles that Dash puts on them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import Id
from dashboard.layout.attributes import attributes
from dashboard.state import TOTAL
from dashboard.view import View, place_name
from dashboard.words import Words

Options = list[dict[str, str]]

#: The value of a bound that is left open.
OPEN = "open"

#: Controls of which several values may be chosen; none chosen means all.
SEVERAL = frozenset({Id.DEPARTMENT, Id.POLICE, Id.CLASS, Id.OUTCOME})


def chosen(view: View) -> dict[Id, Any]:
    """Return the value that each control shows for this state."""
    state = view.state
    return {
        Id.METRIC: state.metric.value,
        Id.DEPARTMENT: list(state.departments),
        Id.PERIOD_MIN: _written(state.period_min),
        Id.PERIOD_MAX: _written(state.period_max),
        Id.JURISDICTION: view.place.code,
        Id.POLICE: list(state.police),
        Id.YEAR_MIN: _written(state.year_min),
        Id.YEAR_MAX: _written(state.year_max),
        Id.CLASS: [term.value for term in state.classes],
        Id.OUTCOME: [term.value for term in state.outcomes],
    }


def _written(year: int | None) -> str:
    return OPEN if year is None else str(year)


def offered(view: View) -> dict[Id, Options]:
    """Return what each control offers; what is chosen is always offered."""
    edition, state, words = view.edition, view.state, view.words
    language, place = words.language, view.place
    first, last = words("first"), words("last")
    names = {name: str(row["name"]) for name, row in edition.departments.items()}
    with_figures = edition.metrics.get(state.metric, ())
    figures = [name for name in names if name in {*with_figures, *state.departments}]
    return {
        Id.METRIC: _options(
            {
                metric.value: metric.label(language)
                for metric in {**dict.fromkeys(edition.metrics), state.metric: None}
            }
        ),
        Id.DEPARTMENT: _options(
            {
                TOTAL: words("All departments (total as printed)"),
                **{name: names[name] for name in figures},
            }
        ),
        Id.PERIOD_MIN: _periods(edition.periods, state.period_min, first),
        Id.PERIOD_MAX: _periods(edition.periods, state.period_max, last),
        Id.JURISDICTION: _options(
            {
                **{
                    code: place_name(each, edition, words)
                    for code, each in edition.places.items()
                },
                **(
                    {place.code: view.place_name()}
                    if place.code not in edition.places
                    else {}
                ),
            }
        ),
        Id.POLICE: _options(
            {
                name: names[name]
                for name in names
                if name in {*place.departments, *state.police}
            }
        ),
        Id.YEAR_MIN: _years(place.years, state.year_min, first),
        Id.YEAR_MAX: _years(place.years, state.year_max, last),
        Id.CLASS: _options(
            {
                term.value: term.label(language)
                for term in dict.fromkeys((*place.classes, *state.classes))
            }
        ),
        Id.OUTCOME: _options(
            {
                term.value: term.label(language)
                for term in dict.fromkeys((*place.outcomes, *state.outcomes))
            }
        ),
    }


def _options(labels: Mapping[str, str]) -> Options:
    return [{"value": value, "label": label} for value, label in labels.items()]


def _years(years: Iterable[int], chosen_year: int | None, open_end: str) -> Options:
    known = {*years, *([] if chosen_year is None else [chosen_year])}
    return _options(
        {OPEN: open_end, **{str(year): str(year) for year in sorted(known)}}
    )


def _periods(years: Iterable[int], chosen_year: int | None, open_end: str) -> Options:
    first, *others = _years(years, chosen_year, open_end)
    for option in others:
        following = (int(option["value"]) + 1) % 100
        option["label"] = f"{option['value']}/{following:02d}"
    return [first, *others]


def summaries(view: View) -> dict[Id, str]:
    """Return what each control says while it is closed."""
    words, options, values = view.words, offered(view), chosen(view)
    said = {}
    for control, value in values.items():
        labels = {option["value"]: option["label"] for option in options[control]}
        if control not in SEVERAL:
            said[control] = labels.get(value, value)
        elif len(value) == 1:
            said[control] = labels.get(value[0], value[0])
        elif value:
            said[control] = words("{count} chosen", count=words.number(len(value)))
        elif control is Id.DEPARTMENT:
            said[control] = labels[TOTAL]
        else:
            said[control] = words("All")
    return said


def figure_controls(view: View) -> Component:
    """Return the filters of the printed figures."""
    words = view.words
    return _form(
        words("Filters of the printed figures"),
        _field(view, Id.METRIC, words("What is counted"), wide=True),
        _field(view, Id.DEPARTMENT, words("Departments"), wide=True),
        _field(view, Id.PERIOD_MIN, words("From")),
        _field(view, Id.PERIOD_MAX, words("To")),
    )


def allegation_controls(view: View) -> Component:
    """Return the filters of the allegations."""
    words = view.words
    return _form(
        words("Filters of the allegations"),
        _field(view, Id.JURISDICTION, words("Place"), wide=True),
        _field(view, Id.POLICE, words("Departments"), wide=True),
        _field(view, Id.YEAR_MIN, words("From")),
        _field(view, Id.YEAR_MAX, words("To")),
        _field(view, Id.CLASS, words("Classes of allegation"), wide=True),
        _field(view, Id.OUTCOME, words("Outcomes"), wide=True),
    )


def _form(label: str, *fields: Component) -> Component:
    return html.Div(
        list(fields), className="filters", role="group", **attributes(label=label)
    )


def _field(view: View, control: Id, label: str, *, wide: bool = False) -> Component:
    words, several = view.words, control in SEVERAL
    kind = dcc.Checklist if several else dcc.RadioItems
    hint = [html.P(_hint(control, words), className="hint")] if several else []
    choice = kind(
        id=control.value,
        options=offered(view)[control],
        value=chosen(view)[control],
        className="choices",
    )
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(label, className="field-name"),
                    html.Span(summaries(view)[control], id=control.now),
                ]
            ),
            html.Fieldset(
                [html.Legend(label, className="visually-hidden"), *hint, choice]
            ),
        ],
        className="field field-wide" if wide else "field",
    )


def _hint(control: Id, words: Words) -> str:
    if control is Id.DEPARTMENT:
        return words("Nothing ticked: the total over all departments, as printed.")
    return words("Nothing ticked: all.")
