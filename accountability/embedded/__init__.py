"""Real PostgreSQL and Valkey with nothing installed but Python, keyed by DATA_DIR.

Imports no Django. `python -m accountability.embedded --help` lists the commands that
the Procfile uses; tests use `running_postgres` and `running_valkey`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import postgres, valkey
from .announcements import announce
from .binaries import binaries_for
from .credentials import credentials_for
from .errors import EmbeddedError
from .locations import Addresses, addresses, addresses_of
from .places import default_data_dir, place_for, temporary_state
from .servers import running
from .services import wait_until_served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Addresses",
    "EmbeddedError",
    "addresses",
    "announce",
    "default_data_dir",
    "running_postgres",
    "running_valkey",
    "wait_until_served",
]


@contextmanager
def running_postgres(
    data_dir: Path | None = None, *, durable: bool = False
) -> Iterator[Addresses]:
    """Run PostgreSQL for the length of a `with` block; yields where it is.

    Without `data_dir` the cluster is thrown away afterwards. `durable=False` leaves
    out what only a power cut needs (fsync). Variables of the environment are ignored.
    """
    with _state(data_dir) as state:
        place = place_for(state)
        binaries, credentials = binaries_for(place.account), credentials_for(place)
        postgres.prepare_cluster(place, binaries, credentials, durable=durable)
        with running(
            postgres.server_command(place, binaries, durable=durable),
            stop=postgres.STOP,
            ready=lambda: postgres.is_ready(place, binaries, credentials),
        ):
            yield addresses_of(place, {})


@contextmanager
def running_valkey(data_dir: Path | None = None) -> Iterator[Addresses]:
    """Run Valkey for the length of a `with` block; as `running_postgres`."""
    with _state(data_dir) as state:
        place = place_for(state)
        valkey.prepare_queue(place)
        with running(
            valkey.server_command(place, binaries_for(place.account)),
            stop=valkey.STOP,
            ready=lambda: valkey.is_ready(place),
        ):
            yield addresses_of(place, {})


@contextmanager
def _state(data_dir: Path | None) -> Iterator[Path]:
    if data_dir is not None:
        yield data_dir
        return
    with temporary_state() as state:
        yield state
