"""Runs of a source and their jobs: the queue's state, and the run log staff read."""

import uuid

from django.db import models
from django.db.models import Q

from accountability.models.privacy import classify


class JobState(models.TextChoices):
    """Where a job is. DEAD waits for a person; the others move by themselves."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Given up"


class JobKind(models.TextChoices):
    """The three steps of a run."""

    DISCOVER = "discover", "Find documents"
    FETCH = "fetch", "Fetch"
    EXTRACT = "extract", "Read"


class Run(models.Model):
    """One pass over a source: discover, fetch, extract.

    ``version`` is the one its reader had at the start; empty for runs of long ago.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    version = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id"],
                condition=Q(finished_at__isnull=True),
                name="run_one_open_a_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"


class Job(models.Model):
    """One step of a run on one address or snapshot, done once.

    A worker claims a job by setting ``claimed_by`` and ``lease_until``; an expired
    lease is claimed again. ``rung_at`` is when the broker last took word of it, empty
    when it could not. ``failure`` is a code and ``where`` a page, row or address:
    never content.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind.choices)
    key = models.CharField(max_length=1000)
    details = models.JSONField(default=dict)
    state = models.CharField(
        max_length=20, choices=JobState.choices, default=JobState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    where = models.CharField(max_length=1000, blank=True)
    advice = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "key"], name="job_once_a_run"
            ),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=JobKind.values), name="job_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.DEAD.value) | ~Q(failure=""),
                name="job_dead_has_failure",
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class HostPace(models.Model):
    """When a host may be asked again, shared by all workers."""

    host = models.CharField(max_length=255, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.host


classify(Run, staff="id source_id reason version started_at finished_at")
classify(
    Job,
    staff="id run kind key details state attempts not_before rung_at claimed_by "
    "lease_until "
    "outcome failure where advice counts created_at finished_at",
)
classify(HostPace, staff="host next_at")
