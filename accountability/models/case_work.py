"""Working on cases: drafts, moves, the warning of duplicates."""

import uuid
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.cases import Case, CasePerson
from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField
from accountability.vocab import CaseStatus
from accountability.vocab.clocks import Clock


class CaseDraft(models.Model):
    """What somebody has typed and not yet saved, as the form has it, valid or not.

    One a person and case. ``revision`` is the case's when the typing began; ``tab``
    and ``sequence`` keep an older message of the same page from winning.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField()
    tab = models.CharField(max_length=36)
    sequence = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    body = SealedField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author"], name="case_draft_one_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class CaseMove(models.Model):
    """One change of status, and why. Never changed, only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="moves")
    start = code_field(CaseStatus)
    to = code_field(CaseStatus)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField(auto_now_add=True)
    reason = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["case", "moved_at", "id"]
        constraints = [
            codes_check("case_move", "start", CaseStatus),
            codes_check("case_move", "to", CaseStatus),
        ]

    def __str__(self) -> str:
        return f"{self.start} -> {self.to}"


class MatchKind(StrEnum):
    """What two cases may have in common that warns of a duplicate."""

    NAME = "name"
    CONTACT = "contact"


class CaseMatch(models.Model):
    """A keyed hash of a name, a phone number or an e-mail address.

    For the warning that somebody may be in another case already, and for nothing else:
    equal hashes tell a thief that two values within an organisation are equal.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="matches")
    person = models.ForeignKey(
        CasePerson, models.CASCADE, null=True, blank=True, related_name="matches"
    )
    kind = models.CharField(max_length=20)
    index = models.BinaryField()

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MatchKind]),
                name="case_match_kind_known",
            )
        ]
        indexes = [models.Index(fields=["index"])]

    def __str__(self) -> str:
        return f"match {self.pk}"


class CaseTask(models.Model):
    """Something to do about a case; done, it stays. Apart from every retention clock.

    ``clock`` marks the reminder of a limit of the law, one each. ``body`` seals what
    is to be done and by which day: a limit's day would tell the day of the conduct.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    clock = code_field(Clock, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_tasks",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(null=True, blank=True)
    body = SealedField()

    class Meta:
        ordering = ["case", "made_at", "id"]
        constraints = [
            codes_check("case_task", "clock", Clock, optional=True),
            models.UniqueConstraint(
                fields=["case", "clock"],
                condition=~Q(clock=""),
                name="case_task_one_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="case_task_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to"],
                condition=Q(done_at__isnull=True),
                name="case_task_open",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


classify(
    CaseTask,
    confidential="id case clock assigned_to made_by made_at done_by done_at body",
)
classify(CaseDraft, confidential="id case author revision tab sequence saved_at body")
classify(CaseMove, confidential="id case start to moved_by moved_at reason")
classify(
    CaseMatch,
    confidential="id case person kind",
    secret="index",  # noqa: S106  (the name of a column)
)
