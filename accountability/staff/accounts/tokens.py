"""Tokens for programs: made by a person, bound to them, a scope and an end.

A token is 256 random bits behind a prefix by which scanners of leaks find it. It is
shown once; what is kept is its SHA-256.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accountability.access.permissions import roles_of
from accountability.audit.acting import note
from accountability.audit.log import record
from accountability.models import CASE_ROLES, ApiToken, User
from accountability.staff.accounts.factors import has_factors
from accountability.vocab.audit import AuditAction, Outcome
from accountability.vocab.tokens import TokenRefusal, TokenScope

_PREFIX = "pat_"
_SHAPE = re.compile(r"pat_[A-Za-z0-9_-]{43}")


class TokenRefusedError(Exception):
    """The token opens nothing. ``why`` and ``token`` are for the audit alone."""

    def __init__(self, why: TokenRefusal, token: ApiToken | None = None) -> None:
        """Keep both."""
        super().__init__("the token is refused")
        self.why, self.token = why, token


@dataclass(frozen=True)
class NewToken:
    """A token just made. ``secret`` is in nobody's hands but the reader's."""

    row: ApiToken
    secret: str

    def __repr__(self) -> str:
        return "<NewToken>"


def may_have_tokens(user: User) -> bool:
    """Say whether ``user`` has a role in cases: the API is about nothing else."""
    return bool(roles_of(user) & set(CASE_ROLES))


def make_token(user: User, label: str, scope: TokenScope, *, days: int) -> NewToken:
    """Make a token of the acting ``user``.

    Raises PermissionDenied without a role in cases, ValueError for too many days.
    """
    if not may_have_tokens(user):
        raise PermissionDenied("a token needs a role in cases")
    if not 1 <= days <= settings.TOKEN_LONGEST_DAYS:
        raise ValueError("a token ends within the longest time")
    secret = _PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        user=user,
        label=label,
        scope=scope.value,
        digest=_digest(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    note(AuditAction.TOKEN_MADE, object_type="token", object_id=str(row.pk))
    row.save(force_insert=True)
    return NewToken(row, secret)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the tokens of ``user`` that still stand, the newest first."""
    return ApiToken.objects.filter(
        user=user, revoked_at=None, expires_at__gt=timezone.now()
    )


def revoke_token(token_id: UUID, *, by: User) -> None:
    """End a token at once. ApiToken.DoesNotExist for one that is not ``by``'s."""
    _revoke(ApiToken.objects.get(pk=token_id, user=by))


def revoke_all(user: User) -> None:
    """End every token of ``user`` at once."""
    for row in tokens_of(user):
        _revoke(row)


def token_for(secret: str) -> ApiToken:
    """Return the token behind ``secret`` with its person; it is noted as used today.

    Raises TokenRefusedError.
    """
    row = None
    if _SHAPE.fullmatch(secret):
        found = ApiToken.objects.select_related("user")
        row = found.filter(digest=_digest(secret)).first()
    if row is None:
        raise TokenRefusedError(TokenRefusal.UNKNOWN)
    if row.revoked_at is not None:
        raise TokenRefusedError(TokenRefusal.REVOKED, row)
    if row.expires_at <= timezone.now():
        raise TokenRefusedError(TokenRefusal.EXPIRED, row)
    if not may_have_tokens(row.user) or not has_factors(row.user):
        raise TokenRefusedError(TokenRefusal.ACCOUNT, row)
    today = timezone.localdate()
    if row.used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(used_on=today)
    return row


def tell_refusal(why: TokenRefusal, token: ApiToken | None) -> None:
    """Write the entry about a refused token; a secret that is not ours is no object."""
    record(
        AuditAction.TOKEN_REFUSED,
        actor_id=None,
        outcome=Outcome.DENIED,
        object_type="token",
        object_id=str(token.pk) if token else "",
        details={"reason": why.value},
    )


def token_of(request: HttpRequest) -> ApiToken | None:
    """Return the token that opened this request; None for a page."""
    return getattr(request, "api_token", None)


def _revoke(row: ApiToken) -> None:
    note(AuditAction.TOKEN_REVOKED, object_type="token", object_id=str(row.pk))
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
