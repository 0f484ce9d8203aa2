"""A made-up world put through the real release code, as the audit attacks it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from accountability.publication.disclosure.contributions import counts_of_cube
from accountability.publication.disclosure.fit import fit_in_order
from accountability.publication.disclosure.margins import standard_errors
from accountability.publication.disclosure.measurements import Measurements, measure
from accountability.publication.disclosure.noise import NoiseSource
from accountability.publication.disclosure_audit.worlds import Part
from accountability.release.community.cubes import Cube, Edition
from accountability.vocab.community import Vintage


def measured(part: Part, vintage: Vintage, noise: NoiseSource) -> Measurements:
    """Measure one cohort of a world by the code that a release is measured by."""
    counts = counts_of_cube(
        part.counts,
        domain=part.plan.domain,
        spending=part.plan.spending(vintage),
        cohort=part.cohort,
    )
    return measure(counts, part.plan, noise)


@dataclass(frozen=True)
class Published:
    """The final vintage of a world: its truth, measurements, cubes and edition."""

    parts: tuple[Part, ...]
    measurements: tuple[Measurements, ...]
    cubes: tuple[Cube, ...]
    replicates: int

    @cached_property
    def edition(self) -> Edition:
        """Cubes with margins of error, made when they are first asked for."""
        return Edition(
            tuple(
                (cube, standard_errors(cube, m, part.plan, replicates=self.replicates))
                for part, m, cube in zip(
                    self.parts, self.measurements, self.cubes, strict=True
                )
            )
        )

    def truth(self, part: int, names: tuple[str, ...]) -> np.ndarray:
        """Return the true table of one cohort."""
        domain = self.parts[part].plan.domain
        return np.asarray(self.parts[part].counts.sum(axis=domain.summed_axes(names)))


def published(parts: list[Part], noise: NoiseSource, *, replicates: int) -> Published:
    """Release a world: measure, fit in the order of years with the carry."""
    measurements = [measured(part, Vintage.FINAL, noise) for part in parts]
    cubes = fit_in_order(measurements)
    return Published(tuple(parts), tuple(measurements), tuple(cubes), replicates)
