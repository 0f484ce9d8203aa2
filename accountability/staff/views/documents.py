"""Documents: what was fetched, when, and the bytes themselves."""

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accountability.access.permissions import may
from accountability.archive.store import ArchiveError, open_bytes
from accountability.extraction.by_hand.drafts import begun_entries
from accountability.extraction.reading import counts_of
from accountability.extraction.versions import (
    Differences,
    differences_of,
    version_before,
)
from accountability.models import (
    HandedInFile,
    HandEntry,
    RecordType,
    Role,
    Snapshot,
    SourceDocument,
)
from accountability.models.hand_entries import TYPED_KINDS
from accountability.review.evidence import reading_in
from accountability.review.ledger_words import STATES
from accountability.review.words import STATES as STATES_OF_READINGS
from accountability.sources.formats.xlsx import MEDIA_TYPE as XLSX
from accountability.staff.by_hand_words import BEGIN, TITLES
from accountability.staff.reading_words import department_names, headline
from accountability.staff.views.by_hand import newest_to_read
from accountability.staff.views.decisions import signed_in
from accountability.staff.words import term_label
from accountability.vocab import (
    Authority,
    DocumentChangeKind,
    DocumentKind,
    DocumentType,
    RetrievalOutcome,
)

_PAGE = 50
#: The newest versions are compared with those before them.
_COMPARED = 5
_SUFFIXES = {
    "application/pdf": "pdf",
    "text/html": "html",
    "text/csv": "csv",
    "application/json": "json",
    XLSX: "xlsx",
}


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """List documents with their versions."""
    found = SourceDocument.objects.select_related("body").annotate(
        versions=Count("snapshots"), last_seen=Max("snapshots__last_seen_at")
    )
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(title__icontains=words)
    page = Paginator(found.order_by("slug"), _PAGE).get_page(request.GET.get("page"))
    rows = [(item, term_label(DocumentType.of(item.document_type))) for item in page]
    return render(
        request,
        "staff/documents.html",
        {"page": page, "rows": rows, "words": words},
    )


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a document's versions, its readings, and every attempt to fetch it."""
    held = get_object_or_404(SourceDocument.objects.select_related("body"), slug=slug)
    attempts = held.retrievals.select_related("snapshot")
    page = Paginator(attempts, _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/document.html",
        {
            "document": held,
            "kind": term_label(DocumentKind.of(held.kind)),
            "document_type": term_label(DocumentType.of(held.document_type)),
            "authority": term_label(Authority.of(held.authority)),
            "handed_in": held.kind == DocumentKind.HANDED_IN.value,
            "reconstruction": held.kind == DocumentKind.RECONSTRUCTION.value,
            **_arrivals(held),
            "cited": held.cited_urls.split(),
            **_by_hand(request, held),
            "versions": [
                (
                    snapshot,
                    counts_of(snapshot),
                    place < _COMPARED and _says_same(snapshot),
                )
                for place, snapshot in enumerate(held.snapshots.order_by("-number"))
            ],
            "changes": [
                (
                    change,
                    term_label(DocumentChangeKind.of(change.kind)),
                    STATES[change.state],
                )
                for change in held.changes.all()
            ],
            "attempts": [
                (attempt, term_label(RetrievalOutcome.of(attempt.outcome)))
                for attempt in page
            ],
            "page": page,
        },
    )


def _arrivals(held: SourceDocument) -> dict[str, object]:
    """Return how the document came by hand, and whether only people read it."""
    files = list(
        HandedInFile.objects.filter(snapshot__document=held)
        .select_related("asked_by")
        .order_by("finished_at")
    )
    unread = not held.snapshots.filter(read_at__isnull=False).exists()
    return {
        "arrivals": files,
        "read_by_people": unread and any(file.by_hand for file in files),
    }


def _by_hand(request: HttpRequest, held: SourceDocument) -> dict[str, object]:
    """Return what people typed of the document, and what may be begun."""
    newest = newest_to_read(held)
    by = signed_in(request)
    offered = newest is not None and may(by, Role.REVIEWER)
    entries = HandEntry.objects.filter(snapshot__document=held, reading__isnull=False)
    names = department_names()
    typed = [
        {
            "record": entry.reading,
            "headline": headline(reading_in(entry.reading), names),
            "state": STATES_OF_READINGS[entry.reading.state],
            "who": entry.by.get_username(),
            "page": entry.reading.locator["page"],
            "version": entry.snapshot.number,
        }
        for entry in entries.select_related("reading", "by", "snapshot")
        if entry.reading is not None
    ]
    begun = begun_entries(by).filter(snapshot__document=held)
    return {
        "by_hand": [(kind.value, BEGIN[kind]) for kind in TYPED_KINDS]
        if offered
        else [],
        "begun": [(entry, TITLES[RecordType(entry.kind)]) for entry in begun],
        "typed": typed,
        "typed_of_older": newest is not None
        and any(item["version"] != newest.number for item in typed),
    }


def _says_same(snapshot: Snapshot) -> bool:
    """Say whether a version has other bytes than the one before, and says the same."""
    older = version_before(snapshot) if snapshot.read_at else None
    return older is not None and differences_of(older, snapshot) == Differences()


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the bytes as they came, as a download that no browser runs."""
    snapshot = get_object_or_404(Snapshot.objects.select_related("document"), pk=pk)
    try:
        content = open_bytes(snapshot.sha256)
    except ArchiveError as error:
        raise Http404 from error
    suffix = _SUFFIXES.get(snapshot.media_type.partition(";")[0].strip(), "bin")
    name = f"{snapshot.document.slug}-v{snapshot.number}.{suffix}"
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
