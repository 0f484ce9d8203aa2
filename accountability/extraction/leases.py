"""A lease that is renewed for as long as its holder lives."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


@contextmanager
def renewed(renew: Callable[[], object], lease: timedelta, what: str) -> Iterator[None]:
    """Call ``renew`` three times a lease, from a thread, while the work goes on.

    The thread has a database connection of its own: the work's may be in one long
    transaction. ``what`` names the work in the log.
    """
    done = threading.Event()

    def keep() -> None:
        try:
            while not done.wait(lease.total_seconds() / 3):
                try:
                    renew()
                except DatabaseError as error:
                    logger.warning(
                        "lease of %s not renewed: %s", what, type(error).__name__
                    )
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
