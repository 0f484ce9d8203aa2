"""Who is let in by a password: nobody whose account is closed."""

from allauth.account.auth_backends import AuthenticationBackend

from accountability.models import User


class OpenAccountsBackend(AuthenticationBackend):  # type: ignore[misc]
    """A closed account is answered as a wrong password is, after the same work."""

    @classmethod
    def _stash_user(cls, user: User | None) -> User | None:
        """Keep no closed account aside: allauth would say that it is one."""
        return None
