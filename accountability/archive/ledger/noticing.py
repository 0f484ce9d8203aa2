"""As a run ends: what is gone, what is back, what moved. Proposals, each made once."""

from accountability.archive.ledger.listing import Listing, listing_of, whole_runs
from accountability.archive.ledger.moves import is_elsewhere, note_moves
from accountability.archive.ledger.proposing import newest, propose
from accountability.archive.ledger.sightings import (
    GONE_STATUSES,
    RUNS_NEEDED,
    Attempt,
    Sight,
    absence,
    sight_of,
)
from accountability.models import (
    ChangeState,
    DocumentChange,
    Run,
    SourceDocument,
)
from accountability.sources.base import Source
from accountability.vocab import DocumentChangeKind, RetrievalOutcome
from accountability.vocab.ledger import ENDED_BY


def note_run(run: Run, source: Source) -> None:
    """Propose what a run shows to have become of the source's documents.

    To be called in the transaction that ends the run, which holds its row: then no two
    workers do it at once. A second time it changes nothing.
    """
    listing = listing_of(run, source)
    SourceDocument.objects.filter(pk__in=[d.pk for d in listing.linked]).update(
        listed_at=run.started_at
    )
    note_moves(run, source, listing)
    _note_absences(run)
    _note_unlisted(source, listing)
    _note_returns(source)


def _note_absences(run: Run) -> None:
    missed = SourceDocument.objects.filter(
        retrievals__job__run=run,
        retrievals__outcome=RetrievalOutcome.FAILED.value,
        retrievals__status__in=GONE_STATUSES,
    ).distinct()
    for document in missed:
        gone = absence(_attempts(document))
        if gone is None or is_elsewhere(document):
            continue
        propose(
            document,
            DocumentChangeKind.DISAPPEARED,
            before_at=gone.last_seen_at,
            noticed_at=gone.missing_since,
            before=newest(document),
        )


def _note_unlisted(source: Source, listing: Listing) -> None:
    if source.lists_roll or not listing.whole or listing.is_suspect:
        return
    runs = sorted(whole_runs(source).values_list("started_at", flat=True))
    for document in listing.missing:
        listed_at = document.listed_at
        assert listed_at is not None  # noqa: S101  (it was on a list)
        without = [started for started in runs if started > listed_at]
        if len(without) < RUNS_NEEDED or is_elsewhere(document):
            continue
        attempts = _attempts(document)
        if attempts and attempts[0].sight is Sight.MISSING:
            continue  # gone altogether, or about to be told so
        propose(
            document,
            DocumentChangeKind.UNLISTED,
            before_at=listed_at,
            noticed_at=without[0],
            before=newest(document),
        )


def _note_returns(source: Source) -> None:
    absences = DocumentChange.objects.filter(
        document__source_id=source.id,
        kind__in=ENDED_BY.keys(),
        answered_by__isnull=True,
    ).exclude(state=ChangeState.DISMISSED)
    for gone in absences.select_related("document", "before"):
        if gone.kind == DocumentChangeKind.DISAPPEARED.value:
            _note_reappeared(gone)
        else:
            _note_listed_again(source, gone)


def _note_reappeared(gone: DocumentChange) -> None:
    document = gone.document
    later = document.retrievals.filter(at__gt=gone.noticed_at)
    seen = (
        later.filter(snapshot__isnull=False)
        .select_related("snapshot")
        .order_by("at", "id")
        .first()
    )
    if seen is None:
        return
    last = later.filter(at__lt=seen.at, status__in=GONE_STATUSES).first()
    propose(
        document,
        DocumentChangeKind.REAPPEARED,
        before_at=last.at if last else gone.noticed_at,
        noticed_at=seen.at,
        before=gone.before,
        after=seen.snapshot,
        answers=gone,
    )


def _note_listed_again(source: Source, gone: DocumentChange) -> None:
    document = gone.document
    if document.listed_at is None or document.listed_at <= gone.noticed_at:
        return
    earlier = whole_runs(source).filter(started_at__lt=document.listed_at)
    last = earlier.order_by("-started_at").first()
    propose(
        document,
        DocumentChangeKind.LISTED_AGAIN,
        before_at=last.started_at if last else gone.noticed_at,
        noticed_at=document.listed_at,
        before=gone.before,
        after=newest(document),
        answers=gone,
    )


def _attempts(document: SourceDocument) -> list[Attempt]:
    """Return the attempts to fetch a document since it was last seen, newest first."""
    told = document.retrievals.all()
    seen = told.exclude(outcome=RetrievalOutcome.FAILED.value).first()
    if seen is not None:
        told = told.filter(at__gte=seen.at)
    return [
        Attempt(run, at, sight_of(outcome, failure, status))
        for run, at, outcome, failure, status in told.values_list(
            "job__run", "at", "outcome", "failure", "status"
        )
    ]
