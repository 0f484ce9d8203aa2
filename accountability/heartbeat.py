"""A worker says that it lives; whoever looks reads how long ago.

It comes from the worker's own timer, not from a task: a worker whose every process has
work is well. It lies in the broker's cache, so that one that is read proves the broker
too.
"""

import time
from typing import Any

from celery import bootsteps
from django.core.cache import cache
from redis.exceptions import RedisError

_KEY = "worker-lives"
#: Seconds between two signs; and after how many the last one is forgotten.
EVERY, FORGOTTEN_AFTER = 10.0, 24 * 3600


class Heart(bootsteps.StartStopStep):  # type: ignore[misc]
    """The part of a Celery worker that gives the sign."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        """Be started with the worker ``parent``."""
        super().__init__(parent, **options)
        self._timer: Any = None

    def start(self, parent: Any) -> None:
        """Give the first sign, and one every ten seconds."""
        give_sign()
        self._timer = parent.timer.call_repeatedly(EVERY, give_sign)

    def stop(self, parent: Any) -> None:
        """Give none any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def give_sign() -> None:
    """Write down that a worker lives now."""
    try:
        cache.set(_KEY, time.time(), FORGOTTEN_AFTER)
    except RedisError:
        return  # the broker is away: whoever looks sees that by itself


def seconds_since_sign() -> float | None:
    """Return how long ago a worker gave a sign; None if none did. Raises RedisError."""
    given: float | None = cache.get(_KEY)
    return None if given is None else max(0.0, time.time() - given)
