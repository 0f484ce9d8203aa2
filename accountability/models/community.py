"""Protected counts of community cases: what was drawn, what it cost, the cubes of it.

No true count is here, nor anything that a true count can be worked out from beyond
what the budget allows: measurements have their noise in them (PRIVACY.md A4,
randomness). The rows are only ever added (migration 0012).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accountability.models.codes import code_field, codes_check
from accountability.models.organisations import Organisation
from accountability.models.privacy import classify
from accountability.release.community.domain import Cohort
from accountability.vocab.community import PlanKind, Vintage


class CommunityDrawing(models.Model):
    """One vintage of one cohort: the budget it spent and the noise that was drawn.

    Budget and noise are one row, so that neither is ever there without the other. The
    database holds it to one drawing a vintage, two vintages a cohort, cohorts that
    share no year, and a lifetime epsilon of 2.0.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="drawings"
    )
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    vintage = code_field(Vintage)
    epsilon = models.DecimalField(max_digits=4, decimal_places=2)
    scheduled = models.DateField()
    plan_kind = code_field(PlanKind)
    plan = models.JSONField()
    plan_sha256 = models.CharField(max_length=64)
    code_sha256 = models.CharField(max_length=64)
    #: Canonical bytes of ``publication.disclosure.measurements.Measurements``.
    measurements = models.BinaryField()
    measurements_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(auto_now_add=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            codes_check("community_drawing", "vintage", Vintage),
            codes_check("community_drawing", "plan_kind", PlanKind),
            models.UniqueConstraint(
                fields=["organisation", "first_year", "last_year", "vintage"],
                name="community_drawing_once",
            ),
            models.CheckConstraint(
                condition=Q(epsilon__gt=0, epsilon__lte=2),
                name="community_drawing_epsilon",
            ),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="community_drawing_years",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.label} {self.vintage}"

    @property
    def cohort(self) -> Cohort:
        """The years that it is about."""
        return Cohort(self.first_year, self.last_year)


class CommunityCube(models.Model):
    """What one drawing was fitted to; made once, from the drawing alone.

    ``content`` is canonical JSON of ``release.community.record.Entry``.
    """

    drawing = models.OneToOneField(
        CommunityDrawing, models.PROTECT, related_name="cube", primary_key=True
    )
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"cube {self.pk}"


classify(
    CommunityDrawing,
    staff="id organisation first_year last_year vintage epsilon scheduled plan_kind "
    "plan plan_sha256 code_sha256 measurements measurements_sha256 drawn_at drawn_by",
)
classify(CommunityCube, staff="drawing content made_at")
