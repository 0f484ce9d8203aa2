"""Is the confidential plane well? Asked by machines, every few seconds: cheap.

Answers are ages, numbers, codes and names of sources. Nothing here reads a case.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from redis.exceptions import RedisError

from accountability.heartbeat import seconds_since_sign
from accountability.models import Job, JobState, SourceHealth
from accountability.vocab.health import ALARMING, SourceState

#: A worker gives a sign every ten seconds.
WORKER_SILENT_AFTER = timedelta(minutes=1)
#: How long a job whose turn has come may wait for a worker.
QUEUE_WAITS_AT_MOST = timedelta(minutes=15)
#: The sources are looked at every five minutes.
LOOK_IS_OLD_AFTER = timedelta(minutes=20)
#: Bytes that must be free where fetched documents are kept: some runs' worth.
ARCHIVE_LEAST_FREE = 512 * 1024**2


@dataclass(frozen=True)
class Check:
    """One thing looked at; ``facts`` are JSON values."""

    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


def checks() -> dict[str, Check]:
    """Look at everything; one failure does not hide another."""
    now = timezone.now()
    looks: dict[str, Callable[[], Check]] = {
        "database": _database,
        "broker": _broker,
        "worker": _worker,
        "queue": lambda: _queue(now),
        "sources": lambda: _sources(now),
        "archive": lambda: _archive(Path(settings.ARCHIVE_DIR)),
    }
    return {name: _look(look) for name, look in looks.items()}


def _look(look: Callable[[], Check]) -> Check:
    try:
        return look()
    except (DatabaseError, RedisError, OSError) as error:
        # The kind of the error and no word of it: an address may stand in it.
        return Check(False, {"error": type(error).__name__})


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return Check(cursor.fetchone() == (1,))


def _broker() -> Check:
    seconds_since_sign()
    return Check(True)


def _worker() -> Check:
    seconds = seconds_since_sign()
    if seconds is None:
        return Check(False, {"seconds": None})
    return Check(seconds <= WORKER_SILENT_AFTER.total_seconds(), _age(seconds))


def _queue(now: datetime) -> Check:
    """Find the job that waits longest for a worker since its turn came."""
    turn = Coalesce("not_before", "rung_at", "created_at")
    came = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = Job.objects.filter(came, state=JobState.QUEUED)
    oldest = waiting.aggregate(oldest=Min(turn))["oldest"]
    waits = now - oldest if oldest else timedelta()
    return Check(waits <= QUEUE_WAITS_AT_MOST, _age(waits.total_seconds()))


def _sources(now: datetime) -> Check:
    """Say when they were looked at and which need somebody; that alone is no failure.

    A publisher's site that is down is no fault of this service: the staff home and the
    mail say so. That nobody looks any more is one.
    """
    rows = SourceHealth.objects.values_list("source_id", "state", "checked_at")
    alarming = {
        source: state
        for source, state, _checked in rows
        if SourceState.of(state) in ALARMING
    }
    looked = max((checked for *_rest, checked in rows), default=None)
    facts = {"watched": len(rows), "alarming": alarming}
    if looked is None:
        return Check(True, facts)
    age = now - looked
    return Check(age <= LOOK_IS_OLD_AFTER, facts | _age(age.total_seconds()))


def _archive(directory: Path) -> Check:
    """Write a file without a name, which is gone at once."""
    with TemporaryFile(dir=directory) as file:
        file.write(b"well")
        file.flush()
    free = shutil.disk_usage(directory).free
    return Check(free >= ARCHIVE_LEAST_FREE, {"free_bytes": free})


def _age(seconds: float) -> dict[str, int]:
    return {"seconds": max(0, round(seconds))}
