"""What parsers read, and what people decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull

from accountability.models.documents import Snapshot
from accountability.models.privacy import classify


class RecordType(models.TextChoices):
    """What a reading proposes."""

    STATISTIC = "statistic", "Figure"
    ALLEGATION = "allegation", "Allegation"
    PROCEEDING = "proceeding", "Proceeding"
    MATTER = "matter", "Matter"
    RECOMMENDATION = "recommendation", "Recommendation"
    RESPONSE = "response", "Answer to a recommendation"
    REJECTION = "rejection", "Unreadable"


#: What may be about no department: a body's matter that names none, what is asked of
#: a government.
WITHOUT_DEPARTMENT = (
    RecordType.PROCEEDING,
    RecordType.RECOMMENDATION,
    RecordType.RESPONSE,
)


#: How the ``parser_version`` of what a person typed begins: how often that was done for
#: this version follows. No parser looks for it, and so a later version of the
#: document in which none finds it says nothing about it.
BY_HAND = "by hand"


class ReadingState(models.TextChoices):
    """Where a reading is on its way to the record.

    UNCHANGED says the same as ``previous``, a reading of an earlier snapshot, or of
    another document with the same key: what is decided there holds here too.
    """

    PROPOSED = "proposed", "To review"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    UNCHANGED = "unchanged", "Unchanged"


#: What belongs to no matter that must have a date.
_WITHOUT_MATTER = (RecordType.STATISTIC, *WITHOUT_DEPARTMENT, RecordType.REJECTION)
#: The matter whose date a reading needs: it has none of its own.
_AWAITED = Case(
    When(record_type__in=[kind.value for kind in _WITHOUT_MATTER], then=Value("")),
    When(
        IsNull(
            Coalesce(
                KT("payload__complaint__received"),
                KT("payload__complaint__report_period__start"),
                output_field=models.TextField(),
            ),
            False,
        ),
        then=Value(""),
    ),
    default=Coalesce(
        KT("payload__complaint__key"), Value(""), output_field=models.TextField()
    ),
    output_field=models.TextField(),
)
#: A department of ours, or what may be about none and names none.
_NAMED = Case(
    When(
        Exact(
            Coalesce(
                KT("payload__complaint__department"),
                KT("payload__department"),
                Value(""),
                output_field=models.TextField(),
            ),
            Value(""),
        ),
        then=Case(
            When(
                Exact(
                    Coalesce(
                        KT("payload__department_raw"),
                        Value(""),
                        output_field=models.TextField(),
                    ),
                    Value(""),
                ),
                record_type__in=[kind.value for kind in WITHOUT_DEPARTMENT],
                then=Value(value=True),
            ),
            default=Value(value=False),
        ),
    ),
    default=Value(value=True),
    output_field=models.BooleanField(),
)


class ExtractedRecord(models.Model):
    """One reading of one snapshot by one version of a parser.

    ``payload`` is the proposal as JSON, ``locator`` its place in the document,
    ``digest`` a hash of what it says (without place), ``previous`` the accepted
    reading it would replace, or for UNCHANGED the one it repeats. ``flags`` are codes
    with a space between them. ``total_key`` groups rows that were checked against one
    printed total. For a rejection ``reason`` and ``field`` say why. What the queue asks
    of every reading that waits, the database works out of the payload: ``awaits``, the
    key of the matter that must be on record before it can be accepted (empty: none),
    and ``named``, whether its department is one of ours or need not be.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="readings")
    record_type = models.CharField(max_length=20, choices=RecordType.choices)
    key = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    locator = models.JSONField()
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    flags = models.CharField(max_length=300, blank=True)
    total_key = models.CharField(max_length=200, blank=True)
    parser_version = models.CharField(max_length=40)
    state = models.CharField(
        max_length=20, choices=ReadingState.choices, default=ReadingState.PROPOSED
    )
    reason = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=100, blank=True)
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    awaits = models.GeneratedField(
        expression=_AWAITED, output_field=models.TextField(), db_persist=True
    )
    named = models.GeneratedField(
        expression=_NAMED, output_field=models.BooleanField(), db_persist=True
    )

    class Meta:
        ordering = ["snapshot", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "key", "parser_version"],
                name="reading_once_a_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReadingState.values), name="reading_state_known"
            ),
            models.CheckConstraint(
                condition=Q(record_type__in=RecordType.values),
                name="reading_type_known",
            ),
            models.CheckConstraint(
                condition=~Q(record_type=RecordType.REJECTION.value)
                | (Q(state=ReadingState.REJECTED.value) & ~Q(reason="")),
                name="reading_rejection_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "snapshot", "position"]),
            # All that the staff home and the queue count of what waits.
            models.Index(
                fields=["snapshot", "record_type", "flags"],
                include=["previous", "named", "awaits"],
                condition=Q(state=ReadingState.PROPOSED.value),
                name="reading_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.key}"


class ReviewDecision(models.Model):
    """A person's decision on one reading. Append-only; the last one stands.

    ``payload`` is what was accepted, corrected or not. ``batch`` joins the readings
    that were accepted together.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        ACCEPTED = "accepted", "Accepted"
        CORRECTED = "corrected", "Accepted with a correction"
        REJECTED = "rejected", "Rejected"
        REOPENED = "reopened", "Put back into the queue"

    reading = models.ForeignKey(
        ExtractedRecord, models.PROTECT, related_name="decisions"
    )
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField(auto_now_add=True)
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict__in=["rejected", "corrected"]) | ~Q(reason=""),
                name="decision_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["batch"])]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.verdict}"


classify(
    ExtractedRecord,
    public="reason field",
    staff="id snapshot record_type key position locator payload digest flags total_key "
    "parser_version state previous created_at awaits named",
)
classify(ReviewDecision, staff="id reading verdict reason payload by at batch")
