"""Numbered matters that bodies take up: investigations, orders, reviews, hearings."""

from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.provenance import Provenance
from accountability.models.reference import Department, OversightBody
from accountability.vocab import Precision, ProceedingKind, ProceedingOutcome

_DATES = ("occurred", "opened", "reported", "corrected")


class ProceedingFacts(models.Model):
    """What is said of a proceeding; each field may be left open.

    ``department`` is empty where the body does not name the police service, as often
    it does not. ``incident_raw`` and ``harm_raw`` are the body's own words. Of each
    date the first day it can mean is kept with its precision: when it happened, when
    the body was told or began, when it reported, when it corrected its report.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    number_raw = models.CharField(max_length=60, blank=True)
    kind = code_field(ProceedingKind, default=ProceedingKind.UNKNOWN.value)
    place_raw = models.CharField(max_length=200, blank=True)
    incident_raw = models.CharField(max_length=200, blank=True)
    harm_raw = models.CharField(max_length=120, blank=True)
    outcome = code_field(ProceedingOutcome, default=ProceedingOutcome.UNKNOWN.value)
    outcome_raw = models.CharField(max_length=300, blank=True)
    occurred = models.DateField(null=True, blank=True)
    occurred_precision = models.CharField(max_length=10, blank=True)
    opened = models.DateField(null=True, blank=True)
    opened_precision = models.CharField(max_length=10, blank=True)
    reported = models.DateField(null=True, blank=True)
    reported_precision = models.CharField(max_length=10, blank=True)
    corrected = models.DateField(null=True, blank=True)
    corrected_precision = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True


def _facts_checks(table: str) -> list[models.BaseConstraint]:
    precise = ["", *[precision.value for precision in Precision]]
    known = Q()
    for name in _DATES:
        known &= Q((f"{name}_precision__in", precise))
        known &= Q(
            Q((f"{name}__isnull", True), (f"{name}_precision", ""))
            | (Q((f"{name}__isnull", False)) & ~Q((f"{name}_precision", "")))
        )
    return [
        codes_check(table, "kind", ProceedingKind),
        codes_check(table, "outcome", ProceedingOutcome),
        models.CheckConstraint(condition=known, name=f"{table}_dates_precise"),
    ]


class Proceeding(ProceedingFacts):
    """One matter, however many documents, languages and versions tell of it.

    Its facts follow from its statements: of each field, what the newest version of
    any document says that says anything of it.
    """

    body = models.ForeignKey(OversightBody, models.PROTECT, related_name="proceedings")
    source_id = models.CharField(max_length=40)
    key = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "key"], name="proceeding_once_a_source"
            ),
            *_facts_checks("proceeding"),
        ]

    def __str__(self) -> str:
        return self.key


class ProceedingStatement(ProceedingFacts):
    """What one version of one document says of a proceeding.

    ``superseded_by`` is the statement of a later version of the same document, so that
    a body's corrections can be followed. ``key``, ``last_seen`` and ``absent_since``
    are as for an Allegation.
    """

    proceeding = models.ForeignKey(
        Proceeding, models.CASCADE, related_name="statements"
    )
    key = models.CharField(max_length=300)
    flags = models.CharField(max_length=300, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, related_name="proceeding_statement"
    )
    last_seen = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    absent_since = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["proceeding", "id"]
        constraints = _facts_checks("proceeding_statement")

    def __str__(self) -> str:
        return self.key


_PUBLIC = (
    "department kind place_raw incident_raw harm_raw outcome outcome_raw "
    "occurred_precision opened_precision reported_precision corrected_precision"
)
#: The body's number finds the matter; exact days are kept, a release shows the month.
_STAFF = "id key number_raw occurred opened reported corrected"

classify(Proceeding, public=f"body source_id {_PUBLIC}", staff=_STAFF)
classify(
    ProceedingStatement,
    public="proceeding flags provenance last_seen absent_since superseded_by "
    f"{_PUBLIC}",
    staff=f"{_STAFF} recorded_at",
)
