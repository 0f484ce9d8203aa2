"""A look at what the publisher's lists no longer link: it may still be there."""

from accountability.archive.ledger.listing import UNLISTED, listing_of, to_ask_for
from accountability.archive.services import fetch_url
from accountability.extraction.links import details_of
from accountability.extraction.queue import add_job
from accountability.models import JobKind, Run, SourceDocument
from accountability.sources.base import Link, Source
from accountability.vocab import Authority, DocumentType

#: So many in one run, so that a publisher who took a thousand from a list is not asked
#: for all of them each time.
MOST_A_RUN = 50


def ask_for_unlisted(run: Run, source: Source) -> int:
    """Queue a fetch of what this run's lists miss, once a run; return how many."""
    if run.jobs.filter(details__has_key=UNLISTED).exists():
        return 0
    return sum(
        add_job(
            run,
            JobKind.FETCH,
            fetch_url(source, document),
            {**details_of(_link(source, document)), UNLISTED: True},
        )
        is not None
        for document in to_ask_for(listing_of(run, source), most=MOST_A_RUN)
    )


def _link(source: Source, document: SourceDocument) -> Link:
    """Return the link by which the document was found."""
    return Link(
        url=fetch_url(source, document),
        title=document.title,
        document_type=DocumentType.of(document.document_type),
        authority=Authority.of(document.authority),
        period=document.period,
    )
