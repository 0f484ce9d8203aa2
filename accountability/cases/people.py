"""The people of a case."""

from uuid import UUID, uuid4

from accountability.audit.acting import note
from accountability.cases.content import PersonText
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import opened
from accountability.cases.matching import mark_person
from accountability.cases.policies import Deed
from accountability.cases.saving import part_changed
from accountability.cases.sealing import seal_into
from accountability.models import Case, CasePerson
from accountability.vocab import PersonRole
from accountability.vocab.audit import AuditAction


def add_person(case_id: UUID, role: PersonRole, text: PersonText) -> CasePerson:
    """Add somebody's part in a case."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = CasePerson(id=uuid4(), case=case, role=role.value)
    return _store(case, row, text, new=True)


def change_person(
    case_id: UUID, person_id: UUID, role: PersonRole, text: PersonText
) -> CasePerson:
    """Change somebody's part; CaseNotFoundError when the case has no such person."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = _person_of(case, person_id)
    row.role = role.value
    return _store(case, row, text, new=False)


def remove_person(case_id: UUID, person_id: UUID) -> None:
    """Take somebody out of a case. The history keeps the part, as ciphertext."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = _person_of(case, person_id)
    note(AuditAction.CASE_CHANGE, object_type="case", object_id=str(case.id))
    row.delete()
    part_changed(case)


def _person_of(case: Case, person_id: UUID) -> CasePerson:
    row = case.people.filter(pk=person_id).first()
    if row is None:
        raise CaseNotFoundError
    return row


def _store(case: Case, row: CasePerson, text: PersonText, *, new: bool) -> CasePerson:
    key = opened(case.id, AuditAction.CASE_CHANGE)
    seal_into(key, row, text, at=row.pk)
    row.save(force_insert=new)
    mark_person(row, text)
    part_changed(case)
    return row
