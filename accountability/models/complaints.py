"""Official matters: complaint, respondents, allegations, findings, discipline."""

from django.db import models
from django.db.models import F, Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.provenance import Provenance
from accountability.models.reference import Department, OversightBody
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    FindingStage,
    Measure,
    Precision,
    Route,
)


class Complaint(models.Model):
    """One numbered or recorded matter of the official record.

    ``number_raw`` is the body's own number: kept to find the matter again, never
    published. Exact dates are kept; a release holds the month at the finest.
    ``provenance`` is set where a list of matters has a row for it; what is told with
    an allegation has the allegation's. ``disposition`` is the conclusion on the whole
    of it where the body states one: no allegation's finding.
    """

    body = models.ForeignKey(OversightBody, models.PROTECT, related_name="complaints")
    source_id = models.CharField(max_length=40)
    key = models.CharField(max_length=300)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="complaints"
    )
    number_raw = models.CharField(max_length=60, blank=True)
    route = code_field(Route)
    file_type = code_field(FileType)
    file_type_raw = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=40, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    occurred_text = models.CharField(max_length=200, blank=True)
    occurred_first = models.DateField(null=True, blank=True)
    occurred_precision = models.CharField(max_length=10, blank=True)
    received = models.DateField(null=True, blank=True)
    concluded = models.DateField(null=True, blank=True)
    listed = models.PositiveIntegerField(null=True, blank=True)
    listed_of = models.PositiveIntegerField(null=True, blank=True)
    disposition = code_field(Disposition, default=Disposition.UNKNOWN.value)
    disposition_raw = models.CharField(max_length=120, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, null=True, blank=True, related_name="complaint"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "key"], name="complaint_once_a_source"
            ),
            codes_check("complaint", "route", Route),
            codes_check("complaint", "file_type", FileType),
            codes_check("complaint", "disposition", Disposition),
            models.CheckConstraint(
                condition=Q(received__isnull=False) | Q(period_start__isnull=False),
                name="complaint_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(listed__isnull=True)
                | Q(listed_of__isnull=True)
                | Q(listed__lte=F("listed_of")),
                name="complaint_listed_within_total",
            ),
            models.CheckConstraint(
                condition=Q(occurred_precision__in=["", *[p.value for p in Precision]]),
                name="complaint_precision_known",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Respondent(models.Model):
    """The role of one member in a complaint. Never a name; may be unidentified."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="respondents")
    ordinal = models.PositiveSmallIntegerField()
    employment_status = code_field(EmploymentStatus)
    employment_status_raw = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["complaint", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "ordinal"], name="respondent_ordinal_once"
            ),
            codes_check("respondent", "employment_status", EmploymentStatus),
        ]

    def __str__(self) -> str:
        return f"respondent {self.ordinal}"


class Allegation(models.Model):
    """One alleged act. ``respondent`` is empty where the source does not say who.

    ``last_seen`` is the newest snapshot that says the same, ``absent_since`` the
    first that no longer has it. A changed allegation is a new row with the same key;
    the older one has ``superseded_by``.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="allegations")
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, null=True, blank=True, related_name="allegations"
    )
    key = models.CharField(max_length=300)
    allegation_class = code_field(AllegationClass)
    class_raw = models.CharField(max_length=200, blank=True)
    subtype_raw = models.CharField(max_length=300, blank=True)
    flags = models.CharField(max_length=300, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, related_name="allegation"
    )
    last_seen = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    absent_since = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["complaint", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "key"],
                condition=Q(superseded_by__isnull=True),
                name="allegation_one_in_force",
            ),
            codes_check("allegation", "allegation_class", AllegationClass),
        ]

    def __str__(self) -> str:
        return self.key


class Finding(models.Model):
    """A conclusion on one allegation."""

    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="findings")
    stage = code_field(FindingStage)
    disposition = code_field(Disposition)
    disposition_raw = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["allegation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["allegation", "stage"], name="finding_once_a_stage"
            ),
            codes_check("finding", "stage", FindingStage),
            codes_check("finding", "disposition", Disposition),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.disposition}"


class Discipline(models.Model):
    """One measure on one allegation. ``days`` only for a suspension (s.126: to 30)."""

    allegation = models.ForeignKey(
        Allegation, models.CASCADE, related_name="discipline"
    )
    ordinal = models.PositiveSmallIntegerField()
    stage = code_field(DisciplineStage)
    measure = code_field(Measure)
    measure_raw = models.CharField(max_length=200, blank=True)
    days = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["allegation", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["allegation", "ordinal"], name="discipline_ordinal_once"
            ),
            codes_check("discipline", "stage", DisciplineStage),
            codes_check("discipline", "measure", Measure),
            models.CheckConstraint(
                condition=Q(days__isnull=True)
                | Q(measure=Measure.SUSPENSION.value, days__gt=0),
                name="discipline_days_only_for_suspension",
            ),
        ]

    def __str__(self) -> str:
        return self.measure


classify(
    Complaint,
    public="body source_id department route file_type file_type_raw period "
    "period_start period_end listed listed_of",
    staff="id key number_raw occurred_text occurred_first occurred_precision received "
    "concluded disposition disposition_raw provenance",
)
classify(
    Respondent,
    public="complaint ordinal employment_status employment_status_raw",
    staff="id",
)
classify(
    Allegation,
    public="complaint respondent allegation_class class_raw subtype_raw flags "
    "provenance last_seen absent_since superseded_by",
    staff="id key recorded_at",
)
classify(
    Finding,
    public="allegation stage disposition disposition_raw decided_by decided_on",
    staff="id",
)
classify(
    Discipline,
    public="allegation ordinal stage measure measure_raw days",
    staff="id",
)
