"""The published figures as an attacker reads them: files in, equations out."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from tests.attacks.public import Public

#: What a column holds where it takes every code.
ALL = "all"
Dimensions = tuple[str, ...]
Codes = tuple[str, ...]
#: One cell of a table: a code for each of its dimensions.
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A published sum: which codes it takes of which dimensions, and what it is."""

    cohort: str
    where: tuple[tuple[str, Codes], ...]
    n: int | None
    moe90: int | None = None

    @property
    def names(self) -> Dimensions:
        """The dimensions that it constrains."""
        return tuple(name for name, _ in self.where)


@dataclass(frozen=True)
class Cohort:
    """One cohort in one vintage: its codes, and the budget of each measured table."""

    label: str
    vintage: str
    epsilon: float
    scheduled: str
    measurements: str
    codes: Mapping[str, Codes]
    measured: Mapping[Dimensions, float]

    @property
    def names(self) -> Dimensions:
        """Its dimensions in their order."""
        return tuple(self.codes)

    def cells(self, table: Dimensions) -> list[Cell]:
        """Return every cell of a table."""
        return list(product(*(self.codes[name] for name in table)))

    def answerable(self) -> list[Dimensions]:
        """Return the measured tables and each of their dimensions alone."""
        singles = {(name,) for table in self.measured for name in table}
        return [*self.measured, *sorted(singles - set(self.measured)), ()]


@dataclass(frozen=True)
class Published:
    """What one release says about cases."""

    release: str
    edition: str
    cohorts: tuple[Cohort, ...]
    figures: tuple[Figure, ...]
    calendar: tuple[tuple[str, str, str], ...]
    lifetime_epsilon: float
    shown_from: int
    largest_margin: float

    def of(self, cohort: str) -> list[Figure]:
        """Return the figures of a cohort."""
        return [figure for figure in self.figures if figure.cohort == cohort]

    def cohort(self, label: str) -> Cohort:
        """Return a cohort by its label."""
        return next(cohort for cohort in self.cohorts if cohort.label == label)


def read(public: Public, release: str) -> Published | None:
    """Read a release; None if it publishes nothing about cases."""
    described = public.file(release, "methodology.json")
    table = public.file(release, "community_figures.csv")
    if described is None or table is None:
        return None
    told = json.loads(described)["community"]
    if told is None:
        return None
    return Published(
        release,
        told["edition"],
        tuple(_cohort(each) for each in told["cohorts"]),
        tuple(_figures(table.decode())),
        tuple((d["cohort"], d["vintage"], d["day"]) for d in told["calendar"]),
        float(told["lifetime_epsilon_at_most"]),
        int(told["shown"]["n_from"]),
        float(told["shown"]["margin_at_most"]),
    )


def _cohort(told: Mapping[str, object]) -> Cohort:
    value = json.loads(json.dumps(told))
    [spent] = [
        each for each in value["plan"]["vintages"] if each["vintage"] == told["vintage"]
    ]
    epsilon = float(value["epsilon"])
    return Cohort(
        value["cohort"],
        value["vintage"],
        epsilon,
        value["scheduled"],
        value["measurements_sha256"],
        {each["name"]: tuple(each["codes"]) for each in value["dimensions"]},
        {
            tuple(each["dimensions"]): epsilon * float(each["share"])
            for each in spent["tables"]
        },
    )


def _figures(table: str) -> Iterator[Figure]:
    reader = csv.DictReader(io.StringIO(table))
    known = {"cohort", "vintage", "display", "n", "moe90"}
    names = [name for name in reader.fieldnames or () if name not in known]
    for row in reader:
        yield Figure(
            row["cohort"],
            tuple((name, (row[name],)) for name in names if row[name] != ALL),
            int(row["n"]) if row["n"] else None,
            int(row["moe90"]) if row["moe90"] else None,
        )


def noise_quantile(epsilon: float, part: float = 0.9) -> int:
    """Return the least q with P(|Z| <= q) >= part under the published noise law.

    P(Z=k) = (1-a)/(1+a) a^|k| with a = exp(-epsilon), so P(|Z| > q) is 2 a^(q+1)/(1+a).
    """
    a = float(np.exp(-epsilon))
    q = 0
    while 2 * a ** (q + 1) / (1 + a) > 1 - part:
        q += 1
    return q
