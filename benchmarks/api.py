"""The open data API beside Datasette serving the same rows, each over HTTP.

Both run as they would for readers, in one process on loopback (granian, uvicorn).
Datasette gets an immutable SQLite file with indexes made for these very questions and
no facet or suggestion to make; it counts the rows of an answer, as ours does. Every
question of a kind differs from the others, but for the pages asked again and again.
Ours is asked when its copies of the large tables are there, seconds after its start.
Then every page of the listing is walked. ``BENCH_ROWS=10000000`` takes ten million.
"""

import math
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

import duckdb
import httpx

from accountability.release.bundle import make_current, parquet_path
from accountability.release.query import Query
from accountability.release.schema import ALLEGATIONS
from accountability.vocab import OutcomeGroup
from benchmarks.measure import BenchRow, clocked, milliseconds, show
from benchmarks.synthetic import DEPARTMENT_COUNT, bundle
from tests.public_plane import (
    ROOT,
    free_port,
    public_environment,
    running_public_plane,
)

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
#: Clients at once, and questions of a kind that they ask together.
CLIENTS, QUESTIONS = 4, 400
GOAL = ">= 3 x its requests, p95 no worse"
_PAGE, _WALKED = 100, 1000
_PLAIN = {"Accept-Encoding": "identity"}
_EASY = "_nofacet=1&_nosuggest=1"
_INDEXES = (
    "department, year, allegation",
    "department, outcome, year, class",
    "department, outcome, year, route, disposition",
)


@dataclass(frozen=True)
class Kind:
    """One kind of question: the n-th address here, and at the peer."""

    words: str
    ours: Callable[[int], str]
    theirs: Callable[[int], str]


@dataclass(frozen=True)
class Load:
    """What a server did: requests a second, and the 95th percentile in seconds."""

    rate: float
    p95: float


def _kinds(cursors: list[str], places: list[str]) -> list[Kind]:
    """Return the kinds; pages begin anywhere in the listing."""
    outcomes = OutcomeGroup.codes()

    def filters(n: int) -> tuple[str, str, int]:
        department, rest = f"d{n % DEPARTMENT_COUNT:02d}", n // DEPARTMENT_COUNT
        return department, outcomes[rest % len(outcomes)], 2010 + rest // len(outcomes)

    def filtered(n: int) -> str:
        department, outcome, year = filters(n)
        return f"?department={department}&outcome={outcome}&year__min={year}"

    def peers_filter(n: int) -> str:
        department, outcome, year = filters(n)
        return (
            f"?department={department}&outcome={outcome}&year__gte={year}"
            f"&_sort=allegation&_size={_PAGE}&{_EASY}"
        )

    def counted(n: int, by: str) -> str:
        department, outcome, year = filters(n)
        return f"?by={by}&department={department}&year__min={year}&outcome={outcome}"

    def peers_count(n: int, by: str) -> str:
        department, outcome, year = filters(n)
        return (
            f"/peer.json?_shape=array&sql=select+{by},count(*)+from+allegations"
            f"+where+department='{department}'+and+outcome='{outcome}'"
            f"+and+year>='{year}'+group+by+{by}+order+by+{by}"
        )

    def counted_all(n: int) -> tuple[str, int]:
        return bys[n % len(bys)], 2010 + n // len(bys) % 14

    def count_all(n: int) -> str:
        by, year = counted_all(n)
        return f"?by={by}&year__min={year}&limit={100 + n}"

    def peers_count_all(n: int) -> str:
        by, year = counted_all(n)
        return (
            f"/peer.json?_shape=array&sql=select+{by},count(*)+from+allegations"
            f"+where+year>='{year}'+group+by+{by}+order+by+{by}+limit+{100 + n}"
        )

    bys = ("department,outcome", "year,outcome", "class,outcome", "department,year")
    listing, counts = "/api/v1/allegations/", "/api/v1/aggregates/allegations/"
    return [
        Kind(
            f"a page of {_PAGE} rows",
            lambda n: f"{listing}?cursor={cursors[n % len(cursors)]}",
            lambda n: (
                f"/peer/allegations.json?_size={_PAGE}&{_EASY}"
                f"&_next={places[n % len(places)]}"
            ),
        ),
        Kind(
            "ten pages asked again and again",
            lambda n: f"{listing}?cursor={cursors[n % 10]}",
            lambda n: (
                f"/peer/allegations.json?_size={_PAGE}&{_EASY}&_next={places[n % 10]}"
            ),
        ),
        Kind(
            "a filter on three columns",
            lambda n: listing + filtered(n),
            lambda n: f"/peer/allegations.json{peers_filter(n)}",
        ),
        Kind(
            "counts over all departments",
            lambda n: counts + count_all(n),
            peers_count_all,
        ),
        Kind(
            "counts in one, by year, class",
            lambda n: counts + counted(n, "year,class"),
            lambda n: peers_count(n, "year,class"),
        ),
        Kind(
            "counts in one, by route, disposition",
            lambda n: counts + counted(n, "route,disposition"),
            lambda n: peers_count(n, "route,disposition"),
        ),
    ]


