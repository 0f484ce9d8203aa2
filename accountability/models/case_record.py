"""What a case says of police: allegations, findings, measures."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.cases import Case, CasePerson
from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
)


class CaseAllegation(models.Model):
    """One alleged act by one respondent, who may be unidentified or not entered yet.

    ``told`` says it in the person's words; class and sub-type can wait for triage.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="allegations")
    respondent = models.ForeignKey(
        CasePerson, models.SET_NULL, null=True, blank=True, related_name="allegations"
    )
    position = models.PositiveSmallIntegerField(default=0)
    allegation_class = code_field(AllegationClass, blank=True)
    subtype = code_field(AllegationSubtype, blank=True)
    told = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["case", "position", "id"]
        constraints = [
            codes_check(
                "case_allegation", "allegation_class", AllegationClass, optional=True
            ),
            codes_check("case_allegation", "subtype", AllegationSubtype, optional=True),
        ]

    def __str__(self) -> str:
        return f"allegation {self.pk}"


class CaseFinding(models.Model):
    """What was concluded on one allegation, recommended or final; one of each stage.

    ``details`` holds who decided and the exact day, sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="findings")
    allegation = models.ForeignKey(
        CaseAllegation, models.CASCADE, related_name="findings"
    )
    stage = code_field(FindingStage)
    disposition = code_field(Disposition)
    details = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["case", "allegation", "stage", "id"]
        constraints = [
            codes_check("case_finding", "stage", FindingStage),
            codes_check("case_finding", "disposition", Disposition),
            models.UniqueConstraint(
                fields=["allegation", "stage"], name="case_finding_once_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.disposition}"


class CaseDiscipline(models.Model):
    """A measure on one allegation. ``days`` is for a suspension only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="discipline")
    allegation = models.ForeignKey(
        CaseAllegation, models.CASCADE, related_name="discipline"
    )
    stage = code_field(DisciplineStage)
    measure = code_field(Measure)
    days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["case", "allegation", "stage", "id"]
        constraints = [
            codes_check("case_discipline", "stage", DisciplineStage),
            codes_check("case_discipline", "measure", Measure),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(measure=Measure.SUSPENSION.value),
                name="case_discipline_days_of_suspension",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.measure}"


class CaseLink(models.Model):
    """A private link to a matter of the official record.

    Which matter it is stands in ``target``, sealed: in the clear it would tell who is
    behind a published outcome. It is private for ever (PRIVACY.md A8).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    target = SealedField()

    class Meta:
        ordering = ["case", "made_at", "id"]

    def __str__(self) -> str:
        return f"link {self.pk}"


classify(
    CaseAllegation,
    confidential="id case respondent position allegation_class subtype told",
)
classify(CaseFinding, confidential="id case allegation stage disposition details")
classify(CaseDiscipline, confidential="id case allegation stage measure days")
classify(CaseLink, confidential="id case made_by made_at target")
