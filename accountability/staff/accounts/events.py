"""What happens to accounts, told to the audit. A name typed by a stranger never is."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accountability.audit.log import record
from accountability.models import User
from accountability.staff.accounts.middleware import BEGAN
from accountability.staff.accounts.tokens import revoke_all
from accountability.vocab.audit import AuditAction, Outcome


def tell(
    action: AuditAction,
    *,
    actor: User | None,
    account: User | None = None,
    outcome: Outcome = Outcome.ALLOWED,
    **details: str | int,
) -> None:
    """Write an entry about ``account`` (default: the actor's own)."""
    about = account or actor
    record(
        action,
        actor_id=actor.pk if actor else None,
        outcome=outcome,
        object_type="account",
        object_id=str(about.pk) if about else "",
        details=details,
    )


@receiver(user_logged_in)
def _logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    request.session[BEGAN] = time.time()
    tell(AuditAction.LOGIN, actor=user)


@receiver(user_logged_out)
def _logged_out(user: User | None, **_: Any) -> None:
    if user is not None:
        tell(AuditAction.LOGOUT, actor=user)


@receiver(user_login_failed)
def _login_failed(credentials: dict[str, Any], **_: Any) -> None:
    # Asked for whether or not there is such a name: the same work for both.
    name = str(credentials.get("username", ""))[:150]
    account = User.objects.filter(username=name).first()
    tell(AuditAction.LOGIN_REFUSED, actor=None, account=account, outcome=Outcome.DENIED)


@receiver(authentication_failed)
def _factor_failed(user: User, **_: Any) -> None:
    tell(AuditAction.LOGIN_REFUSED, actor=None, account=user, outcome=Outcome.DENIED)


@receiver(authenticator_added)
def _factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    tell(AuditAction.FACTOR_ADDED, actor=user, factor=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Whoever has just set it up has shown it, and typed the password before.
        record_authentication(
            request,
            user,
            "mfa",
            id=authenticator.pk,
            type=authenticator.type,
            reauthenticated=True,
        )


@receiver(authenticator_removed)
def _factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    tell(AuditAction.FACTOR_REMOVED, actor=user, factor=authenticator.type)


@receiver(password_changed)
def _password_changed(user: User, **_: Any) -> None:
    """Whoever changes it may fear that somebody else had it: programs end too."""
    revoke_all(user)
    tell(AuditAction.PASSWORD_CHANGED, actor=user)


@receiver(pre_save, sender=UserSession)
def _forget_device(instance: UserSession, **_: Any) -> None:
    """Keep no address in the list of sessions, and of the browser its family."""
    instance.ip = "0.0.0.0"  # noqa: S104  (an empty value; the column takes no null)
    instance.user_agent = family_of(instance.user_agent)


def family_of(user_agent: str) -> str:
    """Return what the list of sessions shows of a browser: no fingerprint."""
    if user_agent.endswith((", phone", ", computer")):
        return user_agent
    device = "phone" if "Mobile" in user_agent else "computer"
    for sign, name in (
        ("Firefox", "Firefox"),
        ("Edg", "Edge"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ):
        if sign in user_agent:
            return f"{name}, {device}"
    return f"Browser, {device}"
