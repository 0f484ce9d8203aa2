"""What a program says of a case: the whole once, or a part of it.

It differs from a page in two ways: it may ask the same again when it heard no answer,
and it names only what it changes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction

from accountability.access.context import acting
from accountability.cases.allegations import Kind
from accountability.cases.content import CaseFacts, OpenCase, PersonText, Unprinted
from accountability.cases.entering import (
    EnteredOfficer,
    EnteredPerson,
    Entry,
    change,
    enter,
)
from accountability.cases.errors import (
    CaseChangedError,
    CaseErasedError,
    EnteredBeforeError,
    PartMissingError,
)
from accountability.cases.finding import case_for, teams_entered_for
from accountability.cases.policies import Deed
from accountability.cases.services import read_case
from accountability.models import Case, Department, Tombstone
from accountability.vocab import PersonRole

#: Under which a person's own keys name cases.
_KEYS = UUID("5f1c1a52-6f0e-4a57-9d0f-1c0b6f7b7f6e")


@dataclass(frozen=True, repr=False)
class Part(Unprinted):
    """What is changed: names of ``CaseFacts`` and ``CaseText`` with their new values.

    An officer, act or person with an id is one that the case has.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    officers: tuple[EnteredOfficer, ...] = ()
    people: tuple[EnteredPerson, ...] = ()


def enter_once(team_id: int, entry: Entry, *, key: UUID) -> tuple[OpenCase, bool]:
    """Store a new case, or find the one that the same person's ``key`` has entered.

    The second value says whether it is new. Raises PartMissingError for a team that
    the person enters nothing for, CaseErasedError for a case that was erased since,
    EnteredBeforeError when the case of this key says something else.
    """
    case_id = uuid5(_KEYS, f"{acting().person.pk}|{key}")
    with connection.cursor() as cursor:
        # Two that come at the same moment: the second waits and finds the first's.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 72614))", [str(case_id)]
        )
    if Case.objects.filter(pk=case_id).exists():
        present = read_case(case_id)
        if _said_in(present) != _said(entry):
            raise EnteredBeforeError
        return present, False
    if Tombstone.objects.filter(case_id=case_id).exists():
        raise CaseErasedError
    team = teams_entered_for().filter(pk=team_id).first()
    if team is None:
        raise PartMissingError("team")
    try:
        with transaction.atomic():
            enter(team, entry, case_id=case_id)
    except IntegrityError as error:
        if not _is_taken(error):
            raise
        # It is there and out of this person's sight: handed over since.
        raise EnteredBeforeError from None
    return read_case(case_id), True


def change_part(case_id: UUID, part: Part, *, revision: int) -> OpenCase:
    """Change what ``part`` names and nothing else.

    Raises CaseChangedError when somebody saved since ``revision``, and
    PartMissingError for an officer, act or person that the case has not.
    """
    case_for(Deed.CHANGE, case_id)
    present = read_case(case_id)
    if present.row.revision != revision:
        # Before the lock too: what is not named is filled in from what was read here.
        raise CaseChangedError(present.row.revision)
    _refuse_unknown(present, part)
    entry = Entry(
        facts=replace(CaseFacts.of(present.row), **part.facts),
        text=replace(present.text, **part.text),
        officers=part.officers,
        people=part.people,
    )
    change(case_id, entry, revision=revision)
    return read_case(case_id)


def department_called(slug: str) -> int:
    """Return a department's number; PartMissingError when there is none."""
    found = Department.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise PartMissingError("department")
    return found


def _refuse_unknown(present: OpenCase, part: Part) -> None:
    officers = {p.row.pk for p in present.people if p.role is PersonRole.RESPONDENT}
    people = {p.row.pk for p in present.people} - officers
    acts = {act.row.pk for act in present.allegations}
    for number, person in enumerate(part.people):
        if person.id is not None and person.id not in people:
            raise PartMissingError(f"people.{number}.id")
    for number, officer in enumerate(part.officers):
        if officer.id is not None and officer.id not in officers:
            raise PartMissingError(f"officers.{number}.id")
        for place, act in enumerate(officer.acts):
            if act.id is not None and act.id not in acts:
                raise PartMissingError(f"officers.{number}.acts.{place}.id")


def _is_taken(error: IntegrityError) -> bool:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return name == "accountability_case_pkey"


def _said(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says, in a form that the stored case can be held to."""
    return (
        replace(entry.facts, allegation_class=None),
        entry.text,
        Counter(
            (officer.description or "", frozenset(Counter(acts).items()))
            for officer in entry.officers
            if (acts := [(a.told, a.kind) for a in officer.acts if _tells(a)])
            or officer.description
        ),
        Counter((p.role, p.text) for p in entry.people if p.text != PersonText()),
        Counter({(a.purpose, a.given, a.text) for a in entry.answers}),
    )


def _said_in(present: OpenCase) -> tuple[object, ...]:
    acts: dict[UUID | None, list[tuple[str, Kind]]] = {}
    for act in present.allegations:
        kind = Kind(act.allegation_class, act.subtype)
        acts.setdefault(act.row.respondent_id, []).append((act.text.told, kind))
    return (
        replace(CaseFacts.of(present.row), allegation_class=None),
        present.text,
        Counter(
            (
                person.description,
                frozenset(Counter(acts.get(person.row.pk, [])).items()),
            )
            for person in present.people
            if person.role is PersonRole.RESPONDENT
        ),
        Counter(
            (person.role, person.text)
            for person in present.people
            if person.role is not PersonRole.RESPONDENT
        ),
        Counter({(c.purpose, c.row.given, c.text) for c in present.consents}),
    )


def _tells(act: Any) -> bool:
    return bool(act.told) or act.kind != Kind()
