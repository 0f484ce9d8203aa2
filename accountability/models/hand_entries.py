"""What a person read off a page and typed: begun, kept while typed, then a reading."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.reading import ExtractedRecord, RecordType

#: What may be typed: facts that no parser finds in a report's running text.
TYPED_KINDS = (RecordType.RECOMMENDATION, RecordType.RESPONSE)


class HandEntry(models.Model):
    """One recommendation, or one answer to one, that ``by`` reads on a page.

    ``typed`` are the fields of the form as they stand while it is being written; they
    are gone once it has become ``reading``, a proposal like any other, which somebody
    else decides. Its id lets a form that is sent twice make one reading.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="hand_entries")
    kind = models.CharField(max_length=20, choices=RecordType.choices)
    typed = models.JSONField(default=dict, blank=True)
    reading = models.OneToOneField(
        ExtractedRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_entry",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_entries"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TYPED_KINDS]),
                name="hand_entry_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(reading__isnull=True) | Q(typed={}),
                name="hand_entry_typed_or_read",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "kind", "by"],
                condition=Q(reading__isnull=True),
                name="hand_entry_one_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


classify(HandEntry, staff="id snapshot kind typed reading by begun_at kept_at")
