"""Cases that somebody knows: a CSV of codes, one line a counted case.

The heading is ``cohort`` and the dimensions, in any order. For an attacker it is what
they know of other people; for whoever made the figures from made-up cases, the truth.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.figures import Cell, Dimensions

#: The codes of one case by dimension, its cohort under ``cohort``.
Case = dict[str, str]


@dataclass(frozen=True)
class Cases:
    """Known cases."""

    rows: tuple[Case, ...]

    @classmethod
    def read(cls, path: Path) -> "Cases":
        """Read a file; KeyError when it has no column ``cohort``."""
        with path.open(encoding="utf-8", newline="") as stream:
            rows = tuple(csv.DictReader(stream))
        for row in rows[:1]:
            row["cohort"]
        return cls(rows)

    def of(self, cohort: str) -> list[Case]:
        """Return the cases of a cohort."""
        return [row for row in self.rows if row["cohort"] == cohort]

    def table(self, cohort: str, names: Dimensions) -> Counter[Cell]:
        """Count the cases of a cohort by some dimensions."""
        return Counter(
            tuple(row[name] for name in names)
            for row in self.rows
            if row["cohort"] == cohort
        )
