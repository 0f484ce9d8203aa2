"""Runs the Procfile's services together and leaves none behind, however it ends.

Three nets, since honcho alone loses its services to a closed terminal or a KILL:
every service asks the kernel for TERM when its parent dies (`setpriv --pdeathsig` in
the Procfile), honcho's process per service asks for KILL when honcho dies, and honcho
itself asks for TERM when `make` dies. A hang-up is treated as TERM.
"""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import select
import shutil
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import honcho.manager
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message, Printer

from .account import command_as
from .announcements import clear_announcements
from .errors import EmbeddedError
from .places import PROJECT_ROOT, default_data_dir, hold, place_for
from .servers import STOP_SIGNALS
from .services import SECRETS
from .standalone import runnable_tree

if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

PORTS = {"PUBLIC_PORT": 8000, "STAFF_PORT": 8001, "COMMISSION_PORT": 8002}

# The sources that the demo reads from the reconstructed site instead of the publisher.
_DEMO_SOURCES = ("ca_bc_iio", "ca_bc_opcc", "us_la_nopd")

# What the services get of root's environment; whatever else root has is not theirs.
PASSED_ON = (
    *PORTS,
    *SECRETS,
    *("DEMO", "PUBLIC_URL", "STAFF_URL", "SOURCE_BASES"),
    *("PATH", "LANG", "LANGUAGE", "LC_ALL", "TERM", "TZ", "SSL_CERT_FILE"),
    "LD_LIBRARY_PATH",
)
_PASSED_ON_PREFIX = "ACCOUNTABILITY_"
_SECONDS_TO_END = 12
_SERVERS = ("postgres", "valkey")
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def start(procfile: str) -> NoReturn:
    """Check what would fail later, then become the supervisor.

    Started by root it becomes the service account first, for good, and everything it
    starts runs as that account: nothing of the demo runs as root.
    """
    if shutil.which("setpriv") is None:
        raise EmbeddedError("setpriv is missing: install util-linux (2.33 or newer)")
    for name, default in PORTS.items():
        os.environ.setdefault(name, str(default))
        _check_port(name)
    os.environ.update(_demo_settings())
    place = place_for(default_data_dir())
    tree, python = PROJECT_ROOT, Path(sys.executable)
    if place.account is not None:
        tree, python = runnable_tree(place.account)
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in PASSED_ON or name.startswith(_PASSED_ON_PREFIX)
        }
        os.environ.clear()
        os.environ.update(kept, HOME=str(place.state), USER=place.account.name)
    os.environ["DATA_DIR"] = str(place.state)
    policy = tree / "fixtures" / "demo" / "community_policy.json"
    os.environ["COMMUNITY_POLICY_FILE"] = str(policy)
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ["PATH"] = f"{python.parent}:{os.environ.get('PATH', os.defpath)}"
    os.chdir(tree)
    os.umask(0o077)
    command = [str(python), "-m", "accountability.embedded", "supervise"]
    become = command_as(
        place.account,
        [*command, "--procfile", procfile],
        parent_death_signal="TERM",
    )
    sys.stdout.flush()
    os.execvp(become[0], become)  # noqa: S606 (no shell is wanted)


def _demo_settings() -> dict[str, str]:
    """Return what makes the services a demo on these ports (loopback only)."""
    address = "http://127.0.0.1:{}".format
    site = address(os.environ["COMMISSION_PORT"])
    return {
        "DEMO": "1",
        "PUBLIC_URL": address(os.environ["PUBLIC_PORT"]),
        # By its name: a browser keeps a passkey for a name, not for an address.
        "STAFF_URL": f"http://localhost:{os.environ['STAFF_PORT']}",
        "SOURCE_BASES": json.dumps(dict.fromkeys(_DEMO_SOURCES, site)),
    }


def _check_port(name: str) -> None:
    value = os.environ[name]
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise EmbeddedError(f"{name} is {value!r}: give a port number")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError as error:
            raise EmbeddedError(
                f"port {value} cannot be had ({error.strerror}): set {name}"
            ) from error


def supervise(procfile: str) -> int:
    """Run the services of `procfile` until one ends or we are told to stop."""
    place = place_for(default_data_dir())
    with ExitStack() as stack:
        lock = stack.enter_context(place.lock.open("w"))
        hold(lock, place)
        clear_announcements(place)
        manager = _Manager(_Printer(sys.stdout))
        services = parse_procfile(Path(procfile).read_text()).processes
        for name, command in services.items():
            manager.add_process(name, command)
        manager.loop()
        return manager.returncode or 0


class _Printer(Printer):  # type: ignore[misc]
    """Honcho's printer, which takes a reader that has gone for the wish to stop."""

    output: TextIO

    def write(self, message: Message) -> None:
        try:
            super().write(message)
        except OSError:
            self.output = Path(os.devnull).open("w")  # noqa: SIM115 (until the end)
            os.kill(os.getpid(), signal.SIGTERM)


class _Manager(Manager):  # type: ignore[misc]
    """Honcho's manager, safe against a signal at any moment and against its own end.

    Honcho stops its services inside the signal handler. There it fails while they are
    being started, and while a line is being printed. Here the handler leaves a note
    that the loop finds within its tenth of a second.
    """

    returncode: int | None

    def __init__(self, printer: Printer) -> None:
        # Forked, so that the hook below runs in honcho's process for each service.
        multiprocessing.set_start_method("fork")
        super().__init__(printer)
        self._told: int | None = None
        self._stopped: set[str] = set()

    def loop(self) -> None:
        # Celery's orderly end takes more than honcho's five seconds on a busy machine.
        honcho.manager.KILL_WAIT = _SECONDS_TO_END
        try:
            super().loop()
        finally:
            for service in self._processes.values():
                service["process"].kill()

    def _start(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)
        os.register_at_fork(after_in_child=_follow_parent)
        held = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        super()._start()
        signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._told = number

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if _is_closed(sys.__stdout__):
            self._told = signal.SIGHUP
        if started and self._told is not None:
            if self.returncode is None:
                self.returncode = 128 + self._told
            self.terminate()
        if self._terminating and not self._clients():
            self._stop(self._running())
        return started

    def _killall(self, force: bool = False) -> None:
        # The servers go last: a worker gives its unfinished tasks back to the queue.
        if force:
            super()._killall(force=True)
        else:
            self._stop(self._clients())

    def _running(self) -> list[str]:
        return [n for n, p in self._processes.items() if p.get("returncode") is None]

    def _clients(self) -> list[str]:
        return [name for name in self._running() if name not in _SERVERS]

    def _stop(self, names: list[str]) -> None:
        for name in names:
            if name not in self._stopped:
                self._stopped.add(name)
                self._procmgr.terminate(self._processes[name]["pid"])


def _is_closed(output: TextIO | None) -> bool:
    """Whether the terminal or the reader of the pipe has gone.

    When a closed window ran `make` itself, the kernel tells `make` alone, and `make`
    waits for us.
    """
    if output is None:
        return False
    asked = select.poll()
    asked.register(output, 0)
    return any(told & (select.POLLHUP | select.POLLERR) for _, told in asked.poll(0))


def _follow_parent() -> None:
    """In honcho's process for one service: die with honcho, be deaf to all else.

    It must outlive the signals that a terminal sends to the whole group, to tell
    honcho that its service has ended.
    """
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    for number in STOP_SIGNALS:
        signal.signal(number, _stay)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _stay(*_: Any) -> None:
    """Handle a signal by doing nothing (ignoring it would be inherited by exec)."""
