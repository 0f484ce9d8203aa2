"""Which small picture of a page a reviewer let out, having looked at it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.reading import ExtractedRecord
from accountability.vocab import CropShape


class CropDecision(models.Model):
    """A person's decision on the picture of one figure. Append-only; the last stands.

    ``allowed`` says whether the picture is free of names and may be published; a
    decision that takes one back repeats what it takes back. ``picture`` is the hash of
    the very PNG that was looked at, which lies in the archive; ``sha256`` that of the
    document's bytes it was cut from. The cut is in points from the page's top left.
    """

    reading = models.ForeignKey(
        ExtractedRecord, models.PROTECT, related_name="crop_decisions"
    )
    allowed = models.BooleanField()
    shape = code_field(CropShape)
    sha256 = models.CharField(max_length=64)
    page = models.PositiveIntegerField()
    cut_x0 = models.FloatField()
    cut_top = models.FloatField()
    cut_x1 = models.FloatField()
    cut_bottom = models.FloatField()
    picture = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="crop_decisions"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            codes_check("crop_decision", "shape", CropShape),
            models.CheckConstraint(
                name="crop_decision_hashes",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
                & Q(picture__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="crop_decision_has_area",
                condition=Q(page__gte=1, width__gte=1, height__gte=1)
                & Q(cut_x1__gt=F("cut_x0"), cut_bottom__gt=F("cut_top")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} {'allowed' if self.allowed else 'taken back'}"


classify(
    CropDecision,
    public="shape sha256 page cut_x0 cut_top cut_x1 cut_bottom picture width height",
    staff="id reading allowed by at",
)
