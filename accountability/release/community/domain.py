"""Dimensions, their fixed codes, and cohorts of years.

Codes come from the register of departments and from the vocabulary, never from cases:
that a code appears must not itself be news (PRIVACY.md A4, domain).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any


class UnknownDimensionError(ValueError):
    """A dimension or a code that the domain does not have."""


@dataclass(frozen=True)
class Dimension:
    """A name and its codes, in the order of the cube's axis."""

    name: str
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.codes or len(set(self.codes)) != len(self.codes):
            raise ValueError(f"dimension {self.name} needs codes, each of them once")

    def index(self, code: str) -> int:
        """Return the place of a code; UnknownDimensionError if there is none."""
        try:
            return self.codes.index(code)
        except ValueError:
            raise UnknownDimensionError(f"{self.name} has no such code") from None


@dataclass(frozen=True)
class Domain:
    """The dimensions of a cube; the order is the order of its axes."""

    dimensions: tuple[Dimension, ...]

    def __post_init__(self) -> None:
        if len(set(self.names)) != len(self.names):
            raise ValueError("a dimension stands twice")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the axes."""
        return tuple(dimension.name for dimension in self.dimensions)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of codes along each axis."""
        return tuple(len(dimension.codes) for dimension in self.dimensions)

    def axis(self, name: str) -> int:
        """Return the axis of a dimension; UnknownDimensionError if there is none."""
        if name not in self.names:
            raise UnknownDimensionError(f"no dimension is called {name!r}")
        return self.names.index(name)

    def dimension(self, name: str) -> Dimension:
        """Return a dimension by its name; UnknownDimensionError if there is none."""
        return self.dimensions[self.axis(name)]

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names in the order of the axes, each once."""
        return tuple(sorted(set(names), key=self.axis))

    def shape_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the shape of a table over some of the dimensions, in axis order."""
        return tuple(self.shape[self.axis(name)] for name in self.ordered(names))

    def summed_axes(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the axes to sum over so that a table over ``names`` remains."""
        return _outside(self.names, tuple(names))

    def as_json(self) -> list[dict[str, Any]]:
        """Return plain values for canonical JSON."""
        return [{"name": d.name, "codes": list(d.codes)} for d in self.dimensions]

    @classmethod
    def from_json(cls, value: Iterable[Mapping[str, Any]]) -> "Domain":
        """Read what ``as_json`` gave."""
        return cls(
            tuple(Dimension(str(d["name"]), tuple(map(str, d["codes"]))) for d in value)
        )


@lru_cache(maxsize=1024)  # a fit asks for the same few a hundred thousand times
def _outside(axes: tuple[str, ...], names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(n for n, name in enumerate(axes) if name not in names)


@dataclass(frozen=True, order=True)
class Cohort:
    """Cases received in these calendar years, both with it."""

    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        if not 1900 <= self.first_year <= self.last_year <= 2200:
            raise ValueError("a cohort is a span of calendar years")

    @property
    def years(self) -> tuple[int, ...]:
        """Every year of it."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def label(self) -> str:
        """``2024`` or ``2015-2024``; the cohort's permanent name."""
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}-{self.last_year}"

    @classmethod
    def of(cls, label: str) -> "Cohort":
        """Read a label; ValueError when it is none."""
        first, _, last = label.partition("-")
        return cls(int(first), int(last or first))


def require_disjoint(cohorts: Iterable[Cohort]) -> tuple[Cohort, ...]:
    """Return cohorts in order; ValueError when two share a year.

    A case is in one cohort alone, so that its loss is one cohort's and not a sum.
    """
    ordered = tuple(sorted(cohorts))
    for one, other in pairwise(ordered):
        if other.first_year <= one.last_year:
            raise ValueError(f"cohorts {one.label} and {other.label} share a year")
    return ordered
