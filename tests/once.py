"""What is costly to make and never changes is made once a run, not once a process.

With pytest-xdist every worker is a process of its own. The first to ask makes the thing
in a directory that all share and that ends with the run; the others wait for it.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

#: Names the directory that the processes of one run share; unset outside a run.
SHARED_BY_RUN = "TESTS_SHARED_BY_RUN"


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return the directory ``name``, filled by ``make``. It is for reading alone."""
    root = Path(os.environ[SHARED_BY_RUN])
    made = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = root / f"{name}.begun"
            begun.mkdir()
            make(begun)
            begun.rename(made)
    return made
