"""A whole case as one page tells it: from the form to the parts that are stored."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from accountability.cases.allegations import (
    Kind,
    add_allegation,
    change_allegation,
    remove_allegation,
)
from accountability.cases.consent import record_consent, standing
from accountability.cases.content import (
    CaseFacts,
    CaseText,
    ConsentText,
    OpenCase,
    PersonText,
    Unprinted,
)
from accountability.cases.drafts import discard_draft
from accountability.cases.errors import MonthNotBegunError
from accountability.cases.finding import case_for
from accountability.cases.people import add_person, change_person, remove_person
from accountability.cases.policies import Deed
from accountability.cases.saving import one_change
from accountability.cases.services import change_case, enter_case, read_case
from accountability.models import Case, CaseImport, Team
from accountability.vocab import AllegationClass, ConsentPurpose, PersonRole
from accountability.vocab.consent import CURRENT


@dataclass(frozen=True, repr=False)
class EnteredAct(Unprinted):
    """One thing that an officer said or did. ``id`` is empty for a new one."""

    told: str
    kind: Kind
    id: UUID | None = None
    removed: bool = False


@dataclass(frozen=True, repr=False)
class EnteredOfficer(Unprinted):
    """A respondent, who may be described only, with what they said or did.

    None as ``description`` leaves what is known of them as it is.
    """

    description: str | None
    acts: tuple[EnteredAct, ...] = ()
    id: UUID | None = None
    removed: bool = False


@dataclass(frozen=True, repr=False)
class EnteredPerson(Unprinted):
    """Whom it happened to, or who tells it for them."""

    role: PersonRole
    text: PersonText
    id: UUID | None = None


@dataclass(frozen=True, repr=False)
class EnteredAnswer(Unprinted):
    """An answer about consent."""

    purpose: ConsentPurpose
    given: bool
    text: ConsentText


@dataclass(frozen=True, repr=False)
class Entry(Unprinted):
    """All that one page says of a case.

    What the page does not name is left as it is: taking out is said, never meant by
    leaving out, so that a part which somebody else added meanwhile stays.
    ``wording`` is the version of the texts about consent that were read out.
    """

    facts: CaseFacts
    text: CaseText
    officers: tuple[EnteredOfficer, ...] = ()
    people: tuple[EnteredPerson, ...] = ()
    answers: tuple[EnteredAnswer, ...] = ()
    language: str = "en"
    wording: str = CURRENT


def enter(
    team: Team,
    entry: Entry,
    *,
    staged_for: CaseImport | None = None,
    case_id: UUID | None = None,
) -> Case:
    """Store a new case as the acting person's draft.

    Raises MonthNotBegunError. ``staged_for`` and ``case_id``: see ``enter_case``.
    """
    _refuse_future(entry)
    facts = replace(entry.facts, allegation_class=_first_class(entry))
    case = enter_case(team, facts, entry.text, staged_for=staged_for, case_id=case_id)
    # It has no parts yet: nothing is opened to look for them.
    _store_parts(OpenCase(case, entry.text), entry)
    case.refresh_from_db()
    return case


def save(case_id: UUID, entry: Entry, *, revision: int) -> Case:
    """Store what a page says of a case, and forget its draft. Raises as ``change``."""
    case = change(case_id, entry, revision=revision)
    discard_draft(case_id)
    return case


def change(case_id: UUID, entry: Entry, *, revision: int) -> Case:
    """Store what is said of a case; what somebody types into it meanwhile stays.

    Raises MonthNotBegunError, or CaseChangedError when somebody saved since
    ``revision``: nothing is stored.
    """
    facts = replace(entry.facts, allegation_class=_counted_under(case_id, entry))
    _refuse_future(entry)
    case = change_case(case_id, revision=revision, facts=facts, text=entry.text)
    _store_parts(read_case(case_id), entry)
    case.refresh_from_db()
    return case


def _refuse_future(entry: Entry) -> None:
    if entry.facts.received_month > timezone.localdate():
        raise MonthNotBegunError


def _counted_under(case_id: UUID, entry: Entry) -> AllegationClass | None:
    """Return the class that the case has from triage, or the first that is told."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    code = case.allegation_class
    return AllegationClass.of(code) if code else _first_class(entry)


def _first_class(entry: Entry) -> AllegationClass | None:
    kinds = (
        act.kind.allegation_class
        for officer in entry.officers
        for act in officer.acts
        if not (officer.removed or act.removed)
    )
    return next((kind for kind in kinds if kind), None)


def _store_parts(present: OpenCase, entry: Entry) -> None:
    case_id = present.row.pk
    known = {person.row.pk for person in present.people}
    acts = {act.row.pk for act in present.allegations}
    with one_change(case_id):
        for person in entry.people:
            _store_person(case_id, person, known)
        for officer in entry.officers:
            _store_officer(case_id, officer, known, acts)
    _store_answers(case_id, entry, present)


def _store_person(case_id: UUID, person: EnteredPerson, known: set[UUID]) -> None:
    empty = person.text == PersonText()
    if person.id in known and person.id is not None:
        if empty:
            remove_person(case_id, person.id)
        else:
            change_person(case_id, person.id, person.role, person.text)
    elif not empty:
        add_person(case_id, person.role, person.text)


def _store_officer(
    case_id: UUID, officer: EnteredOfficer, known: set[UUID], acts: set[UUID]
) -> None:
    """Store a respondent and their acts.

    One that somebody else has taken out meanwhile comes back with what is said here.
    """
    said = [act for act in officer.acts if act.told or act.kind != Kind() or act.id]
    if officer.removed:
        for act in said:
            if act.id in acts and act.id is not None:
                remove_allegation(case_id, act.id)
        if officer.id in known and officer.id is not None:
            remove_person(case_id, officer.id)
        return
    if not officer.description and not said and officer.id is None:
        return
    text = PersonText(details=officer.description or "")
    respondent = officer.id
    if respondent is not None and respondent in known:
        if officer.description is not None:
            change_person(case_id, respondent, PersonRole.RESPONDENT, text)
    else:
        respondent = add_person(case_id, PersonRole.RESPONDENT, text).pk
    for act in said:
        _store_act(case_id, act, respondent, acts)


def _store_act(
    case_id: UUID, act: EnteredAct, respondent: UUID, acts: set[UUID]
) -> None:
    if act.id is not None and act.id in acts:
        if act.removed or (not act.told and act.kind == Kind()):
            remove_allegation(case_id, act.id)
        else:
            change_allegation(
                case_id,
                act.id,
                told=act.told,
                kind=act.kind,
                respondent_id=respondent,
            )
    elif not act.removed:
        add_allegation(case_id, told=act.told, kind=act.kind, respondent_id=respondent)


def _store_answers(case_id: UUID, entry: Entry, present: OpenCase) -> None:
    """Add the answers that say something new; saving twice adds none twice."""
    stands = {found.purpose: found for found in standing(present.consents)}
    for answer in entry.answers:
        latest = stands[answer.purpose].answers[:1]
        if latest and (latest[0].row.given, latest[0].text) == (
            answer.given,
            answer.text,
        ):
            continue
        record_consent(
            case_id,
            answer.purpose,
            given=answer.given,
            text=answer.text,
            language=entry.language,
            version=entry.wording,
        )
