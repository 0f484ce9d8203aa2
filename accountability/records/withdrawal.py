"""Take back a record that a reviewer accepted by mistake, before it is published.

The reading and every decision about it stay; only the fact made from it goes.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from accountability.models import (
    Allegation,
    Complaint,
    ProceedingStatement,
    Provenance,
    Recommendation,
    RecommendationResponse,
    Statistic,
)
from accountability.records.proceedings import refresh_proceedings
from accountability.records.recommendations import refresh_versions


@transaction.atomic
def withdraw_records(reading_ids: list[int]) -> int:
    """Remove the facts recorded from these readings; return how many there were.

    An allegation that one of them had replaced is in force again, and a complaint
    that has neither an allegation nor a row of its own left goes too; a proceeding is
    what its other statements say of it. The caller decides whether it is allowed
    (``review.policies``) and writes the decision.
    """
    provenances = Provenance.objects.filter(reading__in=reading_ids)
    figures, _ = Statistic.objects.filter(provenance__in=provenances).delete()
    allegations = Allegation.objects.filter(provenance__in=provenances)
    complaints = set(allegations.order_by().values_list("complaint", flat=True))
    number = allegations.count()
    _unlink(allegations)
    allegations.delete()
    told = Complaint.objects.filter(provenance__in=provenances)
    complaints |= set(told.values_list("pk", flat=True))
    matters = told.update(provenance=None)
    statements = ProceedingStatement.objects.filter(provenance__in=provenances)
    proceedings = list(statements.order_by().values_list("proceeding", flat=True))
    statements.delete()
    refresh_proceedings(proceedings)
    advised = _forget_recommendations(provenances)
    provenances.delete()
    Complaint.objects.filter(
        pk__in=complaints, allegations__isnull=True, provenance__isnull=True
    ).delete()
    return figures + number + matters + len(proceedings) + advised


def _forget_recommendations(provenances: QuerySet[Provenance, Provenance]) -> int:
    """Remove recommendations and answers; older versions are in force again."""
    keys: list[str] = []
    for model in (RecommendationResponse, Recommendation):
        told = model._default_manager.filter(provenance__in=provenances)
        keys += told.order_by().values_list("key", flat=True)
        told.delete()
    refresh_versions(keys)
    return len(keys)


def _unlink(allegations: QuerySet[Allegation, Allegation]) -> None:
    """Take rows out of their chains of versions.

    Only one row with a key may be in force at any moment, and only one may point to
    another: the row first gives up both, then the older one takes its place.
    """
    linked = allegations.filter(
        Q(superseded_by__isnull=False) | Q(supersedes__isnull=False)
    )
    for row in linked.order_by("pk"):
        row.refresh_from_db(fields=["superseded_by"])
        newer = row.superseded_by_id
        Allegation.objects.filter(pk=row.pk).update(
            key=f"withdrawn {row.pk}", superseded_by=None
        )
        Allegation.objects.filter(superseded_by=row.pk).update(superseded_by=newer)
