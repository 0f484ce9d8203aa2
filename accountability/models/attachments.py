"""Files attached to a case; their bytes are encrypted files beside the database."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.cases import Case
from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField
from accountability.vocab.attachments import AttachmentKind, AttachmentState, Refusal


class Attachment(models.Model):
    """One file of a case: the original as evidence, and the copy that people open.

    ``name`` is the file's name and ``fingerprint`` the SHA-256 of the original; both
    are sealed, since a hash tells whether somebody has a file that one knows.
    ``key_version`` is that of the case's key under which the files are encrypted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    state = code_field(AttachmentState)
    reason = code_field(Refusal, blank=True)
    kind = code_field(AttachmentKind, blank=True)
    size = models.BigIntegerField()
    key_version = models.PositiveSmallIntegerField()
    scanned = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    name = SealedField()
    fingerprint = SealedField()

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            codes_check("attachment", "state", AttachmentState),
            codes_check("attachment", "reason", Refusal, optional=True),
            codes_check("attachment", "kind", AttachmentKind, optional=True),
            models.CheckConstraint(
                condition=~Q(state=AttachmentState.REFUSED.value) | ~Q(reason=""),
                name="attachment_refused_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "tried_at"])]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


classify(
    Attachment,
    confidential="id case state reason kind size key_version scanned uploaded_by "
    "uploaded_at tried_at name fingerprint",
)
