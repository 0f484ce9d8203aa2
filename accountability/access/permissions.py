"""May this person? What is allowed at all stands in the policies of each field."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from accountability.models import GLOBAL_ROLES, Membership, Role, User


class NotPermittedError(PermissionDenied):
    """The person has not the role that this needs. ``role`` names it."""

    def __init__(self, role: Role) -> None:
        """Keep the role; the message is for a log line."""
        super().__init__(f"needs the role {role.value}")
        self.role = role


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """Return every role of ``user``, over the installation or in an organisation.

    None for a closed account, and none for a synthetic one outside demo mode. A
    superuser has none by being one: who decides is always in a named group.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.synthetic and not settings.DEMO:
        return frozenset()
    # One question for both: every page asks it several times.
    over_all = Group.objects.filter(user=user).values_list("name", flat=True)
    in_cases = Membership.objects.filter(user=user).values_list("role", flat=True)
    held = set(over_all.union(in_cases))
    return frozenset(role for role in Role if role.value in held)


def may(user: User | AnonymousUser, role: Role) -> bool:
    """Say whether ``user`` has ``role`` (in any organisation, for a case role)."""
    return role in roles_of(user)


def require(user: User, role: Role) -> None:
    """Raise NotPermittedError unless ``user`` has ``role``."""
    if not may(user, role):
        raise NotPermittedError(role)


def grant(user: User, role: Role) -> None:
    """Give ``user`` a role over the installation; its group is made when needed.

    Raises ValueError for a role that is held in an organisation only, and the
    database's IntegrityError for two roles that nobody may hold together.
    """
    if role not in GLOBAL_ROLES:
        raise ValueError(f"{role.value} is held in an organisation")
    group, _ = Group.objects.get_or_create(name=role.value)
    user.groups.add(group)
