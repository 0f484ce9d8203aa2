"""Erasing a case: who asked, who agreed, and what is left afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accountability.models.cases import Case
from accountability.models.codes import code_field, codes_check
from accountability.models.organisations import Organisation
from accountability.models.privacy import classify
from accountability.vocab.retention import ErasureReason

__all__ = ["ErasureReason", "ErasureRequest", "Tombstone"]


class ErasureRequest(models.Model):
    """Somebody asks that a case be erased before its clock; somebody else decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="erasure_requests")
    reason = code_field(ErasureReason)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            codes_check("erasure_request", "reason", ErasureReason),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="erasure_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    agreed__isnull=True,
                )
                | Q(
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    agreed__isnull=False,
                ),
                name="erasure_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(agreed__isnull=True),
                name="erasure_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.case_id}"


class Tombstone(models.Model):
    """What is left of an erased case: that it was there, and who let it go."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tombstones"
    )
    reason = code_field(ErasureReason)
    erased_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-erased_at"]
        constraints = [codes_check("tombstone", "reason", ErasureReason)]

    def __str__(self) -> str:
        return self.number


classify(
    ErasureRequest,
    confidential="id case reason asked_by asked_at decided_by decided_at agreed",
)
classify(
    Tombstone,
    confidential="case_id number organisation reason erased_at asked_by agreed_by",
)
