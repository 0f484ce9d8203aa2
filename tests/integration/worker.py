"""A real worker process on the test database and the test broker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection

from accountability.extraction.steps import perform
from accountability.models import Job, JobState

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 100.0


def worker_environment() -> dict[str, str]:
    """Return what a worker is told: the test's database, broker and directories."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = address._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **os.environ,
        "DATABASE_URL": database.geturl(),
        "ARCHIVE_DIR": str(settings.ARCHIVE_DIR),
        "RELEASES_DIR": str(settings.RELEASES_DIR),
        "DRAFTS_DIR": str(settings.DRAFTS_DIR),
        "KEYSTORE_DIR": str(settings.KEYSTORE_DIR),
        "ATTACHMENTS_DIR": str(settings.ATTACHMENTS_DIR),
        "AUDIT_HEADS_DIR": str(settings.AUDIT_HEADS_DIR),
        "COMMUNITY_POLICY_FILE": str(settings.COMMUNITY_POLICY_FILE or ""),
        "SOURCE_BASES": json.dumps(settings.SOURCE_BASES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "REMAP_SIGTERM": "SIGQUIT",
    }


def empty_broker() -> redis.Redis:
    """Return a client of the test broker, with nothing left in it."""
    client = redis.Redis.from_url(
        settings.BROKER_URL.replace("redis+socket://", "unix://")
    )
    client.flushdb()
    return client


def start_worker(log: Path, *, concurrency: int = 2) -> subprocess.Popen[bytes]:
    """Start a worker in a process group of its own."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app", "accountability", "worker"),
                *("--concurrency", str(concurrency), "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            cwd=ROOT,
            env=worker_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill_worker(worker: subprocess.Popen[bytes]) -> None:
    """Kill -9 the worker with its children, as a power cut would."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(PATIENCE)


@contextmanager
def running_worker(
    log: Path, *, concurrency: int = 2
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker for the length of a ``with`` block."""
    worker = start_worker(log, concurrency=concurrency)
    try:
        yield worker
    finally:
        kill_worker(worker)


def wait_until(holds: Callable[[], bool], what: str, log: Path | None = None) -> None:
    """Wait for something that a worker does; the worker's log is in the failure."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            said = log.read_text()[-3000:] if log and log.exists() else ""
            raise AssertionError(f"{what}: not within {PATIENCE:.0f} s\n{said}")
        time.sleep(0.1)


def drain(*, later: bool = False) -> int:
    """Do every job whose turn has come, in this process; return how many.

    ``later`` also does those that wait for a second try, as if the time had passed.
    """
    done = 0
    while True:
        if later:
            Job.objects.filter(state=JobState.QUEUED).update(not_before=None)
        waiting = Job.objects.filter(state=JobState.QUEUED, not_before=None)
        ids = list(waiting.values_list("pk", flat=True))
        if not ids:
            return done
        for job_id in ids:
            perform(job_id)
        done += len(ids)
