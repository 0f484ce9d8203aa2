"""The files of a release: immutable, with hashes for ETags and byte ranges.

Only what the manifest of ``public/`` names can be had; ``server/`` has no address.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accountability.release.bundle import BundleError, NoRelease
from accountability.release.files import BundleFile, manifest
from accountability.shelf import shelf
from accountability.site.caching import LATEST, PINNED, mark, settled
from accountability.site.page import nothing_published

_PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE | re.ASCII)
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".png": "image/png",
    ".pub": "application/x-pem-file",
    ".sig": "application/octet-stream",
    "": "text/plain; charset=utf-8",
}


@require_safe
def release_file(request: HttpRequest, release: str, name: str) -> HttpResponseBase:
    """Hand out one file of a release, or the part of it that is asked for."""
    try:
        reader = shelf().get(release)
    except BundleError:
        return _nothing_here()
    file = _files(reader.bundle).get(name)
    if file is None:
        return _nothing_here()
    etag = f'"{file.sha256}"'
    if found := settled(request, etag, PINNED, packed=False):
        return found
    response = _whole_or_part(request, file, etag)
    response["Accept-Ranges"] = "bytes"
    return mark(response, etag, PINNED, packed=False)


@require_safe
def latest_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Lead to the file of the latest release, whose address is for ever."""
    try:
        release = shelf().current().info.release
    except NoRelease:
        return nothing_published(request)
    response = HttpResponseRedirect(reverse("release-file", args=[release, name]))
    response["Cache-Control"] = LATEST
    return response


@lru_cache(maxsize=8)
def _files(bundle: Path) -> dict[str, BundleFile]:
    return {file.name: file for file in manifest(bundle)}


def _nothing_here() -> HttpResponse:
    return HttpResponse(
        "No such file in this release. /data/ lists them.\n",
        status=404,
        content_type="text/plain; charset=utf-8",
    )


def _whole_or_part(
    request: HttpRequest, file: BundleFile, etag: str
) -> HttpResponseBase:
    """Answer with one part; several at once, or what is no range, give the whole.

    Only GET has ranges, and one that ends before it begins is none (RFC 9110, 14.1.1
    and 14.2).
    """
    kind = _TYPES[file.path.suffix]
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last = asked.groups() if asked else ("", "")
    if (
        request.method != "GET"
        or (first, last) == ("", "")
        or (first and last and int(last) < int(first))
        or request.headers.get("If-Range", etag) != etag
    ):
        return _send(request, file, 0, file.size, status=200, kind=kind)
    if first == "":
        start, end = max(0, file.size - int(last)), file.size
    else:
        start, end = int(first), min(int(last) + 1 if last else file.size, file.size)
    if start >= end:
        response = HttpResponse(status=416, content_type=kind)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    part = _send(request, file, start, end, status=206, kind=kind)
    part["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    return part


def _send(
    request: HttpRequest,
    file: BundleFile,
    start: int,
    end: int,
    *,
    status: int,
    kind: str,
) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=status, content_type=kind)
    else:
        response = StreamingHttpResponse(
            _pieces(file.path, start, end), status=status, content_type=kind
        )
    response["Content-Length"] = str(end - start)
    return response


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (piece := stream.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
