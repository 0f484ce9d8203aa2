"""A crawl of 1,000 documents on loopback beside httpx fetching the same bytes.

Ours: list page, queue in Postgres, Valkey, a Celery worker of two processes; each
document politely fetched, archived with headers and WARC under its hash, read, compared
with what was read before, and queued for review. The limit: one httpx client getting
the same addresses one after the other and keeping nothing.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from reportlab.pdfgen.canvas import Canvas

from accountability import embedded
from benchmarks.measure import BenchRow, Timing, clocked, show
from benchmarks.stack import stack

DOCUMENTS = 1000
_SOURCE = "ca_bc_opcc_orders"
_LISTS = ("/decisions/", "/adjudications", "/news-media/")
_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 900.0


def compare(documents: int = DOCUMENTS) -> None:
    """Crawl and fetch, and print the row."""
    pages = _site(documents)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        _served(pages) as base,
        embedded.running_valkey() as broker,
    ):
        addresses = [base + path for path in pages if path.endswith(".pdf")]
        alone = _fetched_alone(addresses)
        os.environ["SOURCE_BASES"] = json.dumps({_SOURCE: base})
        os.environ["OCR_LANGUAGES"] = "off"
        with stack(Path(scratch), broker.broker_url):
            crawl, read = _crawled(Path(scratch) / "worker.log")
    held = sum(len(content) for path, content in pages.items() if path.endswith("pdf"))
    show(
        "A crawl beside the same bytes fetched with httpx alone",
        [
            BenchRow(
                f"{documents:,} PDFs, {held / 1e6:.1f} MB; {read:,} archived and read",
                f"{crawl.median:.1f} s, {documents / crawl.median:,.0f} documents/s",
                f"{alone.median:.1f} s, {documents / alone.median:,.0f} documents/s",
                f"{(crawl.median - alone.median) / documents * 1000:.0f} ms a document "
                "more",
                "",
            )
        ],
    )


def _site(documents: int) -> dict[str, bytes]:
    """Draw orders of one page, each with its own number, and the lists of them."""
    pages: dict[str, bytes] = {
        f"/wp-content/uploads/order-{number:05d}.pdf": _order(number)
        for number in range(1, documents + 1)
    }
    links = "".join(
        f'<li><a href="{path}">Order {number}</a></li>'
        for number, path in enumerate(pages, start=1)
    )
    whole = f"<html><body><main><ul>{links}</ul></main></body></html>".encode()
    first = next(iter(pages))
    dated = f'<html><body><p>May 1, 2019</p><a href="{first}">View Release</a></body>'
    pages |= dict.fromkeys(_LISTS[:2], whole) | {_LISTS[2]: dated.encode()}
    return pages


def _order(number: int) -> bytes:
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1, pageCompression=0)
    canvas.drawString(72, 720, "ORDER FOR EXTERNAL INVESTIGATION")
    canvas.drawString(72, 690, f"OPCC File No: 2019-{number:05d}")
    canvas.drawString(72, 670, "May 1, 2019")
    for line in range(40):
        canvas.drawString(72, 640 - 14 * line, f"An invented line, {number}.{line}")
    canvas.save()
    return held.getvalue()


@contextmanager
def _served(pages: dict[str, bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet: else the client's kernel waits 40 ms for more.
        wbufsize = -1

        def do_GET(self) -> None:
            content = pages.get(self.path)
            self.send_response(404 if content is None else 200)
            kind = "application/pdf" if self.path.endswith(".pdf") else "text/html"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _fetched_alone(addresses: list[str]) -> Timing:
    with httpx.Client() as client, clocked() as timing:
        for address in addresses:
            client.get(address).raise_for_status()
    return timing


def _crawled(log: Path) -> tuple[Timing, int]:
    """Crawl with a real worker; the clock runs from the run's start to its end."""
    from accountability.extraction.queue import ring_again
    from accountability.extraction.runs import start_run
    from accountability.models import ExtractedRecord, Run
    from accountability.records.reference import load_reference

    load_reference()
    with _worker(log), clocked() as timing:
        run = start_run(_SOURCE, "bench")
        until = time.monotonic() + _PATIENCE
        while Run.objects.filter(pk=run.pk, finished_at=None).exists():
            if time.monotonic() > until:
                raise RuntimeError(f"not done: {log.read_text()[-2000:]}")
            ring_again()
            time.sleep(0.2)
    return timing, ExtractedRecord.objects.count()


@contextmanager
def _worker(log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app", "accountability", "worker"),
                *("--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            cwd=_ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        while " ready." not in log.read_text():
            if worker.poll() is not None:
                raise RuntimeError(log.read_text()[-2000:])
            time.sleep(0.1)
        yield
    finally:
        worker.terminate()
        worker.wait()
