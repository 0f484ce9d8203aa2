"""Do one work of the release desk and be killed at a step: as a power cut would.

No worker is between, so the step is the very one. Steps are those that a builder tells,
and the moments after. Each builder is a process of its own, forked from one that has
Django ready and holds no connection (multiprocessing's fork server): what a builder
held when it was killed is what Postgres and the disk were left with.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

#: The end of a builder that came past the step, or could not begin.
_NOT_KILLED = 3
#: Settings that each test has of its own.
_GIVEN = (
    *("ARCHIVE_DIR", "RELEASES_DIR", "DRAFTS_DIR", "KEYSTORE_DIR", "ATTACHMENTS_DIR"),
    *("AUDIT_HEADS_DIR", "COMMUNITY_POLICY_FILE"),
)

_BUILDERS = multiprocessing.get_context("forkserver")
_BUILDERS.set_forkserver_preload([__name__])
if not apps.ready:  # in the fork server itself
    django.setup()
    import_module("accountability.publication.work")
from accountability.models import ReleaseWork  # noqa: E402
from accountability.release.bundle import (  # noqa: E402
    NoRelease,
    current_release,
    releases,
)


def build_and_die(work: ReleaseWork, step: str) -> None:
    """Do ``work`` in a process that is killed at ``step``.

    Postgres may still hold the lock of one that was killed just before: then the
    process ends without having begun, and another is started.
    """
    for _ in range(20):
        ended = _ended(work.pk, step)
        if ended != _NOT_KILLED:
            break
        time.sleep(0.5)
    assert ended == -signal.SIGKILL


def lease_runs_out() -> None:
    ReleaseWork.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def what_the_public_sees(root: Path) -> tuple[list[str], str | None]:
    try:
        return releases(root), current_release(root)
    except NoRelease:
        return releases(root), None


def _ended(work: UUID, step: str) -> int | None:
    """Start a builder, wait for its end and return its exit code."""
    given = {name: getattr(settings, name) for name in _GIVEN}
    database = str(connection.settings_dict["NAME"])
    builder = _BUILDERS.Process(target=_build, args=(work, step, database, given))
    builder.start()
    builder.join()
    exitcode: int | None = builder.exitcode
    return exitcode


def _build(work: UUID, step: str, database: str, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(settings, name, value)
    for held in connections.all():
        held.settings_dict["NAME"] = database
    _die_at(step)
    import_module("accountability.publication.work").perform(work)
    sys.exit(_NOT_KILLED)


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(step: str) -> None:
    shelf: Any = import_module("accountability.publication.shelf")
    services: Any = import_module("accountability.publication.services")
    work: Any = import_module("accountability.publication.work")
    if step == "measured":
        # The row is written; the transaction that it is in has not ended.
        drawing: Any = import_module("accountability.publication.community.drawing")
        drawing._drawn = _then(drawing._drawn, _die)
    elif step == "fitted":
        # The cube is fitted and not kept yet.
        fitting: Any = import_module("accountability.publication.community.fitting")
        fitting.standard_errors = _die
    elif step == "recorded":
        # After the record says so, before any file is in its place.
        services.settle_published = _die
    elif step == "placed":
        # The bundle is in its place; CURRENT is not written yet.
        shelf.make_current = _die
    elif step == "done":
        # Everything happened but the end of the work.
        work.complete = _die
    else:
        held = work.held

        def watched(claimed: Any) -> Any:
            return _dying(held, claimed, step)

        work.held = watched


def _then(step: Callable[..., Any], die: Callable[[], None]) -> Callable[..., Any]:
    def done(*given: Any) -> None:
        step(*given)
        die()

    return done


@contextmanager
def _dying(held: Any, claimed: Any, step: str) -> Iterator[Callable[[str], None]]:
    with held(claimed) as tell:

        def told(now: str) -> None:
            tell(now)
            if now == step:
                _die()

        yield told
