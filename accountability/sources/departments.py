"""Department names by jurisdiction, from the reference data of the repository."""

import csv
from functools import cache
from pathlib import Path

from accountability.sources.formats.names import DepartmentNames

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


@cache
def department_names(jurisdiction: str) -> DepartmentNames:
    """Return the names and whole-name aliases of a jurisdiction's departments.

    Raises FileNotFoundError when the reference data are not beside the package, and
    ValueError when the jurisdiction has none.
    """
    names = {
        row["name"]: row["slug"]
        for row in _rows("departments.csv")
        if row["jurisdiction"] == jurisdiction
    }
    if not names:
        raise ValueError(f"no department of {jurisdiction} in the reference data")
    names |= {
        row["alias"]: row["department"]
        for row in _rows("department_aliases.csv")
        if row["jurisdiction"] == jurisdiction
    }
    return DepartmentNames(names)


def _rows(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for directory in (REFERENCE, REFERENCE / "elsewhere"):
        with (directory / name).open(encoding="utf-8", newline="") as lines:
            rows += csv.DictReader(lines)
    return rows
