"""The community record as it stands: the latest vintage of every cohort drawn."""

from django.conf import settings

from accountability.models import Organisation
from accountability.publication.community.fitting import entries_of
from accountability.publication.community.policy import Policy, policy
from accountability.release.community.domain import Cohort
from accountability.release.community.record import CommunityRecord, Entry


def community_record() -> CommunityRecord | None:
    """Return what a release says of cases; None without a policy or before a drawing.

    The calendar is that of the policy.
    """
    decided = policy()
    if decided is None:
        return None
    return record_under(decided)


def record_under(decided: Policy) -> CommunityRecord | None:
    """Return the record under a policy; None before anything was drawn and fitted.

    A policy that names nobody's organisation has drawn nothing: the official record
    goes out all the same. (Renamed after a drawing, the gate misses the record, T7.)
    """
    organisation = Organisation.objects.filter(slug=decided.organisation).first()
    if organisation is None:
        return None
    latest: dict[Cohort, Entry] = {}
    for _, entry in entries_of(organisation):
        latest[entry.cube.cohort] = entry
    if not latest:
        return None
    return CommunityRecord(
        organisation=organisation.name,
        synthetic=organisation.synthetic or settings.DEMO,
        entries=tuple(latest[cohort] for cohort in sorted(latest)),
        calendar=decided.calendar,
    )
