"""What the publisher's lists link, run by run, and what they link no more."""

from dataclasses import dataclass
from urllib.parse import urldefrag

from django.db.models import Exists, F, Max, OuterRef, QuerySet

from accountability.archive.services import stored_url
from accountability.models import Job, JobKind, JobState, Run, SourceDocument
from accountability.sources.base import Source

#: In a job's details: asked for although no list links it any more.
UNLISTED = "unlisted"
#: A list that lost more than this share of its documents at once is suspected itself:
#: what is gone from it then shows when its documents are asked for.
_MOST_LOST = 0.5


@dataclass(frozen=True)
class Listing:
    """What the lists of one run say.

    ``whole`` is false if a list could not be read, or there is none. ``linked`` are
    the source's documents that a list linked, ``missing`` those that one linked before.
    """

    whole: bool
    linked: tuple[SourceDocument, ...]
    missing: tuple[SourceDocument, ...]

    @property
    def is_suspect(self) -> bool:
        """Whether so much is missing that rather the list is wrong."""
        known = len(self.linked) + len(self.missing)
        return len(self.missing) > known * _MOST_LOST


def listing_of(run: Run, source: Source) -> Listing:
    """Return what the lists of a run said; of documents at one address the newest."""
    links = run.jobs.filter(kind=JobKind.FETCH).exclude(details__has_key=UNLISTED)
    linked = {stored_url(source, url) for url in links.values_list("key", flat=True)}
    newest = {
        _address(source, document): document
        for document in SourceDocument.objects.filter(source_id=source.id).order_by(
            "pk"
        )
    }
    return Listing(
        whole=whole_runs(source).filter(pk=run.pk).exists(),
        linked=tuple(d for url, d in newest.items() if url in linked),
        missing=tuple(
            d for url, d in newest.items() if url not in linked and d.listed_at
        ),
    )


def whole_runs(source: Source) -> QuerySet[Run, Run]:
    """Return the runs of a source that read every list there is."""
    lists = Job.objects.filter(run=OuterRef("pk"), kind=JobKind.DISCOVER)
    return Run.objects.filter(
        Exists(lists),
        ~Exists(lists.exclude(state=JobState.DONE)),
        source_id=source.id,
    )


def to_ask_for(listing: Listing, *, most: int) -> list[SourceDocument]:
    """Return the missing documents to look for, those not asked for longest first."""
    if not listing.whole:
        return []
    missing = SourceDocument.objects.filter(pk__in=[d.pk for d in listing.missing])
    asked = missing.annotate(asked_at=Max("retrievals__at"))
    return list(asked.order_by(F("asked_at").asc(nulls_first=True), "pk")[:most])


def _address(source: Source, document: SourceDocument) -> str:
    return urldefrag(document.url).url if source.by_period else document.url
