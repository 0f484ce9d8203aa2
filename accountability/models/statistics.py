"""Figures that bodies print."""

from django.db import models
from django.db.models import F, Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.provenance import Provenance
from accountability.models.reference import Department, OversightBody
from accountability.vocab import Metric, Unit, ValueStatus


class Statistic(models.Model):
    """One figure as one snapshot prints it.

    ``department`` is empty for a body's total over the agencies of that period.
    ``key`` names the figure within its document, in all versions. ``value_raw`` is
    what is printed; ``value`` stands only if reported or rounded. ``last_seen`` is
    the newest snapshot that prints the same, ``absent_since`` the first one that no
    longer has it. Figures are superseded by later snapshots, never edited.
    """

    body = models.ForeignKey(OversightBody, models.PROTECT, related_name="statistics")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="statistics"
    )
    key = models.CharField(max_length=300)
    metric = code_field(Metric)
    category = models.CharField(max_length=120, blank=True)
    unit = code_field(Unit)
    period = models.CharField(max_length=40)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    value_raw = models.CharField(max_length=120, blank=True)
    status = code_field(ValueStatus)
    flags = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, related_name="statistic"
    )
    last_seen = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    absent_since = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["department", "metric", "category", "period_start", "id"]
        constraints = [
            codes_check("statistic", "metric", Metric),
            codes_check("statistic", "unit", Unit),
            codes_check("statistic", "status", ValueStatus),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="statistic_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["reported", "rounded"], value__isnull=False)
                | (~Q(status__in=["reported", "rounded"]) & Q(value__isnull=True)),
                name="statistic_value_has_status",
            ),
        ]
        indexes = [models.Index(fields=["department", "metric", "period_start"])]

    def __str__(self) -> str:
        return f"{self.metric} {self.period}"


classify(
    Statistic,
    public="body department metric category unit period period_start period_end value "
    "value_raw status flags note provenance last_seen absent_since",
    staff="id key recorded_at",
)
