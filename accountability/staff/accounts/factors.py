"""Which second factors an account must have, and whether a session has shown one."""

from enum import StrEnum

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accountability.access.permissions import roles_of
from accountability.models import Role, User

#: Whoever decides for others is asked for a passkey, which can't be talked out of them.
PASSKEY_ROLES = frozenset({Role.SUPERVISOR, Role.RELEASER, Role.ADMINISTRATOR})
_TYPES = Authenticator.Type
_FACTORS = {_TYPES.TOTP.value, _TYPES.WEBAUTHN.value}


class Missing(StrEnum):
    """What a person has to do before anything else."""

    FACTOR = "factor"
    PASSKEY = "passkey"
    PROOF = "proof"


def needs_passkey(user: User) -> bool:
    """Say whether one of the roles of ``user`` asks for a passkey."""
    return bool(PASSKEY_ROLES & roles_of(user))


def missing_for(request: HttpRequest, user: User) -> Missing | None:
    """Return what stands between this session and the rest of the desk.

    A role that needs a passkey is not content with a code from an app; a recovery
    code, made for the day on which the passkey is lost, is accepted.
    """
    held = _held(user)
    if not held & _FACTORS:
        return Missing.FACTOR
    passkey = needs_passkey(user)
    shown = {
        record.get("type")
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa"
    }
    if passkey and _TYPES.WEBAUTHN.value not in held:
        return Missing.PASSKEY if shown else Missing.PROOF
    if passkey:
        shown.discard(_TYPES.TOTP.value)
    return None if shown else Missing.PROOF


def has_factors(user: User) -> bool:
    """Say whether the account has what its roles ask for."""
    needed = {_TYPES.WEBAUTHN.value} if needs_passkey(user) else _FACTORS
    return bool(_held(user) & needed)


def _held(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def may_go(authenticator: Authenticator) -> bool:
    """Say whether the account keeps what it must have without ``authenticator``."""
    user = authenticator.user
    others = set(
        Authenticator.objects.filter(user=user)
        .exclude(pk=authenticator.pk)
        .values_list("type", flat=True)
    )
    needed = {_TYPES.WEBAUTHN.value} if needs_passkey(user) else _FACTORS
    return authenticator.type == _TYPES.RECOVERY_CODES or bool(others & needed)
