"""Whatever of a demo is killed, none of its processes is left; it stands alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from accountability.embedded.places import PROJECT_ROOT
from tests.demos import PORTS, Demo, assert_nothing_is_left, free_port, running_demo


def hang_up(demo: Demo) -> None:
    """Do as a shell does whose terminal is closed."""
    os.killpg(demo.make.pid, signal.SIGHUP)


def kill_make(demo: Demo) -> None:
    demo.make.kill()


def kill_supervisor(demo: Demo) -> None:
    os.kill(demo.supervisor(), signal.SIGKILL)


def kill_worker(demo: Demo) -> None:
    """Kill Celery's main process: its pool must not stay, nor must the rest."""
    worker = next(
        pid
        for pid in sorted(demo.processes())
        if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    )
    os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("end", [hang_up, kill_make, kill_supervisor, kill_worker])
def test_no_process_is_left(end: Callable[[Demo], None]) -> None:
    assert_nothing_is_left(end, "as we are")


def test_a_demo_runs_as_one_user_never_root_and_a_second_of_its_data_is_refused() -> (
    None
):
    with running_demo("as we are") as demo:
        supervisor = demo.supervisor()
        users = {
            Path(f"/proc/{pid}").stat().st_uid
            for pid in demo.processes()
            if pid != demo.make.pid
        }
        assert users == {Path(f"/proc/{supervisor}").stat().st_uid}
        assert 0 not in users
        second = subprocess.run(
            [sys.executable, "-m", "accountability.embedded", "demo"],
            cwd=PROJECT_ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATA_DIR": str(demo.state),
                **{name: str(free_port()) for name in PORTS},
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"a demo is running in {demo.state}" in second.stderr
