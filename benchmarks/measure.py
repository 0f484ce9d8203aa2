"""Clocks, memory and the printed table."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


@dataclass
class Timing:
    """Seconds, one a run."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median in seconds."""
        return statistics.median(self.seconds)


def timed(step: Callable[[], object], runs: int) -> Timing:
    """Run ``step`` once to warm up, then ``runs`` times on the clock."""
    step()
    timing = Timing()
    for _ in range(runs):
        start = time.perf_counter()
        step()
        timing.seconds.append(time.perf_counter() - start)
    return timing


@contextmanager
def clocked() -> Iterator[Timing]:
    """Time one block."""
    timing = Timing()
    start = time.perf_counter()
    yield timing
    timing.seconds.append(time.perf_counter() - start)


def peak_megabytes() -> float:
    """Return this process's resident peak since ``forget_peak`` (Linux)."""
    return _status("VmHWM:")


def resident_megabytes() -> float:
    """Return what is resident now (Linux)."""
    return _status("VmRSS:")


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {name}")


def forget_peak() -> None:
    """Let ``peak_megabytes`` count from what is resident now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def milliseconds(seconds: float) -> str:
    """Write a short time."""
    return f"{seconds * 1000:,.1f} ms"


class BenchRow(NamedTuple):
    """One line of the printed table."""

    what: str
    ours: str
    beside: str
    ratio: str
    goal: str


def show(title: str, rows: list[BenchRow]) -> None:
    """Print one table."""
    heading = BenchRow._fields
    widths = [max(len(row[n]) for row in [heading, *rows]) for n in range(5)]
    print(f"\n{title}")
    for row in [heading, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())
