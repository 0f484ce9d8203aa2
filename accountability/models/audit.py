"""The audit: entries that can be added and never changed, sealed in batches.

The application may read entries; the role ``accountability_audit`` alone adds them and
can do nothing else. Triggers refuse every change, the owner's too (migration 0003,
which makes the indexes and checks as well, since Django leaves these tables alone).
"""

from django.db import models

from accountability.models.codes import code_field
from accountability.models.privacy import classify
from accountability.vocab.audit import AuditAction, Outcome


class AuditEvent(models.Model):
    """Who did what to which object. No foreign keys: an entry outlives its object.

    ``seq`` and ``at`` are set by the database. ``details`` holds codes and small
    numbers only.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.IntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    action = code_field(AuditAction)
    outcome = code_field(Outcome)
    object_type = models.CharField(max_length=20, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    request_id = models.UUIDField(null=True, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        # Nothing of Django's empties it, a test's flush either (it would be refused).
        managed = False
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditSeal(models.Model):
    """A batch of entries under one digest, chained to the batch before and signed."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    count = models.IntegerField()
    digest = models.BinaryField()
    previous = models.BinaryField()
    marks = models.BinaryField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        managed = False
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number}"


classify(
    AuditEvent,
    staff="seq at actor_id purpose action outcome object_type object_id request_id "
    "details",
)
classify(
    AuditSeal,
    staff="number first_seq last_seq count digest previous marks sealed_at key_id "
    "signature",
)
