"""The cases that count, as codes, and whose they are (PRIVACY.md A4, eligibility).

Nothing is decrypted: codes are plain columns, and a person is known again by the keyed
hashes that the warning of duplicates has. Those join generously: cases that share a
name, a phone number or an address are one person's for the cap of three, so that the
cap errs on the side of leaving out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from accountability.cases.consent import eligible_for_statistics
from accountability.cases.keys import blind_index
from accountability.models import Case, CaseMatch, Organisation
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
    """Return a token for the person of each case that names one.

    Cases that share a mark, directly or over others, have one token: the least mark of
    all of them.
    """
    marks: dict[UUID, dict[str, set[bytes]]] = defaultdict(lambda: defaultdict(set))
    found = CaseMatch.objects.filter(person__role__in=_ROLES).values_list(
        "case_id", "person__role", "index"
    )
    for case, role, index in found.iterator(chunk_size=5_000):
        if case in cases:
            marks[case][role].add(bytes(index))
    own = {
        case: next((by_role[role] for role in _ROLES if by_role.get(role)), set())
        for case, by_role in marks.items()
    }
    return _joined(own.items())


def _joined(own: Iterable[tuple[UUID, set[bytes]]]) -> dict[UUID, bytes]:
    parent: dict[bytes, bytes] = {}

    def root(mark: bytes) -> bytes:
        while (above := parent.setdefault(mark, mark)) != mark:
            parent[mark] = mark = parent[above]
        return mark

    held = [(case, sorted(marks)) for case, marks in own if marks]
    for _, marks in held:
        for mark in marks[1:]:
            low, high = sorted((root(marks[0]), root(mark)))
            parent[high] = low
    return {case: root(marks[0]) for case, marks in held}
