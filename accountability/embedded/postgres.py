"""The embedded PostgreSQL cluster: made once, reached over a private unix socket.

Four roles with random passwords (SCRAM, so that any account of the machine that was
given the password may connect): a superuser nobody uses, the owner that migrates, the
application role that may read and change rows but no table, and the audit's role that
may add entries and nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .account import command_as
from .errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .binaries import Binaries
    from .credentials import Credentials
    from .places import Place

DATABASE = "accountability"
OWNER = "accountability_owner"
APP = "accountability_app"
AUDIT = "accountability_audit"
ADMIN = "accountability_admin"

_SQL = Path(__file__).parent
#: In the data directory: the role that writes the audit is there.
_HAS_AUDIT = "accountability.has-audit-role"
# The test runner makes databases of its own; in production the owner cannot.
_FOR_TESTS = (
    f"ALTER ROLE {OWNER} CREATEDB",
    f"GRANT CONNECT ON DATABASE postgres TO {OWNER}",
)

STOP = signal.SIGINT  # fast shutdown: clients are disconnected, nothing is lost

# Values of rows must not reach the log: no statement text, no DETAIL lines.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "password_encryption": "scram-sha-256",
}
_UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def prepare_cluster(
    place: Place, binaries: Binaries, credentials: Credentials, *, durable: bool = True
) -> bool:
    """Create the cluster, its roles and the database; return False if it was there.

    It is built beside its final place and moved there when complete: an interrupted
    first start leaves nothing half made.
    """
    if place.cluster.exists():
        _add_what_is_new(place, binaries, credentials)
        return False
    draft = place.cluster.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    password_file = place.state / ".admin-password"
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(credentials.admin_password)
    place.give(password_file)
    try:
        _run(
            place,
            [
                *(binaries.postgres("initdb"), "--pgdata", str(draft)),
                *("--username", ADMIN, "--pwfile", str(password_file)),
                *("--auth-local", "scram-sha-256", "--auth-host", "reject"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
                *("--locale", "C.UTF-8", "--encoding", "UTF8"),
                *([] if durable else ["--no-sync"]),
            ],
        )
    finally:
        password_file.unlink()
    for database, statements in (
        ("template1", _statements("template1.sql", credentials)),
        (
            "postgres",
            [
                *_statements("database.sql", credentials),
                *_statements("audit.sql", credentials),
                *_FOR_TESTS,
            ],
        ),
    ):
        _single_user(place, binaries, draft, database, statements)
    (draft / _HAS_AUDIT).touch()
    place.give(draft / _HAS_AUDIT)
    draft.rename(place.cluster)
    return True


def _add_what_is_new(
    place: Place, binaries: Binaries, credentials: Credentials
) -> None:
    """Give a cluster of an earlier version the role that it has not yet."""
    if (place.cluster / _HAS_AUDIT).exists():
        return
    _single_user(
        place,
        binaries,
        place.cluster,
        "postgres",
        _statements("audit.sql", credentials),
    )
    (place.cluster / _HAS_AUDIT).touch()
    place.give(place.cluster / _HAS_AUDIT)


def _single_user(
    place: Place,
    binaries: Binaries,
    cluster: Path,
    database: str,
    statements: Sequence[str],
) -> None:
    """Run statements in a cluster that no server runs on, one a line."""
    _run(
        place,
        [
            *(binaries.postgres("postgres"), "--single", "-D", str(cluster)),
            *("-c", "exit_on_error=on", database),
        ],
        "".join(f"{statement}\n" for statement in statements),
    )


def _statements(name: str, credentials: Credentials) -> list[str]:
    """Read statements that psql could run too, the passwords put in."""
    text = (_SQL / name).read_text()
    for role in ("owner", "app", "audit"):
        password = getattr(credentials, f"{role}_password")
        text = text.replace(f":'{role}_password'", f"'{password}'")
    return [line for line in text.splitlines() if not line.startswith("--")]


def server_command(
    place: Place, binaries: Binaries, *, durable: bool = True
) -> list[str]:
    """Return the command that runs the server; it ends when its parent does."""
    settings = _SETTINGS | {"unix_socket_directories": str(place.sockets)}
    if not durable:
        settings |= _UNSAFE_BUT_FAST
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    return command_as(
        place.account,
        [binaries.postgres("postgres"), "-D", str(place.cluster), *options],
        parent_death_signal="INT",
    )


def url(place: Place, role: str, password: str) -> str:
    """Return a connection URL over the socket, as Django settings and libpq read it."""
    host = quote(str(place.sockets), safe="")
    return f"postgresql://{role}:{password}@/{DATABASE}?host={host}"


def is_ready(place: Place, binaries: Binaries, credentials: Credentials) -> bool:
    """Whether the application role can run a statement in the database now."""
    asked = subprocess.run(
        [binaries.postgres("psql"), "-X", "-q", "-c", "SELECT 1", DATABASE],
        env={
            "PGHOST": str(place.sockets),
            "PGUSER": APP,
            "PGPASSWORD": credentials.app_password,
            "PGCONNECT_TIMEOUT": "5",
        },
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _run(place: Place, command: Sequence[str], statements: str = "") -> None:
    done = subprocess.run(
        command_as(place.account, command, parent_death_signal="KILL"),
        input=statements,
        capture_output=True,
        text=True,
        cwd=place.state,
        check=False,
    )
    if done.returncode != 0 or "ERROR:" in done.stderr:
        raise EmbeddedError(f"{command[0]} failed: {done.stderr.strip()}")
