"""The services of the Procfile: the two servers, and commands that wait for them."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import postgres, valkey
from .announcements import is_announced
from .binaries import binaries_for
from .credentials import credentials_for
from .errors import EmbeddedError
from .locations import addresses_of
from .places import default_data_dir, place_for
from .servers import STOP_SIGNALS, run_in_foreground

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

SECRETS = (
    *("DATABASE_URL", "OWNER_DATABASE_URL", "AUDIT_DATABASE_URL"),
    *("BROKER_URL", "SECRET_KEY"),
    *("MASTER_KEYS_FILE", "MASTER_KEYS_PROVIDER", "AUDIT_SIGNING_KEY_FILE"),
    *("RELEASE_SIGNING_KEY_FILE", "DRAFTS_DIR"),
    *("KEYSTORE_DIR", "ATTACHMENTS_DIR", "MAIL_URL"),
)
_PAUSE = 0.1
_PATIENCE = 300.0  # seconds; the first start migrates and loads reference data


def serve_postgres() -> int:
    """Run PostgreSQL in the foreground, the cluster made first if there is none."""
    if os.environ.get("DATABASE_URL"):
        return _stand_by("DATABASE_URL is set: no embedded PostgreSQL is started")
    place = place_for(default_data_dir())
    binaries, credentials = binaries_for(place.account), credentials_for(place)
    if postgres.prepare_cluster(place, binaries, credentials):
        _say(f"new cluster in {place.cluster}")
    return run_in_foreground(
        postgres.server_command(place, binaries), stop=postgres.STOP
    )


def serve_valkey() -> int:
    """Run Valkey in the foreground."""
    if os.environ.get("BROKER_URL"):
        return _stand_by("BROKER_URL is set: no embedded Valkey is started")
    place = place_for(default_data_dir())
    valkey.prepare_queue(place)
    return run_in_foreground(
        valkey.server_command(place, binaries_for(place.account)), stop=valkey.STOP
    )


def _stand_by(reason: str) -> int:
    """Hold the Procfile's line open: the supervisor ends all when one service ends."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    _say(reason)
    signal.sigwait(STOP_SIGNALS)
    return 0


def run_after(
    command: Sequence[str], *, announced: Sequence[str] = (), owner: bool = False
) -> NoReturn:
    """Become `command` once the servers answer and `announced` has been announced.

    The command gets the addresses and secrets in its environment, the migrating role's
    only with `owner`. Servers named by DATABASE_URL and BROKER_URL are not waited for:
    their clients say best what is wrong with them.
    """
    place = place_for(default_data_dir())
    binaries, credentials = binaries_for(place.account), credentials_for(place)
    if not os.environ.get("DATABASE_URL"):
        _wait("PostgreSQL", lambda: postgres.is_ready(place, binaries, credentials))
    if not os.environ.get("BROKER_URL"):
        _wait("Valkey", lambda: valkey.is_ready(place))
    for name in announced:
        _wait(f"the announcement {name}", partial(is_announced, place, name))
    os.environ.update(addresses_of(place, os.environ).as_environment(owner=owner))
    if not owner:
        os.environ.pop("OWNER_DATABASE_URL", None)
    os.execvp(command[0], list(command))  # noqa: S606 (no shell is wanted)


def run_public(command: Sequence[str], *, announced: Sequence[str]) -> NoReturn:
    """Become `command` once `announced` has been, with every secret taken away."""
    place = place_for(default_data_dir())
    for name in announced:
        _wait(f"the announcement {name}", partial(is_announced, place, name))
    for name in SECRETS:
        os.environ.pop(name, None)
    os.execvp(command[0], list(command))  # noqa: S606 (no shell is wanted)


def wait_until_served(*addresses: str) -> None:
    """Wait until something listens at each of these http addresses of this machine."""
    for address in addresses:
        parts = urlsplit(address)
        if parts.hostname is None or parts.port is None:
            raise EmbeddedError(f"{address} is not an address with host and port")
        _wait(address, partial(_listens, parts.hostname, parts.port))


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait(what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"waited {_PATIENCE:.0f} s for {what} in vain")
        time.sleep(_PAUSE)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
