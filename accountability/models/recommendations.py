"""What bodies recommend, to whom, and each answer that is known of."""

from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.provenance import Provenance
from accountability.models.reference import Department, OversightBody
from accountability.vocab import Precision, ResponderRole, ResponseStatus


class _Told(models.Model):
    """What recommendations and answers share: who, when, on which page, from where.

    ``department`` is the police service it concerns, if it is one. ``dated`` is the
    first day that its date can mean, ``dated_text`` the date in the source's words.
    ``cited_url`` is the page that a table typed by hand names for the row. ``key``,
    ``last_seen`` and ``absent_since`` are as for an Allegation.
    """

    source_id = models.CharField(max_length=40)
    key = models.CharField(max_length=300)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dated = models.DateField(null=True, blank=True)
    dated_precision = models.CharField(max_length=10, blank=True)
    dated_text = models.CharField(max_length=60, blank=True)
    cited_url = models.URLField(max_length=1000, blank=True)
    note = models.CharField(max_length=300, blank=True)
    flags = models.CharField(max_length=300, blank=True)
    last_seen = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    absent_since = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


def _told_checks(table: str) -> list[models.BaseConstraint]:
    precise = [precision.value for precision in Precision]
    undated = Q(dated__isnull=True, dated_precision="", dated_text="")
    return [
        models.CheckConstraint(
            condition=undated | Q(dated__isnull=False, dated_precision__in=precise),
            name=f"{table}_date_precise",
        ),
    ]


class Recommendation(_Told):
    """What one version of a document says that a body recommended.

    ``summary`` is in our own words; it is empty where the text was not seen and only
    counted: ``recommended`` then says how many. A newer version with the same ``key``
    supersedes an older one; the first row of a key stands for the recommendation, and
    its answers lead to that one.
    """

    body = models.ForeignKey(
        OversightBody, models.PROTECT, related_name="recommendations"
    )
    addressee_raw = models.CharField(max_length=200)
    recommended = models.PositiveSmallIntegerField(default=1)
    summary = models.CharField(max_length=500, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, related_name="recommendation"
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["source_id", "key"])]
        constraints = [
            *_told_checks("recommendation"),
            models.CheckConstraint(
                condition=Q(recommended=1) | Q(recommended__gt=1, summary=""),
                name="recommendation_counted_or_told",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RecommendationResponse(_Told):
    """One answer to a recommendation: who answered what, and when.

    A later answer is a row of its own beside the earlier one; only a newer version of
    the document that told of this very answer supersedes it.
    """

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="responses"
    )
    responder_raw = models.CharField(max_length=200)
    role = code_field(ResponderRole, default=ResponderRole.UNKNOWN.value)
    status = code_field(ResponseStatus)
    status_raw = models.CharField(max_length=200, blank=True)
    provenance = models.OneToOneField(
        Provenance, models.PROTECT, related_name="recommendation_response"
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )

    class Meta:
        ordering = ["recommendation", "id"]
        indexes = [models.Index(fields=["source_id", "key"])]
        constraints = [
            *_told_checks("response"),
            codes_check("response", "role", ResponderRole),
            codes_check("response", "status", ResponseStatus),
            models.CheckConstraint(
                condition=~Q(status=ResponseStatus.NONE_KNOWN.value),
                name="response_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.key


_PUBLIC = (
    "source_id department dated_precision dated_text cited_url note flags provenance "
    "last_seen absent_since superseded_by"
)
#: An exact day is kept; a release shows the month.
_STAFF = "id key dated recorded_at"

classify(
    Recommendation,
    public=f"body addressee_raw recommended summary {_PUBLIC}",
    staff=_STAFF,
)
classify(
    RecommendationResponse,
    public=f"recommendation responder_raw role status status_raw {_PUBLIC}",
    staff=_STAFF,
)
