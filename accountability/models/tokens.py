"""Tokens with which a program acts as its person on the staff API."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accountability.models.privacy import classify


class ApiToken(models.Model):
    """One token: bound to a person, with scopes and an end.

    ``digest`` is the SHA-256 of the token, which is random and shown once. What the
    token may do is never more than what the person may.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=20))
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0), name="api_token_has_a_scope"
            )
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


classify(
    ApiToken,
    staff="id user name scopes created_at expires_at used_on revoked_at",
    secret="digest",  # noqa: S106  (the name of a column)
)
