"""Waiting between two requests to one host."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from accountability.sources.errors import Failure, SourceError


class Pacer(Protocol):
    """Keeps requests to a host apart."""

    def wait(self, host: str, delay: float) -> None:
        """Return when ``host`` may be asked, ``delay`` seconds after the last time.

        Raises SourceError (rate_limited, with ``retry_after``) rather than hold a
        worker for long.
        """
        ...


class LocalPacer:
    """Keeps the delay within this process, for every thread of it.

    ``max_wait`` is the longest sleep in seconds; ``clock`` and ``sleep`` are given by
    tests.
    """

    def __init__(
        self,
        *,
        max_wait: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Start with no host asked yet."""
        self._max_wait = max_wait
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str, delay: float) -> None:
        """Sleep until ``delay`` seconds have passed since the last turn at ``host``."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._last.get(host, now - delay) + delay)
            if turn - now > self._max_wait:
                raise SourceError(
                    Failure.RATE_LIMITED,
                    host,
                    "the host's delay is longer than a worker may wait",
                    retry_after=turn - now,
                )
            self._last[host] = turn
        if turn > now:
            self._sleep(turn - now)
