"""Protected counts: the only thing that leaves the confidential side, and its bytes.

Measurements are differentially private and may be kept and published; whatever is
computed from them costs nothing more. They are drawn once for a cohort and vintage.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.contributions import Counts
from accountability.publication.disclosure.noise import NoiseSource
from accountability.publication.disclosure.plans import Plan
from accountability.release.community.cubes import Dimensions, frozen
from accountability.release.community.domain import Cohort, Domain
from accountability.vocab.community import Vintage


@dataclass(frozen=True, eq=False)
class MeasuredTable:
    """One table with its noise in it: int64, any sign; and the budget it was given."""

    dimensions: Dimensions
    epsilon: float
    values: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Measurements:
    """The measured tables of one cohort and vintage, under the plan of this hash."""

    cohort: Cohort
    vintage: Vintage
    plan_sha256: str
    domain: Domain
    tables: tuple[MeasuredTable, ...]

    @property
    def measured(self) -> tuple[Dimensions, ...]:
        """The dimensions of its tables."""
        return tuple(table.dimensions for table in self.tables)

    def to_bytes(self) -> bytes:
        """Return canonical JSON: the same measurements are the same bytes."""
        value = {
            "cohort": self.cohort.label,
            "dimensions": self.domain.as_json(),
            "plan_sha256": self.plan_sha256,
            "tables": [
                {
                    "dimensions": list(table.dimensions),
                    "epsilon": table.epsilon,
                    "values": table.values.reshape(-1).tolist(),
                }
                for table in self.tables
            ],
            "vintage": self.vintage.value,
        }
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        return text.encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> "Measurements":
        """Read what ``to_bytes`` gave; ValueError when it is not exactly that."""
        try:
            value = json.loads(data)
            domain = Domain.from_json(value["dimensions"])
            tables = tuple(_table(item, domain) for item in value["tables"])
            read = cls(
                Cohort.of(value["cohort"]),
                Vintage.of(value["vintage"]),
                str(value["plan_sha256"]),
                domain,
                tables,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("these are no measurements") from error
        if read.to_bytes() != data:
            raise ValueError("these bytes are not canonical")
        return read

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return sha256(self.to_bytes()).hexdigest()


def _table(item: dict[str, object], domain: Domain) -> MeasuredTable:
    names = tuple(map(str, item["dimensions"]))  # type: ignore[call-overload]
    flat = item["values"]
    if not isinstance(flat, list) or any(type(value) is not int for value in flat):
        raise ValueError("measured values are whole numbers")
    values = np.array(flat, dtype=np.int64).reshape(domain.shape_of(names))
    return MeasuredTable(names, float(str(item["epsilon"])), frozen(values))


def measure(counts: Counts, plan: Plan, noise: NoiseSource) -> Measurements:
    """Draw the noise of a cohort and vintage. Nothing else ever draws it again.

    The budget's row and these measurements are stored in one transaction by the
    caller, before the fit (PRIVACY.md 0.8). ValueError when the counts are not those
    that the plan's vintage measures.
    """
    spending = plan.spending(counts.vintage)
    plan.require_cohort(counts.cohort)
    if counts.domain != plan.domain or set(counts.tables) != set(spending.measured):
        raise ValueError("the counts are not those of the plan")
    tables = []
    for names in spending.measured:
        epsilon = float(spending.epsilon_of(names))
        values = noise.noisy(counts.tables[names], epsilon)
        tables.append(MeasuredTable(names, epsilon, frozen(values)))
    return Measurements(
        counts.cohort, counts.vintage, plan.sha256, plan.domain, tuple(tables)
    )
