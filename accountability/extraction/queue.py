"""The queue: a row in Postgres is the job, the broker only rings.

A job is claimed under a lease. Whoever loses the lease can't finish: its transaction
rolls back and the job is done once, by whoever holds it.
"""

import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accountability.celery import app
from accountability.extraction.leases import renewed
from accountability.models import Job, JobKind, JobState, Run
from accountability.sources.errors import Failure, SourceError
from accountability.vocab import RetrievalOutcome

logger = logging.getLogger(__name__)

#: Renewed by the worker while it lives; a killed worker's job is free after it.
LEASE = timedelta(seconds=30)
#: A job that fails this often for a passing reason waits for a person.
MAX_ATTEMPTS = 5
#: A queued job is rung for again when no worker took it for so long: the broker may
#: have lost the message, or the process died before sending it.
RING_AGAIN_AFTER = timedelta(seconds=120)
_FIRST_BACKOFF = timedelta(seconds=15)
_TASKS = {kind: f"accountability.{kind.value}" for kind in JobKind}


class LeaseLostError(Exception):
    """Another worker holds the job by now; nothing of this one's work is kept."""


class NotOurTurnError(SourceError):
    """The host's delay is longer than a worker waits: put off, no attempt used up."""


@dataclass(frozen=True)
class Claim:
    """A job held by this worker, under a token that no other holder has."""

    job: Job
    token: str


def add_job(
    run: Run, kind: JobKind, key: str, details: Mapping[str, Any] | None = None
) -> Job | None:
    """Queue a step of a run and ring on commit; None when the run has it already."""
    job = Job(
        run=run, kind=kind, key=key, details=dict(details or {}), rung_at=timezone.now()
    )
    with transaction.atomic():
        made = Job.objects.bulk_create([job], ignore_conflicts=True)
        if not Job.objects.filter(pk=made[0].pk).exists():
            return None
        transaction.on_commit(partial(ring, job.pk, kind), robust=True)
    return job


def ring(job_id: UUID, kind: str) -> bool:
    """Tell the broker of a job. When it can't be reached the sweeper rings later."""
    try:
        app.send_task(_TASKS[JobKind(kind)], args=[str(job_id)], retry=False)
    except BrokerError:
        logger.warning("broker out of reach: job %s is rung for later", job_id)
        Job.objects.filter(pk=job_id).update(rung_at=None)
        return False
    return True


def claim(job_id: UUID | str) -> Claim | None:
    """Take a job that waits for its turn or whose holder is gone; None if neither.

    A holder that vanished too often took the job down with it: then it is given up.
    """
    with transaction.atomic():
        job = (
            _claimable(Job.objects.filter(pk=job_id))
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("run")
            .first()
        )
        if job is None:
            return None
        if job.state == JobState.RUNNING and job.attempts >= MAX_ATTEMPTS:
            _give_up(
                job,
                Failure.WORKER_LOST.value,
                job.key,
                "every worker that tried it ended",
            )
            return None
        token = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"
        job.state, job.claimed_by = JobState.RUNNING, token
        job.attempts += 1
        job.not_before = None
        job.save(update_fields=["state", "claimed_by", "attempts", "not_before"])
        _renew(job.pk, token)
    return Claim(job, token)


@contextmanager
def held(claimed: Claim) -> Iterator[None]:
    """Renew the lease from a thread for as long as the work goes on."""
    renew = partial(_renew, claimed.job.pk, claimed.token)
    with renewed(renew, LEASE, f"job {claimed.job.pk}"):
        yield


def complete(
    claimed: Claim, *, outcome: RetrievalOutcome, counts: Mapping[str, int]
) -> None:
    """Mark the job done. In the transaction of its effects, as their last word.

    Raises LeaseLostError, which must roll that transaction back.
    """
    changed = Job.objects.filter(
        pk=claimed.job.pk, state=JobState.RUNNING, claimed_by=claimed.token
    ).update(
        state=JobState.DONE,
        outcome=outcome.value,
        counts=dict(counts),
        failure="",
        where="",
        advice="",
        lease_until=None,
        finished_at=Now(),
    )
    if not changed:
        raise LeaseLostError


def fail(claimed: Claim, error: SourceError) -> None:
    """Put the job back with a later turn, or give it up, with the reason.

    Nothing happens when the lease was lost: the job is another worker's now.
    """
    with transaction.atomic():
        job = (
            Job.objects.select_for_update()
            .filter(pk=claimed.job.pk, state=JobState.RUNNING, claimed_by=claimed.token)
            .first()
        )
        if job is None:
            return
        put_off = isinstance(error, NotOurTurnError)
        last = job.attempts >= MAX_ATTEMPTS and not put_off
        if error.retry_after is None or last:
            _give_up(job, error.failure.value, error.where, error.advice)
            return
        wait = timedelta(seconds=error.retry_after)
        if put_off:
            job.attempts -= 1
        else:
            wait = max(wait, _backoff(job.attempts))
            _describe(job, error.failure.value, error.where, error.advice)
        job.state, job.claimed_by, job.lease_until = JobState.QUEUED, "", None
        job.not_before = timezone.now() + wait
        job.rung_at = None
        job.save()


def try_again(job: Job) -> bool:
    """Queue a job that was given up, as staff asked; False if it no longer waits."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state=JobState.DEAD).update(
            state=JobState.QUEUED,
            attempts=0,
            outcome="",
            not_before=None,
            rung_at=timezone.now(),
            finished_at=None,
        )
        if changed:
            transaction.on_commit(partial(ring, job.pk, job.kind), robust=True)
    return bool(changed)


def ring_again(*, limit: int = 500) -> int:
    """Ring for jobs whose turn has come and which no worker holds; return how many."""
    with transaction.atomic():
        now = timezone.now()
        waiting = list(
            _claimable(Job.objects.all())
            .filter(
                Q(rung_at__isnull=True)
                | Q(state=JobState.RUNNING, rung_at__lt=F("lease_until"))
                | Q(rung_at__lt=now - RING_AGAIN_AFTER)
            )
            .select_for_update(skip_locked=True)
            .order_by("created_at")[:limit]
        )
        Job.objects.filter(pk__in=[job.pk for job in waiting]).update(rung_at=now)
        for job in waiting:
            transaction.on_commit(partial(ring, job.pk, job.kind), robust=True)
    return len(waiting)


def _claimable(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.filter(
        (
            Q(state=JobState.QUEUED)
            & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        )
        | Q(state=JobState.RUNNING, lease_until__lt=Now())
    )


def _renew(job_id: UUID, token: str) -> None:
    Job.objects.filter(pk=job_id, claimed_by=token, state=JobState.RUNNING).update(
        lease_until=Now() + LEASE
    )


def _backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 15 s, doubled each time."""
    return _FIRST_BACKOFF * (1 << (attempts - 1))


def _describe(job: Job, failure: str, where: str, advice: str) -> None:
    job.failure, job.where, job.advice = failure[:40], where[:1000], advice[:300]


def _give_up(job: Job, failure: str, where: str, advice: str) -> None:
    _describe(job, failure, where, advice)
    job.state, job.outcome = JobState.DEAD, RetrievalOutcome.FAILED.value
    job.lease_until, job.finished_at = None, timezone.now()
    job.save()
