"""Working on cases: drafts, moves, tasks, tags, saved filters, duplicates."""

import uuid
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.cases import Case, CasePerson
from accountability.models.codes import code_field, codes_check
from accountability.models.organisations import Organisation
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField
from accountability.vocab import CaseStatus, Precision, TaskKind


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


class CaseTask(models.Model):
    """Something to do on a case: somebody's own, or a clock's reminder.

    ``due_on`` is as fine as ``precision`` says, on the first day of its week or month:
    the exact day of a limit would tell a thief the day of the conduct. The exact day is
    reckoned when the case is opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    kind = code_field(TaskKind)
    due_on = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, default="day")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_tasks",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(null=True, blank=True)
    text = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "created_at", "id"]
        constraints = [
            codes_check("case_task", "kind", TaskKind),
            models.CheckConstraint(
                condition=Q(precision__in=["day", "week", Precision.MONTH.value]),
                name="case_task_precision_known",
            ),
            models.CheckConstraint(
                condition=~Q(precision="month")
                | Q(due_on__isnull=True)
                | Q(due_on__day=1),
                name="case_task_month_is_a_month",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="case_task_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True),
                name="case_task_open_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Tag(models.Model):
    """A word by which an organisation groups its cases.

    ``name`` is sealed under the organisation's own key; ``match`` is its keyed hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tags")
    name = SealedField()
    match = models.BinaryField()

    class Meta:
        ordering = ["organisation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "match"], name="tag_once")
        ]

    def __str__(self) -> str:
        return f"tag {self.pk}"


class CaseTag(models.Model):
    """A tag on a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="cases")

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "tag"], name="case_tagged_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tag_id}"


class SavedFilter(models.Model):
    """A way to narrow the list that somebody keeps for themselves.

    ``query`` holds codes, a number and tags' ids; ``name`` is sealed under the
    organisation's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="case_filters"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = SealedField()
    query = models.JSONField(default=dict)

    class Meta:
        ordering = ["user", "id"]

    def __str__(self) -> str:
        return f"filter {self.pk}"


class MatchKind(StrEnum):
    """What two cases may have in common that warns of a duplicate."""

    NAME = "name"
    CONTACT = "contact"
    FILE_NUMBER = "file_number"


class CaseMatch(models.Model):
    """A keyed hash of a name, a phone number, an address or an official file number.

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


classify(CaseDraft, confidential="id case author revision tab sequence saved_at body")
classify(CaseMove, confidential="id case start to moved_by moved_at reason")
classify(
    CaseTask,
    confidential="id case kind due_on precision assigned_to created_by created_at "
    "done_by done_at text",
)
classify(
    Tag,
    confidential="id organisation name",
    secret="match",  # noqa: S106  (the name of a column)
)
classify(CaseTag, confidential="id case tag")
classify(SavedFilter, confidential="id user organisation name query")
classify(
    CaseMatch,
    confidential="id case person kind",
    secret="index",  # noqa: S106  (the name of a column)
)
