"""Who is told by mail that a source needs somebody: the list, and who changed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accountability.models.privacy import classify


class AlarmAddress(models.Model):
    """One address, from when somebody put it on the list until somebody took it off.

    A row is never removed, so that the list is its own history. While none stands on
    it, the setting ALARM_TO holds.
    """

    address = models.EmailField(max_length=254)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                condition=Q(removed_at__isnull=True),
                name="alarm_address_once_on_the_list",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="alarm_address_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"alarm address {self.pk}"


classify(AlarmAddress, staff="id address added_by added_at removed_by removed_at")
