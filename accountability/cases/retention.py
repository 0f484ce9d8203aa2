"""The clocks: what is due for erasure on a day, and erasing it (PRIVACY.md B4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases.attachments.upload import private_directory
from accountability.cases.content import CaseText, names_of
from accountability.cases.erasure import erase
from accountability.cases.importing.ending import cancel_forgotten
from accountability.models import Case, CaseExport, ErasureReason
from accountability.vocab import CaseStatus
from accountability.vocab.retention import LIMITS, Clock


@dataclass(frozen=True)
class Due:
    """A case whose time is over, and by which clock."""

    case_id: UUID
    number: str
    clock: Clock

    @property
    def reason(self) -> ErasureReason:
        """What its tombstone will say."""
        draft = self.clock is Clock.DRAFT
        return ErasureReason.ABANDONED if draft else ErasureReason.CLOCK


@dataclass(frozen=True)
class Sweep:
    """What a sweep found; erased, unless it was a rehearsal."""

    cases: tuple[Due, ...]
    exports: int
    uploads: int
    imports: int = 0


def clock_of(case: Case, now: datetime) -> Clock | None:
    """Return the clock that has run out for a case; None while none has.

    A held case has no clock. Only the month of a closing is known: its clock starts
    with the next month, and never before the case was entered: one that was closed
    long before it was brought in is not gone the same night.
    """
    if case.legal_hold:
        return None
    if case.status == CaseStatus.DRAFT.value:
        over = now - case.touched_at >= LIMITS[Clock.DRAFT].length
        return Clock.DRAFT if over else None
    if case.status == CaseStatus.CLOSED.value and case.closed_month:
        since = max(case.closed_month, case.created_at.date().replace(day=1))
        over = now.date() - _next_month(since) >= LIMITS[Clock.CLOSED_CASE].length
        return Clock.CLOSED_CASE if over else None
    return None


def sweep(now: datetime | None = None, *, rehearse: bool = False) -> Sweep:
    """Erase every case whose time is over, old exports, forgotten uploads, imports."""
    moment = now or timezone.now()
    export_age = LIMITS[Clock.EXPORT].length
    with acting_as(SYSTEM, Purpose.RETENTION):
        due = tuple(
            Due(case.pk, case.number, clock)
            for case in _with_a_clock()
            if (clock := clock_of(case, moment)) is not None
        )
        old = CaseExport.objects.filter(asked_at__lte=moment - export_age)
        exports = old.count() if rehearse else old.delete()[0]
    if not rehearse:
        for found in due:
            erase(found.case_id, found.reason)
    imports = cancel_forgotten(moment, rehearse=rehearse)
    uploads = _forgotten_uploads(moment, rehearse=rehearse)
    return Sweep(due, exports, uploads, imports)


def _with_a_clock() -> Iterable[Case]:
    return (
        Case.objects.filter(
            status__in=[CaseStatus.DRAFT.value, CaseStatus.CLOSED.value]
        )
        .defer(*names_of(CaseText))
        .order_by("number")
        .iterator(1000)
    )


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _forgotten_uploads(now: datetime, *, rehearse: bool) -> int:
    """Remove uploads whose request died: noise under a key that is gone."""
    limit = LIMITS[Clock.UNLINKED_ATTACHMENT].length.total_seconds()
    old = [
        path
        for path in private_directory("spool").iterdir()
        if now.timestamp() - path.stat().st_mtime >= limit
    ]
    for path in old:
        if not rehearse:
            path.unlink(missing_ok=True)
    return len(old)
