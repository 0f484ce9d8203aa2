"""Spreadsheets of past cases on their way in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.organisations import Organisation, Team
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField


class ImportState(models.TextChoices):
    """Where an import is. FAILED and REFUSED leave no case behind."""

    RECEIVED = "received", "Received"
    MAPPING = "mapping", "Waits for its columns"
    CHECKING = "checking", "Being checked"
    READY = "ready", "Ready to import"
    REFUSED = "refused", "Has rows that can't be taken"
    IMPORTING = "importing", "Being imported"
    DONE = "done", "Imported"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Could not be read"


class CaseImport(models.Model):
    """One spreadsheet: encrypted on disk under a key of its own, gone when it is done.

    ``headings`` and ``name`` are sealed under that key. ``mapping`` is column number to
    field. ``problems`` are (row, field, code), never a value; ``problem_count`` counts
    those that are not listed too. ``checked`` and ``imported`` are rows done so far:
    a worker that takes over goes on from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=12, choices=ImportState.choices, default=ImportState.RECEIVED
    )
    kind = models.CharField(max_length=4)
    size = models.BigIntegerField()
    rows = models.PositiveIntegerField(null=True, blank=True)
    checked = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    name = SealedField(null=True, blank=True)
    headings = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="case_import_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["csv", "xlsx"]), name="case_import_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportMapping(models.Model):
    """Which column is which field, kept by an organisation for its next spreadsheet.

    ``name`` and ``columns`` (heading to field) are sealed under its own key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="import_mappings"
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)
    name = SealedField()
    columns = SealedField()

    class Meta:
        ordering = ["organisation", "saved_at"]

    def __str__(self) -> str:
        return f"mapping {self.pk}"


classify(
    CaseImport,
    confidential="id organisation team uploaded_by uploaded_at state kind size rows "
    "checked imported mapping options problems problem_count failure claimed_by "
    "lease_until finished_at name headings",
)
classify(ImportMapping, confidential="id organisation saved_by saved_at name columns")
