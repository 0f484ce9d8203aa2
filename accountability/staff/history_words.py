"""A case's history in words: what was done, to which column, from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accountability.cases.history import Step
from accountability.models import Department
from accountability.staff.words import name_of, term_label
from accountability.vocab import Term

_DONE: dict[tuple[str, str], Promise] = {
    ("case", "insert"): _("case added"),
    ("case", "update"): _("case changed"),
    ("case", "delete"): _("case removed"),
    ("person", "insert"): _("person added"),
    ("person", "update"): _("person changed"),
    ("person", "delete"): _("person removed"),
    ("note", "insert"): _("note added"),
    ("note", "update"): _("note changed"),
    ("note", "delete"): _("note removed"),
    ("allegation", "insert"): _("allegation added"),
    ("allegation", "update"): _("allegation changed"),
    ("allegation", "delete"): _("allegation removed"),
    ("finding", "insert"): _("finding added"),
    ("finding", "update"): _("finding changed"),
    ("finding", "delete"): _("finding removed"),
    ("measure", "insert"): _("measure added"),
    ("measure", "update"): _("measure changed"),
    ("measure", "delete"): _("measure removed"),
}
#: Columns in words. One that is not here is shown by its name, spaced.
_COLUMNS: dict[str, Promise] = {
    "allegation_class": _("class"),
    "closed_month": _("month of closing"),
    "contact": _("how to reach them"),
    "days": _("days"),
    "department": _("department"),
    "details": _("details"),
    "disposition": _("finding"),
    "harm": _("harm"),
    "legal_hold": _("legal hold"),
    "measure": _("measure"),
    "merged_into": _("merged into"),
    "name": _("name"),
    "narrative": _("what happened"),
    "not_reported_because": _("why it was not reported"),
    "occurred": _("when it happened"),
    "outcome": _("outcome"),
    "place": _("where it happened"),
    "police_response": _("what police did about a report"),
    "received_month": _("month in which it was heard of"),
    "reported_to": _("whom it was reported to"),
    "reporting": _("how it was reported"),
    "role": _("part in the case"),
    "stage": _("stage"),
    "status": _("status"),
    "subtype": _("sub-type"),
    "team": _("team"),
    "text": _("text"),
    "told": _("what was told"),
    "wishes": _("what the person wants"),
}


@dataclass(frozen=True)
class Told:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    codes: list[tuple[str, str, str]]
    sealed: list[str]
    version: int | None


def told(steps: Iterable[Step]) -> list[Told]:
    """Put the steps into the reader's language."""
    return [
        Told(
            at=step.at,
            who=step.who,
            what=str(_DONE[step.part, step.deed]),
            codes=[
                (_column(name), value_words(before), value_words(after))
                for name, before, after in step.codes
            ],
            sealed=[_column(name) for name in step.sealed],
            version=step.version,
        )
        for step in steps
    ]


def value_words(value: Any) -> str:
    """Return the value of a coded column in words; a dash for none."""
    if value in (None, "", False, []):
        return "–"
    if isinstance(value, Term):
        return term_label(value)
    if isinstance(value, Department):
        return name_of(value)
    if isinstance(value, date):
        return date_format(value, "F Y")
    if isinstance(value, list):
        return ", ".join(map(value_words, value))
    return gettext("yes") if value is True else str(value)


def _column(name: str) -> str:
    return str(_COLUMNS.get(name, name.replace("_", " ")))
