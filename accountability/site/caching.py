"""What caches are told of pages, feeds and files."""

from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

#: Kept, but asked again each time; what names its release never changes.
LATEST = "public, no-cache"
PINNED = "public, max-age=31536000, immutable"

Answer = TypeVar("Answer", bound=HttpResponseBase)


def tag(*parts: str) -> str:
    """Return the ETag of a text that is packed on its way.

    It is weak, as that of a packed answer must be (RFC 9110, 8.8.1): an answer of 304
    can't know which coding the asker holds, and one tag has to name them all.
    """
    return f'W/"{"-".join(parts)}"'


def settled(
    request: HttpRequest, etag: str, kept: str, *, packed: bool = True
) -> HttpResponseBase | None:
    """Return the 304 (or 412) for whoever holds the answer already, else None.

    It has the headers that the answer itself would have (RFC 9110, 15.4.5): a cache
    puts them in the place of those it kept.
    """
    found = get_conditional_response(request, etag=etag)
    return None if found is None else mark(found, etag, kept, packed=packed)


def mark(response: Answer, etag: str, kept: str, *, packed: bool = True) -> Answer:
    """Set what caches need to know."""
    response["ETag"], response["Cache-Control"] = etag, kept
    if packed:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response
