"""Asking the staff API as a program does: a token, JSON, no cookie."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from accountability.access.context import Purpose, acting_as
from accountability.models import User
from accountability.staff.accounts.tokens import make_token
from accountability.vocab.tokens import TokenScope
from tests.accounts import give_factor

API = "/api/staff/v1"
PROBLEM = "application/problem+json"


def token_of(user: User, scope: TokenScope = TokenScope.WRITE, days: int = 30) -> str:
    """Make a token of somebody who has the factor that their role asks for."""
    give_factor(user)
    with acting_as(user, Purpose.REQUEST):
        return make_token(user, "synthetic", scope, days=days).secret


class Program:
    """A program with a token. ``ask`` returns Django's answer."""

    def __init__(self, token: str, client: Client | None = None) -> None:
        self.token = token
        self.client = client or Client()

    @classmethod
    def of(cls, user: User, scope: TokenScope = TokenScope.WRITE) -> "Program":
        """Give a program a token of ``user``."""
        return cls(token_of(user, scope))

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """Send a request; ``body`` is sent as JSON, or as it is when it is bytes."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method.upper(),
            address if address.startswith("/") else f"{API}/{address}",
            b"" if body is None else sent,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, address: str) -> Any:
        """Read."""
        return self.ask("get", address)

    def post(self, address: str, body: Any, **headers: str) -> Any:
        """Write."""
        return self.ask("post", address, body, **headers)

    def patch(self, address: str, body: Any) -> Any:
        """Change."""
        return self.ask("patch", address, body)

    def enter(self, body: Any, key: str = "") -> Any:
        """Enter a case under a key of its own."""
        return self.post("cases/", body, **{"Idempotency-Key": key or str(uuid4())})
