"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accountability.models import User


def person(request: HttpRequest) -> User:
    """Return the account that asks; PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
