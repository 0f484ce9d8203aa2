"""Official files that staff hand in, and what was said of tables with such headings."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.documents import Snapshot
from accountability.models.privacy import classify
from accountability.models.reference import OversightBody
from accountability.vocab import DocumentType
from accountability.vocab.handed_in import HandedInForm, HandedInState


class TableMapping(models.Model):
    """Which column of a body's table is what, and which word: kept under a name.

    It is found again by ``headings``, a sha256 of the printed ones in their order.
    ``columns`` is the JSON of ``sources.formats.declared.Columns``.
    """

    body = models.ForeignKey(
        OversightBody, models.CASCADE, related_name="table_mappings"
    )
    name = models.CharField(max_length=100)
    headings = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="table_mappings"
    )
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["body", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"], name="table_mapping_name_once"
            ),
            models.UniqueConstraint(
                fields=["body", "headings"], name="table_mapping_headings_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandedInFile(models.Model):
    """One file on its way from a person's disk to the review queue.

    Until it is imported its bytes lie beside the archive; then they are a snapshot's.
    ``source_id`` is a source's, or stands for the tables of ``body``. ``address`` is
    where the publisher has the file, empty if it stands nowhere. ``shape`` is what was
    seen of the file (sheets or tables with their first rows), ``columns`` the draft of
    what staff say of it, ``declaration`` what it was imported by. ``found`` is what
    checking came to: counts, words without a term, the first readings. ``done`` counts
    the rows that the worker is through with. ``failure`` is a code and ``where`` a
    place: never content. ``by_hand`` is true for a report that people read and no
    program does; ``got_on`` and ``given_by`` tell how a file came to us, to staff only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handed_in_files"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    state = code_field(HandedInState)
    form = code_field(HandedInForm)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    source_id = models.CharField(max_length=40)
    body = models.ForeignKey(
        OversightBody, models.PROTECT, related_name="handed_in_files"
    )
    title = models.CharField(max_length=300)
    address = models.URLField(max_length=900, blank=True)
    document_type = code_field(DocumentType)
    period = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    by_hand = models.BooleanField(default=False)
    got_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    shape = models.JSONField(default=dict)
    sheet = models.CharField(max_length=300, blank=True)
    heading = models.PositiveIntegerField(default=1)
    mapping = models.ForeignKey(
        TableMapping, models.SET_NULL, null=True, blank=True, related_name="files"
    )
    declaration = models.JSONField(null=True, blank=True)
    found = models.JSONField(default=dict)
    problems = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="handed_in"
    )
    failure = models.CharField(max_length=40, blank=True)
    where = models.CharField(max_length=1000, blank=True)
    advice = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            codes_check("handed_in", "state", HandedInState),
            codes_check("handed_in", "form", HandedInForm),
            codes_check("handed_in", "document_type", DocumentType),
            models.CheckConstraint(
                condition=~Q(state=HandedInState.DONE.value)
                | Q(snapshot__isnull=False),
                name="handed_in_done_has_snapshot",
            ),
            models.CheckConstraint(
                condition=~Q(state=HandedInState.FAILED.value) | ~Q(failure=""),
                name="handed_in_failed_has_failure",
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False)
                | Q(form=HandedInForm.PDF.value, got_on__isnull=False),
                name="handed_in_by_hand_is_a_dated_pdf",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.name})"


class HandedInProblem(models.Model):
    """What is wrong with one row: where and what, never the value.

    ``row`` counts as a spreadsheet does; in a PDF ``page`` is given too, and rows are
    counted from the table's first. ``field`` is a heading of the file.
    """

    file = models.ForeignKey(
        HandedInFile, models.CASCADE, related_name="found_problems"
    )
    row = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=60)

    class Meta:
        ordering = ["file", "row", "id"]
        indexes = [models.Index(fields=["file", "row"])]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


classify(TableMapping, staff="id body name headings columns saved_by saved_at")
classify(
    HandedInFile,
    staff="id asked_by asked_at state form name sha256 bytes source_id body title "
    "address document_type period licence attribution by_hand got_on given_by shape "
    "sheet heading mapping declaration found problems done snapshot failure where "
    "advice attempts claimed_by lease_until finished_at",
)
classify(HandedInProblem, staff="id file row page field reason")
