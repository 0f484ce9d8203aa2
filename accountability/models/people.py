"""Staff accounts."""

from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.db import models

from accountability.models.privacy import classify


class Role(StrEnum):
    """What a member of staff may do; the name of a Django group.

    A superuser has no role by being one: who decides is always in a named group.
    """

    REVIEWER = "reviewer"
    RELEASER = "releaser"


class User(AbstractUser):
    """A member of staff.

    ``synthetic`` marks the approvers that demo mode makes up; publication outside
    demo mode refuses their votes.
    """

    synthetic = models.BooleanField(default=False)


classify(
    User,
    staff="id username first_name last_name email is_staff is_active is_superuser "
    "date_joined last_login groups user_permissions synthetic",
    secret="password",  # noqa: S106  (the name of a column)
)
