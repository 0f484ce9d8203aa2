"""The warning that somebody may be in another case already.

Names, phone numbers and e-mail addresses are compared by keyed hash within the
organisation, so that nothing is decrypted for it; and only with cases that the acting
person sees, so that nobody learns of another by typing.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Coalesce

from accountability.cases.content import CaseText, PersonText, names_of
from accountability.cases.finding import case_for
from accountability.cases.keys import blind_index
from accountability.cases.policies import Deed
from accountability.models import Case, CaseMatch, CasePerson, MatchKind
from accountability.vault.blind import IndexPurpose
from accountability.vocab import PersonRole

_NUMBER = re.compile(r"\+?[\d][\d\s().-]{5,}\d")
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
#: Digits of a North American number without its country code.
_LOCAL = 10
_SHOWN = 20

Mark = tuple[MatchKind, bytes]


def marks_of(organisation_id: int, role: PersonRole, text: PersonText) -> set[Mark]:
    """Return the keyed hashes by which a person is found again.

    None for a respondent: one member's name in two cases is no duplicate.
    """
    if role is PersonRole.RESPONDENT:
        return set()
    found = {(MatchKind.CONTACT, value) for value in _contacts(text.contact)}
    if text.name.strip():
        found.add((MatchKind.NAME, text.name))
    scope = str(organisation_id)
    return {(kind, _hashed(scope, kind, value)) for kind, value in found}


def mark_person(row: CasePerson, text: PersonText) -> None:
    """Keep the marks of a stored person, in place of earlier ones."""
    row.matches.all().delete()
    marks = marks_of(row.case.organisation_id, PersonRole.of(row.role), text)
    CaseMatch.objects.bulk_create(
        CaseMatch(case=row.case, person=row, kind=kind.value, index=index)
        for kind, index in sorted(marks)
    )


def cases_matching(
    organisation_id: int, marks: Iterable[Mark], *, but: UUID | None = None
) -> list[Case]:
    """Return the cases that the acting person sees and that share one of ``marks``.

    For one that is merged into another, the one that goes on.
    """
    indexes = [index for _, index in marks]
    if not indexes:
        return []
    alike = Case.objects.filter(
        organisation=organisation_id, matches__index__in=indexes
    ).values_list(Coalesce("merged_into", "pk"))
    found = Case.objects.filter(pk__in=alike)
    if but is not None:
        found = found.exclude(pk=but)
    return list(found.defer(*names_of(CaseText)).order_by("number")[:_SHOWN])


def likely_duplicates(case_id: UUID) -> list[Case]:
    """Return other cases that share a person with this one."""
    case = case_for(Deed.SEE, case_id)
    marks = [
        (MatchKind(kind), bytes(index))
        for kind, index in case.matches.values_list("kind", "index")
    ]
    return cases_matching(case.organisation_id, marks, but=case.pk)


def _contacts(text: str) -> set[str]:
    numbers = {re.sub(r"\D", "", found)[-_LOCAL:] for found in _NUMBER.findall(text)}
    return numbers | {found.casefold() for found in _MAIL.findall(text)}


def _hashed(scope: str, kind: MatchKind, value: str) -> bytes:
    # A name's hash is as it was before there were other kinds.
    prefix = "" if kind is MatchKind.NAME else f"{kind.value}|"
    return blind_index().of(IndexPurpose.DUPLICATE, scope, prefix + value)
