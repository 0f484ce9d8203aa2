"""The ledger: what publishers did to documents, and who confirmed it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot, SourceDocument
from accountability.models.privacy import classify
from accountability.vocab import Dismissal, DocumentChangeKind


class ChangeState(models.TextChoices):
    """Where an entry is on its way to the public."""

    PROPOSED = "proposed", "To confirm"
    CONFIRMED = "confirmed", "Confirmed"
    DISMISSED = "dismissed", "Dismissed"


class DocumentChange(models.Model):
    """One thing that became of a document, as the machine noticed it.

    ``before_at`` is when the document was last seen as it was, ``noticed_at`` when it
    was first seen otherwise: the change lies between. ``before`` and ``after`` are the
    versions on both sides, empty where there are no bytes. The addresses are the
    publisher's own, empty for what is fetched from elsewhere; ``moved_to`` is the
    document that has the same bytes at another address. ``answers`` is the absence
    that a return ends. The counts are of what the parser read, decided or not;
    ``parsers_differ`` is true if the two versions were not read by the same one.
    """

    document = models.ForeignKey(SourceDocument, models.PROTECT, related_name="changes")
    kind = code_field(DocumentChangeKind)
    before_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    before = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    after = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_before = models.URLField(max_length=1000, blank=True)
    address_after = models.URLField(max_length=1000, blank=True)
    moved_to = models.ForeignKey(
        SourceDocument, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    figures_changed = models.PositiveIntegerField(default=0)
    figures_appeared = models.PositiveIntegerField(default=0)
    figures_gone = models.PositiveIntegerField(default=0)
    matters_changed = models.PositiveIntegerField(default=0)
    matters_appeared = models.PositiveIntegerField(default=0)
    matters_gone = models.PositiveIntegerField(default=0)
    parsers_differ = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20, choices=ChangeState.choices, default=ChangeState.PROPOSED
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "noticed_at"], name="change_noticed_once"
            ),
            codes_check("change", "kind", DocumentChangeKind),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="change_state_known"
            ),
            models.CheckConstraint(
                condition=Q(before_at__lte=F("noticed_at")),
                name="change_between_two_looks",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentChangeKind.REVISED.value)
                | Q(before__isnull=False, after__isnull=False),
                name="change_revised_has_versions",
            ),
            models.CheckConstraint(
                condition=Q(
                    answers__isnull=False,
                    kind__in=[
                        DocumentChangeKind.REAPPEARED.value,
                        DocumentChangeKind.LISTED_AGAIN.value,
                    ],
                )
                | Q(
                    ~Q(
                        kind__in=[
                            DocumentChangeKind.REAPPEARED.value,
                            DocumentChangeKind.LISTED_AGAIN.value,
                        ]
                    ),
                    answers__isnull=True,
                ),
                name="change_return_answers_absence",
            ),
        ]
        indexes = [models.Index(fields=["state", "-noticed_at"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind}"


class ChangeDecision(models.Model):
    """A person's decision on one entry. Append-only; the last one stands."""

    class Verdict(models.TextChoices):
        """What was decided."""

        CONFIRMED = "confirmed", "Confirmed"
        DISMISSED = "dismissed", "Dismissed"
        REOPENED = "reopened", "Put back"

    change = models.ForeignKey(DocumentChange, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = code_field(Dismissal, blank=True)
    words = models.CharField(max_length=250, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="change_decisions"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            codes_check("change_decision", "reason", Dismissal, optional=True),
            models.CheckConstraint(
                condition=Q(verdict="dismissed") & ~Q(reason="")
                | ~Q(verdict="dismissed") & Q(reason="", words=""),
                name="change_dismissal_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason=Dismissal.OTHER.value) | ~Q(words=""),
                name="change_other_reason_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.verdict}"


classify(
    DocumentChange,
    public="document kind before_at noticed_at before after address_before "
    "address_after moved_to answers",
    staff="id figures_changed figures_appeared figures_gone matters_changed "
    "matters_appeared matters_gone parsers_differ state created_at",
)
classify(ChangeDecision, staff="id change verdict reason words by at")
