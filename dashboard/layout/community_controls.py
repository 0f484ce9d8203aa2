"""The filters of community cases: only what was measured together can be chosen."""

from collections.abc import Collection, Iterable

from accountability.release.community.asked import COHORT
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import supported_in
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import ALL, COMMUNITY_DIMENSIONS
from dashboard.figures.community_data import (
    CommunityData,
    cohort_words,
    dimension_words,
)
from dashboard.ids import Id
from dashboard.pages.asked import names_of
from dashboard.pages.community import asked_of, shown_cohort
from dashboard.state import ToldBy
from dashboard.view import View
from dashboard.words import Words

#: One option: its value, its label, and whether it cannot be chosen now.
Option = dict[str, str | bool]

#: The controls of the question's codes, by dimension.
CODES = {
    "year": Id.CASE_YEAR,
    "department": Id.CASE_DEPARTMENT,
    "allegation_class": Id.CASE_CLASS,
    "outcome": Id.CASE_OUTCOME,
    "reporting": Id.CASE_REPORTING,
}
#: Every control of community cases.
CONTROLS = frozenset({Id.COHORT, Id.TOLD_BY, Id.CASE_BY, *CODES.values()})


def community_chosen(view: View) -> dict[Id, str | list[str]]:
    """Return the value that each control shows."""
    state = view.state
    return {
        Id.COHORT: shown_cohort(view),
        Id.TOLD_BY: state.told_by.value,
        Id.CASE_BY: state.case_by,
        **{CODES[name]: list(getattr(state, f"case_{name}")) for name in CODES},
    }


def community_offered(view: View) -> dict[Id, list[Option]]:
    """Return what each control offers; nothing without a community record.

    What no table measured together with the rest of the question cannot be chosen:
    its codes are not there, but for those that are chosen, to be taken off again.
    """
    record, words = view.edition.reader.community, view.words
    if record is None:
        return {control: [] for control in CONTROLS}
    data = CommunityData(record, (), names_of(view.edition), view.edition.release)
    names = [n for n in COMMUNITY_DIMENSIONS if n in record.edition.domain.names]
    found: dict[Id, list[Option]] = {
        Id.COHORT: _cohorts(record, words),
        Id.TOLD_BY: [
            _option(by.value, dimension_words(by.value, words)) for by in ToldBy
        ],
        Id.CASE_BY: _breakdowns(view, record, names),
    }
    for name, control in CODES.items():
        codes = record.edition.domain.dimension(name).codes if name in names else ()
        free = _together(view, record, name)
        chosen = getattr(view.state, f"case_{name}")
        found[control] = [
            _option(code, data.code(name, code, words))
            for code in codes
            if free or code in chosen
        ]
    return found


def nothing_chosen(view: View, control: Id) -> str:
    """Return what a control without a choice says; empty if the record has it not."""
    record, words = view.edition.reader.community, view.words
    name = next((name for name, each in CODES.items() if each is control), None)
    if record is None or name not in record.edition.domain.names:
        return ""
    if _together(view, record, name):
        return words("All")
    return words("Not measured with the rest")


def _cohorts(record: CommunityRecord, words: Words) -> list[Option]:
    found = [
        _option(
            entry.cube.cohort.label,
            words(
                "{years} ({vintage})",
                years=cohort_words(entry.cube.cohort, words),
                vintage=entry.cube.vintage.label(words.language).lower(),
            ),
        )
        for entry in record.entries
    ]
    if len(found) > 1:
        found.append(_option(ALL, words("All of these years together")))
    return found


def _breakdowns(
    view: View, record: CommunityRecord, names: Iterable[str]
) -> list[Option]:
    words, asked = view.words, asked_of(view)
    constrained = asked.question.plain(record.edition.domain).constraints
    found = [_option(ALL, words("Nothing: one figure"))]
    for name in names:
        free = _supported(record, {*constrained, name}, asked.question.cohorts)
        found.append(
            _option(name, dimension_words(name, words), free=free or name == asked.by)
        )
    if shown_cohort(view) == ALL or asked.by == COHORT:
        found.append(_option(COHORT, dimension_words(COHORT, words)))
    return found


def _together(view: View, record: CommunityRecord, name: str) -> bool:
    """Say whether codes of a dimension can still be asked for."""
    asked = asked_of(view)
    names = set(asked.question.plain(record.edition.domain).constraints)
    if asked.by not in (None, COHORT):
        names.add(str(asked.by))
    return _supported(record, {*names, name}, asked.question.cohorts)


def _supported(
    record: CommunityRecord, names: Collection[str], cohorts: Iterable[Cohort]
) -> bool:
    return supported_in(record.edition, names, cohorts)


def _option(value: str, label: str, *, free: bool = True) -> Option:
    return {"value": value, "label": label, "disabled": not free}


def community_label(control: Id, words: Words) -> str:
    """Return a control's name."""
    if control is Id.COHORT:
        return words("Cases received in")
    if control is Id.TOLD_BY:
        return words("Share told, by")
    if control is Id.CASE_BY:
        return words("A figure for each")
    name = next(name for name, each in CODES.items() if each is control)
    return dimension_words(name, words)
