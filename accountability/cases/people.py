"""The people of a case, and the warning that somebody may be in another one."""

from uuid import UUID, uuid4

from accountability.audit.acting import note
from accountability.cases.content import PersonText
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import blind_index, opened
from accountability.cases.policies import Deed
from accountability.cases.sealing import seal_into
from accountability.cases.services import touch
from accountability.models import Case, CasePerson
from accountability.vault.blind import IndexPurpose
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
    touch(case)


def cases_with_same_name(case_id: UUID) -> list[Case]:
    """Return other cases that the acting person sees with a person of the same name.

    Compared by keyed hash within the organisation; respondents are left out, since
    one member's name in two cases is no duplicate. A case that the person may not
    see is not hinted at.
    """
    case = case_for(Deed.SEE, case_id)
    indexes = case.people.exclude(match_index=None).values_list("match_index")
    found = Case.objects.filter(
        people__match_index__in=indexes, organisation=case.organisation_id
    )
    return list(found.exclude(pk=case.pk).distinct().order_by("number")[:20])


def _person_of(case: Case, person_id: UUID) -> CasePerson:
    row = case.people.filter(pk=person_id).first()
    if row is None:
        raise CaseNotFoundError
    return row


def _store(case: Case, row: CasePerson, text: PersonText, *, new: bool) -> CasePerson:
    key = opened(case.id, AuditAction.CASE_CHANGE)
    seal_into(key, row, text, at=row.pk)
    named = bool(text.name.strip()) and row.role != PersonRole.RESPONDENT.value
    row.match_index = (
        blind_index().of(IndexPurpose.DUPLICATE, str(case.organisation_id), text.name)
        if named
        else None
    )
    row.save(force_insert=new)
    touch(case)
    return row
