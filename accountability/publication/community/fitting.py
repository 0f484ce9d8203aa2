"""Fit every drawing once, from what was drawn alone, and keep the cube.

It reads no case. Cut short at any moment it leaves a drawing without a cube, which the
next run fits from the same measurements.
"""

from collections.abc import Iterator

from accountability.models import CommunityCube, CommunityDrawing, Organisation
from accountability.publication.disclosure.fit import Residual, fit, residual_after
from accountability.publication.disclosure.margins import standard_errors
from accountability.publication.disclosure.measurements import Measurements
from accountability.publication.disclosure.plans import Plan
from accountability.release.community.record import Entry
from accountability.vocab.community import Vintage


def unfitted() -> list[CommunityDrawing]:
    """Return the drawings that have no cube, in the order they were drawn."""
    return list(CommunityDrawing.objects.filter(cube=None).select_related("cube"))


def fit_drawing(drawing: CommunityDrawing) -> CommunityCube:
    """Fit a drawing and keep its cube; returns the one that is kept already."""
    held = CommunityCube.objects.filter(drawing=drawing).first()
    if held is not None:
        return held
    measurements = measurements_of(drawing)
    plan = Plan.from_json(drawing.plan)
    cube = fit(measurements, _carried(drawing, measurements))
    entry = Entry(
        cube,
        standard_errors(cube, measurements, plan),
        str(drawing.epsilon),
        drawing.scheduled,
        {k: value for k, value in drawing.plan.items() if k != "dimensions"},
        drawing.plan_sha256,
        drawing.code_sha256,
        drawing.measurements_sha256,
    )
    kept, _ = CommunityCube.objects.get_or_create(
        drawing=drawing, defaults={"content": entry.to_bytes()}
    )
    return kept


def measurements_of(drawing: CommunityDrawing) -> Measurements:
    """Read what was drawn; ValueError when the bytes are not those of their hash."""
    measurements = Measurements.from_bytes(bytes(drawing.measurements))
    if measurements.sha256 != drawing.measurements_sha256:
        raise ValueError("the measurements are not what was drawn")
    return measurements


def entries_of(organisation: Organisation) -> Iterator[tuple[CommunityDrawing, Entry]]:
    """Yield every fitted drawing with its figures, in the order they were drawn."""
    fitted = CommunityDrawing.objects.filter(
        organisation=organisation, cube__isnull=False
    ).select_related("cube")
    for drawing in fitted:
        yield drawing, Entry.from_bytes(bytes(drawing.cube.content))


def _carried(drawing: CommunityDrawing, measurements: Measurements) -> Residual | None:
    """Return what earlier cohorts were rounded up by, where their tables are the same.

    Only what was drawn before takes part: a published cube never changes.
    """
    if drawing.vintage != Vintage.FINAL.value:
        return None
    residual: Residual | None = None
    for earlier, entry in sorted(
        entries_of(drawing.organisation), key=lambda pair: pair[1].cube.cohort
    ):
        cube = entry.cube
        if (
            earlier.pk < drawing.pk
            and cube.vintage is Vintage.FINAL
            and cube.cohort < measurements.cohort
            and cube.domain == measurements.domain
            and cube.measured == measurements.measured
        ):
            residual = residual_after(measurements_of(earlier), cube, residual)
    return residual
