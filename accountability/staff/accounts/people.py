"""The people of an installation or an organisation, seen by who looks after them."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from accountability.access.permissions import may
from accountability.models import (
    HOME_JURISDICTION,
    Membership,
    Organisation,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.staff.accounts.events import tell
from accountability.staff.accounts.tokens import revoke_all
from accountability.vocab.audit import AuditAction


def looked_after_by(user: User) -> QuerySet[User]:
    """Return the accounts that ``user`` may see and close, their own left out.

    An administrator: everybody. A supervisor: the members of their organisations.
    """
    everybody = User.objects.exclude(pk=user.pk).order_by("username")
    everybody = everybody.prefetch_related("groups", "memberships__organisation")
    if may(user, Role.ADMINISTRATOR):
        return everybody
    return everybody.filter(
        memberships__organisation__in=organisations_of(user)
    ).distinct()


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations that ``user`` supervises."""
    return Organisation.objects.filter(
        memberships__user=user, memberships__role=Role.SUPERVISOR.value
    )


def memberships_supervised_by(user: User) -> QuerySet[Membership]:
    """Return the memberships, ``user``'s own left out, that they may change."""
    return (
        Membership.objects.filter(organisation__in=organisations_of(user))
        .exclude(user=user)
        .select_related("user", "organisation")
    )


def invitable(user: User) -> list[tuple[Role, Organisation | None, Team | None]]:
    """Return the choices of the invitation form."""
    if may(user, Role.ADMINISTRATOR):
        empty = Organisation.objects.filter(memberships=None)
        return [
            *((r, None, None) for r in (Role.REVIEWER, Role.RELEASER, Role.AUDITOR)),
            (Role.ADMINISTRATOR, None, None),
            *((Role.SUPERVISOR, organisation, None) for organisation in empty),
        ]
    return [
        choice
        for organisation in organisations_of(user)
        for choice in (
            *(
                (role, organisation, team)
                for team in organisation.teams.all()
                for role in (Role.INTAKE, Role.CASE_WORKER)
            ),
            (Role.SUPERVISOR, organisation, None),
        )
    ]


def close_account(account: User, *, by: User) -> None:
    """Close an account at once: its sessions end with the next request.

    Raises PermissionDenied. Nothing of its work is touched.
    """
    if not looked_after_by(by).filter(pk=account.pk).exists():
        raise PermissionDenied("not yours to close")
    tell(AuditAction.ACCOUNT_CLOSED, actor=by, account=account)
    revoke_all(account)
    User.objects.filter(pk=account.pk).update(is_active=False)


def open_organisation(
    name: str,
    slug: str,
    team: str,
    *,
    by: User,
    jurisdiction: str = HOME_JURISDICTION,
) -> Organisation:
    """Make an organisation with its first team; a supervisor is invited next."""
    if not may(by, Role.ADMINISTRATOR):
        raise PermissionDenied("an administrator's task")
    organisation = Organisation.objects.create(
        name=name, slug=slug, jurisdiction=jurisdiction
    )
    Team.objects.create(organisation=organisation, name=team)
    return organisation


def open_team(organisation: Organisation, name: str, *, by: User) -> Team:
    """Make a team. Raises PermissionDenied for whoever does not supervise it."""
    if organisation not in organisations_of(by):
        raise PermissionDenied("a supervisor's task")
    return Team.objects.create(organisation=organisation, name=name)


def place_in_teams(membership: Membership, teams: Iterable[Team], *, by: User) -> None:
    """Say in which teams of the organisation a member works from now on.

    The database asks that ``by`` supervises the organisation, as for ``leave``.
    """
    wanted = {team.pk for team in teams}
    held = TeamMember.objects.filter(
        user=membership.user, team__organisation=membership.organisation
    )
    present = set(held.values_list("team_id", flat=True))
    _tell_of(membership, by)
    for row in held.exclude(team__in=wanted):
        row.delete()
    for team_id in wanted - present:
        TeamMember.objects.create(user=membership.user, team_id=team_id)


def leave(membership: Membership, *, by: User) -> None:
    """Take somebody out of an organisation, and so out of its teams.

    Their tokens end too: another role, given later, is no reason for an old one to live
    again.
    """
    _tell_of(membership, by)
    revoke_all(membership.user)
    membership.delete()


def _tell_of(membership: Membership, by: User) -> None:
    tell(
        AuditAction.ROLE_CHANGED,
        actor=by,
        account=membership.user,
        role=membership.role,
    )
