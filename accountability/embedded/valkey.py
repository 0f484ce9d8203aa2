"""The embedded Valkey: the task queue's broker on a private unix socket."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from .account import command_as

if TYPE_CHECKING:
    from .binaries import Binaries
    from .places import Place

STOP = signal.SIGTERM
_ANSWER_SECONDS = 2.0


def prepare_queue(place: Place) -> None:
    """Make the directory of the append-only file."""
    place.private_directory(place.queue)


def server_command(place: Place, binaries: Binaries) -> list[str]:
    """Return the command that runs the server; it ends when its parent does."""
    return command_as(
        place.account,
        [
            *(str(binaries.valkey_server), "--port", "0", "--daemonize", "no"),
            *("--unixsocket", str(place.queue_socket), "--unixsocketperm", "700"),
            *("--dir", str(place.queue), "--appendonly", "yes", "--save", ""),
            # A full queue must refuse work, never forget it.
            *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        ],
        parent_death_signal="TERM",
    )


def url(place: Place) -> str:
    """Return the broker URL in the form that kombu reads."""
    return f"redis+socket://{place.queue_socket}"


def is_ready(place: Place) -> bool:
    """Whether the server answers PING now (it does not while it loads its file)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(str(place.queue_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except (FileNotFoundError, ConnectionError, TimeoutError):
            return False
