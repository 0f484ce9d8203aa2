"""Caching and openness of every answer: ETag, Cache-Control, CORS."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from accountability.edition import code_edition

#: An address that names its release never changes what it answers.
PINNED = "public, max-age=31536000, immutable"
#: An address of the latest release may be kept, but asked again each time.
LATEST = "public, no-cache"

Answer = TypeVar("Answer", bound=HttpResponseBase)

OPEN_PREFIXES = ("/api/", "/releases/")
_EXPOSED = "ETag, Link, X-Release, Content-Range, Accept-Ranges, Content-Length"


def etag_of(*parts: str) -> str:
    """Return a strong ETag of what decides an answer, our code among it."""
    text = "\n".join((code_edition(), *parts))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def unchanged(
    request: HttpRequest, etag: str, *, pinned: bool
) -> HttpResponseBase | None:
    """Return the 304 (or 412) that answers the request's condition, if one does."""
    found = get_conditional_response(request, etag=etag)
    return None if found is None else mark(found, etag, pinned=pinned)


def mark(response: Answer, etag: str, *, pinned: bool) -> Answer:
    """Set what caches need to know."""
    response["ETag"] = etag
    response["Cache-Control"] = PINNED if pinned else LATEST
    patch_vary_headers(response, ["Accept"])
    return response


class OpenAccessMiddleware:
    """Lets any web page read the API and the release files (CORS), errors too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers of open access where they belong."""
        if not request.path_info.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if (
            request.method == "OPTIONS"
            and "Access-Control-Request-Method" in request.headers
        ):
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, Range"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
        return response
