"""Public editions and the votes they need."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.privacy import classify


class ReleaseState(models.TextChoices):
    """Where an edition is. ``publication.states`` holds the allowed moves."""

    DRAFT = "draft", "Draft"
    APPROVED_ONCE = "approved_once", "Approved once"
    APPROVED = "approved", "Approved twice"
    PUBLISHED = "published", "Published"
    RETURNED = "returned", "Returned"


class Release(models.Model):
    """One edition. ``content_sha256`` is the hash of the draft the votes are for."""

    name = models.CharField(max_length=20, unique=True)
    state = models.CharField(
        max_length=20, choices=ReleaseState.choices, default=ReleaseState.DRAFT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="releases"
    )
    demo = models.BooleanField(default=False)
    content_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReleaseState.values), name="release_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False) & ~Q(content_sha256="")),
                name="release_published_has_content",
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]+$"),
                name="release_name_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """One vote for one draft's content. Votes for other content do not count."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals"
    )
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "by", "content_sha256"], name="approval_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id} by {self.by_id}"


classify(
    Release,
    public="name state demo content_sha256 published_at",
    staff="id author created_at reason",
)
classify(Approval, public="content_sha256 at", staff="id release by")
