"""Work of the release desk under a lease: claimed, held, ended, or put back.

A worker holds the row and tells its progress with the lease, from a connection of its
own: the builder's is in one long transaction. The lease of a killed one runs out.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from accountability.models import Release, ReleaseWork, WorkState
from accountability.publication.bundle_writer import Tell

logger = logging.getLogger(__name__)

#: Renewed while the worker lives; after it the work of a killed one is free.
LEASE = timedelta(seconds=20)
#: Work that fails so often, for whatever reason, waits for a person.
MAX_ATTEMPTS = 3
_RETRY = timedelta(seconds=5)


class LeaseLostError(Exception):
    """Another worker holds the work by now."""


@dataclass(frozen=True)
class Claim:
    """Work held by this worker, under a token that no other holder has."""

    work: ReleaseWork
    token: str


def claim(work_id: UUID) -> Claim | None:
    """Take work that waits or whose holder is gone; None if neither.

    Work that took every worker down with it is given up.
    """
    with transaction.atomic():
        work = (
            claimable(ReleaseWork.objects.filter(pk=work_id))
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("release", "asked_by")
            .first()
        )
        if work is None:
            return None
        token = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"
        work.held_by = token
        claimed = Claim(work, token)
        if work.state == WorkState.RUNNING and work.attempts >= MAX_ATTEMPTS:
            work.save(update_fields=["held_by"])
            give_up(claimed, "worker_lost", "")
            return None
        work.state, work.attempts = WorkState.RUNNING, work.attempts + 1
        work.step, work.steps_done, work.not_before = "", 0, None
        work.save(
            update_fields=[
                *("state", "attempts", "step", "steps_done", "not_before", "held_by")
            ]
        )
        _renew(claimed, "", 0)
    return claimed


@contextmanager
def held(claimed: Claim) -> Iterator[Tell]:
    """Renew the lease and write the progress, from a thread, while the work goes on."""
    told: list[str] = []
    awake, done = threading.Event(), threading.Event()

    def tell(step: str) -> None:
        told.append(step)
        awake.set()

    def renew() -> None:
        try:
            while not done.is_set():
                awake.wait(LEASE.total_seconds() / 4)
                awake.clear()
                number = len(told)
                try:
                    _renew(claimed, told[number - 1] if number else "", number)
                except DatabaseError as error:
                    logger.warning(
                        "lease of work %s not renewed: %s",
                        claimed.work.pk,
                        type(error).__name__,
                    )
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        done.set()
        awake.set()
        thread.join()


def _renew(claimed: Claim, step: str, number: int) -> None:
    _ours(claimed).update(lease_until=Now() + LEASE, step=step, steps_done=number)


def complete(claimed: Claim, release: Release | None) -> None:
    """Mark the work done, with what it is about; LeaseLostError if it is not ours."""
    changed = _ours(claimed).update(
        state=WorkState.DONE,
        release=release,
        steps_done=F("steps"),
        lease_until=None,
        finished_at=Now(),
    )
    if not changed:
        raise LeaseLostError


def put_back(claimed: Claim, *, used_up: bool) -> None:
    """Let another try come later; ``used_up`` says whether this one counts."""
    _ours(claimed).update(
        state=WorkState.WAITING,
        held_by="",
        lease_until=None,
        rung_at=None,
        not_before=Now() + _RETRY,
        attempts=F("attempts") - (0 if used_up else 1),
    )


def give_up(claimed: Claim, failure: str, detail: str) -> None:
    """End the work with the code of its failure; nothing if it is not ours."""
    _ours(claimed).update(
        state=WorkState.FAILED,
        failure=failure[:40],
        detail=detail[:300],
        lease_until=None,
        finished_at=Now(),
    )


def _ours(claimed: Claim) -> QuerySet[ReleaseWork]:
    return ReleaseWork.objects.filter(
        pk=claimed.work.pk, state=WorkState.RUNNING, held_by=claimed.token
    )


def claimable(work: QuerySet[ReleaseWork]) -> QuerySet[ReleaseWork]:
    """Narrow to work whose turn has come and that no living worker holds."""
    return work.filter(
        (
            Q(state=WorkState.WAITING)
            & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        )
        | Q(state=WorkState.RUNNING, lease_until__lt=Now())
    )
