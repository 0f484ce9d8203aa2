"""How somebody gets an account: by a link that a colleague hands over."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.organisations import Organisation, Team
from accountability.models.people import CASE_ROLES, Role
from accountability.models.privacy import classify

_CASE_ROLES = [role.value for role in CASE_ROLES]


class Invitation(models.Model):
    """One role for one person. The link's token is kept as its SHA-256 only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(unique=True)
    role = models.CharField(max_length=20)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]),
                name="invitation_role_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=_CASE_ROLES, organisation__isnull=False)
                | (~Q(role__in=_CASE_ROLES) & Q(organisation__isnull=True)),
                name="invitation_case_role_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


classify(
    Invitation,
    staff="id role organisation team invited_by made_at expires_at used_by used_at "
    "revoked_at",
    secret="token_hash",  # noqa: S106  (the name of a column)
)
