"""The unprivileged account that servers and workers run under when root starts them.

PostgreSQL refuses to run as root, and the worker opens PDFs of strangers. Root
therefore gives everything to a system account of its own. initdb looks the account up
by name ("could not look up effective user ID"), so a bare number is not enough.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DEFAULT_NAME = "accountability"
_USERADD_NAME_TAKEN = 9


@dataclass(frozen=True)
class Account:
    """An unprivileged login: name, user id and primary group id."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """Return the account to run under, or None when we are not root.

    The system account named by SERVICE_USER (default `accountability`) is created
    when it is missing: no home, no shell, no password.
    """
    if os.geteuid() != 0:
        return None
    name = os.environ.get("SERVICE_USER", DEFAULT_NAME)
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        entry = _create(name)
    if entry.pw_uid == 0:
        raise EmbeddedError(
            f"SERVICE_USER {name} is root: name an unprivileged account"
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create(name: str) -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if useradd is None:
        raise EmbeddedError(
            f"root needs an unprivileged account for the servers and useradd is"
            f" missing: create the account {name}, name another one in SERVICE_USER,"
            " or run as an ordinary user"
        )
    made = subprocess.run(
        [
            *(useradd, "--system", "--user-group", "--no-create-home"),
            *("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode not in (0, _USERADD_NAME_TAKEN):
        raise EmbeddedError(
            f"cannot create the account {name}: {made.stderr.strip()}; name an"
            " existing one in SERVICE_USER or run as an ordinary user"
        )
    return pwd.getpwnam(name)


def command_as(
    account: Account | None, command: Sequence[str], *, parent_death_signal: str
) -> list[str]:
    """Return `command` run under `account` and signalled when its parent dies.

    `parent_death_signal` is a name without SIG, such as "TERM". The account is taken
    for good: no capability is kept and none can be gained.
    """
    prefix = ["setpriv", "--pdeathsig", parent_death_signal]
    if account is not None:
        prefix += [
            *("--reuid", str(account.uid), "--regid", str(account.gid)),
            *("--clear-groups", "--no-new-privs"),
            *("--inh-caps=-all", "--bounding-set=-all"),
        ]
    return [*prefix, *command]


def can_enter(account: Account, directory: Path) -> bool:
    """Whether `account` may reach and enter `directory` (asked of the kernel)."""
    asked = subprocess.run(
        command_as(account, ["test", "-x", str(directory)], parent_death_signal="KILL"),
        cwd="/",
        check=False,
    )
    return asked.returncode == 0


def can_read_all(account: Account, *paths: Path) -> bool:
    """Whether `account` may read every file and directory below `paths`."""
    asked = subprocess.run(
        command_as(
            account,
            ["find", *map(str, paths), "!", "-readable", "-print", "-quit"],
            parent_death_signal="KILL",
        ),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.returncode == 0 and not asked.stdout
