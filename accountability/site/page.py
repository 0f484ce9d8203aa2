"""What every page of the site shares: the release, its caching, its errors.

A page is a function of the request and the reader of the current release, or of the
one that ``release=`` asks for. It returns the template and what goes into it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accountability.edition import code_edition
from accountability.release.bundle import BundleError, NoRelease
from accountability.release.parameters import QueryError
from accountability.release.reader import NotInRelease, Reader
from accountability.shelf import shelf
from accountability.site.caching import LATEST, mark, settled, tag
from accountability.site.nearby import near_record

Context = dict[str, Any]
Page = Callable[..., tuple[str, Context]]

RETRY_AFTER = 60
#: The parameter that asks for one release instead of the latest.
PINNED = "release"
#: A page may be kept, but is asked again each time: a new release shows at once.
#: What fills each page, by the view that answers for it.
_TOLD: dict[Callable[..., Any], Page] = {}


@dataclass
class NotAnsweredError(Exception):
    """A question that is understood and not answered: the page that says so (422)."""

    template: str
    context: Context


@dataclass
class ElsewhereError(Exception):
    """A question whose answer is a page of its own: its address (302)."""

    address: str


def page(view: Page) -> Callable[..., HttpResponseBase]:
    """Make an address of a page: read only, cached by release, code and language."""

    @gzip_page
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            current = shelf().current()
        except NoRelease:
            return nothing_published(request)
        pinned = request.GET.get(PINNED)
        try:
            reader = current if pinned is None else shelf().get(pinned)
        except BundleError:
            return not_in_release(
                request, NotInRelease("release", pinned or "", current.info.release)
            )
        etag = _etag(reader, request)
        if found := settled(request, etag, LATEST):
            return found
        status = 200
        try:
            template, context = view(request, reader, *args, **kwargs)
        except NotAnsweredError as refused:
            template, context, status = refused.template, refused.context, 422
        except ElsewhereError as there:
            return redirect(there.address)
        except NotInRelease as missing:
            return not_in_release(request, missing)
        except QueryError as wrong:
            return render(request, "400.html", {"error": wrong}, status=400)
        newer = None if reader is current else current.info.release
        shown = {"release": reader.info, "newer": newer, **context}
        return mark(render(request, template, shown, status=status), etag, LATEST)

    _TOLD[answer] = view
    return answer


def told_by(view: Callable[..., Any]) -> Page | None:
    """Return what fills the page of a view; None for one that is no page."""
    return _TOLD.get(view)


def _etag(reader: Reader, request: HttpRequest) -> str:
    # A pinned page says whether a newer release exists.
    latest = shelf().current().info.release
    language = get_language() or "en"
    return tag(reader.info.manifest_sha256[:16], latest, code_edition(), language)


def nothing_published(request: HttpRequest) -> HttpResponse:
    """Say plainly that there is no release yet, and when to come again."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def not_in_release(request: HttpRequest, missing: NotInRelease) -> HttpResponse:
    """Say that this release has no such record, and which is the nearest."""
    near = near_record(shelf().current(), missing)
    return render(request, "404.html", {"missing": missing, "near": near}, status=404)
