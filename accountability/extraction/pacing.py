"""Per-host pacing that all workers share: one row a host in Postgres."""

import time

from django.db import connection

from accountability.extraction.queue import NotOurTurnError
from accountability.sources.errors import Failure

_RESERVE = """
INSERT INTO accountability_hostpace AS pace (host, next_at)
VALUES (%(host)s, clock_timestamp() + %(delay)s * interval '1 second')
ON CONFLICT (host) DO UPDATE
SET next_at = GREATEST(pace.next_at, clock_timestamp())
              + %(delay)s * interval '1 second'
WHERE pace.next_at <= clock_timestamp() + %(longest)s * interval '1 second'
RETURNING EXTRACT(epoch FROM
    next_at - %(delay)s * interval '1 second' - clock_timestamp())
"""
_WAIT = """
SELECT EXTRACT(epoch FROM next_at - clock_timestamp())
FROM accountability_hostpace WHERE host = %(host)s
"""


class SharedPacer:
    """Hands out turns at a host to every worker on this database.

    A turn further off than ``longest`` seconds is not waited for: NotOurTurnError says
    when to come back.
    """

    def __init__(self, *, longest: float = 20.0) -> None:
        self._longest = longest

    def wait(self, host: str, delay: float) -> None:
        """Reserve the next turn at ``host`` and sleep until it comes."""
        if delay <= 0:
            return
        names: dict[str, float | str] = {
            "host": host,
            "delay": delay,
            "longest": self._longest,
        }
        with connection.cursor() as cursor:
            cursor.execute(_RESERVE, names)
            reserved = cursor.fetchone()
            if reserved is None:
                cursor.execute(_WAIT, names)
                raise NotOurTurnError(
                    Failure.RATE_LIMITED,
                    host,
                    "other jobs ask this host first",
                    retry_after=max(1.0, float(cursor.fetchone()[0])),
                )
        if reserved[0] > 0:
            time.sleep(float(reserved[0]))
