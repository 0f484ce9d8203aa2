"""Do one work of the release desk and be killed at a step: as a power cut would.

``python -m tests.integration.killed_builder WORK STEP``: no worker is between, so the
step is the very one. Steps are those that a builder tells, and the moments after.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django


def main() -> None:
    """Work, and die at the step."""
    work_id, step = sys.argv[1:]
    django.setup()
    from importlib import import_module

    shelf: Any = import_module("accountability.publication.shelf")
    services: Any = import_module("accountability.publication.services")
    work: Any = import_module("accountability.publication.work")

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "measured":
        # The row is written; the transaction that it is in has not ended.
        drawing: Any = import_module("accountability.publication.community.drawing")
        drawing._drawn = _then(drawing._drawn, die)
    elif step == "fitted":
        # The cube is fitted and not kept yet.
        fitting: Any = import_module("accountability.publication.community.fitting")
        fitting.standard_errors = die
    elif step == "recorded":
        # After the record says so, before any file is in its place.
        services.settle_published = die
    elif step == "placed":
        # The bundle is in its place; CURRENT is not written yet.
        shelf.make_current = die
    elif step == "done":
        # Everything happened but the end of the work.
        work.complete = die
    else:
        held = work.held

        def watched(claimed: Any) -> Any:
            return _dying(held, claimed, step, die)

        work.held = watched
    work.perform(UUID(work_id))
    sys.exit(3)


def _then(step: Callable[..., Any], die: Callable[[], None]) -> Callable[..., Any]:
    def done(*given: Any) -> None:
        step(*given)
        die()

    return done


def _dying(held: Any, claimed: Any, step: str, die: Callable[[], None]) -> Any:
    from contextlib import contextmanager

    @contextmanager
    def block() -> Any:
        with held(claimed) as tell:

            def told(now: str) -> None:
                tell(now)
                if now == step:
                    die()

            yield told

    return block()


if __name__ == "__main__":
    main()
