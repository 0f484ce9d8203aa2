"""The frozen cube of one cohort, its margins of error, and an edition of cohorts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from accountability.release.community.domain import (
    Cohort,
    Dimension,
    Domain,
    require_disjoint,
)
from accountability.vocab.community import Vintage

#: Dimensions of one table, in the order of the domain's axes; () is the total.
Dimensions = tuple[str, ...]
_Kind = TypeVar("_Kind", bound=np.generic)


def frozen(values: NDArray[_Kind]) -> NDArray[_Kind]:
    """Return a read-only copy in C order."""
    copy = np.array(values, order="C")
    copy.flags.writeable = False
    return copy


def answerable(measured: Iterable[Dimensions]) -> tuple[Dimensions, ...]:
    """Return every set of dimensions that lies within a measured table."""
    found = {
        subset
        for table in measured
        for size in range(len(table) + 1)
        for subset in combinations(table, size)
    }
    return tuple(sorted(found, key=lambda names: (len(names), names)))


@dataclass(frozen=True, eq=False)
class Cube:
    """Protected counts of one cohort and vintage.

    ``values`` is int64, non-negative, read-only, of the domain's shape. ``measured``
    are the dimension sets that noise was drawn for: only what lies within one of them
    may be asked (``questions.supported``).
    """

    cohort: Cohort
    vintage: Vintage
    domain: Domain
    measured: tuple[Dimensions, ...]
    values: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.values.shape != self.domain.shape:
            raise ValueError("the cube has not the shape of its domain")
        if self.values.dtype != np.int64:
            raise TypeError("counts are int64")
        if self.values.size and int(self.values.min()) < 0:
            raise ValueError("a count is negative")
        if any(self.domain.ordered(names) != names for names in self.measured):
            raise ValueError("measured dimensions stand in the order of the axes")
        object.__setattr__(self, "values", frozen(self.values))

    def table(self, names: Dimensions) -> NDArray[np.int64]:
        """Return the sums over every dimension but ``names``; no rule is applied."""
        axes = self.domain.summed_axes(names)
        return np.asarray(self.values.sum(axis=axes, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class StandardErrors:
    """Standard errors of every answerable table's cells, one cohort.

    ``tables`` maps dimensions to float64 arrays of the table's shape.
    """

    tables: Mapping[Dimensions, NDArray[np.float64]]

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "tables",
            MappingProxyType({k: frozen(v) for k, v in self.tables.items()}),
        )


@dataclass(frozen=True, eq=False)
class Edition:
    """Cubes of disjoint cohorts with their standard errors, as one body of figures."""

    parts: tuple[tuple[Cube, StandardErrors], ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("an edition has a cohort at the least")
        require_disjoint(cube.cohort for cube, _ in self.parts)
        if len({cube.domain.names for cube, _ in self.parts}) > 1:
            raise ValueError("the cohorts of an edition share their dimensions")
        for cube, errors in self.parts:
            missing = set(answerable(cube.measured)) - set(errors.tables)
            if missing:
                raise ValueError("a table has no standard errors")

    @cached_property
    def domain(self) -> Domain:
        """Its dimensions with every code of any cohort, in the order of the newest.

        The register of departments grows: an older cohort counted nothing under a code
        that came later, and its cases are none of that code's.
        """
        newest_first = sorted(self.parts, key=lambda part: part[0].cohort, reverse=True)
        domains = [cube.domain for cube, _ in newest_first]
        return Domain(
            tuple(
                Dimension(
                    name,
                    tuple(
                        dict.fromkeys(
                            code
                            for domain in domains
                            for code in domain.dimension(name).codes
                        )
                    ),
                )
                for name in domains[0].names
            )
        )

    @property
    def cohorts(self) -> tuple[Cohort, ...]:
        """Its cohorts in the order of years."""
        return tuple(sorted(cube.cohort for cube, _ in self.parts))

    def of(self, cohorts: Iterable[Cohort]) -> list[tuple[Cube, StandardErrors]]:
        """Return the parts of some cohorts; ValueError names one that is not there."""
        by_cohort = {cube.cohort: (cube, errors) for cube, errors in self.parts}
        wanted = sorted(set(cohorts))
        for cohort in wanted:
            if cohort not in by_cohort:
                raise ValueError(f"no figures for {cohort.label}")
        return [by_cohort[cohort] for cohort in wanted]
