"""Pictures of archived pages, drawn by us: no PDF ever runs in a browser."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from accountability.archive.store import ArchiveError
from accountability.models import ExtractedRecord
from accountability.review.evidence import page_of, page_picture, reading_in
from accountability.sources.errors import SourceError

_HOUR = 60 * 60


def _etag(request: HttpRequest, pk: int, *, close: bool) -> str | None:
    record = ExtractedRecord.objects.filter(pk=pk).select_related("snapshot").first()
    if record is None:
        return None
    box = record.locator.get("box", {})
    place = "-".join(f"{box[side]:.1f}" for side in sorted(box))
    return (
        f'"{record.snapshot.sha256[:16]}-{record.locator.get("page")}-{place}-{close}"'
    )


@require_safe
@condition(etag_func=_etag)
def picture(request: HttpRequest, pk: int, *, close: bool) -> HttpResponse:
    """Draw a reading's page with its box marked, or the box from close up.

    The picture may be kept by the reader's own browser for an hour.
    """
    record = get_object_or_404(
        ExtractedRecord.objects.select_related("snapshot"), pk=pk
    )
    place = page_of(reading_in(record).locator)
    if place is None:
        raise Http404
    try:
        png = page_picture(record.snapshot.sha256, *place, close)
    except (ArchiveError, SourceError) as error:
        raise Http404 from error
    response = HttpResponse(png, content_type="image/png")
    patch_cache_control(response, private=True, max_age=_HOUR)
    return response
