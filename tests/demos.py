"""A running `make demo`, all of whose programs are real ones, on a terminal."""

import os
import pty
import pwd
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile

from accountability.embedded.account import Account
from accountability.embedded.places import PROJECT_ROOT, temporary_state
from accountability.embedded.standalone import runnable_tree

STUB_WORKER = """\
import os
from celery import Celery
app = Celery(broker=os.environ["BROKER_URL"])
app.conf.worker_soft_shutdown_timeout = 1.0
"""
STUB_WEB = """\
def answer(environ, start_response):
    start_response("200 OK", [])
    return [b""]
"""
MAKEFILE = "demo:\n\t@exec {python} -m accountability.embedded demo --procfile {file}\n"
PORTS = ("PUBLIC_PORT", "STAFF_PORT", "COMMISSION_PORT")
STARTED = ("celery@", "Started worker")  # printed by Celery and by granian
SERVICES = 4
SECONDS_TO_START = 120
SECONDS_TO_END = 20


@dataclass
class Demo:
    """A running `make demo` on a terminal of its own."""

    make: subprocess.Popen[bytes]
    terminal: int
    state: Path
    said: list[bytes] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    reader: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self.read)

    def read(self) -> None:
        """Collect what is printed until the terminal is to be closed."""
        while not self.closing.is_set():
            readable, _, _ = select.select([self.terminal], [], [], 0.1)
            if readable:
                try:
                    self.said.append(os.read(self.terminal, 4096))
                except OSError:
                    return

    def close(self) -> None:
        """Close our side of the terminal, as a terminal window does."""
        if not self.closing.is_set():
            self.closing.set()
            self.reader.join()
            os.close(self.terminal)

    def text(self) -> str:
        return b"".join(self.said).decode()

    def processes(self) -> dict[int, int]:
        """Process ids of make's descendants and itself, with their start times."""
        found = {self.make.pid: start_time(self.make.pid)}
        parents = {pid: stat_fields(pid) for pid in all_processes()}
        grown = True
        while grown:
            grown = False
            for pid, fields in parents.items():
                if fields and pid not in found and int(fields[1]) in found:
                    found[pid] = start_time(pid)
                    grown = True
        return found

    def supervisor(self) -> int:
        return next(
            pid
            for pid in self.processes()
            if b"supervise" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            and int(stat_fields(pid)[1]) == self.make.pid
        )


def all_processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def stat_fields(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on; empty when the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def start_time(pid: int) -> int:
    fields = stat_fields(pid)
    return int(fields[19]) if fields else -1


def alive(seen: dict[int, int]) -> list[str]:
    """Command lines of those of `seen` that still run (a zombie does not)."""
    left = []
    for pid, started in seen.items():
        with suppress(FileNotFoundError, ProcessLookupError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            if line and start_time(pid) == started:
                left.append(line.replace(b"\0", b" ").decode())
    return left


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def account_for(kind: str) -> Account | None:
    """Nobody, when root tests how it goes for an ordinary user; else who we are."""
    if kind == "as we are" or os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def procfile(stubs: Path) -> str:
    """The project's own lines, less waiting, around programs that start at once."""
    lines = parse_procfile((PROJECT_ROOT / "Procfile").read_text()).processes
    changed = [
        (" --after migrated", ""),
        ("python -m accountability.management.static_files && ", ""),
        ("python -m celery", f"env PYTHONPATH={stubs}:. python -m celery"),
        ("exec python -m granian", f"exec env PYTHONPATH={stubs}:. python -m granian"),
        ("--app accountability", "--app stub_worker"),
        ("--loglevel WARNING", ""),
        ("accountability.wsgi_public:application", "stub_web:answer"),
    ]
    kept = {name: lines[name] for name in ("postgres", "valkey", "worker", "public")}
    for old, new in changed:
        assert any(old in line for line in kept.values()), old
        kept = {name: line.replace(old, new) for name, line in kept.items()}
    return "".join(f"{name}: {line}\n" for name, line in kept.items())


@contextmanager
def running_demo(kind: str) -> Iterator[Demo]:
    account = account_for(kind)
    tree, python = PROJECT_ROOT, Path(sys.executable)
    identity: dict[str, Any] = {}
    if account:
        tree, python = runnable_tree(account)
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with temporary_state() as state, temporary_state() as stubs:
        stubs.chmod(0o755)
        (stubs / "Procfile").write_text(procfile(stubs))
        (stubs / "stub_worker.py").write_text(STUB_WORKER)
        (stubs / "stub_web.py").write_text(STUB_WEB)
        (stubs / "Makefile").write_text(
            MAKEFILE.format(python=python, file=stubs / "Procfile")
        )
        if account:
            os.chown(state, account.uid, account.gid)
        ours, theirs = pty.openpty()
        make = subprocess.Popen(
            ["setsid", "--ctty", "make", "--file", str(stubs / "Makefile"), "demo"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=tree,
            env={
                "PATH": os.environ["PATH"],
                "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
                "DATA_DIR": str(state),
                **{name: str(free_port()) for name in PORTS},
            },
            **identity,
        )
        os.close(theirs)
        demo = Demo(make, ours, state)
        demo.reader.start()
        try:
            ready = wait_until(
                lambda: (
                    all(word in demo.text() for word in STARTED)
                    or make.poll() is not None
                ),
                SECONDS_TO_START,
            )
            assert ready, demo.text()
            assert make.poll() is None, demo.text()
            yield demo
        finally:
            for pid in demo.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            make.wait()
            demo.close()


def assert_nothing_is_left(end: Callable[[Demo], None], kind: str) -> None:
    """End a demo in some way; every process of it has to be gone soon."""
    with running_demo(kind) as demo:
        seen = demo.processes()
        # make, the supervisor, honcho's process and the main one of every service,
        # and what these have started (backends, pool, granian's worker).
        assert len(seen) > 2 + 2 * SERVICES
        end(demo)
        assert wait_until(lambda: not alive(seen), SECONDS_TO_END), (
            alive(seen),
            demo.text(),
        )
