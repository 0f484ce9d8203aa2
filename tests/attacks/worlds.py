"""Releases whose truth is known, whole and broken on purpose. For the tests alone."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accountability.release.community.record import CommunityRecord
from tests.attacks.public import Directory
from tests.community_records import CASES, SEED, made_up_counts, sample_record

Row = dict[str, str]
FIGURES = "community_figures.csv"


@dataclass(frozen=True)
class Releases:
    """A directory of releases, and the file of the cases behind their figures."""

    place: Path
    cases: Path

    @property
    def newest(self) -> Path:
        """The public files of the newest release."""
        return sorted(self.place.glob("*/public"))[-1]

    def copied(self, place: Path) -> "Releases":
        """Return a copy that may be broken."""
        for public in self.place.glob("*/public"):
            shutil.copytree(public, place / public.parent.name / "public")
        for path in place.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return Releases(place, self.cases)

    def rewrite_figures(self, change: Callable[[Row], Row | None]) -> None:
        """Write every row of the newest release's figures anew; None leaves it out."""
        path = self.newest / FIGURES
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
        kept = [row for row in map(change, rows) if row is not None]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(kept[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
        # Only what is read is broken; the rest of the bundle is looked at elsewhere.
        (self.newest / "community_figures.parquet").unlink()
        (self.newest / "community_shares.csv").unlink()

    def rewrite_methodology(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change what the newest release says of its cohorts."""
        path = self.newest / "methodology.json"
        told = json.loads(path.read_text("utf-8"))
        change(told["community"])
        path.write_text(json.dumps(told), encoding="utf-8")

    def public(self) -> Directory:
        """Open it as an attacker does."""
        return Directory(self.place)


@cache
def true_counts(
    record: CommunityRecord | None = None, cases: int = CASES
) -> dict[str, NDArray[np.int64]]:
    """Return the counts behind a sample record of this many cases, by cohort."""
    return {
        entry.cube.cohort.label: made_up_counts(
            entry.cube.domain.shape, cases, SEED + number
        )
        for number, entry in enumerate((record or sample_record()).entries)
    }


def write_cases(
    path: Path, record: CommunityRecord | None = None, cases: int = CASES
) -> None:
    """Write one line for each case of a sample record."""
    domain = (record or sample_record()).edition.domain
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["cohort", *domain.names])
        for cohort, counts in true_counts(record, cases).items():
            for leaf in np.argwhere(counts):
                codes = [
                    dimension.codes[place]
                    for dimension, place in zip(domain.dimensions, leaf, strict=True)
                ]
                writer.writerows([[cohort, *codes]] * int(counts[tuple(leaf)]))


def true_figure(row: Mapping[str, str]) -> int:
    """Count the cases of a row of the figures."""
    domain = sample_record().edition.domain
    total = 0
    for cohort, counts in true_counts().items():
        if row["cohort"] in (cohort, "all"):
            taken = tuple(
                slice(None)
                if row[name] == "all"
                else domain.dimension(name).index(row[name])
                for name in domain.names
            )
            total += int(counts[taken].sum())
    return total
