"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from accountability.models import User


def person(request: HttpRequest) -> User:
    """Return the account that asks; PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, be it nothing; None when the page was only asked for."""
    return request.POST if request.method == "POST" else None
