"""Bringing checked rows in: chunk by chunk out of sight, then all are there at once."""

from itertools import islice
from uuid import UUID

from django.utils import timezone

from accountability.audit.acting import note
from accountability.cases.entering import enter
from accountability.cases.errors import WrongStateError
from accountability.cases.importing import files
from accountability.cases.importing.checking import reader_of
from accountability.cases.importing.finding import (
    KIND,
    OpenImport,
    import_for,
    state_of,
)
from accountability.cases.importing.records import PastCase
from accountability.cases.importing.working import LEASE, Work, over, ring_on_commit
from accountability.cases.moves import CLOSED_BEFORE
from accountability.cases.services import move_case, write_note
from accountability.models import Case, CaseImport
from accountability.vocab import CaseStatus
from accountability.vocab.audit import AuditAction
from accountability.vocab.imports import ImportState

#: Rows of one transaction: what a killed worker has to do again.
CHUNK = 100


def start_import(import_id: UUID) -> None:
    """Have a checked table brought in. Raises WrongStateError while a row is wrong."""
    row = import_for(import_id, lock=True, own=True)
    if state_of(row) is not ImportState.CHECKED or row.problems:
        raise WrongStateError(row.state)
    row.state = ImportState.ENTERING.value
    row.save(update_fields=["state"])
    ring_on_commit(row.pk)


def bring_rows_in(found: OpenImport, work: Work) -> None:
    """Enter chunk by chunk, as far as this turn goes; after the last show them all."""
    reader, at = reader_of(found), found.row.entered
    rows = files.rows(found.row.pk, found.key, after=at)
    while work.time_left:
        chunk = list(islice(rows, CHUNK))
        with work.locked() as row:
            if row is None or row.entered != at:
                return
            if not chunk:
                _show(row)
                return
            for cells in chunk:
                case, wrong = reader.read(cells)
                if case is None:
                    # Right when it was checked: a department has gone since.
                    row.failure = wrong[0].kind.value
                    over(row, ImportState.CANCELLED)
                    return
                _bring_in(row, case)
            at += len(chunk)
            row.entered, row.lease_until = at, timezone.now() + LEASE
            row.save(update_fields=["entered", "lease_until"])


def _bring_in(row: CaseImport, past: PastCase) -> None:
    case = enter(row.team, past.entry, staged_for=row)
    if past.note:
        write_note(case.pk, past.note)
    case = move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
    if past.closed_month is not None:
        move_case(
            case.pk,
            CaseStatus.CLOSED,
            revision=case.revision,
            reason=CLOSED_BEFORE,
            month=past.closed_month,
        )


def _show(row: CaseImport) -> None:
    shown = Case.objects.filter(imported_by=row, staged=True).update(staged=False)
    note(
        AuditAction.IMPORT_ENTER,
        object_type=KIND,
        object_id=str(row.pk),
        details={"count": shown},
    )
    over(row, ImportState.DONE)