def compare(rows: int = ROWS) -> None:
    """Measure both and print the rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        place = Path(scratch)
        (place / "releases").mkdir()
        with clocked() as writing:
            written = bundle(place / "releases", rows)
        make_current(place / "releases", written.name)
        print(f"wrote a release of {rows:,} rows in {writing.median:.1f} s")
        _load_peer(written, place / "peer.db")
        cursors, places = _anywhere(written, rows)
        _collect_static(place)
        with (
            running_public_plane(place, place / "collected") as plane,
            _datasette(place / "peer.db") as peer,
        ):
            _settle(plane.url, rows)
            show(
                f"The API beside Datasette, {rows:,} rows, {CLIENTS} clients at once",
                [
                    *(_row(kind, plane.url, peer) for kind in _kinds(cursors, places)),
                    *_bulk(plane.url, peer, written.name, rows),
                ],
            )
            _walk(plane.url, rows)


def _settle(url: str, rows: int) -> None:
    """Let the server copy its large tables, as it does beside its first answers."""
    httpx.get(f"{url}/api/v1/allegations/", timeout=120).raise_for_status()
    pause = 5 + rows / 100_000
    print(f"the first page was asked for; {pause:.0f} s for the copies")
    time.sleep(pause)


def _row(kind: Kind, ours: str, theirs: str) -> BenchRow:
    one, other = _loaded(ours, kind.ours), _loaded(theirs, kind.theirs)
    return BenchRow(
        kind.words,
        _told(one),
        _told(other),
        f"{one.rate / other.rate:.1f} x, p95 {other.p95 / one.p95:.1f} x",
        GOAL,
    )


def _told(load: Load) -> str:
    return f"{load.rate:,.0f}/s, p95 {milliseconds(load.p95)}"


def _loaded(base: str, address: Callable[[int], str]) -> Load:
    """Let the clients ask all questions, each its own, after a few to warm up.

    They share two cores with the server, so they do as little as a client can.
    """
    own = threading.local()

    def connect() -> None:
        own.connection = HTTPConnection(base.removeprefix("http://"), timeout=120)

    def ask(number: int) -> float:
        connection: HTTPConnection = own.connection
        start = time.perf_counter()
        connection.request("GET", address(number), headers=_PLAIN)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{answer.status} {body[:300]!r} for {address(number)}")
        return time.perf_counter() - start

    with ThreadPoolExecutor(CLIENTS, initializer=connect) as clients:
        list(clients.map(ask, range(20)))
        start = time.perf_counter()
        times = list(clients.map(ask, range(20, 20 + QUESTIONS)))
        seconds = time.perf_counter() - start
    return Load(QUESTIONS / seconds, statistics.quantiles(times, n=20)[-1])


def _bulk(ours: str, theirs: str, release: str, rows: int) -> Iterator[BenchRow]:
    """Fetch everything: as CSV made at the question, and as the release's own file.

    Of the peer's CSV a minute's worth is taken.
    """
    theirs_csv = f"{theirs}/peer/allegations.csv?_stream=on&_size=max"
    seconds, _, lines = _fetched(theirs_csv, most=60)
    other = lines / seconds
    for words, address, goal in (
        ("all rows as CSV", f"{ours}/api/v1/allegations.csv", "flat memory"),
        (
            "all rows as Parquet",
            f"{ours}/releases/{release}/public/allegations.parquet",
            "a static file",
        ),
    ):
        one, size, _ = _fetched(address)
        yield BenchRow(
            words,
            f"{one:.2f} s, {rows / one:,.0f} rows/s, {size / 1e6:,.0f} MB",
            f"{other:,.0f} rows/s (CSV)",
            f"{rows / one / other:.1f} x faster",
            goal,
        )


def _fetched(address: str, most: float = math.inf) -> tuple[float, int, int]:
    """Return the seconds, bytes and lines that an answer took, stopped at ``most``."""
    start, size, lines = time.perf_counter(), 0, 0
    with httpx.stream(
        "GET", address, timeout=1200, headers={"Accept-Encoding": "identity"}
    ) as answer:
        answer.raise_for_status()
        for piece in answer.iter_bytes(1 << 20):
            size += len(piece)
            lines += piece.count(b"\n")
            if time.perf_counter() - start > most:
                break
        return time.perf_counter() - start, size, lines


def _walk(url: str, rows: int) -> None:
    """Take every page of the listing and say whether each row came once."""
    seen: set[str] = set()
    times = []
    address = f"{url}/api/v1/allegations/?limit={_WALKED}&fields=allegation"
    with httpx.Client(timeout=120) as client:
        resident = _resident(url)
        for _ in count():
            start = time.perf_counter()
            answer = client.get(address).raise_for_status().json()
            times.append(time.perf_counter() - start)
            before = len(seen)
            seen.update(row["allegation"] for row in answer["results"])
            if len(seen) - before != len(answer["results"]):
                raise RuntimeError("a row came twice")
            if answer["next"] is None:
                break
            address = answer["next"]
    if len(seen) != rows:
        raise RuntimeError(f"{len(seen):,} of {rows:,} rows came")
    tenth = max(1, len(times) // 10)
    first, last = (statistics.median(part) for part in (times[:tenth], times[-tenth:]))
    show(
        f"Every page of {rows:,} rows walked, {_WALKED} a page: each row once",
        [
            BenchRow(
                "the last tenth of the pages",
                milliseconds(last),
                f"{milliseconds(first)} (the first tenth)",
                f"{last / first:.2f} x",
                "as fast as the first",
            ),
            BenchRow(
                "the server's resident memory",
                f"{_resident(url):,.0f} MB after",
                f"{resident:,.0f} MB before",
                f"{_resident(url) / resident:.2f} x",
                "flat",
            ),
        ],
    )


def _resident(url: str) -> float:
    """Return the resident megabytes of all processes that serve a port (Linux)."""
    port = url.rpartition(":")[2]
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes().split(b"\0")
            lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            continue
        if b"granian" in command and port.encode() in command:
            total += sum(
                int(line.split()[1]) for line in lines if line.startswith("VmRSS:")
            )
    return total / 1024


def _anywhere(written: Path, rows: int) -> tuple[list[str], list[str]]:
    """Return cursors of ours, and places of the peer's, all over the listing."""
    chance = random.Random(7)
    offsets = sorted(chance.sample(range(rows), min(rows, 20 + QUESTIONS)))
    chance.shuffle(offsets)
    query = Query(ALLEGATIONS)
    with duckdb.connect() as source:
        names = ", ".join(ALLEGATIONS.order_by)
        parquet = parquet_path(written, ALLEGATIONS)
        listed = ", ".join(map(str, offsets))
        found = source.execute(
            f"SELECT file_row_number, {names} FROM read_parquet('{parquet}', "
            f"file_row_number = true) WHERE file_row_number IN ({listed})"
        ).fetchall()
    cursors = [query.cursor_text(tuple(keys), place) for place, *keys in found]
    return cursors, [str(place + 1) for place, *_ in found]


