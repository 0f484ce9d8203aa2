"""The people of an installation or an organisation, seen by who looks after them."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from accountability.access.permissions import may
from accountability.models import Membership, Organisation, Role, Team, User
from accountability.staff.accounts.events import tell
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
    User.objects.filter(pk=account.pk).update(is_active=False)


def open_organisation(name: str, slug: str, team: str, *, by: User) -> Organisation:
    """Make an organisation with its first team; a supervisor is invited next."""
    if not may(by, Role.ADMINISTRATOR):
        raise PermissionDenied("an administrator's task")
    organisation = Organisation.objects.create(name=name, slug=slug)
    Team.objects.create(organisation=organisation, name=team)
    return organisation


def leave(membership: Membership, *, by: User) -> None:
    """Take somebody out of an organisation; the database asks for a supervisor."""
    tell(
        AuditAction.ROLE_CHANGED,
        actor=by,
        account=membership.user,
        role=membership.role,
    )
    membership.delete()
