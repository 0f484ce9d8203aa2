"""Caching and openness of every answer: ETag, Cache-Control, coding, CORS.

A tag is strong: it names the bytes that were sent. So it differs by coding, and an
answer that is made small for a client carries the tag of that very form.
"""

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

import brotli
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from accountability.edition import code_edition

#: An address that names its release never changes what it answers.
PINNED = "public, max-age=31536000, immutable"
#: An address of the latest release may be kept, but asked again each time.
LATEST = "public, no-cache"

Answer = TypeVar("Answer", bound=HttpResponseBase)

OPEN_PREFIXES = ("/api/", "/releases/", "/feeds/")
_EXPOSED = (
    "ETag, Link, X-Release, Content-Range, Accept-Ranges, Content-Length, "
    "Content-Disposition, Retry-After"
)

#: The codings we can send, the one we like best first.
_CODINGS = ("br", "gzip")
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6


def coding_of(request: HttpRequest | Request) -> str:
    """Return the coding in which to answer (RFC 9110, 12.5.3), "" for none."""
    weights = dict(_weights(request.headers.get("Accept-Encoding", "")))
    other = weights.get("*", 0.0)
    wanted = [(weights.get(coding, other), coding) for coding in _CODINGS]
    best = max((weight for weight, _ in wanted), default=0.0)
    return next((coding for weight, coding in wanted if weight == best > 0), "")


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        name, _, number = weight.strip().partition("=")
        try:
            yield coding.strip(), float(number) if name.strip() == "q" else 1.0
        except ValueError:
            yield coding.strip(), 0.0


def etag_of(request: HttpRequest | Request, *parts: str, as_it_is: bool = False) -> str:
    """Return a strong ETag of what decides an answer, our code among it.

    ``as_it_is`` is for bytes that no coding makes smaller.
    """
    text = "\n".join((code_edition(), *parts))
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    coding = "" if as_it_is else coding_of(request)
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


def settled(
    request: HttpRequest | Request, etag: str, *, pinned: bool
) -> HttpResponseBase | None:
    """Return the answer that need not be made: 304 (or 412), or one that is kept."""
    for tag in _forms(etag) if "If-None-Match" in request.headers else [etag]:
        found = get_conditional_response(request, etag=tag)
        if found is not None:
            return mark(found, tag, pinned=pinned)
    kept = kept_answers.get(etag)
    # One answer at two addresses: each says for itself how long it may be kept.
    return kept and mark(kept, etag, pinned=pinned)


def _forms(etag: str) -> list[str]:
    """Return the tags of one answer in every coding: whoever holds one has it all."""
    plain = etag.strip('"').partition("-")[0]
    codings = (f'"{plain}-{coding}"' for coding in _CODINGS)
    return [etag, f'"{plain}"', *codings]


def mark(response: Answer, etag: str, *, pinned: bool) -> Answer:
    """Set what caches need to know."""
    response["ETag"] = etag
    response["Cache-Control"] = PINNED if pinned else LATEST
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return response


class KeptAnswers:
    """The last answers in their final bytes, by tag: a tag decides an answer.

    Whoever asks the same again costs neither a query nor a packing; what is asked
    for longest ago is forgotten first.
    """

    def __init__(self, most_bytes: int, largest: int) -> None:
        """Keep ``most_bytes`` in all, and no answer of more than ``largest``."""
        self._most, self._largest = most_bytes, largest
        self._held: OrderedDict[str, tuple[bytes, dict[str, str]]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, etag: str) -> HttpResponse | None:
        """Return the answer with this tag, if it is held."""
        with self._lock:
            found = self._held.get(etag)
            if found is None:
                return None
            self._held.move_to_end(etag)
        return HttpResponse(found[0], headers=found[1])

    def keep(self, response: HttpResponse) -> None:
        """Hold a finished answer."""
        body, etag = response.content, response.get("ETag", "")
        with self._lock:
            if not etag or len(body) > self._largest or etag in self._held:
                return
            self._held[etag] = (body, dict(response.items()))
            self._bytes += len(body)
            while self._bytes > self._most:
                _, (old, _) = self._held.popitem(last=False)
                self._bytes -= len(old)


#: Some hundred pages of rows.
kept_answers = KeptAnswers(most_bytes=32_000_000, largest=400_000)


class _Packer(Protocol):
    def pack(self, piece: bytes) -> bytes: ...

    def end(self) -> bytes: ...


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)

    def pack(self, piece: bytes) -> bytes:
        return cast("bytes", self._stream.process(piece))

    def end(self) -> bytes:
        return cast("bytes", self._stream.finish())


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(_GZIP_LEVEL, wbits=31)

    def pack(self, piece: bytes) -> bytes:
        return self._stream.compress(piece)

    def end(self) -> bytes:
        return self._stream.flush()


_PACKERS: dict[str, Callable[[], _Packer]] = {"br": _Brotli, "gzip": _Gzip}


def packed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send an answer in the coding that its ETag names."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and "Content-Encoding" not in response:
            for coding in _CODINGS:
                if response.get("ETag", "").endswith(f'-{coding}"'):
                    _pack(response, coding)
            if (
                later := getattr(response, "add_post_render_callback", None)
            ) is not None:
                later(kept_answers.keep)
        return response

    return answer


def _pack(response: HttpResponseBase, coding: str) -> None:
    response["Content-Encoding"] = coding
    if isinstance(response, StreamingHttpResponse):
        pieces = cast("Iterable[bytes]", response.streaming_content)
        response.streaming_content = _stream(pieces, coding)
    elif isinstance(response, HttpResponse):
        if isinstance(response, Response):
            response.add_post_render_callback(lambda done: _pack_whole(done, coding))
        else:
            _pack_whole(response, coding)


def _pack_whole(response: HttpResponse, coding: str) -> None:
    packer = _PACKERS[coding]()
    response.content = packer.pack(response.content) + packer.end()
    response["Content-Length"] = str(len(response.content))


def _stream(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    packer = _PACKERS[coding]()
    for piece in pieces:
        if small := packer.pack(piece):
            yield small
    yield packer.end()


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
            response["Access-Control-Allow-Headers"] = (
                "Accept, If-None-Match, If-Range, Range"
            )
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
        return response
