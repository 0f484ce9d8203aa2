"""Who may draft, approve and publish."""

from accountability.models import Role, User


def may_release(user: User) -> bool:
    """Say whether ``user`` is an active member of the releasers.

    A superuser is none by being one: who decides is always in the named group.
    """
    return user.is_active and user.groups.filter(name=Role.RELEASER).exists()
