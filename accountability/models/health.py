"""How each source is: the last look of the machine, and what somebody was told."""

from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.work import Run
from accountability.vocab.health import SourceState


class SourceHealth(models.Model):
    """One source that is fetched. Everything can be worked out again but ``told``.

    ``since`` is when it came into its ``state``, ``told`` the alarm that went out last
    and was not taken back. ``run`` is the last one that ended; ``dead`` are its jobs
    given up, ``unread`` those of them whose answer could not be read, ``failure`` the
    code that says most. ``rows`` are readings of the newest versions, ``unmapped``
    those of them with a word or a department that we have no term for, counted at
    ``counted_at``.
    """

    source_id = models.CharField(primary_key=True, max_length=40)
    state = code_field(SourceState)
    since = models.DateTimeField()
    told = code_field(SourceState, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    watched_since = models.DateTimeField()
    checked_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(
        Run, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    documents = models.PositiveIntegerField(default=0)
    dead = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(default=0)
    unmapped = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["source_id"]
        constraints = [
            codes_check("source_health", "state", SourceState),
            codes_check("source_health", "told", SourceState, optional=True),
            models.CheckConstraint(
                condition=Q(unmapped__lte=models.F("rows")),
                name="source_health_share_at_most_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}"


classify(
    SourceHealth,
    staff="source_id state since told told_at watched_since checked_at asked_at "
    "succeeded_at changed_at run documents dead unread failure rows unmapped "
    "counted_at",
)
