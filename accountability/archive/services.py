"""What a retrieval means: a new document, a new version, or nothing new."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from accountability.archive.headers import kept_headers
from accountability.archive.slugs import document_slug
from accountability.archive.store import store
from accountability.models import (
    Job,
    OversightBody,
    Retrieval,
    Snapshot,
    SourceDocument,
)
from accountability.sources.base import DocumentFacts, Link, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import Fetched
from accountability.vocab import (
    Authority,
    DocumentKind,
    DocumentType,
    RetrievalOutcome,
)

#: What may be anything (RFC 9110, 8.3): a server need not say what it sends.
_UNSTATED = "application/octet-stream"


#: How the address begins that a document without one is known by.
NOWHERE = "handed-in:"


@dataclass(frozen=True)
class Conditions:
    """What to send so that the server can answer "not modified"."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A retrieval with what it came to."""

    retrieval: Retrieval
    snapshot: Snapshot
    outcome: RetrievalOutcome


def is_overridden(source: Source) -> bool:
    """Say whether the source is fetched from somewhere else than the publisher."""
    return source.id in settings.SOURCE_BASES


def stored_url(source: Source, url: str) -> str:
    """Return the address a document is known by.

    A reconstructed site has another port at every start: it is left out, so that the
    same document stays the same.
    """
    if not is_overridden(source):
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.hostname or ""))


def fetch_url(source: Source, document: SourceDocument) -> str:
    """Return the address to fetch a document from now: ``stored_url``, turned back."""
    url = urldefrag(document.url).url if source.by_period else document.url
    if not is_overridden(source):
        return url
    base = urlsplit(settings.SOURCE_BASES[source.id])
    return urlunsplit(urlsplit(url)._replace(netloc=base.netloc))


def kind_of(source: Source, link: Link, facts: DocumentFacts) -> DocumentKind:
    """Decide what a document is; in doubt a reconstruction.

    What is fetched from elsewhere than the publisher is one even if its face does not
    say so, unless the source's bytes are open data, the same wherever they lie.
    """
    stands_in = is_overridden(source) and source.kind is not DocumentKind.OPEN_DATA
    if facts.reconstruction or stands_in:
        return DocumentKind.RECONSTRUCTION
    if source.kind is DocumentKind.TRANSCRIPTION:
        return source.kind
    if link.url.startswith(NOWHERE):
        return DocumentKind.HANDED_IN
    return DocumentKind.PRESS if link.authority is Authority.PRESS else source.kind


def conditions_for(document: SourceDocument) -> Conditions:
    """Return the validators that the server gave with the newest snapshot."""
    last = (
        document.retrievals.filter(snapshot__isnull=False, status=200)
        .order_by("-at", "-id")
        .first()
    )
    newest = document.snapshots.order_by("-number").first()
    if last is None or newest is None or last.snapshot_id != newest.pk:
        return Conditions()
    headers = {name.lower(): text for name, text in last.response_headers.items()}
    return Conditions(headers.get("etag"), headers.get("last-modified"))


def known_document(source: Source, url: str) -> SourceDocument | None:
    """Return the newest document at ``url``, None if it was never fetched."""
    at = stored_url(source, url)
    same = Q(url=at)
    if source.by_period:
        same |= Q(url__startswith=f"{at}#")
    return (
        SourceDocument.objects.filter(same, source_id=source.id).order_by("-pk").first()
    )


@transaction.atomic
def record_document(
    *, source: Source, link: Link, facts: DocumentFacts
) -> SourceDocument:
    """Return the document at ``link``, made or brought up to date, locked.

    A document once known as a reconstruction stays one. Raises
    OversightBody.DoesNotExist when the source's body is not in the reference data.
    """
    period = facts.period or link.period
    url = stored_url(source, link.url)
    if source.by_period and period:
        url = f"{url}#{quote(period)}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('slug'), hashtext(%s))", [source.id]
        )
    kind = kind_of(source, link, facts)
    document = (
        SourceDocument.objects.select_for_update()
        .filter(source_id=source.id, url=url)
        .first()
    )
    document_type = link.document_type or DocumentType.DATASET
    if document is None:
        document = SourceDocument(
            source_id=source.id,
            url=url,
            body=OversightBody.objects.get(slug=source.body),
            slug=document_slug(
                source.id,
                document_type,
                "" if source.named_by_title else period,
                link.title,
            ),
        )
    elif document.kind == DocumentKind.RECONSTRUCTION.value:
        kind = DocumentKind.RECONSTRUCTION
    document.kind = kind.value
    document.publisher_url = _publisher_url(source, link, kind)
    document.title = link.title[:300]
    document.document_type = document_type.value
    document.authority = link.authority.value
    document.period = period
    document.cited_urls = "\n".join(facts.cited_urls)
    document.language = facts.language
    document.licence = source.licence
    document.attribution = source.attribution
    document.save()
    return document


