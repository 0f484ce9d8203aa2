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
from dashboard.layout.community_controls import (
    CODES,
    CONTROLS,
    Option,
    community_chosen,
    community_label,
    community_offered,
    nothing_chosen,
)
from dashboard.pages import compare, departments, time
from dashboard.pages.page import Page, Section
from dashboard.state import TOTAL, Per
from dashboard.view import View, place_name
from dashboard.words import Words

Options = list[Option]

#: The value of a bound that is left open.
OPEN = "open"

#: Controls of which several values may be chosen; none chosen means all.
SEVERAL = frozenset(
    {Id.DEPARTMENT, Id.POLICE, Id.CLASS, Id.OUTCOME, Id.VERSUS, *CODES.values()}
)

#: Controls that have a line of the filters to themselves when it is narrow.
_NARROW = frozenset({Id.PERIOD_MIN, Id.PERIOD_MAX, Id.YEAR_MIN, Id.YEAR_MAX})


def chosen(view: View, page: Page) -> dict[Id, Any]:
    """Return the value that each control shows for this state."""
    state = view.state
    return {
        **(community_chosen(view) if _has_cases(page) else {}),
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
        Id.PERIOD: departments.chosen_period(state, view),
        Id.PER: state.per.value,
        Id.BY: (compare.divided_by(view) if page is compare.PAGE else state.by).value,
        Id.VERSUS: [str(year) for year in state.versus],
    }


def _has_cases(page: Page) -> bool:
    return not CONTROLS.isdisjoint(page.controls)


def _written(year: int | None) -> str:
    return OPEN if year is None else str(year)


def offered(view: View, page: Page) -> dict[Id, Options]:
    """Return what each control offers; what is chosen is always offered."""
    edition, state, words = view.edition, view.state, view.words
    language, place = words.language, view.place
    first, last = words("first"), words("last")
    names = {name: str(row["name"]) for name, row in edition.departments.items()}
    with_figures = edition.metrics.get(state.metric, ())
    figures = [name for name in names if name in {*with_figures, *state.departments}]
    return {
        **(community_offered(view) if _has_cases(page) else {}),
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
        Id.PERIOD: _options(
            {
                period: period
                for period in dict.fromkeys(
                    (
                        *departments.offered_periods(view),
                        *([state.period] if state.period else []),
                    )
                )
            }
        ),
        Id.PER: _options(
            {
                Per.OFFICERS.value: words("100 officers"),
                Per.RESIDENTS.value: words("100,000 residents"),
            }
        ),
        Id.BY: _options(
            compare.offered_sides(words)
            if page is compare.PAGE
            else time.offered_divisions(words)
        ),
        Id.VERSUS: _options(
            {
                str(year): str(year)
                for year in sorted({*place.years, *state.versus}, reverse=True)
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


def summaries(view: View, page: Page) -> dict[Id, str]:
    """Return what each control of a page says while it is closed."""
    words, options, values = view.words, offered(view, page), chosen(view, page)
    said = {}
    for control in page.controls:
        value = values[control]
        labels = {str(o["value"]): str(o["label"]) for o in options[control]}
        if control not in SEVERAL:
            missing = "" if control in CONTROLS else value
            said[control] = labels.get(value, missing)
        elif len(value) == 1:
            said[control] = labels.get(value[0], value[0])
        elif value:
            said[control] = words("{count} chosen", count=words.number(len(value)))
        elif control in CONTROLS:
            said[control] = nothing_chosen(view, control)
        elif control is Id.DEPARTMENT:
            said[control] = labels[TOTAL]
        elif control is Id.VERSUS:
            said[control] = (
                words.list(map(str, compare.chosen_years(view)))
                if (compare.chosen_years(view))
                else words("None")
            )
        else:
            said[control] = words("All")
    return said


def controls(view: View, page: Page, section: Section) -> Component:
    """Return the filters of one section of a page."""
    words = view.words
    return html.Div(
        [
            _field(view, page, control, _label(control, words))
            for control in section.controls
        ],
        className="filters",
        role="group",
        **attributes(label=section.filters(words)),
    )


def _label(control: Id, words: Words) -> str:
    if control in CONTROLS:
        return community_label(control, words)
    return {
        Id.METRIC: words("What is counted"),
        Id.DEPARTMENT: words("Departments"),
        Id.POLICE: words("Departments"),
        Id.PERIOD_MIN: words("From"),
        Id.PERIOD_MAX: words("To"),
        Id.YEAR_MIN: words("From"),
        Id.YEAR_MAX: words("To"),
        Id.JURISDICTION: words("Place"),
        Id.CLASS: words("Classes of allegation"),
        Id.OUTCOME: words("Outcomes"),
        Id.PERIOD: words("Period"),
        Id.PER: words("For each"),
        Id.BY: words("Divided by"),
        Id.VERSUS: words("Years to compare"),
    }[control]


def _field(view: View, page: Page, control: Id, label: str) -> Component:
    words, several = view.words, control in SEVERAL
    kind = dcc.Checklist if several else dcc.RadioItems
    hint = [html.P(_hint(control, words), className="hint")] if several else []
    choice = kind(
        id=control.on(page.slug),
        options=offered(view, page)[control],
        value=chosen(view, page)[control],
        className="choices",
    )
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(label, className="field-name"),
                    html.Span(
                        summaries(view, page)[control],
                        id=control.now(page.slug),
                        className="field-now",
                    ),
                ]
            ),
            html.Fieldset(
                [html.Legend(label, className="visually-hidden"), *hint, choice]
            ),
        ],
        className="field" if control in _NARROW else "field field-wide",
    )


def _hint(control: Id, words: Words) -> str:
    if control is Id.DEPARTMENT:
        return words("Nothing ticked: the total over all departments, as printed.")
    if control is Id.VERSUS:
        return words(
            "Nothing ticked: the first and the last in which nearly all is concluded."
        )
    if control in CONTROLS:
        return words(
            "Nothing ticked: all. Only what was measured together with the rest of the "
            "question can be ticked."
        )
    return words("Nothing ticked: all.")
