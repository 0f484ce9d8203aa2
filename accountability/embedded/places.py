"""Where the embedded servers keep their files: everything is keyed by DATA_DIR."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .account import Account, can_enter, service_account
from .errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT_ROOT = Path(__file__).resolve().parents[2]
ROOT_STATE = Path("/var/lib/accountability")
LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un.sun_path less its final NUL
_MARKER = ".accountability-data"
_LINK = "state-directory"
_POSTGRES_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """The directories of one installation, all private to the account that runs it."""

    state: Path
    sockets: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.state / "postgres"

    @property
    def queue(self) -> Path:
        """Valkey's directory with its append-only file."""
        return self.state / "valkey"

    @property
    def queue_socket(self) -> Path:
        """Valkey's socket."""
        return self.sockets / "valkey.sock"

    @property
    def credentials(self) -> Path:
        """The 0600 file with the passwords of the roles and the secret key."""
        return self.state / "credentials.json"

    @property
    def announcements(self) -> Path:
        """One empty file for each thing announced since the supervisor started."""
        return self.state / "announced"

    @property
    def lock(self) -> Path:
        """Held by the supervisor as long as it runs."""
        return self.state / "supervisor.lock"

    @property
    def master_keys(self) -> Path:
        """The 0600 file with the vault's master keys."""
        return self.state / "master-keys.json"

    @property
    def audit_key(self) -> Path:
        """The 0600 file with the key that signs the audit."""
        return self.state / "audit-signing-key.pem"

    @property
    def release_key(self) -> Path:
        """The 0600 file with the key that signs releases."""
        return self.state / "release-signing-key.pem"

    @contextmanager
    def lock_for(self, what: str) -> Iterator[None]:
        """Hold what several services that start together may make once only."""
        path = self.state / f".{what}.lock"
        with path.open("w") as lock:
            self.give(path)
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def private_directory(self, path: Path) -> Path:
        """Create `path` as 0700, the account's own, unless it is there already."""
        if not path.exists():
            path.mkdir(mode=0o700)
            self.give(path)
        return path

    def give(self, path: Path) -> None:
        """Make `path`, which we have just written, the account's own."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)


def default_data_dir() -> Path:
    """DATA_DIR of the environment, or `.data` in the checkout."""
    return Path(os.environ.get("DATA_DIR") or PROJECT_ROOT / ".data").absolute()


def place_for(data_dir: Path) -> Place:
    """Return the place of `data_dir`, its directories made where they are missing.

    When root starts us and the service account cannot reach `data_dir` (a checkout in
    root's home, say), the state goes to a directory of our own below
    /var/lib/accountability, and a file in `data_dir` names it. Nobody's permissions
    are opened for it.
    """
    data_dir = data_dir.absolute()
    account = service_account()
    with _one_at_a_time(data_dir.parent):
        if account is None:
            state = data_dir
            state.mkdir(mode=0o700, exist_ok=True)
            if state.stat().st_uid != os.geteuid():
                raise EmbeddedError(
                    f"DATA_DIR {state} belongs to another user: choose another DATA_DIR"
                )
        else:
            state = _state_for_root(data_dir, account)
        sockets = _socket_directory(state, account)
    return Place(state=state, sockets=sockets, account=account)


@contextmanager
def _one_at_a_time(directory: Path) -> Iterator[None]:
    """Hold `directory` while its entries are made: services start together."""
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def temporary_state() -> Iterator[Path]:
    """Make a DATA_DIR in /tmp (short, open to the account), removed afterwards."""
    state = Path(tempfile.mkdtemp(prefix="accountability-", dir="/tmp"))
    try:
        yield state
    finally:
        shutil.rmtree(state)


def is_data_dir(path: Path) -> bool:
    """Whether `path` is a DATA_DIR that root's command has made or been told of."""
    return (path / _MARKER).exists() or (path / _LINK).exists()


def forget(data_dir: Path) -> None:
    """Delete what the demo of `data_dir` has kept; refused while one is running."""
    if not data_dir.exists():
        return
    place = place_for(data_dir)
    with place.lock.open("w") as lock:
        hold(lock, place)
        for directory in {place.sockets, place.state, data_dir}:
            shutil.rmtree(directory, ignore_errors=directory == place.sockets)


def hold(lock: TextIO, place: Place) -> None:
    """Take the lock of `place`, which one supervisor may have at a time."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EmbeddedError(
            f"a demo is running in {place.state}: stop it, or set another DATA_DIR"
            " and other ports"
        ) from None


def _state_for_root(data_dir: Path, account: Account) -> Path:
    link = data_dir / _LINK
    if link.exists() and link.lstat().st_uid == 0:
        state = Path(link.read_text().strip())
        if state.parent != ROOT_STATE / "state":
            raise EmbeddedError(f"{link} names a directory that is not ours: {state}")
    else:
        if can_enter(account, data_dir.parent):
            state = data_dir
        else:
            key = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
            state = root_directory("state") / key
            data_dir.mkdir(mode=0o700, exist_ok=True)
            link.write_text(f"{state}\n")
    _adopt(state, account)
    return state


def root_directory(name: str) -> Path:
    """Return a directory of root's own below /var/lib, open for passing through."""
    path = ROOT_STATE / name
    for directory in (ROOT_STATE, path):
        if not directory.exists():
            directory.mkdir(parents=True)
            directory.chmod(0o755)
    return path


def _adopt(state: Path, account: Account) -> None:
    """Make `state` the account's own, refusing a directory that is somebody else's."""
    state.mkdir(mode=0o700, exist_ok=True)
    if state.stat().st_uid == account.uid:
        return
    ours = (state / _MARKER).exists() or state == PROJECT_ROOT / ".data"
    if not ours and any(state.iterdir()):
        raise EmbeddedError(
            f"DATA_DIR {state} holds files that are not ours: choose an empty one"
        )
    (state / _MARKER).touch()
    for directory, _, files in os.walk(state):
        os.chown(directory, account.uid, account.gid, follow_symlinks=False)
        for name in files:
            path = os.path.join(directory, name)  # noqa: PTH118 (many files)
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    state.chmod(0o700)


def _socket_directory(state: Path, account: Account | None) -> Path:
    sockets = state / "run"
    if len(os.fsencode(sockets / _POSTGRES_SOCKET)) > LONGEST_SOCKET_PATH:
        key = hashlib.sha256(os.fsencode(state)).hexdigest()[:16]
        sockets = Path(f"/tmp/accountability-{key}")  # noqa: S108 (checked below)
    owner = os.geteuid() if account is None else account.uid
    if not sockets.exists():
        sockets.mkdir(mode=0o700)
        if account is not None:
            os.chown(sockets, account.uid, account.gid)
    found = sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o77:
        raise EmbeddedError(f"socket directory {sockets} is not private to us")
    return sockets
