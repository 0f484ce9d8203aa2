"""Staff accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from accountability.models.privacy import classify


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
