"""Addresses that lead elsewhere for good, and bytes that stand at another address."""

from django.db.models import Q

from accountability.archive.ledger.listing import Listing
from accountability.archive.ledger.proposing import newest, propose, publishers
from accountability.archive.ledger.sightings import same_place
from accountability.archive.services import stored_url
from accountability.models import (
    ChangeState,
    DocumentChange,
    Retrieval,
    Run,
    SourceDocument,
)
from accountability.sources.base import Source
from accountability.vocab import DocumentChangeKind, RetrievalOutcome


def note_moves(run: Run, source: Source, listing: Listing) -> None:
    """Propose what moved: by a permanent redirect, or listed under a new address."""
    _note_redirects(run, source)
    if listing.whole:
        _note_same_bytes(run, source, listing)


def is_elsewhere(document: SourceDocument) -> bool:
    """Say whether a move explains that the document is gone from where it stood."""
    since = Q(noticed_at__gt=document.listed_at) if document.listed_at else Q()
    return (
        DocumentChange.objects.filter(
            since,
            document=document,
            kind=DocumentChangeKind.MOVED.value,
            moved_to__isnull=False,
        )
        .exclude(state=ChangeState.DISMISSED)
        .exists()
    )


def _note_redirects(run: Run, source: Source) -> None:
    led_on = Retrieval.objects.filter(
        job__run=run, moved=True, document__isnull=False, snapshot__isnull=False
    )
    for retrieval in led_on.select_related("document", "snapshot"):
        document = retrieval.document
        assert document is not None  # noqa: S101  (the filter's own rule)
        earlier = (
            document.retrievals.filter(at__lt=retrieval.at, snapshot__isnull=False)
            .select_related("snapshot")
            .first()
        )
        # Where it always led on, nothing changed.
        if earlier is None or same_place(
            stored_url(source, earlier.final_url),
            stored_url(source, retrieval.final_url),
        ):
            continue
        propose(
            document,
            DocumentChangeKind.MOVED,
            before_at=earlier.at,
            noticed_at=retrieval.at,
            before=earlier.snapshot,
            after=retrieval.snapshot,
            address_before=publishers(source, document, earlier.final_url),
            address_after=publishers(source, document, retrieval.final_url),
        )


def _note_same_bytes(run: Run, source: Source, listing: Listing) -> None:
    """Compare what is new with what the lists no longer link."""
    held = {
        snapshot.sha256: (document, snapshot)
        for document in listing.missing
        if (snapshot := newest(document)) is not None
    }
    made = Retrieval.objects.filter(
        job__run=run,
        outcome=RetrievalOutcome.CREATED.value,
        snapshot__sha256__in=held.keys(),
    )
    for retrieval in made.select_related("document", "snapshot"):
        snapshot, other = retrieval.snapshot, retrieval.document
        assert snapshot is not None  # noqa: S101  (the filter's own rule)
        assert other is not None  # noqa: S101  (a version is a document's)
        document, before = held[snapshot.sha256]
        assert document.listed_at is not None  # noqa: S101  (it was on a list)
        propose(
            document,
            DocumentChangeKind.MOVED,
            before_at=document.listed_at,
            noticed_at=retrieval.at,
            before=before,
            after=snapshot,
            address_before=publishers(source, document, document.publisher_url),
            address_after=publishers(source, other, other.publisher_url),
            moved_to=other,
        )
