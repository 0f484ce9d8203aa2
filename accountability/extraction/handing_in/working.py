"""A worker's turn at a file, under a lease: claimed, held, ended, or given up.

State lives in Postgres. Whoever loses the lease stores nothing more: its transaction
rolls back, and the turn is done once, by whoever holds it.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from accountability.celery import app
from accountability.extraction.leases import renewed
from accountability.models import HandedInFile
from accountability.sources.errors import Failure, SourceError
from accountability.vocab.handed_in import WORKING, HandedInState

#: Renewed by the worker while it lives; a killed worker's file is free after it.
LEASE = timedelta(seconds=30)
#: A file that takes every worker down with it waits for a person.
MAX_ATTEMPTS = 4


class TurnLostError(Exception):
    """Another worker has the file by now, or a person cancelled it."""


@dataclass
class Turn:
    """A file held by this worker. ``done`` counts the rows that it is through with."""

    file: HandedInFile
    token: str
    done: int = field(default=0)

    def tell(self, rows: int) -> None:
        """Say how far the work is; written with the lease."""
        self.done = rows

    def end(self, state: HandedInState, **facts: Any) -> None:
        """Store what the turn came to, in the transaction of its effects, as the last.

        Raises TurnLostError, which must roll that transaction back.
        """
        told = {"failure": "", "where": "", "advice": "", **facts}
        changed = self._ours().update(
            state=state.value, attempts=0, claimed_by="", lease_until=None, **told
        )
        if not changed:
            raise TurnLostError

    def fail(self, error: SourceError) -> None:
        """Leave the file to a person, with the reason; nothing if it is not ours."""
        self._ours().update(
            state=HandedInState.FAILED.value,
            failure=error.failure.value,
            where=error.where[:1000],
            advice=error.advice[:300],
            claimed_by="",
            lease_until=None,
        )

    def put_back(self) -> None:
        """Let another turn come: what failed was the database, not the file."""
        self._ours().update(claimed_by="", lease_until=None)

    def renew(self) -> None:
        """Go on holding the file, and write how far the work is."""
        self._ours().update(lease_until=Now() + LEASE, done=self.done)

    def _ours(self) -> QuerySet[HandedInFile]:
        return HandedInFile.objects.filter(
            pk=self.file.pk, state=self.file.state, claimed_by=self.token
        )


def claim(file_id: UUID) -> Turn | None:
    """Take a file that waits for a worker and that none holds; None if none does."""
    with transaction.atomic():
        file = (
            waiting()
            .filter(pk=file_id)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("body", "asked_by")
            .first()
        )
        if file is None:
            return None
        turn = Turn(
            file, f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"
        )
        HandedInFile.objects.filter(pk=file_id).update(
            claimed_by=turn.token,
            attempts=F("attempts") + 1,
            done=0,
            lease_until=Now() + LEASE,
        )
        if file.attempts >= MAX_ATTEMPTS:
            lost = "every worker that tried it ended"
            turn.fail(SourceError(Failure.WORKER_LOST, file.name, lost))
            return None
    return turn


@contextmanager
def held(turn: Turn) -> Iterator[None]:
    """Renew the lease for as long as the work goes on."""
    with renewed(turn.renew, LEASE / 6, f"file {turn.file.pk}"):
        yield


def waiting() -> QuerySet[HandedInFile]:
    """Return the files for which a worker has something to do and that none holds."""
    return HandedInFile.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=Now()),
        state__in=[state.value for state in WORKING],
    )


def ring_for_waiting() -> int:
    """Ring for files that wait; return how many."""
    ids = list(waiting().values_list("pk", flat=True)[:100])
    for file_id in ids:
        ring(file_id)
    return len(ids)


def ring_on_commit(file_id: UUID) -> None:
    """Ring for a worker when this transaction is there to be seen."""
    transaction.on_commit(partial(ring, file_id), robust=True)


def ring(file_id: UUID) -> None:
    """Tell the broker of a file that waits; where it can't, the sweeper rings again."""
    try:
        app.send_task("accountability.tend_file", args=[str(file_id)], retry=False)
    except BrokerError:
        return
