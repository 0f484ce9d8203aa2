"""Run every row, or those named: ``python -m benchmarks [overview] [import]``."""

import sys

from benchmarks import importing, overview

BENCHES = {"overview": overview.compare, "import": importing.compare}


def main(names: list[str]) -> None:
    """Run the benches; raises SystemExit naming the benches if one is unknown."""
    if unknown := set(names) - set(BENCHES):
        raise SystemExit(f"no bench {sorted(unknown)}; there are {sorted(BENCHES)}")
    for name in names or BENCHES:
        BENCHES[name]()


main(sys.argv[1:])
