"""Ending an import: cancelled on its way, or taken back when it is there.

The decision is stored first, then a worker clears up: the cases' keys, their rows, the
file, the import's own key. Cut short at any point it goes on, and nothing is readable.
"""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.audit.acting import note
from accountability.cases.errors import WrongStateError
from accountability.cases.importing import files
from accountability.cases.importing.errors import ImportStandsError
from accountability.cases.importing.finding import KIND, import_for, state_of
from accountability.cases.importing.working import over, ring_on_commit
from accountability.cases.keys import keystore
from accountability.models import Case, CaseImport, Role, User
from accountability.vocab.audit import AuditAction
from accountability.vocab.imports import OVER, ImportStands, ImportState
from accountability.vocab.retention import LIMITS, Clock

#: How long an import that is done can be taken back.
TAKEN_BACK_WITHIN = timedelta(days=7)
#: Cases dropped in one transaction.
CHUNK = 2000
UNFINISHED = tuple(state.value for state in ImportState if state not in OVER)
_DROPPED = frozenset({ImportState.CANCELLED, ImportState.TAKEN_BACK})


def cancel_import(import_id: UUID) -> None:
    """End an import that is on its way; WrongStateError for one that is over."""
    row = import_for(import_id, lock=True)
    if state_of(row) in OVER:
        raise WrongStateError(row.state)
    note(AuditAction.IMPORT_CANCEL, object_type=KIND, object_id=str(row.pk))
    over(row, ImportState.CANCELLED)


def take_back(import_id: UUID) -> None:
    """Take back an import that is done; ImportStandsError says why it can't be."""
    row = import_for(import_id, lock=True)
    check_taking_back(row)
    note(AuditAction.IMPORT_TAKE_BACK, object_type=KIND, object_id=str(row.pk))
    # Its end stays what it was: what was touched since is reckoned from there.
    row.state, row.lease_until = ImportState.TAKEN_BACK.value, timezone.now()
    row.save(update_fields=["state", "lease_until"])
    ring_on_commit(row.pk)


def check_taking_back(row: CaseImport) -> None:
    """Raise ImportStandsError if an import can't be taken back now."""
    if state_of(row) is not ImportState.DONE or row.finished_at is None:
        raise ImportStandsError(ImportStands.NOT_DONE)
    if timezone.now() - row.finished_at > TAKEN_BACK_WITHIN:
        raise ImportStandsError(ImportStands.TOO_LATE)
    untouched = Case.objects.filter(
        imported_by=row,
        touched_at__lte=row.finished_at,
        legal_hold=False,
        merged__isnull=True,
    )
    changed = row.entered - untouched.count()
    if changed:
        raise ImportStandsError(ImportStands.CHANGED, changed)


def cancel_forgotten(now: datetime, *, rehearse: bool) -> int:
    """Cancel imports that nobody finished in time; return how many."""
    with acting_as(SYSTEM, Purpose.RETENTION):
        old = CaseImport.objects.filter(
            state__in=UNFINISHED, asked_at__lte=now - LIMITS[Clock.IMPORT].length
        )
        if rehearse:
            return old.count()
        found = list(old.select_for_update())
        for row in found:
            note(AuditAction.IMPORT_CANCEL, object_type=KIND, object_id=str(row.pk))
            over(row, ImportState.CANCELLED)
    return len(found)


def clear_up(row: CaseImport, until: float) -> None:
    """Remove what an import that is over leaves behind, as far as this turn goes."""
    if state_of(row) in _DROPPED and not _cases_dropped(row, until):
        return
    files.remove(row.pk)
    keystore().destroy(str(row.pk))
    with acting_as(SYSTEM, Purpose.RETENTION):
        CaseImport.objects.filter(pk=row.pk, state=row.state).update(
            name=None, headings=None, mapping=None, lease_until=None
        )


def _cases_dropped(row: CaseImport, until: float) -> bool:
    """Destroy the keys of an import's cases and drop the cases; False: not all yet.

    Someone of the organisation who sees them does it: the machine does not.
    """
    user = _who_clears(row)
    if user is None:
        return False
    try:
        with acting_as(user, Purpose.IMPORT):
            if state_of(row) is ImportState.TAKEN_BACK and not _hidden_again(row):
                return False
            staged = Case.objects.filter(imported_by=row, staged=True)
            names = [str(pk) for pk in staged.values_list("pk", flat=True)]
    except PermissionDenied:
        return False
    if not _keys_destroyed(names, until):
        return False
    while time.monotonic() < until:
        with acting_as(user, Purpose.IMPORT), connection.cursor() as cursor:
            dropping = "SELECT count(*) FROM drop_staged_cases(%s, %s)"
            cursor.execute(dropping, [row.pk, CHUNK])
            if cursor.fetchone() == (0,):
                return True
    return False


def _hidden_again(row: CaseImport) -> bool:
    """Take cases that were seen out of sight, all of them or, touched since, none.

    Then the import stands as it was, which is stored.
    """
    seen = Case.objects.filter(imported_by=row, staged=False)
    if not seen.exists():
        return True  # an earlier turn did it
    held_or_merged = seen.filter(Q(legal_hold=True) | Q(merged__isnull=False))
    locked = seen.select_for_update().filter(touched_at__lte=row.finished_at)
    locked = locked.exclude(pk__in=held_or_merged.values("pk"))
    if len(locked.values_list("pk", flat=True)) == row.entered:
        seen.update(staged=True)
        return True
    CaseImport.objects.filter(pk=row.pk).update(
        state=ImportState.DONE.value, lease_until=None
    )
    return False


def _keys_destroyed(names: list[str], until: float) -> bool:
    store = keystore()
    for name in names:
        if time.monotonic() > until:
            return False
        if not store.is_destroyed(name):
            store.destroy(name)
    return True


def _who_clears(row: CaseImport) -> User | None:
    """Return whoever uploaded it, if they are still there, or a supervisor."""
    of_team = Q(team_memberships__team=row.team_id)
    here = User.objects.filter(
        is_active=True, memberships__organisation=row.organisation_id
    )
    supervisors = here.filter(memberships__role=Role.SUPERVISOR.value)
    asker = here.filter(of_team, pk=row.asked_by_id).first()
    return asker or supervisors.order_by("pk").first()
