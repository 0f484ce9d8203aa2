"""Answers made small: Dash serves its scripts as they are, six megabytes.

Scripts and styles are compressed at the first request and kept; a file in ``assets/``
may have a ready ``.br`` beside it. Streams of rows (CSV) are left alone.
"""

from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request

_TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
    }
)
_SMALL = 600
_QUALITY = 5
_KEPT = 32


def compress_answers(server: Flask, assets: Path, url_base: str) -> None:
    """Compress what ``server`` answers to clients that accept brotli."""
    assets_url, suites_url = f"{url_base}assets/", f"{url_base}_dash-component-suites/"

    def small(response: Response) -> bytes:
        path = request.path
        if path.startswith(assets_url):
            ready = assets / f"{Path(path).name}.br"
            if ready.is_file():
                response.close()
                return ready.read_bytes()
        response.direct_passthrough = False
        body = response.get_data()
        if path.startswith((assets_url, suites_url)):
            return _kept(body)
        return bytes(brotli.compress(body, quality=_QUALITY))

    @server.after_request
    def compressed(response: Response) -> Response:
        if response.mimetype not in _TYPES:
            return response
        response.vary.add("Accept-Encoding")
        if (
            response.status_code != 200
            or not request.accept_encodings["br"]
            or (response.content_length or _SMALL) < _SMALL
        ):
            return response
        body = small(response)
        response.direct_passthrough = False
        response.set_data(body)
        response.headers["Content-Encoding"] = "br"
        tag, _ = response.get_etag()
        if tag is not None:
            response.set_etag(tag, weak=True)
        return response


@lru_cache(maxsize=_KEPT)
def _kept(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=_QUALITY))
