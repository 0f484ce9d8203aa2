"""Run every bench, or some: ``python -m benchmarks [overview] [import] ...``."""

import sys
from collections.abc import Callable

from benchmarks import (
    api,
    cases,
    crawling,
    dashboard,
    importing,
    overview,
    past_cases,
    releasing,
    reports,
)

BENCHES: dict[str, Callable[[], None]] = {
    "overview": overview.compare,
    "dashboard": dashboard.compare,
    "api": api.compare,
    "import": importing.compare,
    "reports": reports.compare,
    "crawl": crawling.compare,
    "cases": cases.compare,
    "past": past_cases.compare,
    "release": releasing.compare,
}


def main(names: list[str]) -> None:
    """Run the benches; raises SystemExit naming the benches if one is unknown."""
    if unknown := set(names) - set(BENCHES):
        raise SystemExit(f"no bench {sorted(unknown)}; there are {sorted(BENCHES)}")
    for name in names or BENCHES:
        BENCHES[name]()


main(sys.argv[1:])
