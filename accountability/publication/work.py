"""What the desk has a worker do: make a draft, make it again, publish.

It is long, so it runs outside of the request; the row says how far it is. What it
makes carries the work's id, so that work done twice is recorded once.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.db.models import F, Q
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
from accountability.publication.community.drawing import draw, due, require_audited
from accountability.publication.community.fitting import fit_drawing, unfitted
from accountability.publication.community.policy import policy
from accountability.publication.drafting import STEPS
from accountability.publication.leases import (
    MAX_ATTEMPTS,
    Claim,
    LeaseLostError,
    claim,
    claimable,
    complete,
    give_up,
    held,
    put_back,
)
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
RING_AGAIN_AFTER = timedelta(seconds=60)
_OPEN = (WorkState.WAITING, WorkState.RUNNING)
#: What a move must allow before a worker is sent for it.
_MOVES = {WorkKind.REBUILD: Move.RESET, WorkKind.PUBLISH: Move.PUBLISH}
#: What a worker tells while it draws.
DRAWING, FITTING = "drawing", "fitting"


def ask(kind: WorkKind, *, by: User, release: Release | None = None) -> ReleaseWork:
    """Have a worker do it, and ring on commit.

    Raises PublicationRefusedError; under_way while other work is not done.
    """
    require_releaser(by)
    steps = len(STEPS)
    if kind is WorkKind.DRAW:
        steps = 2 * require_something_due()
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
                    steps=steps,
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


def require_something_due() -> int:
    """Return how many vintages are to be drawn or fitted; refuse when there is none."""
    decided = policy()
    if decided is None:
        raise PublicationRefusedError("no_policy", "there is no written policy")
    require_audited(decided)
    number = len(due(decided)) + len(unfitted())
    if not number:
        raise PublicationRefusedError("not_due", "no vintage is due")
    return number


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
    claimed = claim(work_id)
    if claimed is None:
        return
    try:
        with held(claimed) as tell:
            release = _done_before(claimed) or _DEEDS[WorkKind(claimed.work.kind)](
                claimed, tell
            )
        complete(claimed, release)
    except LeaseLostError:
        logger.warning("work %s: the lease was lost", work_id)
    except PublicationRefusedError as refused:
        if refused.code == "under_way":
            put_back(claimed, used_up=False)
        else:
            give_up(claimed, refused.code, str(refused))
    except BundleRefusedError as refused:
        give_up(claimed, "bundle_refused", str(refused))
    except SoftTimeLimitExceeded:
        give_up(claimed, "timed_out", "")
    except Exception as error:  # the boundary: whatever it is, it ends in the row
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
        logger.error("work %s: %s", work_id, place)
        if claimed.work.attempts < MAX_ATTEMPTS:
            put_back(claimed, used_up=True)
        else:
            give_up(claimed, "defect", place)


def tend() -> int:
    """Ring for work that no worker holds, settle what was cut short; return rings."""
    if unsettled():
        settle_published()
    with transaction.atomic():
        now = timezone.now()
        waiting = list(
            claimable(ReleaseWork.objects.all())
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


def _draw(claimed: Claim, tell: Tell) -> None:
    decided = policy()
    if decided is None:
        raise PublicationRefusedError("no_policy", "there is no written policy")
    for scheduled in due(decided):
        tell(DRAWING)
        draw(scheduled, by=claimed.work.asked_by)
    for drawing in unfitted():
        tell(FITTING)
        fit_drawing(drawing)


_DEEDS: dict[WorkKind, Callable[[Claim, Tell], Release | None]] = {
    WorkKind.DRAFT: _draft,
    WorkKind.REBUILD: _rebuild,
    WorkKind.PUBLISH: _publish,
    WorkKind.DRAW: _draw,
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


def _ring(work_id: UUID) -> None:
    """Tell the broker; when it can't be reached the sweeper rings later."""
    try:
        app.send_task(TASK, args=[str(work_id)], retry=False)
    except BrokerError:
        logger.warning("broker out of reach: work %s is rung for later", work_id)
        ReleaseWork.objects.filter(pk=work_id).update(rung_at=None)
