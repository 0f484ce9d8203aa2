"""Importing a checked file: archived and read in one transaction, all of it or none."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accountability.access.context import acting
from accountability.access.permissions import require
from accountability.archive.arrivals import remove_arrival
from accountability.audit.acting import note
from accountability.extraction.handing_in.errors import (
    ProblemsStandError,
    StepRefusedError,
)
from accountability.extraction.handing_in.opening import opened
from accountability.extraction.handing_in.receiving import KIND
from accountability.extraction.handing_in.working import Turn, ring_on_commit
from accountability.extraction.importing import keep_file
from accountability.extraction.reading import extract_snapshot
from accountability.models import HandedInFile, Role
from accountability.vocab.audit import AuditAction
from accountability.vocab.handed_in import HandedInState


def start_import(file_id: UUID, *, leave_out: int = 0) -> None:
    """Have a checked file imported.

    ``leave_out`` is how many wrong rows somebody said are to be left out: they become
    rejections and are counted. Raises ProblemsStandError where that is not all of them,
    or where there is nothing to read in a file that is not read by hand, and
    StepRefusedError.
    """
    require(acting().person, Role.REVIEWER)
    file = HandedInFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or file.state != HandedInState.CHECKED.value:
        raise StepRefusedError
    nothing = not file.found["proposed"] and not file.by_hand
    if file.problems != leave_out or nothing:
        raise ProblemsStandError
    note(
        AuditAction.HAND_IN_IMPORT,
        object_type=KIND,
        object_id=str(file.pk),
        details={"count": file.found["proposed"]},
    )
    file.state = HandedInState.IMPORTING.value
    file.save(update_fields=["state"])
    ring_on_commit(file.pk)


def bring_in(turn: Turn) -> None:
    """Archive the file and put its readings into the review queue, all or none."""
    held = opened(turn.file)
    with transaction.atomic():
        snapshot = keep_file(
            held.source, held.link, held.document.content, held.document.media_type
        )
        counts = extract_snapshot(snapshot, held.source, turn.tell)
        turn.end(
            HandedInState.DONE,
            snapshot=snapshot,
            shape={},
            found={**turn.file.found, "first": [], "counts": counts.as_dict()},
            done=counts.rows,
            finished_at=timezone.now(),
        )
    remove_arrival(turn.file.pk)
