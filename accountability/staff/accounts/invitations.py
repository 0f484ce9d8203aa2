"""Inviting somebody: a link, handed over by whoever made it, that works once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.access.permissions import grant, may
from accountability.models import (
    CASE_ROLES,
    GLOBAL_ROLES,
    Invitation,
    Membership,
    Organisation,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.staff.accounts.events import tell
from accountability.vocab.audit import AuditAction

VALID_FOR = timedelta(days=7)


class InvitationUnusableError(Exception):
    """The link was used, taken back, is too old, or was never one of ours."""


@dataclass(frozen=True)
class Offer:
    """A new invitation. ``token`` is in nobody's hands but the reader's."""

    invitation: Invitation
    token: str

    def __repr__(self) -> str:
        return "<Offer>"


def may_invite(by: User, role: Role, organisation: Organisation | None) -> bool:
    """Say who may invite whom.

    An administrator invites to the roles of the installation, and the first
    supervisor of an organisation; a supervisor invites to their organisation.
    """
    if role in GLOBAL_ROLES:
        return organisation is None and may(by, Role.ADMINISTRATOR)
    if organisation is None:
        return False
    held = Membership.objects.filter(organisation=organisation)
    if held.filter(user=by, role=Role.SUPERVISOR.value).exists():
        return True
    first = role is Role.SUPERVISOR and not held.exists()
    return first and may(by, Role.ADMINISTRATOR)


def invite(
    role: Role,
    *,
    by: User | None,
    organisation: Organisation | None = None,
    team: Team | None = None,
) -> Offer:
    """Make an invitation. ``by`` is None for the very first administrator only.

    Raises PermissionDenied.
    """
    first = by is None and role is Role.ADMINISTRATOR
    if not first and (by is None or not may_invite(by, role, organisation)):
        raise PermissionDenied("not yours to invite to")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        token_hash=_hash(token),
        role=role.value,
        organisation=organisation,
        team=team,
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    tell(AuditAction.INVITATION_MADE, actor=by, role=role.value)
    return Offer(invitation, token)


def invitation_for(token: str) -> Invitation:
    """Return the open invitation of a link; InvitationUnusableError for any other."""
    found = Invitation.objects.filter(
        token_hash=_hash(token),
        used_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    ).first()
    if found is None:
        raise InvitationUnusableError
    return found


def accept(token: str, *, username: str, password: str) -> User:
    """Make the account. Its role is given by whoever invited, if they still may.

    Raises InvitationUnusableError, django's ValidationError for a weak password and
    IntegrityError for a name that is taken.
    """
    with transaction.atomic():
        found = invitation_for(token)
        found = Invitation.objects.select_for_update().get(pk=found.pk)
        if found.used_at is not None:
            raise InvitationUnusableError
        user = User(username=username)
        validate_password(password, user)
        user.set_password(password)
        user.save()
        found.used_by, found.used_at = user, timezone.now()
        found.save()
        _give_role(found, user)
    tell(AuditAction.INVITATION_USED, actor=user, role=found.role)
    return user


def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an unused invitation back."""
    if not may_invite(by, Role(invitation.role), invitation.organisation):
        raise PermissionDenied("not yours to take back")
    Invitation.objects.filter(pk=invitation.pk, used_at=None).update(
        revoked_at=timezone.now()
    )
    tell(AuditAction.INVITATION_REVOKED, actor=by, role=invitation.role)


def open_invitations(by: User) -> list[Invitation]:
    """Return the unused invitations that ``by`` may take back."""
    waiting = Invitation.objects.filter(
        used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).select_related("organisation", "team", "invited_by")
    return [i for i in waiting if may_invite(by, Role(i.role), i.organisation)]


def _give_role(invitation: Invitation, user: User) -> None:
    role, inviter = Role(invitation.role), invitation.invited_by
    if role not in CASE_ROLES:
        if inviter is not None and not may(inviter, Role.ADMINISTRATOR):
            raise InvitationUnusableError
        grant(user, role)
        return
    organisation = invitation.organisation
    assert inviter is not None  # noqa: S101  (only an administrator has none)
    assert organisation is not None  # noqa: S101  (a constraint of the table)
    if not may_invite(inviter, role, organisation):
        raise InvitationUnusableError
    # The database asks that a supervisor gives the role: the inviter does.
    with acting_as(inviter, Purpose.REQUEST):
        Membership.objects.create(user=user, organisation=organisation, role=role.value)
        supervises = Membership.objects.filter(
            user=inviter, organisation=organisation, role=Role.SUPERVISOR.value
        )
        if invitation.team is not None and supervises.exists():
            TeamMember.objects.create(user=user, team=invitation.team)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
