"""Entering by hand what a person reads on a page of a document."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.archive.store import ArchiveError
from accountability.extraction.by_hand.answerable import Asked, answerable_in
from accountability.extraction.by_hand.drafts import (
    begin_entry,
    discard_entry,
    entry_of,
    keep_entry,
)
from accountability.extraction.by_hand.entering import enter
from accountability.extraction.by_hand.errors import (
    EntryGoneError,
    EntryRefusedError,
)
from accountability.extraction.by_hand.pages import page_read, pages_in, place_of
from accountability.models import (
    Department,
    HandEntry,
    RecordType,
    Snapshot,
    SourceDocument,
)
from accountability.models.hand_entries import TYPED_KINDS
from accountability.review.evidence import page_picture
from accountability.sources.errors import Failure, SourceError
from accountability.staff.by_hand_forms import (
    PageForm,
    RecommendationForm,
    ResponseForm,
)
from accountability.staff.by_hand_words import TITLES
from accountability.staff.job_words import failure_words
from accountability.staff.views.decisions import signed_in
from accountability.staff.words import name_of

#: What the buttons of the form wish for.
_KEEP, _SHOW, _BEFORE, _AFTER, _ENTER = "keep", "show", "before", "after", "enter"
_STEPS = {_SHOW: 0, _BEFORE: -1, _AFTER: 1}


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an entry on the newest version of a document, or go on with one's own."""
    document = get_object_or_404(SourceDocument, slug=slug)
    snapshot = newest_to_read(document)
    if snapshot is None or request.POST.get("kind") not in TYPED_KINDS:
        raise Http404
    kind = RecordType(request.POST["kind"])
    said = {
        RecordType.RECOMMENDATION: {"page": "1"},
        RecordType.RESPONSE: {
            "page": request.POST.get("page", "1"),
            "recommendation": request.POST.get("recommendation", ""),
        },
    }
    entry = begin_entry(snapshot, kind, by=signed_in(request), typed=said[kind])
    return redirect("by-hand", entry.pk)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form beside its page; keep what is typed, turn the page, propose it."""
    try:
        held = entry_of(pk, by=signed_in(request))
        if held.reading_id is not None:
            return redirect("review-reading", held.reading_id)
        if request.method == "GET":
            return _entry_page(request, held)
        return _posted(request, held)
    except EntryGoneError as gone:
        raise Http404 from gone


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget what was typed."""
    try:
        held = entry_of(pk, by=signed_in(request))
        discard_entry(pk, by=signed_in(request))
    except EntryGoneError as gone:
        raise Http404 from gone
    messages.success(request, _("Discarded. Nothing of it is kept."))
    return redirect("document", held.snapshot.document.slug)


@require_safe
def page_image(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draw the page that the entry is about, its place framed if it was found."""
    try:
        held = entry_of(pk, by=signed_in(request))
        number = _page_number(held)
        words = held.typed.get("words", "")
        box = place_of(page_read(held.snapshot.sha256, number), words)
        png = page_picture(held.snapshot.sha256, number, box, close=False)
    except (ArchiveError, EntryGoneError, SourceError) as error:
        raise Http404 from error
    response = HttpResponse(png, content_type="image/png")
    patch_cache_control(response, private=True, no_cache=True)
    return response


def newest_to_read(document: SourceDocument) -> Snapshot | None:
    """Return the newest version if a person can read it here: a PDF."""
    newest = document.snapshots.order_by("-number").first()
    if newest is None or not newest.media_type.startswith("application/pdf"):
        return None
    return newest


def _posted(request: HttpRequest, held: HandEntry) -> HttpResponse:
    by, wish = signed_in(request), request.POST.get("wish", _SHOW)
    typed = request.POST.dict()
    if wish in _STEPS:
        typed["page"] = _turned(held, typed.get("page", ""), _STEPS[wish])
    kept = keep_entry(held.pk, typed, by=by)
    if wish == _KEEP:
        return HttpResponse(status=204)
    if wish != _ENTER:
        return redirect("by-hand", held.pk)
    try:
        reading = enter(held.pk, kept.typed, by=by)
    except EntryRefusedError as refused:
        return _entry_page(request, kept, refused)
    except (ArchiveError, SourceError):
        return _entry_page(request, kept, EntryRefusedError({"page": "unreadable"}))
    messages.success(
        request,
        _("It waits in the queue. Another reviewer compares it with the page."),
    )
    return redirect("review-reading", reading.pk)


def _entry_page(
    request: HttpRequest, held: HandEntry, refused: EntryRefusedError | None = None
) -> HttpResponse:
    document = held.snapshot.document
    codes = refused.errors if refused else {}
    departments = Department.objects.filter(jurisdiction=document.body.jurisdiction)
    kind = RecordType(held.kind)
    forms = {RecordType.RECOMMENDATION: RecommendationForm}
    form: PageForm = forms.get(kind, ResponseForm)(
        held,
        departments,
        held.typed,
        asks_whether_it_replaces="on_record" in codes.values(),
    )
    groups: dict[str, list[Asked]] = {}
    if isinstance(form, ResponseForm):
        for one in answerable_in(document):
            name = _("in this document") if one.here else one.document
            groups.setdefault(name, []).append(one)
        form.offer_answerable(groups)
    if refused:
        form.add_codes(codes)
    return render(
        request,
        "staff/by_hand.html",
        {
            "entry": held,
            "document": document,
            "snapshot": held.snapshot,
            "newest": newest_to_read(document),
            "body": name_of(document.body),
            "title": TITLES[kind],
            "form": form,
            "wrong": bool(refused),
            "instead": refused and refused.instead,
            "answers": kind is RecordType.RESPONSE,
            "nothing_to_answer": kind is RecordType.RESPONSE and not groups,
            "address": reverse("by-hand", args=[held.pk]),
            **_page_shown(held),
        },
        status=422 if refused else 200,
    )


def _page_shown(held: HandEntry) -> dict[str, Any]:
    """Return the page's number, its words, and whether the place was found on it."""
    try:
        number = _page_number(held)
        page = page_read(held.snapshot.sha256, number)
        pages = pages_in(held.snapshot.sha256)
    except ArchiveError:
        return {"unreadable": failure_words(Failure.ARCHIVE_DAMAGED)}
    except SourceError as error:
        return {"unreadable": failure_words(error.failure)}
    words = held.typed.get("words", "")
    place = place_of(page, words)
    shown = hashlib.sha256(f"{number} {words}".encode()).hexdigest()[:12]
    return {
        "number": number,
        "pages": pages,
        "page_words": page.text(),
        "place": place,
        "not_found": bool(words) and place is None,
        "shown": shown,
    }


def _page_number(held: HandEntry) -> int:
    """Return the page that was typed, the nearest there is."""
    said = held.typed.get("page", "")
    number = int(said) if said.isdecimal() and len(said) < 6 else 1
    return min(max(number, 1), pages_in(held.snapshot.sha256))


def _turned(held: HandEntry, said: str, by: int) -> str:
    """Return the page to show next; what is no number is left to be mended."""
    if not (said.isdecimal() and len(said) < 6):
        return said
    try:
        last = pages_in(held.snapshot.sha256)
    except (ArchiveError, SourceError):
        return said
    return str(min(max(int(said) + by, 1), last))
