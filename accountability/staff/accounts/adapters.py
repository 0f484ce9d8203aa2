"""What allauth asks us: who may sign up, how secrets are kept, which factor stays."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accountability.cases.keys import master_keys
from accountability.models import User
from accountability.staff.accounts.factors import may_go

_BOUND_TO = b"second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and no mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Ask again before a factor is changed, but not before the first is set up."""
        user = context.request.user
        first = app == "allauth.mfa" and not Authenticator.objects.filter(user=user)
        return not first and bool(
            super().is_reauthentication_required(app=app, **named)
        )

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Lead whoever shows the passkey of a closed account to the login."""
        return redirect("account_login")

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Send nothing: an advocate's mailbox should not tell that she has one."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of factors are wrapped by the master key, as the cases' keys are."""

    def encrypt(self, text: str) -> str:
        """Return the secret as ``version:base64``."""
        masters = master_keys()
        wrapped = masters.wrap(masters.current, text.encode(), _BOUND_TO)
        return f"{masters.current}:{base64.b64encode(wrapped).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; VaultError when it is not one of ours."""
        version, _, wrapped = encrypted_text.partition(":")
        return (
            master_keys()
            .unwrap(int(version), base64.b64decode(wrapped), _BOUND_TO)
            .decode()
        )

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last factor that the account must have."""
        return may_go(authenticator)
