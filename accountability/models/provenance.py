"""Where a fact comes from. Without it a fact can't be saved."""

from django.db import models
from django.db.models import Q

from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.reading import ExtractedRecord


class Provenance(models.Model):
    """A fact's snapshot, its place in it, and the reading a person accepted.

    A place is a page and box (points from the top left), a data row, or an XPath.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="provenances")
    reading = models.ForeignKey(
        ExtractedRecord, models.PROTECT, related_name="provenances"
    )
    page = models.PositiveIntegerField(null=True, blank=True)
    box_x0 = models.FloatField(null=True, blank=True)
    box_top = models.FloatField(null=True, blank=True)
    box_x1 = models.FloatField(null=True, blank=True)
    box_bottom = models.FloatField(null=True, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    xpath = models.CharField(max_length=500, blank=True)
    parser_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provenance_one_place",
                condition=(
                    Q(page__isnull=False, page__gte=1, row__isnull=True, xpath="")
                    & Q(box_x0__isnull=False, box_top__isnull=False)
                    & Q(box_x1__isnull=False, box_bottom__isnull=False)
                    & Q(box_x1__gt=models.F("box_x0"))
                    & Q(box_bottom__gt=models.F("box_top"))
                )
                | Q(
                    row__isnull=False,
                    row__gte=1,
                    page__isnull=True,
                    box_x0__isnull=True,
                    xpath="",
                )
                | (
                    ~Q(xpath="")
                    & Q(page__isnull=True, row__isnull=True, box_x0__isnull=True)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.page or self.row or self.xpath}"


classify(
    Provenance,
    public="snapshot page box_x0 box_top box_x1 box_bottom row xpath parser_version",
    staff="id reading",
)
