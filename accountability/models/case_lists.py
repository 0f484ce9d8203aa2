"""How an organisation finds its cases again: tags, and filters that somebody saved."""

import uuid

from django.conf import settings
from django.db import models

from accountability.models.cases import Case
from accountability.models.organisations import Organisation
from accountability.models.privacy import classify
from accountability.models.sealed import SealedField


class CaseTag(models.Model):
    """A word of an organisation's own by which it groups cases.

    People write names into tags, so the word is sealed under the organisation's key;
    ``index`` is its keyed hash, so that the same word is one tag.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="case_tags"
    )
    index = models.BinaryField()
    name = SealedField()

    class Meta:
        ordering = ["organisation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "index"], name="case_tag_once"
            )
        ]

    def __str__(self) -> str:
        return f"tag {self.pk}"


class CaseTagging(models.Model):
    """A case has a tag."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(CaseTag, models.CASCADE, related_name="taggings")

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "tag"], name="case_tagged_once")
        ]
        indexes = [models.Index(fields=["tag", "case"])]

    def __str__(self) -> str:
        return f"tagging {self.pk}"


class SavedFilter(models.Model):
    """A filter of the case list that somebody uses often: codes alone.

    It has no name that could tell something: pages say in words what it narrows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="case_filters"
    )
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["owner", "saved_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "query"], name="case_filter_once")
        ]

    def __str__(self) -> str:
        return f"filter {self.pk}"


classify(CaseTag, confidential="id organisation name", secret="index")  # noqa: S106
classify(CaseTagging, confidential="id case tag")
classify(SavedFilter, confidential="id owner query saved_at")
