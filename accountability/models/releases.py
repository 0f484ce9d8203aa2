"""Public editions, their audits, the votes they need, and which one is current."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.privacy import classify


class ReleaseState(models.TextChoices):
    """Where an edition is. ``publication.states`` holds the allowed moves."""

    DRAFT = "draft", "Draft"
    AUDITED = "audited", "Audited"
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
    """One vote for one draft's content. Votes for other content do not count.

    ``voided_at`` says when the release went back to being a draft after the vote.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals"
    )
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "by", "content_sha256"],
                condition=Q(voided_at__isnull=True),
                name="approval_one_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id} by {self.by_id}"


class ReleaseAudit(models.Model):
    """What the audit found in a draft with one content. The newest one counts.

    ``checks`` are the audit's named checks with their numbers, ``rows`` counts the
    rows of each table, ``changes`` what differs from the release before, by table.
    ``made_by`` is the work that made it: done twice, it is recorded once.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="audits")
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    passed = models.BooleanField()
    checks = models.JSONField(default=list)
    rows = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    made_by = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.release_id} {'passed' if self.passed else 'failed'}"


class CurrentChange(models.Model):
    """One change of which release is current: a publication or a return to another.

    The last row is the truth; the file CURRENT follows it.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="namings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    rollback = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rollback=False) | ~Q(reason=""),
                name="currentchange_rollback_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id} since {self.at:%Y-%m-%d %H:%M}"


class WorkKind(models.TextChoices):
    """What a worker does for the release desk."""

    DRAFT = "draft", "Make a draft"
    REBUILD = "rebuild", "Make a draft again"
    PUBLISH = "publish", "Publish"
    #: Draw the noise of the community figures that are due, and fit them.
    DRAW = "draw", "Draw community figures"


class WorkState(models.TextChoices):
    """Where such work is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Under way"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class ReleaseWork(models.Model):
    """Something the desk asked a worker for: long, killed at any moment, done once.

    A worker holds it under a lease that it renews. ``step`` of ``steps`` says how far
    it is. ``failure`` is a code; ``detail`` names tables and keys of official rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=WorkKind.choices)
    release = models.ForeignKey(
        Release, models.CASCADE, null=True, blank=True, related_name="work"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=20, choices=WorkState.choices, default=WorkState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WorkKind.values), name="releasework_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="releasework_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""),
                name="releasework_failed_has_failure",
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(state__in=["waiting", "running"]),
                name="releasework_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"


classify(
    Release,
    public="name state demo content_sha256 published_at",
    staff="id author created_at reason",
)
classify(Approval, public="content_sha256 at", staff="id release by voided_at")
classify(
    ReleaseAudit,
    staff="id release content_sha256 at passed checks rows changes made_by",
)
classify(CurrentChange, staff="id release by at rollback reason made_by")
classify(
    ReleaseWork,
    staff="id kind release asked_by asked_at state attempts step steps_done steps "
    "not_before rung_at held_by lease_until failure detail finished_at",
)
