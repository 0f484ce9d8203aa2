"""A copy of the program that the service account can read, when it needs one.

Root often works in a place closed to everybody else: a checkout in its home, a Python
below it. Opening those directories is not ours to do, and running as root is not safe,
so the program is copied to /var/lib/accountability and run from there.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .account import can_read_all, command_as
from .binaries import open_copy
from .errors import EmbeddedError
from .places import PROJECT_ROOT, is_data_dir, root_directory

if TYPE_CHECKING:
    from .account import Account

_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_LIBRARY = Path("lib", _VERSION)
_NOT_RUN = ("test", "site-packages", "config-*", "idlelib")


def runnable_tree(account: Account) -> tuple[Path, Path]:
    """Return the directory to run in and the Python to run, both open to `account`."""
    checkout = Path(sys.prefix), PROJECT_ROOT / "accountability"
    if can_read_all(account, *checkout) and _runs(account, Path(sys.executable)):
        return PROJECT_ROOT, Path(sys.executable)
    key = hashlib.sha256(os.fsencode(PROJECT_ROOT)).hexdigest()[:16]
    tree = root_directory("program") / key
    sys.stdout.write(
        f"{account.name} may not read {PROJECT_ROOT} or its Python:"
        f" running a copy in {tree}\n"
    )
    with tree.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tree.mkdir(exist_ok=True)
        tree.chmod(0o755)
        python = _environment(tree, account)
        _copy_code(tree / "code")
    if not _runs(account, python):
        raise EmbeddedError(
            f"{account.name} cannot run {sys.executable}, nor a copy of it: set PYTHON"
            " to an interpreter open to everybody, or run as an ordinary user"
        )
    return tree / "code", python


def _runs(account: Account, python: Path) -> bool:
    """Whether `account` can run `python` and gets its very standard library.

    Asked through a shell: setpriv itself still has root's way with directories when it
    looks for the program. A Python that cannot reach its home takes another's.
    """
    tried = subprocess.run(
        command_as(
            account,
            ["sh", "-c", 'exec "$0" -c "import os; print(os.__file__)"', str(python)],
            parent_death_signal="KILL",
        ),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    home = Path(os.path.realpath(python)).parent.parent
    return tried.returncode == 0 and Path(tried.stdout.strip()).is_relative_to(home)


def _environment(tree: Path, account: Account) -> Path:
    """Copy the virtual environment, and its interpreter where it is closed too."""
    python = Path(os.path.realpath(sys.executable))
    base = Path(sys.base_prefix)
    copied = tree / "python"
    if not _runs(account, python):
        # A Python below somebody's home stands alone in its prefix.
        if (base / "lib").is_dir() and any((base / "lib").glob("libpython*")):
            os.environ["LD_LIBRARY_PATH"] = str(copied / "lib")
        python = copied / "bin" / python.name
    packages = Path(sys.prefix) / _LIBRARY / "site-packages"
    state = f"{sys.version}\n{packages.stat().st_mtime_ns}\n{python}\n" + "\n".join(
        sorted(path.name for path in packages.glob("*.dist-info"))
    )
    stamp, environment = tree / "environment", tree / "venv"
    if not stamp.exists() or stamp.read_text() != state:
        stamp.unlink(missing_ok=True)
        shutil.rmtree(environment, ignore_errors=True)
        shutil.rmtree(copied, ignore_errors=True)
        if python.is_relative_to(copied):
            _copy_interpreter(base, copied)
        open_copy(packages, environment / _LIBRARY / "site-packages")
        (environment / "bin").mkdir()
        (environment / "bin" / "python").symlink_to(python)
        settings = environment / "pyvenv.cfg"
        settings.write_text(f"home = {python.parent}\n")
        settings.chmod(0o644)
        _open_directories(environment)
        stamp.write_text(state)
    return environment / "bin" / "python"


def _copy_interpreter(base: Path, copied: Path) -> None:
    open_copy(base / _LIBRARY, copied / _LIBRARY, leave_out=_NOT_RUN)
    program = Path(os.path.realpath(sys.executable))
    open_copy(program, copied / "bin" / program.name)
    for library in (base / "lib").glob("libpython*.so*"):
        open_copy(library, copied / "lib" / library.name)
    _open_directories(copied)


def _open_directories(tree: Path) -> None:
    """Let everybody enter the directories that were made above the copies."""
    for directory in (tree, *tree.iterdir(), *tree.glob("*/*")):
        if directory.is_dir() and not directory.is_symlink():
            directory.chmod(0o755)


def _copy_code(code: Path) -> None:
    """Copy what is run, the tests and whatever is hidden or data left out."""
    parts = [
        part
        for part in PROJECT_ROOT.iterdir()
        if not part.name.startswith(".")
        and part.name != "tests"
        and not is_data_dir(part)
    ]
    state = _fingerprint(parts)
    stamp = code.with_suffix(".stamp")
    if stamp.exists() and stamp.read_text() == state:
        return  # another demo of this checkout may be running from it
    stamp.unlink(missing_ok=True)
    shutil.rmtree(code, ignore_errors=True)
    code.mkdir()
    for part in parts:
        open_copy(part, code / part.name, leave_out=("__pycache__",), may_link=False)
    code.chmod(0o755)
    stamp.write_text(state)


def _fingerprint(parts: list[Path]) -> str:
    """Return a hash over the names, sizes and times of the files in `parts`."""
    files = (
        path
        for part in parts
        for path in (part.rglob("*") if part.is_dir() else (part,))
        if path.is_file() and path.parent.name != "__pycache__"
    )
    seen = sorted((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files)
    return hashlib.sha256(repr(seen).encode()).hexdigest()
