"""How sure a figure is: measure and fit again, on the released cube as if it were true.

Forty replicates; the error of a cell is the root mean square of how far they come out.
The released cube is protected already, so this costs no budget and its noise may be
seeded: by the hash of the measurements, so that the bytes of a release repeat. Coverage
of the 90 % margins is measured by the audit (T9).
"""

import numpy as np

from accountability.publication.disclosure.contributions import counts_of_cube
from accountability.publication.disclosure.fit import fit
from accountability.publication.disclosure.measurements import Measurements, measure
from accountability.publication.disclosure.noise import SeededNoise
from accountability.publication.disclosure.plans import Plan
from accountability.release.community.cubes import (
    Cube,
    StandardErrors,
    answerable,
)

REPLICATES = 40


def standard_errors(
    cube: Cube,
    measurements: Measurements,
    plan: Plan,
    *,
    replicates: int = REPLICATES,
) -> StandardErrors:
    """Return standard errors of every answerable table of a released cube.

    ValueError when the cube or the plan is not that of the measurements.
    """
    if (cube.cohort, cube.vintage) != (measurements.cohort, measurements.vintage):
        raise ValueError("the cube is not of these measurements")
    if plan.sha256 != measurements.plan_sha256:
        raise ValueError("the plan is not that of the measurements")
    # Seeded on purpose: it is added to protected counts and protects nothing.
    noise = SeededNoise(int(measurements.sha256[:16], 16), allowed=True)
    counts = counts_of_cube(
        cube.values,
        domain=cube.domain,
        spending=plan.spending(cube.vintage),
        cohort=cube.cohort,
    )
    wanted = answerable(cube.measured)
    released = {names: cube.table(names) for names in wanted}
    squares = {names: np.zeros(values.shape) for names, values in released.items()}
    for _ in range(replicates):
        again = fit(measure(counts, plan, noise))
        for names in wanted:
            squares[names] += (again.table(names) - released[names]) ** 2.0
    return StandardErrors(
        {names: np.sqrt(values / replicates) for names, values in squares.items()}
    )
