"""Keys for programs: bound to a person, a scope and an end."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.vocab.tokens import TokenScope


class ApiToken(models.Model):
    """A token of the staff API. It may what its person may, within its scope.

    The token itself is shown once and not kept: ``digest`` is its SHA-256 (256 random
    bits need no slow hash). ``used_on`` is a day, no finer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens"
    )
    label = models.CharField(max_length=60)
    scope = code_field(TokenScope)
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            codes_check("api_token", "scope", TokenScope),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")),
                name="api_token_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


classify(
    ApiToken,
    staff="id user label scope made_at expires_at revoked_at used_on",
    secret="digest",  # noqa: S106  (the name of a column)
)
