"""The cases that count, as codes, and whose they are (PRIVACY.md A4, eligibility).

Nothing is decrypted: codes are plain columns, and a person is known again by the keyed
hashes that the warning of duplicates has: a phone number or address, else a name. Which
cases are one person's for the cap of three is asked of each case by itself, so that
with a case more or less at most one other is counted or left out (``token_of``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from accountability.cases.consent import eligible_for_statistics
from accountability.cases.keys import blind_index
from accountability.models import Case, CaseMatch, MatchKind, Organisation
from accountability.publication.disclosure.contributions import Record
from accountability.publication.disclosure.domains import reporting_code
from accountability.release.community.domain import Cohort, Domain
from accountability.vault.blind import IndexPurpose
from accountability.vocab import (
    AllegationClass,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    ReportedTo,
)
from accountability.vocab.community import UNSTATED_DEPARTMENT, CommunityDimension

#: Whose cases are capped: the person it happened to, else whoever tells it.
_ROLES = (PersonRole.AFFECTED.value, PersonRole.COMPLAINANT.value)
_COLUMNS = (
    *("pk", "department", "allegation_class", "outcome", "reported_to"),
    *("not_reported_because", "received_month"),
)


def contribution_key(organisation: Organisation) -> bytes:
    """Return the 32-byte key by which cases are chosen under the cap."""
    scope = str(organisation.pk)
    return blind_index().of(IndexPurpose.STATISTICS, scope, "contribution")


def eligible_records(
    organisation: Organisation, cohort: Cohort, domain: Domain
) -> list[Record]:
    """Return a record for each case that counts; call it acting for STATISTICS."""
    key = contribution_key(organisation)
    cases = list(
        eligible_for_statistics()
        .filter(
            organisation=organisation,
            received_month__year__gte=cohort.first_year,
            received_month__year__lte=cohort.last_year,
        )
        .only(*_COLUMNS, "department__slug")
        .select_related("department")
    )
    persons = _persons({case.pk for case in cases})
    return [
        Record(
            case=case.pk.bytes,
            codes=tuple(_codes(case, domain, key)),
            complainant=persons.get(case.pk),
        )
        for case in cases
    ]


def _codes(case: Case, domain: Domain, key: bytes) -> Iterator[str]:
    department = case.department.slug if case.department else ""
    known = domain.dimension(CommunityDimension.DEPARTMENT.value).codes
    reporting = reporting_code(
        ReportedTo.of(case.reported_to) if case.reported_to else None,
        map(NotReportedBecause.of, case.not_reported_because),
        case=case.pk.bytes,
        key=key,
    )
    of_case = {
        CommunityDimension.YEAR: str(case.received_month.year),
        CommunityDimension.DEPARTMENT: department
        if department in known
        else UNSTATED_DEPARTMENT,
        CommunityDimension.ALLEGATION_CLASS: case.allegation_class
        or AllegationClass.UNKNOWN.value,
        CommunityDimension.OUTCOME: case.outcome or OutcomeGroup.UNKNOWN.value,
        CommunityDimension.REPORTING: reporting.value,
    }
    for name in domain.names:
        yield of_case[CommunityDimension.of(name)]


def _persons(cases: set[UUID]) -> dict[UUID, bytes]:
    """Return a token for the person of each case that names one (``token_of``)."""
    marks: dict[UUID, list[tuple[str, str, bytes]]] = defaultdict(list)
    found = CaseMatch.objects.filter(person__role__in=_ROLES).values_list(
        "case_id", "person__role", "kind", "index"
    )
    for case, role, kind, index in found.iterator(chunk_size=5_000):
        if case in cases:
            marks[case].append((role, kind, bytes(index)))
    return {case: token_of(held) for case, held in marks.items()}


def token_of(marks: Iterable[tuple[str, str, bytes]]) -> bytes:
    """Return the token of a case's person from (role, kind, keyed hash) of its marks.

    It depends on nothing but the case itself. Were cases joined over what others hold,
    one case more could bring other people's groups together and take many cases out
    of the count, and a case would cost far more than epsilon. So a person is known
    again by the same phone number or address, else by the same name.
    """
    return min(marks, key=lambda mark: (_ROLES.index(mark[0]), *_by_kind(mark)))[2]


def _by_kind(mark: tuple[str, str, bytes]) -> tuple[bool, bytes]:
    _, kind, index = mark
    return kind != MatchKind.CONTACT.value, index
