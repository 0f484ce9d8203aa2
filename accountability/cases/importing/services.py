"""A worker's turn at an import, whatever is to be done next, and who waits for one."""

import logging
import time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases.importing.bringing import bring_rows_in
from accountability.cases.importing.checking import check_rows
from accountability.cases.importing.ending import clear_up
from accountability.cases.importing.finding import (
    OpenImport,
    may_import_for,
    open_import,
    state_of,
)
from accountability.cases.importing.receiving import read_table
from accountability.cases.importing.working import LEASE, TURN, Work, ring
from accountability.models import CaseImport
from accountability.vocab.imports import OVER, ImportState

logger = logging.getLogger(__name__)
_STEPS = {
    ImportState.MAPPING: read_table,
    ImportState.CHECKING: check_rows,
    ImportState.ENTERING: bring_rows_in,
}
#: What waits for a worker: to be read, checked, brought in, or cleared up after.
_WAITING = (
    Q(state=ImportState.MAPPING.value, rows=None)
    | Q(state__in=[ImportState.CHECKING.value, ImportState.ENTERING.value])
    | Q(state__in=[state.value for state in OVER], lease_until__isnull=False)
)


def advance(import_id: UUID) -> None:
    """Do what comes next for an import, for one turn, and ring for the next turn.

    Called twice at the same time, one of the two does nothing. Whoever uploaded it is
    asked for again at every step: if they may bring in no cases any more, it rests.
    """
    row = _waiting(import_id)
    if row is None:
        return
    if state_of(row) in OVER:
        clear_up(row, time.monotonic() + TURN)
    else:
        try:
            _take_turn(Work(row.pk, row.asked_by, state_of(row)))
        except PermissionDenied:
            logger.warning("import %s rests: its asker may not go on", row.pk)
            return
    if _waiting(import_id) is not None:
        ring(import_id)


def ring_for_waiting() -> int:
    """Ring for imports that wait and that no worker holds; return how many."""
    now = timezone.now()
    with acting_as(SYSTEM, Purpose.RETENTION):
        waiting = CaseImport.objects.filter(_WAITING).filter(
            Q(lease_until=None) | Q(lease_until__lt=now)
        )
        ids = list(waiting.values_list("pk", flat=True)[:100])
    for import_id in ids:
        ring(import_id)
    return len(ids)


def working_on(row: CaseImport) -> bool:
    """Say whether a worker has something to do before a person has."""
    state = state_of(row)
    return state in _STEPS and not (state is ImportState.MAPPING and row.rows)


def rests(row: CaseImport) -> bool:
    """Say whether it waits for somebody who may bring in no cases any more."""
    return working_on(row) and not may_import_for(row.team, row.asked_by)


def _waiting(import_id: UUID) -> CaseImport | None:
    with acting_as(SYSTEM, Purpose.RETENTION):
        found = CaseImport.objects.filter(_WAITING, pk=import_id)
        return found.select_related("asked_by", "team").first()


def _take_turn(work: Work) -> None:
    found = _claimed(work)
    if found is None:
        return
    try:
        _STEPS[work.state](found, work)
    finally:
        with work.locked() as row:
            if row is not None:
                row.lease_until = None
                row.save(update_fields=["lease_until"])


def _claimed(work: Work) -> OpenImport | None:
    """Take the import for this worker and open it; None when another holds it."""
    with work.locked() as row:
        now = timezone.now()
        if row is None or (row.lease_until is not None and row.lease_until > now):
            return None
        row.lease_until = now + LEASE
        row.save(update_fields=["lease_until"])
        return open_import(row)
