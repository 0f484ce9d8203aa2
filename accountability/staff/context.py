"""What the header of every staff page offers: by role."""

from django.http import HttpRequest

from accountability.access.permissions import roles_of
from accountability.models import CASE_ROLES, Role, User


def desk(request: HttpRequest) -> dict[str, bool]:
    """Say which parts of the desk are for whoever asks."""
    user = getattr(request, "user", None)
    roles = roles_of(user) if isinstance(user, User) else frozenset()
    return {
        "sees_cases": bool(roles & set(CASE_ROLES)),
        "looks_after_people": bool(roles & {Role.ADMINISTRATOR, Role.SUPERVISOR}),
        "is_auditor": Role.AUDITOR in roles,
        "sees_releases": bool(roles & {Role.RELEASER, Role.REVIEWER}),
    }
