"""Documents, the versions of their bytes, and every attempt to fetch them."""

from django.db import models
from django.db.models import Q

from accountability.models.codes import code_field, codes_check
from accountability.models.privacy import classify
from accountability.models.reference import OversightBody
from accountability.vocab import (
    Authority,
    DocumentKind,
    DocumentType,
    RetrievalOutcome,
)


class SourceDocument(models.Model):
    """A publication at an address. Its bytes at one time are a Snapshot.

    ``url`` is where we fetch it; ``handed-in:...`` for a file that stands nowhere.
    ``publisher_url`` is what the public may follow: empty for such a file and for a
    reconstruction, which stand at no publisher's address.
    ``cited_urls`` are the addresses that the document names as its own sources, one a
    line. ``language`` is the one it is written in (en, fr), empty if not known.
    ``listed_at`` is when a run last found it on a list, empty for what never stood on
    one.
    """

    slug = models.SlugField(max_length=120, unique=True)
    source_id = models.CharField(max_length=40)
    body = models.ForeignKey(OversightBody, models.PROTECT, related_name="documents")
    url = models.URLField(max_length=1000)
    publisher_url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=300)
    kind = code_field(DocumentKind)
    document_type = code_field(DocumentType)
    authority = code_field(Authority)
    period = models.CharField(max_length=40, blank=True)
    cited_urls = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "url"], name="document_once_an_address"
            ),
            codes_check("document", "kind", DocumentKind),
            codes_check("document", "document_type", DocumentType),
            codes_check("document", "authority", Authority),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.RECONSTRUCTION.value)
                | Q(publisher_url=""),
                name="reconstruction_has_no_publisher_url",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.HANDED_IN.value) | Q(publisher_url=""),
                name="handed_in_has_no_publisher_url",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Snapshot(models.Model):
    """The bytes of a document as they stood from one retrieval to another.

    The bytes lie in the archive under ``sha256``. ``number`` counts the versions of
    the document from 1; bytes that come back after others are a version of their own.
    ``read_at`` is set when every reading of it is stored.
    """

    document = models.ForeignKey(
        SourceDocument, models.PROTECT, related_name="snapshots"
    )
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    retrieved_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    parser_version = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="snapshot_number_once"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_sha256_hex"
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=models.F("retrieved_at")),
                name="snapshot_seen_after_retrieved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class Retrieval(models.Model):
    """One attempt to fetch an address, with headers, as the archive's WARC has it.

    ``moved`` is true if the address leads to ``final_url`` for good (301, 308).
    """

    document = models.ForeignKey(
        SourceDocument, models.PROTECT, null=True, related_name="retrievals"
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, related_name="retrievals"
    )
    job = models.ForeignKey(
        "accountability.Job", models.SET_NULL, null=True, related_name="retrievals"
    )
    url = models.URLField(max_length=1000)
    final_url = models.URLField(max_length=1000, blank=True)
    moved = models.BooleanField(default=False)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    outcome = code_field(RetrievalOutcome)
    failure = models.CharField(max_length=40, blank=True)
    request_headers = models.JSONField(default=dict)
    response_headers = models.JSONField(default=dict)
    warc = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [codes_check("retrieval", "outcome", RetrievalOutcome)]
        indexes = [models.Index(fields=["document", "-at"])]

    def __str__(self) -> str:
        return f"{self.url} {self.outcome}"


classify(
    SourceDocument,
    public="slug source_id body publisher_url title kind document_type authority "
    "period cited_urls language licence attribution",
    staff="id url first_seen_at listed_at",
)
classify(
    Snapshot,
    public="document number sha256 bytes media_type retrieved_at last_seen_at "
    "parser_version",
    staff="id read_at",
)
classify(
    Retrieval,
    staff="id document snapshot job url final_url moved at status outcome failure "
    "request_headers response_headers warc",
)
