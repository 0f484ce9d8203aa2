"""A WSGI application asked from inside a Django view, in the same process."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from accountability.release.bundle import NoRelease
from accountability.shelf import shelf
from accountability.site.page import nothing_published

Environ = dict[str, Any]
WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: Answers up to this size are sent whole, longer ones as a stream; bytes.
_WHOLE = 1 << 22


class MountedApplication:
    """A view that answers with what a WSGI application answers.

    ``policy`` replaces directives of the site's content security policy; ``framed``
    answers may be shown in other sites' pages. A page that it does not have is ours to
    answer. While nothing is published the application is not asked. Cookies do not
    pass, either way.
    """

    def __init__(
        self,
        application: WsgiApplication,
        policy: Mapping[str, Sequence[str]],
        *,
        framed: bool = False,
    ) -> None:
        """Mount ``application``, which expects the whole path."""
        self._application = application
        self._policy = dict(policy)
        self._framed = framed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Ask the application."""
        try:
            shelf().current()
        except NoRelease:
            return nothing_published(request)
        body = request.body
        environ = {
            **request.META,
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
        }
        environ.pop("HTTP_COOKIE", None)
        started = _Started()
        chunks = self._application(environ, started)
        response = _response(started, chunks)
        if started.status == HTTPStatus.NOT_FOUND and _by_a_person(request):
            response.close()
            raise Http404
        response._csp_replace = self._policy  # type: ignore[attr-defined]
        if self._framed:
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response


def _by_a_person(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


class _Started:
    """The ``start_response`` of one request."""

    def __init__(self) -> None:
        """Wait for the application to call."""
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """Take the status line and the headers."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = headers
        return _refuse_write

    def header(self, name: str) -> str | None:
        """Return a header, whatever the case of its name."""
        for known, value in self.headers:
            if known.lower() == name.lower():
                return value
        return None


def _refuse_write(data: bytes) -> None:
    raise NotImplementedError("the write() of PEP 3333 is not offered here")


def _response(started: _Started, chunks: Iterable[bytes]) -> HttpResponseBase:
    chunks = _Chunks(chunks)
    length = started.header("Content-Length")
    response: HttpResponseBase
    if length is not None and int(length) <= _WHOLE:
        with chunks:
            response = HttpResponse(b"".join(chunks), status=started.status)
    else:
        response = StreamingHttpResponse(chunks, status=started.status)
    del response["Content-Type"]
    for name, value in started.headers:
        if name.lower() != "set-cookie":
            response[name] = value
    response.cookies = SimpleCookie()
    return response


class _Chunks:
    """The application's answer, closed once it is sent (PEP 3333)."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        """Hold ``chunks``."""
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def __enter__(self) -> "_Chunks":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the application free what the answer holds."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()
