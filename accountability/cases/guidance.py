"""Where a case can be taken and by when, from what was told. Nothing is stored."""

from dataclasses import dataclass
from datetime import date

from accountability.cases.content import OpenCase, Unprinted
from accountability.vocab import CaseStatus, FindingStage, Harm, ReportedTo
from accountability.vocab.approximate import Span, told_date
from accountability.vocab.clocks import Clock, Running, Start, running
from accountability.vocab.routing import RouteTo, routes


@dataclass(frozen=True, repr=False)
class Limit(Unprinted):
    """A clock, and where it stands if its start is known."""

    clock: Clock
    running: Running | None


@dataclass(frozen=True, repr=False)
class Guidance(Unprinted):
    """Bodies, limits, and the span that the told date was read as."""

    bodies: list[RouteTo]
    limits: list[Limit]
    conduct: Span | None


def guidance_for(opened: OpenCase, today: date) -> Guidance:
    """Return the bodies and clocks of B.C. for an opened case; none elsewhere."""
    department = opened.row.department
    harm = Harm.of(opened.text.harm) if opened.text.harm else None
    bodies = routes(
        department.kind if department else None,
        department.jurisdiction if department else None,
        harm,
    )
    conduct = told_date(opened.text.occurred)
    starts: dict[Start, date | None] = {
        Start.CONDUCT: conduct.first if conduct else None,
        Start.DECISION: _decided(opened),
    }
    limits = []
    for clock in Clock if RouteTo.OPCC in bodies else ():
        start = starts.get(clock.terms.start)
        if clock is not Clock.COMPLAINT or not _filed(opened):
            stands = running(clock, start, today) if start else None
            limits.append(Limit(clock, stands))
    return Guidance(bodies, limits, conduct)


def _filed(opened: OpenCase) -> bool:
    row = opened.row
    return row.reported_to == ReportedTo.OPCC or row.status == CaseStatus.FILED


def _decided(opened: OpenCase) -> date | None:
    """Return the latest day of a final finding."""
    days = [
        said.decided_on
        for act in opened.allegations
        for row, said in act.findings
        if row.stage == FindingStage.FINAL and said.decided_on
    ]
    return max(days, default=None)
