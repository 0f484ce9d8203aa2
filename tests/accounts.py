"""Logging in as after the whole way: password and second factor."""

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from accountability.models import User
from accountability.staff.accounts.factors import needs_passkey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(user: User) -> User:
    """Set up an app that shows codes for ``user``."""
    TOTP.activate(user, SECRET)
    return user


def code_now() -> str:
    """Return what the app shows."""
    return str(format_hotp_value(hotp_value(SECRET, next(counters()))))


def give_factor(user: User) -> Authenticator:
    """Give ``user`` the factor that the roles ask for, as if enrolled earlier."""
    kind = Authenticator.Type.WEBAUTHN if needs_passkey(user) else "totp"
    found, _ = Authenticator.objects.get_or_create(
        user=user, type=kind, defaults={"data": {"name": "test"}}
    )
    return found


def streamed(answer: Any) -> bytes:
    """Return all of an answer that comes in parts."""
    return b"".join(answer.streaming_content)


def log_in(client: Client, user: User) -> Client:
    """Give ``client`` a session as after a login with the second factor."""
    factor = give_factor(user)
    client.force_login(user)
    record(client, user, method="mfa", id=factor.pk, type=factor.type)
    UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key=client.session.session_key
    )
    return client


def record(client: Client, user: User, **shown: Any) -> None:
    """Add to what the session of ``client`` has shown."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        *session.get(AUTHENTICATION_METHODS_SESSION_KEY, []),
        {"at": time.time(), **shown},
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def log_browser_in(context: BrowserContext, user: User, address: str) -> None:
    """Give a browser such a session."""
    client = log_in(Client(), user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
