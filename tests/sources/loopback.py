"""A scripted server on loopback for answers that the commission site never gives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class RecordingPacer:
    """Waits for nobody and remembers the delays it was asked to keep."""

    delays: list[tuple[str, float]] = field(default_factory=list)

    def wait(self, host: str, delay: float) -> None:
        self.delays.append((host, delay))


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Scripted(ThreadingHTTPServer):
    """Answers each path as told, 404 otherwise; ``seen`` holds what was asked."""

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.seen: list[tuple[str, str, dict[str, str]]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests quiet."""

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, Answer(404))
        self.send_response(answer.status)
        for name, text in answer.headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


@contextmanager
def scripted(answers: dict[str, Answer]) -> Iterator[Scripted]:
    server = Scripted(answers)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}
    )
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