def _publisher_url(source: Source, link: Link, kind: DocumentKind) -> str:
    if kind in (
        DocumentKind.RECONSTRUCTION,
        DocumentKind.TRANSCRIPTION,
        DocumentKind.HANDED_IN,
    ):
        return ""
    return source.home if is_overridden(source) else link.url


@transaction.atomic
def record_retrieval(
    *, document: SourceDocument, fetched: Fetched, job: Job | None, warc: str = ""
) -> Recorded:
    """Keep what came and say what it means for the document's versions.

    Other bytes than the newest snapshot's, also older ones that are back, are a new
    snapshot; the same bytes or "not modified" move its ``last_seen_at``.
    """
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    newest = document.snapshots.order_by("-number").first()
    if fetched.not_modified:
        if newest is None:
            raise SourceError(
                Failure.HTTP_STATUS,
                fetched.final_url,
                "not modified, but nothing was kept: fetch it without conditions",
            )
        snapshot, outcome = newest, RetrievalOutcome.UNCHANGED
    else:
        snapshot, outcome = _snapshot_of(document, newest, fetched)
    if fetched.retrieved_at > snapshot.last_seen_at:
        snapshot.last_seen_at = fetched.retrieved_at
        snapshot.save(update_fields=["last_seen_at"])
    retrieval = _retrieval(fetched, job, warc, outcome)
    retrieval.document, retrieval.snapshot = document, snapshot
    retrieval.save()
    return Recorded(retrieval, snapshot, outcome)


def record_list_page(*, fetched: Fetched, job: Job, warc: str) -> Retrieval:
    """Keep the retrieval of a list page, which is no document."""
    retrieval = _retrieval(fetched, job, warc, RetrievalOutcome.UNCHANGED)
    retrieval.save()
    return retrieval


def record_failure(
    *,
    url: str,
    error: SourceError,
    at: datetime,
    job: Job,
    document: SourceDocument | None,
    warc: str = "",
) -> Retrieval:
    """Keep an attempt that failed, with the answer's headers where one came."""
    answer = error.answer if isinstance(error.answer, Fetched) else None
    retrieval = (
        _retrieval(answer, job, warc, RetrievalOutcome.FAILED)
        if answer
        else Retrieval(url=url, at=at, job=job, outcome=RetrievalOutcome.FAILED.value)
    )
    retrieval.failure = error.failure.value
    retrieval.document = document
    retrieval.save()
    return retrieval


def _retrieval(
    fetched: Fetched, job: Job | None, warc: str, outcome: RetrievalOutcome
) -> Retrieval:
    return Retrieval(
        job=job,
        url=fetched.url,
        final_url=fetched.final_url,
        moved=fetched.moved,
        at=fetched.retrieved_at,
        status=fetched.status or None,
        outcome=outcome.value,
        request_headers=dict(kept_headers(fetched.request_headers)),
        response_headers=dict(kept_headers(fetched.response_headers)),
        warc=warc,
    )


def _snapshot_of(
    document: SourceDocument, newest: Snapshot | None, fetched: Fetched
) -> tuple[Snapshot, RetrievalOutcome]:
    sha256 = store(fetched.content)
    if newest is not None and newest.sha256 == sha256:
        return newest, RetrievalOutcome.UNCHANGED
    last = document.snapshots.aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot.objects.create(
        document=document,
        number=last + 1,
        sha256=sha256,
        bytes=len(fetched.content),
        media_type=fetched.media_type[:100] or _UNSTATED,
        retrieved_at=fetched.retrieved_at,
        last_seen_at=fetched.retrieved_at,
    )
    return snapshot, RetrievalOutcome.UPDATED if newest else RetrievalOutcome.CREATED
