"""Staff accounts."""

from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.db import models

from accountability.models.privacy import classify


class Role(StrEnum):
    """What a member of staff may do.

    The first four are held over the whole installation, as Django groups; the last
    three within one organisation (``Membership``). An administrator runs the system
    and an auditor reads who did what: neither sees a case. The database refuses one
    person to be releaser and administrator, or administrator with a role in a case.
    A superuser has no role by being one: who decides is always named.
    """

    REVIEWER = "reviewer"
    RELEASER = "releaser"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INTAKE = "intake"
    CASE_WORKER = "case_worker"
    SUPERVISOR = "supervisor"


#: Held over the whole installation.
GLOBAL_ROLES = (Role.REVIEWER, Role.RELEASER, Role.AUDITOR, Role.ADMINISTRATOR)
#: Held within an organisation.
CASE_ROLES = (Role.INTAKE, Role.CASE_WORKER, Role.SUPERVISOR)


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
