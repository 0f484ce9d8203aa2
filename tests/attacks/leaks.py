"""A site that leaks on purpose, before the real public plane. For the tests alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx

from tests.public_plane import PublicPlane

_OF_THE_WIRE = {"connection", "transfer-encoding", "content-length", "server", "date"}


@dataclass
class Answer:
    """What the real plane said; a leak changes it."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    #: How many answers went out before this one.
    number: int = field(default=0)


Leak = Callable[[Answer], None]


@contextmanager
def leaking(plane: PublicPlane, leak: Leak) -> Iterator[str]:
    """Serve the plane with a leak in every answer; yield the address."""
    sent = iter(range(10**9))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave together: apart, each waits for an acknowledgement.
        wbufsize = -1

        def _answer(self) -> None:
            asked = {k: v for k, v in self.headers.items() if k.lower() != "host"}
            asked["Accept-Encoding"] = "identity"
            told = client.request(self.command, self.path, headers=asked)
            headers = {
                name.title(): value
                for name, value in told.headers.items()
                if name not in _OF_THE_WIRE
            }
            answer = Answer(
                self.path, told.status_code, headers, told.content, next(sent)
            )
            leak(answer)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_HEAD = do_POST = do_OPTIONS = _answer  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Say nothing."""

    with (
        httpx.Client(base_url=plane.url, timeout=60) as client,
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server,
    ):
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
