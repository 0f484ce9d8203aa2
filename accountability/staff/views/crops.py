"""The picture of a figure that the public may see: looked at, let out, taken back."""

from dataclasses import dataclass
from urllib.parse import urlencode

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

from accountability.access.permissions import may
from accountability.archive.store import ArchiveError
from accountability.models import CropDecision, ExtractedRecord, Role
from accountability.review.crops import (
    Crop,
    allow_crop,
    allowed_crop,
    crop_of,
    refused_for,
    take_back_crop,
)
from accountability.review.errors import CropRefusedError, ReadingGoneError
from accountability.review.evidence import reading_in
from accountability.review.words import CROP_REFUSED
from accountability.sources.errors import SourceError
from accountability.staff.reading_words import (
    department_names,
    headline,
    value_words,
)
from accountability.staff.views.decisions import signed_in
from accountability.staff.views.filters import asked_for
from accountability.vocab import CropShape

#: What a form sends when the reviewer ticks that they looked.
_LOOKED = "looked"
_NOT_TO_BE_READ = (CropRefusedError, ArchiveError, SourceError)


@dataclass(frozen=True)
class Offered:
    """One of a figure's pictures, as it stands on the page."""

    shape: CropShape
    crop: Crop
    allowed: bool


@require_http_methods(["GET", "POST"])
def crop(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what could be let out, with the words in it; let one picture out."""
    record = _record(pk)
    if request.method == "POST":
        return _allow(request, record)
    return _page(request, record)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the picture back: the next release has it no more."""
    record = _record(pk)
    try:
        take_back_crop(record, by=signed_in(request))
    except CropRefusedError as error:
        messages.error(request, str(CROP_REFUSED[error.refused]))
    except ReadingGoneError:
        return redirect("review-queue")
    else:
        messages.success(
            request,
            _("Taken back. The next release does not have the picture any more."),
        )
    return redirect(_address(request, record))


@require_safe
def crop_picture(request: HttpRequest, pk: int, shape: str) -> HttpResponse:
    """Draw the very picture that would be let out."""
    record = _record(pk)
    if shape not in CropShape.codes():
        raise Http404
    try:
        cut = crop_of(record, CropShape.of(shape))
    except _NOT_TO_BE_READ as error:
        raise Http404 from error
    response = HttpResponse(cut.png, content_type="image/png")
    patch_cache_control(response, private=True, no_store=True)
    return response


def _record(pk: int) -> ExtractedRecord:
    return get_object_or_404(
        ExtractedRecord.objects.select_related("snapshot__document__body"), pk=pk
    )


def _address(request: HttpRequest, record: ExtractedRecord) -> str:
    query = urlencode(asked_for(request).to_params())
    address = reverse("review-crop", args=[record.pk])
    return f"{address}?{query}" if query else address


def _allow(request: HttpRequest, record: ExtractedRecord) -> HttpResponse:
    shape = request.POST.get("shape", "")
    if shape not in CropShape.codes():
        return _page(request, record, wrong=_("Choose a picture."))
    if _LOOKED not in request.POST:
        return _page(
            request,
            record,
            wrong=_("Tick that you looked at the picture and read the words in it."),
        )
    try:
        allow_crop(
            record,
            shape=CropShape.of(shape),
            seen=request.POST.get("seen", ""),
            by=signed_in(request),
        )
    except CropRefusedError as error:
        return _page(request, record, wrong=str(CROP_REFUSED[error.refused]))
    except ReadingGoneError:
        return redirect("review-queue")
    except (ArchiveError, SourceError):
        return _page(request, record, wrong=_("The document can't be opened."))
    messages.success(request, _("The next release shows this picture."))
    return redirect(_address(request, record))


def _page(
    request: HttpRequest, record: ExtractedRecord, *, wrong: str = ""
) -> HttpResponse:
    read = reading_in(record)
    refused = refused_for(record)
    standing = allowed_crop(record)
    return render(
        request,
        "staff/crop.html",
        {
            "record": record,
            "document": record.snapshot.document,
            "snapshot": record.snapshot,
            "headline": headline(read, department_names()),
            "value": value_words(read),
            "refused": CROP_REFUSED[refused] if refused else "",
            "standing": standing,
            "offered": [] if refused else _offered(record, standing),
            "decisions": record.crop_decisions.select_related("by"),
            "may_review": may(request.user, Role.REVIEWER),
            "wrong": wrong,
            "query": urlencode(asked_for(request).to_params()),
        },
        status=422 if wrong else 200,
    )


def _offered(record: ExtractedRecord, standing: CropDecision | None) -> list[Offered]:
    """Return the pictures of a figure; none where its document can't be opened."""
    allowed = standing.shape if standing else ""
    try:
        return [
            Offered(shape, crop_of(record, shape), shape.value == allowed)
            for shape in CropShape
        ]
    except (ArchiveError, SourceError):
        return []
