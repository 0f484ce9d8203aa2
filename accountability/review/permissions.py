"""May this user? What is allowed at all stands in ``policies``."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from accountability.models import Role, User


class NotPermittedError(PermissionDenied):
    """The user has not the role that this needs. ``role`` names it."""

    def __init__(self, role: Role) -> None:
        """Keep the role; the message is for a log line."""
        super().__init__(f"needs the role {role.value}")
        self.role = role


def may(user: User | AnonymousUser, role: Role) -> bool:
    """Say whether ``user`` has ``role``: active, and synthetic only in demo mode.

    A superuser has no role by being one: who decides is always a named group.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.synthetic and not settings.DEMO:
        return False
    return user.groups.filter(name=role.value).exists()


def require(user: User, role: Role) -> None:
    """Raise NotPermittedError unless ``user`` has ``role``."""
    if not may(user, role):
        raise NotPermittedError(role)


def grant(user: User, role: Role) -> None:
    """Give ``user`` a role; the group is made when it is not there yet."""
    group, _ = Group.objects.get_or_create(name=role.value)
    user.groups.add(group)
