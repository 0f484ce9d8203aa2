"""Which case, and may this person do that to it? Lists decrypt nothing."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accountability.access.context import acting
from accountability.audit.acting import note
from accountability.cases.content import CaseText, names_of
from accountability.cases.errors import (
    CaseErasedError,
    CaseNotFoundError,
    CaseRefusedError,
)
from accountability.cases.policies import CaseRole, Deed, permitted
from accountability.models import Case, Membership, Role, Team, Tombstone
from accountability.vocab import AllegationClass, CaseStatus, OutcomeGroup
from accountability.vocab.audit import AuditAction, Outcome

#: Letters of a whole case number, the hyphen with them.
NUMBER_LENGTH = 9
#: A place in the list: when the case there was touched, and its id.
Place = tuple[datetime, UUID]


def role_in(organisation_id: int) -> CaseRole | None:
    """Return the acting person's role in an organisation; None for none.

    Asked once a transaction: storing one case asks for it a dozen times. Row level
    security, which decides what there is to be seen, asks at every statement.
    """
    roles = Membership.objects.filter(
        user=acting().user, organisation_id=organisation_id
    ).values_list("role", flat=True)
    role = acting().known(("role", organisation_id), roles.first)
    return CaseRole(role) if role else None


def case_for(deed: Deed, case_id: UUID, *, lock: bool = False) -> Case:
    """Return the case if the acting person sees it and may do ``deed``.

    Whoever doesn't see it learns no more than for a number that was never given.
    Raises CaseNotFoundError, CaseErasedError or CaseRefusedError; the first and the
    last are noted as denied attempts.
    """
    cases = Case.objects.select_related("organisation", "team", "department")
    if lock:
        cases = cases.select_for_update(of=("self",))
    case = cases.filter(pk=case_id).first()
    if case is None:
        if Tombstone.objects.filter(case_id=case_id).exists():
            raise CaseErasedError
        _note_denial(deed, case_id)
        raise CaseNotFoundError
    role = role_in(case.organisation_id)
    if not permitted(deed, role, CaseStatus.of(case.status)):
        _note_denial(deed, case_id)
        raise CaseRefusedError(deed)
    return case


def deeds_for(case: Case) -> frozenset[Deed]:
    """Return what the acting person may do to a case, for the page's buttons."""
    role, status = role_in(case.organisation_id), CaseStatus.of(case.status)
    return frozenset(deed for deed in Deed if permitted(deed, role, status))


def own_organisations() -> list[int]:
    """Return the organisations in which the acting person has a role.

    Row security decides what they see; naming them lets it walk their index.
    """
    mine = Membership.objects.filter(user=acting().user)
    return list(mine.values_list("organisation_id", flat=True))


def cases_listed(
    *,
    status: CaseStatus | None = None,
    department_id: int | None = None,
    allegation_class: AllegationClass | None = None,
    outcome: OutcomeGroup | None = None,
    received_from: date | None = None,
    tag_id: UUID | None = None,
    number: str = "",
    after: Place | None = None,
) -> QuerySet[Case]:
    """Return the cases that the acting person sees, newest touched first.

    ``after`` goes on behind a place in that order. Found by number, codes and tags
    alone: what is told is ciphertext and not searched. One that is merged into another
    shows when it is asked for by number or status.
    """
    found = (
        Case.objects.filter(organisation_id__in=own_organisations())
        .select_related("department", "team", "organisation")
        .defer(*names_of(CaseText))
        .order_by("-touched_at", "id")
    )
    if status is not None:
        found = found.filter(status=status.value)
    elif not number.strip():
        found = found.exclude(status=CaseStatus.MERGED.value)
    if outcome is not None:
        found = found.filter(outcome=outcome.value)
    if tag_id is not None:
        found = found.filter(taggings__tag=tag_id)
    if department_id is not None:
        found = found.filter(department_id=department_id)
    if allegation_class is not None:
        found = found.filter(allegation_class=allegation_class.value)
    if received_from is not None:
        found = found.filter(received_month__gte=received_from.replace(day=1))
    if after is not None:
        at, case_id = after
        # The first condition alone can walk the index.
        found = found.filter(touched_at__lte=at).filter(
            Q(touched_at__lt=at) | Q(id__gt=case_id)
        )
    wanted = number.strip().upper()
    if len(wanted) == NUMBER_LENGTH:
        # Equality may be asked of the index before the policies; a pattern may not.
        found = found.filter(number=wanted)
    elif wanted:
        found = found.filter(number__startswith=wanted)
    return found


def own_draft_cases() -> list[Case]:
    """Return the acting person's cases that are not with a team yet, oldest first."""
    mine = cases_listed(status=CaseStatus.DRAFT).filter(created_by=acting().user)
    return list(mine.order_by("touched_at")[:20])


def cases_to_triage() -> list[Case]:
    """Return open cases that the acting person sees and that have no class yet."""
    waiting = cases_listed(status=CaseStatus.OPEN).filter(allegation_class="")
    return list(waiting.order_by("touched_at")[:20])


def teams_entered_for() -> QuerySet[Team]:
    """Return the teams for which the acting person may enter a case.

    Everybody in the team; a supervisor for every team of the organisation.
    """
    user = acting().user
    supervised = Q(
        organisation__memberships__user=user,
        organisation__memberships__role=Role.SUPERVISOR.value,
    )
    return Team.objects.filter(supervised | Q(members__user=user)).distinct()


def teams_seen() -> list[int]:
    """Return the teams all of whose cases the acting person sees.

    A supervisor those of the organisation, a case worker their own. Row security
    decides what they see; drafts of one's own are seen besides.
    """
    user = acting().user
    of_a_role = Q(organisation__memberships__user=user)
    supervised = of_a_role & Q(organisation__memberships__role=Role.SUPERVISOR.value)
    worked_in = of_a_role & Q(
        organisation__memberships__role=Role.CASE_WORKER.value, members__user=user
    )
    found = Team.objects.filter(supervised | worked_in).distinct()
    return list(found.values_list("pk", flat=True))


def _note_denial(deed: Deed, case_id: UUID) -> None:
    note(
        AuditAction.CASE_ACCESS,
        object_type="case",
        object_id=str(case_id),
        outcome=Outcome.DENIED,
        details={"deed": deed.value},
    )
