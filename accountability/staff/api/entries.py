"""From what was sent to what the services take."""

from dataclasses import replace
from datetime import date
from typing import Any

from accountability.cases.allegations import Kind
from accountability.cases.content import CaseFacts, CaseText, ConsentText, PersonText
from accountability.cases.entering import (
    EnteredAct,
    EnteredAnswer,
    EnteredOfficer,
    EnteredPerson,
    Entry,
)
from accountability.cases.programs import Part, department_called
from accountability.staff.api import shapes
from accountability.staff.api.problems import WrongFieldsError

_TEXTS = ("narrative", "occurred", "place", "wishes", "reporting")
#: Taking out is said, never meant by saying nothing.
_NOTHING_SAID = "Say something of it, or `removed`."
_CODES = ("outcome", "reported_to", "police_response")


def month(text: str) -> date:
    """Return the first day of a month as it was sent."""
    return date.fromisoformat(f"{text}-01")


def entry_of(sent: shapes.NewCase) -> Entry:
    """Return a whole case."""
    return Entry(
        facts=CaseFacts(**_facts(sent, {*type(sent).model_fields})),
        text=CaseText(**_text(sent, {*type(sent).model_fields})),
        officers=tuple(map(_new_officer, sent.officers)),
        people=tuple(map(_new_person, sent.people)),
        answers=tuple(
            EnteredAnswer(answer.purpose, answer.given, consent_text(answer))
            for answer in sent.consents
        ),
        language=sent.language,
    )


def part_of(sent: shapes.ChangedCase) -> Part:
    """Return what a program changes: the fields that it sent."""
    return Part(
        facts=_facts(sent, sent.model_fields_set),
        text=_text(sent, sent.model_fields_set),
        officers=tuple(
            _officer(o, f"officers.{n}") for n, o in enumerate(sent.officers)
        ),
        people=tuple(_person(p, f"people.{n}") for n, p in enumerate(sent.people)),
    )


def consent_text(answer: shapes.NewAnswer) -> ConsentText:
    """Return the sealed part of an answer."""
    return ConsentText(answer.partner, answer.witness)


def _facts(
    sent: shapes.NewCase | shapes.ChangedCase, named: set[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(sent, name) for name in _CODES if name in named
    }
    if "received_month" in named:
        found["received_month"] = month(sent.received_month)
    if "department" in named:
        slug = sent.department
        found["department_id"] = department_called(slug) if slug else None
    if "not_reported_because" in named:
        found["not_reported_because"] = tuple(sent.not_reported_because)
    return found


def _text(sent: shapes.Facts, named: set[str]) -> dict[str, str]:
    found = {name: getattr(sent, name) for name in _TEXTS if name in named}
    if "harm" in named:
        found["harm"] = sent.harm.value if sent.harm else ""
    return found


def _new_officer(sent: shapes.NewOfficer) -> EnteredOfficer:
    return EnteredOfficer(sent.description, tuple(map(_new_act, sent.acts)))


def _new_act(sent: shapes.NewAct) -> EnteredAct:
    return EnteredAct(sent.told, Kind.of(sent.allegation_class, sent.subtype))


def _new_person(sent: shapes.NewPerson) -> EnteredPerson:
    return EnteredPerson(sent.role, PersonText(sent.name, sent.contact, sent.details))


def _officer(sent: shapes.SentOfficer, field: str) -> EnteredOfficer:
    return EnteredOfficer(
        description=sent.description,
        acts=tuple(_act(a, f"{field}.acts.{n}") for n, a in enumerate(sent.acts)),
        id=sent.id,
        removed=sent.removed,
    )


def _act(sent: shapes.SentAct, field: str) -> EnteredAct:
    act = replace(_new_act(sent), id=sent.id, removed=sent.removed)
    if act.id is not None and not act.removed and not (act.told or act.kind != Kind()):
        raise WrongFieldsError({field: _NOTHING_SAID})
    return act


def _person(sent: shapes.SentPerson, field: str) -> EnteredPerson:
    person = replace(_new_person(sent), id=sent.id)
    if sent.removed:
        return replace(person, text=PersonText())
    if person.id is not None and person.text == PersonText():
        raise WrongFieldsError({field: _NOTHING_SAID})
    return person
