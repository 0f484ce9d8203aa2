"""What the desk has a worker do: make a draft, make it again, publish.

It is long, so it runs outside of the request; the row says how far it is. A worker
holds the row under a lease and tells its progress with it, from a connection of its
own: the builder's is in one long transaction. What it makes carries the work's id, so
that work done twice is recorded once.
"""

import logging
import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accountability.access.context import Purpose, acting_as
from accountability.audit.acting import note
from accountability.celery import app
from accountability.models import (
    CurrentChange,
    Release,
    ReleaseAudit,
    ReleaseWork,
    User,
    WorkKind,
    WorkState,
)
from accountability.publication.bundle_writer import BundleRefusedError, Tell
from accountability.publication.drafting import STEPS
from accountability.publication.refusals import (
    PublicationRefusedError,
    moved,
    require_releaser,
)
from accountability.publication.services import (
    draft_release,
    publish,
    rebuild_draft,
)
from accountability.publication.shelf import settle_published, unsettled
from accountability.publication.states import Move
from accountability.vocab.audit import AuditAction

logger = logging.getLogger(__name__)

TASK = "accountability.work_on_release"
#: Renewed while the worker lives; after it the work of a killed one is free.
LEASE = timedelta(seconds=20)
#: Work that fails so often, for whatever reason, waits for a person.
MAX_ATTEMPTS = 3
RING_AGAIN_AFTER = timedelta(seconds=60)
_RETRY = timedelta(seconds=5)
_OPEN = (WorkState.WAITING, WorkState.RUNNING)
#: What a move must allow before a worker is sent for it.
_MOVES = {WorkKind.REBUILD: Move.RESET, WorkKind.PUBLISH: Move.PUBLISH}


class LeaseLostError(Exception):
    """Another worker holds the work by now."""


@dataclass(frozen=True)
class Claim:
    """Work held by this worker, under a token that no other holder has."""

    work: ReleaseWork
    token: str


def ask(kind: WorkKind, *, by: User, release: Release | None = None) -> ReleaseWork:
    """Have a worker do it, and ring on commit.

    Raises PublicationRefusedError; under_way while other work is not done.
    """
    require_releaser(by)
    with acting_as(by, Purpose.REQUEST):
        if release is not None:
            moved(release, _MOVES[kind])
        try:
            with transaction.atomic():
                work = ReleaseWork.objects.create(
                    kind=kind,
                    release=release,
                    asked_by=by,
                    rung_at=timezone.now(),
                    steps=len(STEPS),
                )
        except IntegrityError:
            raise PublicationRefusedError(
                "under_way", "a worker is busy with a release: wait until it is done"
            ) from None
        note(
            AuditAction.RELEASE_ASK,
            object_type="release",
            object_id=release.name if release else "",
            details={"deed": kind.value},
        )
        transaction.on_commit(partial(_ring, work.pk), robust=True)
    return work


def work_under_way() -> ReleaseWork | None:
    """Return the work that is not done; there is one at most."""
    return (
        ReleaseWork.objects.filter(state__in=_OPEN)
        .select_related("release", "asked_by")
        .first()
    )


def perform(work_id: UUID) -> None:
    """Do the work if it is free to be done; whatever goes wrong ends in its row.

    Logs hold codes and places in the code only.
    """
    claimed = _claim(work_id)
    if claimed is None:
        return
    try:
        with _held(claimed) as tell:
            release = _done_before(claimed) or _DEEDS[WorkKind(claimed.work.kind)](
                claimed, tell
            )
        _complete(claimed, release)
    except LeaseLostError:
        logger.warning("work %s: the lease was lost", work_id)
    except PublicationRefusedError as refused:
        if refused.code == "under_way":
            _put_back(claimed, used_up=False)
        else:
            _give_up(claimed, refused.code, str(refused))
    except BundleRefusedError as refused:
        _give_up(claimed, "bundle_refused", str(refused))
    except SoftTimeLimitExceeded:
        _give_up(claimed, "timed_out", "")
    except Exception as error:  # the boundary: whatever it is, it ends in the row
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
        logger.error("work %s: %s", work_id, place)
        if claimed.work.attempts < MAX_ATTEMPTS:
            _put_back(claimed, used_up=True)
        else:
            _give_up(claimed, "defect", place)


