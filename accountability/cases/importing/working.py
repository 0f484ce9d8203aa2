"""A worker's turn at an import: whose it is, for how long, and ringing for the next.

State lives in Postgres. Whatever a turn stores, it stores under a lock on the import's
row and only while that is where the turn began: two workers at one import, or one that
comes back from the dead, can't store a row twice.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.cases.importing.finding import may_import_for
from accountability.celery import app
from accountability.models import CaseImport, User
from accountability.vocab.imports import ImportState

#: Seconds after which a turn begins no other chunk; a task's soft limit is 75.
TURN = 45.0
#: Longer than a task can live.
LEASE = timedelta(seconds=100)


@dataclass(frozen=True)
class Work:
    """One turn of one worker, as whoever uploaded the table."""

    import_id: UUID
    user: User
    state: ImportState
    _until: float = field(default_factory=lambda: time.monotonic() + TURN)

    @property
    def time_left(self) -> bool:
        """Whether another chunk may begin."""
        return time.monotonic() < self._until

    @contextmanager
    def locked(self) -> Iterator[CaseImport | None]:
        """Open one transaction on the import; None when it is elsewhere by now.

        Raises PermissionDenied when the person may do it no longer.
        """
        with acting_as(self.user, Purpose.IMPORT):
            row = (
                CaseImport.objects.select_for_update(of=("self",))
                .select_related("team", "organisation")
                .filter(pk=self.import_id)
                .first()
            )
            if row is None or not may_import_for(row.team):
                raise PermissionDenied("whoever uploaded it may bring in no cases")
            yield row if row.state == self.state.value else None


def over(row: CaseImport, state: ImportState) -> None:
    """Set a locked import's last state, and have a worker clear up after it.

    An import that is over and has a lease waits for that.
    """
    row.state, row.finished_at = state.value, timezone.now()
    row.lease_until = row.finished_at
    row.save(update_fields=["state", "failure", "finished_at", "lease_until"])
    ring_on_commit(row.pk)


def ring_on_commit(import_id: UUID) -> None:
    """Ring for a worker when this transaction is there to be seen."""
    transaction.on_commit(partial(ring, import_id), robust=True)


def ring(import_id: UUID) -> None:
    """Tell the broker of an import that waits; the sweeper rings again."""
    app.send_task("accountability.tend_import", args=[str(import_id)], retry=False)
