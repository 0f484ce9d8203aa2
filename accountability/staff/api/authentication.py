"""A token opens the API and no page; a session opens pages and not the API."""

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accountability.models import ApiToken, User
from accountability.staff.accounts.tokens import (
    TokenRefusedError,
    tell_refusal,
    token_for,
    token_of,
)
from accountability.staff.api.problems import plain_problem

PREFIX = "/api/staff/"
#: The description is for people too: a session opens it, and nothing else.
SCHEMA = "/api/staff/v1/schema/"
_REALM = 'Bearer realm="staff"'
_SCHEME = "bearer"


def is_api(request: HttpRequest) -> bool:
    """Say whether the address is one of the API's, known or not."""
    return request.path_info.startswith(PREFIX)


class TokenMiddleware:
    """Put the person of the token in the place of whoever has a session.

    Whatever comes after (row security, audit, roles) then asks that person, as for a
    page. The cookies are not looked at: no other site can send what opens the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 401 unless a token, or for the description a session, opens it."""
        if not is_api(request):
            return self.get_response(request)
        # Taken out, so that nothing further down can write it down.
        given = request.META.pop("HTTP_AUTHORIZATION", "")
        if not given and request.path_info == SCHEMA and request.user.is_authenticated:
            return self.get_response(request)
        request.COOKIES = {}
        request.session = SessionStore()
        scheme, _, secret = given.partition(" ")
        if scheme.lower() != _SCHEME:
            return plain_problem(
                401, "Send a token: Authorization: Bearer ...", WWW_Authenticate=_REALM
            )
        try:
            token = token_for(secret.strip())
        except TokenRefusedError as refused:
            return _refuse(request, refused)
        if not _within(request, "token_used", str(token.pk)):
            return _later("This token asks more often than is allowed.")
        request.user = token.user
        request.api_token = token  # type: ignore[attr-defined]
        return self.get_response(request)


class BearerToken(BaseAuthentication):
    """Hands the views what the middleware found."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and the token of the request."""
        token = token_of(request._request)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return _REALM


class _BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return how a token is sent."""
        return {"type": "http", "scheme": _SCHEME, "bearerFormat": "pat_..."}


def _refuse(request: HttpRequest, refused: TokenRefusedError) -> HttpResponseBase:
    """Answer the same whatever is wrong with it; only the audit says what."""
    if not _within(request, "token_refused"):
        return _later("Too many tokens were refused.")
    tell_refusal(refused.why, refused.token)
    return plain_problem(
        401,
        "The token does not open anything: make a new one.",
        WWW_Authenticate=f'{_REALM}, error="invalid_token"',
    )


def _within(request: HttpRequest, what: str, key: str | None = None) -> bool:
    limits = settings.TOKEN_RATE_LIMITS
    return bool(
        ratelimit.consume(
            request, app="staff", action=what, config=limits, key=key, limit_get=True
        )
    )


def _later(detail: str) -> HttpResponseBase:
    return plain_problem(429, detail, Retry_After="60")