def tend() -> int:
    """Ring for work that no worker holds, settle what was cut short; return rings."""
    if unsettled():
        settle_published()
    with transaction.atomic():
        now = timezone.now()
        waiting = list(
            _claimable(ReleaseWork.objects.all())
            .filter(
                Q(rung_at__isnull=True)
                | Q(state=WorkState.RUNNING, rung_at__lt=F("lease_until"))
                | Q(rung_at__lt=now - RING_AGAIN_AFTER)
            )
            .select_for_update(skip_locked=True)
        )
        ReleaseWork.objects.filter(pk__in=[work.pk for work in waiting]).update(
            rung_at=now
        )
        for work in waiting:
            transaction.on_commit(partial(_ring, work.pk), robust=True)
    return len(waiting)


def _draft(claimed: Claim, tell: Tell) -> Release:
    work = claimed.work
    return draft_release(by=work.asked_by, tell=tell, made_by=work.pk)


def _rebuild(claimed: Claim, tell: Tell) -> Release:
    work = claimed.work
    return rebuild_draft(_of(work), by=work.asked_by, tell=tell, made_by=work.pk)


def _publish(claimed: Claim, tell: Tell) -> Release:
    work = claimed.work
    publish(_of(work), by=work.asked_by, tell=tell, made_by=work.pk)
    return _of(work)


_DEEDS: dict[WorkKind, Callable[[Claim, Tell], Release]] = {
    WorkKind.DRAFT: _draft,
    WorkKind.REBUILD: _rebuild,
    WorkKind.PUBLISH: _publish,
}


def _of(work: ReleaseWork) -> Release:
    if work.release is None:
        raise RuntimeError(f"{work.kind} without a release")
    return work.release


def _done_before(claimed: Claim) -> Release | None:
    """Return what this work made already, when only its end was cut short."""
    made = {"made_by": claimed.work.pk}
    audited = ReleaseAudit.objects.filter(**made).select_related("release").first()
    named = CurrentChange.objects.filter(**made).select_related("release").first()
    if named is not None:
        settle_published()
    found = audited or named
    return found.release if found else None


def _claim(work_id: UUID) -> Claim | None:
    """Take work that waits or whose holder is gone; None if neither.

    Work that took every worker down with it is given up.
    """
    with transaction.atomic():
        work = (
            _claimable(ReleaseWork.objects.filter(pk=work_id))
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
            _give_up(claimed, "worker_lost", "")
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
def _held(claimed: Claim) -> Iterator[Tell]:
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


def _complete(claimed: Claim, release: Release) -> None:
    changed = _ours(claimed).update(
        state=WorkState.DONE,
        release=release,
        steps_done=F("steps"),
        lease_until=None,
        finished_at=Now(),
    )
    if not changed:
        raise LeaseLostError


def _put_back(claimed: Claim, *, used_up: bool) -> None:
    _ours(claimed).update(
        state=WorkState.WAITING,
        held_by="",
        lease_until=None,
        rung_at=None,
        not_before=Now() + _RETRY,
        attempts=F("attempts") - (0 if used_up else 1),
    )


def _give_up(claimed: Claim, failure: str, detail: str) -> None:
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


def _claimable(work: QuerySet[ReleaseWork]) -> QuerySet[ReleaseWork]:
    return work.filter(
        (
            Q(state=WorkState.WAITING)
            & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        )
        | Q(state=WorkState.RUNNING, lease_until__lt=Now())
    )


def _ring(work_id: UUID) -> None:
    """Tell the broker; when it can't be reached the sweeper rings later."""
    try:
        app.send_task(TASK, args=[str(work_id)], retry=False)
    except BrokerError:
        logger.warning("broker out of reach: work %s is rung for later", work_id)
        ReleaseWork.objects.filter(pk=work_id).update(rung_at=None)
