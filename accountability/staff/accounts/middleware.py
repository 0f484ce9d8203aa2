"""Nobody passes without a second factor; no session lives longer than a working day."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accountability.models import User
from accountability.staff.accounts.factors import Missing, missing_for
from accountability.staff.accounts.tokens import token_of

BEGAN = "began"
_ALWAYS = frozenset({"account_logout", "set_language", "quick-exit"})
_PROVING = _ALWAYS | {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
#: What can be reached while something is missing; all else leads to the first.
_WAY_OUT = {
    Missing.FACTOR: (
        "mfa_index",
        _ALWAYS | {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"},
    ),
    Missing.PASSKEY: (
        "mfa_add_webauthn",
        _PROVING | {"mfa_index", "mfa_add_webauthn", "mfa_view_recovery_codes"},
    ),
    Missing.PROOF: ("mfa_reauthenticate_webauthn", _PROVING),
}


class SecondFactorMiddleware:
    """Lead an account without its factor to where it is set up or shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End a session that is older than a working day, whatever it was used for."""
        began = request.session.get(BEGAN)
        if began is not None and time.time() - began > settings.SESSION_LONGEST:
            logout(request)
        response = self.get_response(request)
        _stay_awake(request)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Redirect unless nothing is missing or this page is the way out."""
        # A token was made by somebody who had shown both; it opens no page.
        if not isinstance(request.user, User) or token_of(request) is not None:
            return None
        missing = missing_for(request, request.user)
        if missing is None:
            return None
        to, reachable = _WAY_OUT[missing]
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in reachable:
            return None
        if missing is Missing.PROOF and not _has_passkey(request.user):
            to = "mfa_reauthenticate"
        return redirect(to)


def _stay_awake(request: HttpRequest) -> None:
    """Begin the half hour without a request anew, touching nothing but its end.

    Saving the session with every request would let a picture that is still loading
    write its older copy over a message, or over a factor that was shown meanwhile.
    """
    session = request.session
    if session.session_key and not session.modified:
        Session.objects.filter(pk=session.session_key).update(
            expire_date=session.get_expiry_date()
        )


def _has_passkey(user: User) -> bool:
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return bool(keys.exists())