def _load_peer(written: Path, place: Path) -> None:
    """Put the same rows in the same order into SQLite, indexed for the questions."""
    names = ", ".join(f'"{name}"' for name in ALLEGATIONS.names)
    texts = ", ".join(f'"{name}"::VARCHAR' for name in ALLEGATIONS.names)
    with duckdb.connect() as source, sqlite3.connect(place) as target:
        parquet = parquet_path(written, ALLEGATIONS)
        source.execute("SET enable_progress_bar = false")
        found = source.execute(f"SELECT {texts} FROM read_parquet('{parquet}')")
        target.execute(f"CREATE TABLE allegations ({names})")
        marks = ", ".join("?" * len(ALLEGATIONS.names))
        while batch := found.fetchmany(20_000):
            target.executemany(f"INSERT INTO allegations VALUES ({marks})", batch)
        for number, columns in enumerate(_INDEXES):
            target.execute(f"CREATE INDEX i{number} ON allegations ({columns})")
        target.execute("ANALYZE")
    target.close()


@contextmanager
def _datasette(place: Path) -> Iterator[str]:
    """Serve the file as its documentation says, without the limits of time."""
    port = free_port()
    settings = {
        "sql_time_limit_ms": "600000",
        "max_returned_rows": "1000",
        "max_csv_mb": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "datasette", "serve", "--immutable", str(place),
         "--port", str(port),
         *(part for item in settings.items() for part in ("--setting", *item))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(url, timeout=60).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _collect_static(place: Path) -> None:
    """Collect the static files that the public plane wants to see at its start."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        env=public_environment(place / "made"),
        cwd=ROOT,
        check=True,
    )
    (place / "made" / "static").rename(place / "collected")
