"""Case files: the community record.

What a thief of the database may read is in plain columns: that a case exists, its
department, class, outcome and month, who works on it and when it was touched. All
else is ciphertext under a key of the case's own, which is not in the database. Every
table here is under row level security (migration 0003).
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.organisations import Organisation, Team
from accountability.models.privacy import classify
from accountability.models.reference import Department
from accountability.models.sealed import SealedField
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)


class Case(models.Model):
    """One matter that somebody confided in an organisation.

    ``number`` is random, so that it does not tell how many cases there are.
    ``received_month`` is the first day of a month. ``revision`` rises with each
    change: whoever saves on top of another's change is told. A case that was told
    twice is ``merged_into`` the other and keeps what it holds. A ``staged`` case is
    of an import that is not whole yet: nobody sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, models.PROTECT, related_name="cases")
    status = code_field(CaseStatus)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    allegation_class = code_field(AllegationClass, blank=True)
    outcome = code_field(OutcomeGroup, blank=True)
    reported_to = code_field(ReportedTo, blank=True)
    not_reported_because = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )
    police_response = code_field(PoliceResponse, blank=True)
    received_month = models.DateField()
    closed_month = models.DateField(null=True, blank=True)
    legal_hold = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    imported_by = models.ForeignKey(
        "accountability.CaseImport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    staged = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    narrative = SealedField(null=True, blank=True)
    occurred = SealedField(null=True, blank=True)
    place = SealedField(null=True, blank=True)
    wishes = SealedField(null=True, blank=True)
    harm = SealedField(null=True, blank=True)
    reporting = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["-touched_at", "id"]
        constraints = [
            codes_check("case", "status", CaseStatus),
            codes_check("case", "allegation_class", AllegationClass, optional=True),
            codes_check("case", "outcome", OutcomeGroup, optional=True),
            codes_check("case", "reported_to", ReportedTo, optional=True),
            codes_check("case", "police_response", PoliceResponse, optional=True),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.MERGED.value, merged_into__isnull=False)
                | (~Q(status=CaseStatus.MERGED.value) & Q(merged_into__isnull=True)),
                name="case_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    not_reported_because__contained_by=[
                        reason.value for reason in NotReportedBecause
                    ]
                ),
                name="case_reasons_code",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-touched_at", "id"]),
            models.Index(fields=["created_by"]),
            models.Index(fields=["department", "team"], name="case_by_department_team"),
            models.Index(
                fields=["created_by"],
                condition=Q(status=CaseStatus.DRAFT.value),
                name="case_drafts_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CasePerson(models.Model):
    """A person's part in a case.

    How a person is found in another case: ``CaseMatch``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    role = code_field(PersonRole)
    name = SealedField(null=True, blank=True)
    contact = SealedField(null=True, blank=True)
    details = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["case", "id"]
        constraints = [codes_check("case_person", "role", PersonRole)]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class CaseNote(models.Model):
    """What staff wrote down about the work on a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_notes"
    )
    written_at = models.DateTimeField(auto_now_add=True)
    text = SealedField()

    class Meta:
        ordering = ["case", "written_at", "id"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class ConsentEvent(models.Model):
    """One answer for one purpose; the latest counts. Never changed, only added.

    ``wording`` is the version of the text that was read out. ``partner`` names the
    partner a SHARE is for, ``witness`` who was there.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    purpose = code_field(ConsentPurpose)
    given = models.BooleanField()
    wording = models.CharField(max_length=20)
    expires_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    #: Names the row in its seals: the key is known before the row is stored.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = SealedField(null=True, blank=True)
    witness = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["case", "id"]
        constraints = [codes_check("consent", "purpose", ConsentPurpose)]
        indexes = [models.Index(fields=["case", "purpose", "-id"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given}"


class ExportState(models.TextChoices):
    """Where an export is."""

    WAITING = "waiting", "Waiting"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class CaseExport(models.Model):
    """One case on its way out, as an age file made by a worker.

    ``passphrase`` is sealed under the case's key and shown to the asker alone; the
    file is deleted a day later or with the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=10, choices=ExportState.choices, default=ExportState.WAITING
    )
    passphrase = SealedField(null=True, blank=True)
    document = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values),
                name="case_export_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"


classify(
    Case,
    confidential="id number organisation team status department allegation_class "
    "outcome reported_to not_reported_because police_response received_month "
    "closed_month legal_hold merged_into imported_by staged revision "
    "created_by created_at touched_at narrative occurred place wishes harm reporting",
)
classify(
    CasePerson,
    confidential="id case role name contact details",
)
classify(CaseNote, confidential="id case author written_at text")
classify(
    ConsentEvent,
    confidential="id case purpose given wording expires_on recorded_by recorded_at "
    "reference partner witness",
)
classify(
    CaseExport,
    confidential="id case asked_by asked_at state document",
    secret="passphrase",  # noqa: S106  (the name of a column)
)
