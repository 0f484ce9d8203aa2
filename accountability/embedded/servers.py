"""One running server process: started under the right account, stopped in order."""

from __future__ import annotations

import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PATIENCE = 30.0  # seconds until a server that does not start or stop is given up
_PAUSE = 0.02


def run_in_foreground(command: Sequence[str], *, stop: signal.Signals) -> int:
    """Run a server until it ends; TERM, INT and HUP to us become `stop` to it.

    PostgreSQL takes TERM as "when the last client has gone", so it must be told INT;
    Valkey ignores HUP, so a closed terminal must be told to it as TERM. Returns the
    server's exit code, 0 when it ended because we asked.
    """
    server: subprocess.Popen[bytes] | None = None
    asked = False

    def pass_on(_signum: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        if server is not None:
            server.send_signal(stop)

    for number in STOP_SIGNALS:
        signal.signal(number, pass_on)
    server = subprocess.Popen(command)
    if asked:
        server.send_signal(stop)
    code = server.wait()
    return 0 if asked and code in (0, -stop) else code


@contextmanager
def running(
    command: Sequence[str], *, stop: signal.Signals, ready: Callable[[], bool]
) -> Iterator[None]:
    """Run a server for the length of a `with` block, ready when the block begins."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            deadline = time.monotonic() + _PATIENCE
            while not ready():
                if server.poll() is not None or time.monotonic() > deadline:
                    server.kill()
                    said = server.communicate()[1]
                    raise EmbeddedError(f"{command[0]} did not start: {said}")
                time.sleep(_PAUSE)
            yield
        finally:
            if server.poll() is None:
                server.send_signal(stop)
            try:
                server.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
