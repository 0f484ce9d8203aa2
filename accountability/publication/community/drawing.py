"""Draw the noise of a vintage once: counted, measured and paid for in one transaction.

After the commit nothing reads a case for this vintage again, whatever a later step
says (PRIVACY.md 0.8); before it nothing was drawn. The noise is OpenDP's: no caller can
choose another.
"""

from datetime import date

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.audit.acting import note
from accountability.models import CommunityDrawing, Organisation, User
from accountability.publication.community.eligible import (
    contribution_key,
    eligible_records,
)
from accountability.publication.community.policy import Policy, policy
from accountability.publication.disclosure.contributions import admitted, count
from accountability.publication.disclosure.measurements import measure
from accountability.publication.disclosure.noise import OpenDPNoise
from accountability.publication.disclosure_audit.kept import (
    code_sha256,
    may_be_used,
)
from accountability.publication.refusals import (
    PublicationRefusedError,
    require_releaser,
)
from accountability.release.community.domain import Cohort
from accountability.release.community.record import Scheduled
from accountability.vocab.audit import AuditAction
from accountability.vocab.community import Vintage

#: The lock under which the database checks drawings (migration 0012).
_DRAWING = 72605


def organisation_of(decided: Policy) -> Organisation:
    """Return whose cases are counted; PublicationRefusedError if there is none."""
    found = Organisation.objects.filter(slug=decided.organisation).first()
    if found is None:
        raise PublicationRefusedError(
            "no_organisation", f"no organisation is called {decided.organisation!r}"
        )
    return found


def drawings_of(
    organisation: Organisation,
) -> dict[tuple[Cohort, Vintage], CommunityDrawing]:
    """Return what was drawn, by cohort and vintage."""
    rows = CommunityDrawing.objects.filter(organisation=organisation)
    return {
        (row.cohort, Vintage.of(row.vintage)): row
        for row in rows.select_related("drawn_by")
    }


def due(decided: Policy, *, on: date | None = None) -> list[Scheduled]:
    """Return the vintages whose day has come and that are not drawn, in order of days.

    A preliminary vintage that was not drawn before the final one's day is left out.
    """
    day = on or timezone.localdate()
    drawn = drawings_of(organisation_of(decided))
    come = [each for each in decided.calendar if each.day <= day]
    settled = {each.cohort for each in come if each.vintage is Vintage.FINAL}
    return [
        each
        for each in come
        if (each.cohort, each.vintage) not in drawn
        and not (each.vintage is Vintage.PRELIMINARY and each.cohort in settled)
    ]


def require_audited(decided: Policy) -> None:
    """Refuse a plan or a version of the code that has not passed the long form.

    The demo's cases are made up: there the short form of the tests is enough.
    """
    if not settings.DEMO and not may_be_used(decided.plan):
        raise PublicationRefusedError(
            "not_audited",
            f"this version of the code has no kept long audit of the {decided.plan} "
            f"plan: run manage.py audit_disclosure --long --plan {decided.plan}",
        )


def draw(scheduled: Scheduled, *, by: User) -> CommunityDrawing:
    """Count, measure and pay for a due vintage, or return what was drawn of it.

    Raises PublicationRefusedError: no_policy, not_due, not_audited; IntegrityError when
    the database refuses the budget, and then nothing was drawn.
    """
    require_releaser(by)
    decided = policy()
    if decided is None:
        raise PublicationRefusedError("no_policy", "there is no written policy")
    require_audited(decided)
    organisation = organisation_of(decided)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DRAWING])
        drawn = drawings_of(organisation).get((scheduled.cohort, scheduled.vintage))
        if drawn is not None:
            return drawn
        if scheduled not in due(decided):
            raise PublicationRefusedError(
                "not_due", "the day of this vintage has not come"
            )
        note(
            AuditAction.COMMUNITY_DRAW,
            object_type="cohort",
            object_id=scheduled.cohort.label,
            details={"deed": scheduled.vintage.value, "to_id": by.pk},
        )
        return _drawn(scheduled, decided, organisation, by)


def _drawn(
    scheduled: Scheduled, decided: Policy, organisation: Organisation, by: User
) -> CommunityDrawing:
    """Measure and store; true counts are in memory between these lines alone."""
    cohort, vintage = scheduled.cohort, scheduled.vintage
    plan = decided.plan_for(cohort)
    counted = admitted(
        eligible_records(organisation, cohort, plan.domain),
        cohort=cohort,
        key=contribution_key(organisation),
    )
    counts = count(counted, plan=plan, vintage=vintage, cohort=cohort)
    measurements = measure(counts, plan, OpenDPNoise())
    return CommunityDrawing.objects.create(
        organisation=organisation,
        first_year=cohort.first_year,
        last_year=cohort.last_year,
        vintage=vintage.value,
        epsilon=plan.spending(vintage).epsilon,
        scheduled=scheduled.day,
        plan_kind=plan.kind.value,
        plan=plan.as_json(),
        plan_sha256=plan.sha256,
        code_sha256=code_sha256(),
        measurements=measurements.to_bytes(),
        measurements_sha256=measurements.sha256,
        drawn_by=by,
    )
