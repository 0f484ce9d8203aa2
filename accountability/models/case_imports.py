"""Past cases brought in from a table, all of a file or none of it."""

import uuid

from django.conf import settings
from django.db import models

from accountability.models.codes import code_field, codes_check
from accountability.models.organisations import Organisation, Team
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField
from accountability.vocab.imports import ImportField, ImportProblemKind, ImportState


class CaseImport(models.Model):
    """One file of past cases on its way in.

    The file's bytes lie encrypted beside the attachments under a key of the import's
    own, which is destroyed when it is over. ``name`` (the file's), ``headings`` and
    ``mapping`` are sealed under it: people write names into all three. ``rows``,
    ``checked`` and ``entered`` count rows below the heading; ``problems`` counts
    fields that are not as they should be. ``lease_until``: a worker is at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="case_imports"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="case_imports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_imports"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    state = code_field(ImportState)
    rows = models.PositiveIntegerField(null=True, blank=True)
    checked = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = code_field(ImportProblemKind, blank=True)
    name = SealedField(null=True, blank=True)
    headings = SealedField(null=True, blank=True)
    mapping = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            codes_check("case_import", "state", ImportState),
            codes_check("case_import", "failure", ImportProblemKind, optional=True),
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportProblem(models.Model):
    """What is wrong with one field of one row: where and what, never the value.

    ``row`` counts as a spreadsheet does: the heading is row 1.
    """

    id = models.BigAutoField(primary_key=True)
    case_import = models.ForeignKey(
        CaseImport, models.CASCADE, related_name="found_problems"
    )
    row = models.PositiveIntegerField()
    field = code_field(ImportField, blank=True)
    kind = code_field(ImportProblemKind)

    class Meta:
        ordering = ["case_import", "row", "id"]
        constraints = [
            codes_check("import_problem", "field", ImportField, optional=True),
            codes_check("import_problem", "kind", ImportProblemKind),
        ]
        indexes = [models.Index(fields=["case_import", "row"])]

    def __str__(self) -> str:
        return f"row {self.row}: {self.kind}"


class ImportMapping(models.Model):
    """Which columns of a table with certain headings go where, kept for the next file.

    ``headings_index`` is the keyed hash of the headings, by which it is found again;
    ``mapping`` is sealed under the organisation's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="import_mappings"
    )
    headings_index = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True)
    mapping = SealedField()

    class Meta:
        ordering = ["organisation", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "headings_index"], name="import_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"


classify(
    CaseImport,
    confidential="id organisation team asked_by asked_at state rows checked entered "
    "problems lease_until finished_at failure name headings mapping",
)
classify(ImportProblem, confidential="id case_import row field kind")
classify(
    ImportMapping,
    confidential="id organisation saved_at mapping",
    secret="headings_index",  # noqa: S106  (the name of a column)
)
