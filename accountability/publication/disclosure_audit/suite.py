"""The audit's two forms: which tests run on which made-up world, how often.

The short form is for every test run: a world of a tenth of the benchmark, seeded noise
so that a run repeats. It shows a broken release code, a forgotten budget or an attack
that has lost its teeth. It can't show small leaks: its membership test tells an AUC
to about 0.02, its reconstruction runs a hundredth of the proposals, and noise that
repeats can't tell that production's does not. The long form is A3's benchmark with
OpenDP's noise; it runs before a plan or a version of the code may be used, and its
report is kept. One made-up world and one chain: neither proves anything for all worlds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accountability.publication.disclosure.noise import (
    NoiseSource,
    OpenDPNoise,
    SeededNoise,
)
from accountability.publication.disclosure_audit.attacked import (
    interval_attack,
    reconstruction_attack,
)
from accountability.publication.disclosure_audit.controls import negative_controls
from accountability.publication.disclosure_audit.editions import published
from accountability.publication.disclosure_audit.findings import Result
from accountability.publication.disclosure_audit.presence import membership_attack
from accountability.publication.disclosure_audit.structure import additivity, refusal
from accountability.publication.disclosure_audit.utility import utility
from accountability.publication.disclosure_audit.worlds import (
    Size,
    made_up_world,
    parts_under,
)
from accountability.vocab.community import PlanKind

SEED = 20_261_126


@dataclass(frozen=True)
class Form:
    """How much of everything an audit runs."""

    name: str
    sizes: dict[PlanKind, Size]
    replicates: int
    cells: int
    proposals: int
    samples: int
    canaries: int
    runs: int
    cube_runs: int
    newcomers: int
    control_runs: int
    controls: Size
    twins: int
    twin_replicates: int
    repeatable: bool

    def noise(self) -> NoiseSource:
        """Return OpenDP's noise, or for the short form noise that repeats."""
        # Allowed: the worlds are made up, so there is nobody to protect.
        return SeededNoise(SEED, allowed=True) if self.repeatable else OpenDPNoise()


SHORT = Form(
    "short",
    {
        PlanKind.ANNUAL: Size(8, 7, 5, 4, years=3, cases=2_000),
        PlanKind.POOLED: Size(6, 5, 4, 3, years=3, cases=1_500),
        PlanKind.SMALL: Size(8, 7, 5, 4, years=3, cases=200),
    },
    replicates=20,
    cells=200,
    proposals=300_000,
    samples=200,
    canaries=12,
    runs=100,
    cube_runs=2,
    newcomers=60,
    control_runs=5,
    controls=Size(8, 7, 5, 1, years=3, cases=3_600),
    twins=1,
    twin_replicates=10,
    repeatable=True,
)
LONG = Form(
    "long",
    {
        PlanKind.ANNUAL: Size(15, 13, 8, 6, years=10, cases=20_000),
        PlanKind.POOLED: Size(15, 13, 8, 6, years=10, cases=6_000),
        PlanKind.SMALL: Size(15, 13, 8, 6, years=3, cases=200),
    },
    replicates=40,
    cells=120,
    proposals=10_000_000,
    samples=500,
    canaries=12,
    runs=200,
    cube_runs=15,
    newcomers=200,
    control_runs=25,
    controls=Size(15, 13, 8, 1, years=10, cases=20_000),
    twins=1,
    twin_replicates=20,
    repeatable=False,
)


def audit(kind: PlanKind, form: Form) -> Iterator[Result]:
    """Run T2 to T6, T8 and T9 for a plan; yield results as they come.

    T1 and T7 hold a real release to its own pages and run at its gate
    (``findings.RELEASE_GATE``).
    """
    world = made_up_world(form.sizes[kind], SEED)
    parts = parts_under(kind, world)
    release = published(parts, form.noise(), replicates=form.replicates)
    twins = [
        published(
            parts_under(kind, made_up_world(form.sizes[kind], SEED, draw)),
            OpenDPNoise() if not form.repeatable else SeededNoise(draw, allowed=True),
            replicates=form.twin_replicates,
        )
        for draw in range(1, form.twins + 1)
    ]
    steps: tuple[Callable[[], list[Result]], ...] = (
        lambda: additivity(release.edition),
        lambda: refusal(release.edition),
        lambda: interval_attack(release, twins, cells=form.cells, seed=SEED),
        lambda: reconstruction_attack(
            release, proposals=form.proposals, samples=form.samples, seed=SEED % 2**20
        ),
        lambda: membership_attack(
            parts[0],
            form.noise(),
            number=form.canaries,
            runs=form.runs,
            cube_runs=form.cube_runs,
            seed=SEED,
        ),
        lambda: negative_controls(
            made_up_world(form.controls, SEED),
            cells=min(120, form.cells),
            canaries=form.canaries,
            runs=form.control_runs,
            newcomers=form.newcomers,
            seed=SEED,
        ),
        lambda: utility(release),
    )
    for step in steps:
        yield from step()
