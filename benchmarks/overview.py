"""A filter change of the overview beside Datasette faceting the same rows.

Datasette gets the easier task: four one-way facets, over indexed columns of an
immutable file, in its own process without HTTP; we count three pairs and the trend.
"""

import asyncio
import sqlite3
import tempfile
from pathlib import Path

import duckdb
from datasette.app import Datasette

from accountability.release.bundle import parquet_path
from accountability.release.overview import OverviewQuery
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS
from benchmarks.measure import BenchRow, clocked, milliseconds, show, timed
from benchmarks.synthetic import bundle

SIZES = (100_000, 1_000_000)
_FACETS = ("year", "outcome", "class", "department")
_NO_LIMITS = {
    "facet_time_limit_ms": 600_000,
    "sql_time_limit_ms": 600_000,
    "suggest_facets": False,
}
_QUESTIONS = (
    ("everything", OverviewQuery(), ""),
    ("one department", OverviewQuery(departments=("d03",)), "&department=d03"),
)


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure both and print the rows."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            with clocked() as writing:
                written = bundle(Path(scratch), size)
            print(f"wrote a release of {size:,} rows in {writing.median:.1f} s")
            reader = Reader(written)
            peer = asyncio.run(datasette_over(written, Path(scratch) / "peer.db"))
            rows += [
                _row(f"{size:,} rows, {words}", reader, query, peer, filters)
                for words, query, filters in _QUESTIONS
            ]
    show("Overview query beside Datasette's facets", rows)


def _row(
    words: str, reader: Reader, query: OverviewQuery, peer: Datasette, filters: str
) -> BenchRow:
    ours = timed(lambda: reader.overview(query), 30).median
    theirs = timed(lambda: facet(peer, filters), 3).median
    return BenchRow(
        words,
        milliseconds(ours),
        milliseconds(theirs),
        f"{theirs / ours:.0f} x faster",
        ">= 50 x at 1,000,000; median <= 20 ms",
    )


async def datasette_over(bundle_dir: Path, place: Path) -> Datasette:
    """Load the same rows into Datasette's SQLite, each facet's column indexed."""
    names = ", ".join(f'"{name}"' for name in ALLEGATIONS.names)
    texts = ", ".join(f'"{name}"::VARCHAR' for name in ALLEGATIONS.names)
    with duckdb.connect() as source, sqlite3.connect(place) as target:
        parquet = parquet_path(bundle_dir, ALLEGATIONS)
        source.execute("SET enable_progress_bar = false")
        found = source.execute(f"SELECT {texts} FROM read_parquet('{parquet}')")
        target.execute(f"CREATE TABLE allegations ({names})")
        marks = ", ".join("?" * len(ALLEGATIONS.names))
        while batch := found.fetchmany(20_000):
            target.executemany(f"INSERT INTO allegations VALUES ({marks})", batch)
        for name in _FACETS:
            target.execute(f'CREATE INDEX by_{name} ON allegations ("{name}")')
        target.execute("ANALYZE")
    target.close()
    peer = Datasette(immutables=[str(place)], settings=_NO_LIMITS)
    await peer.invoke_startup()
    return peer


def facet(peer: Datasette, filters: str) -> None:
    """Ask Datasette for the counts of four columns; ``filters`` go into the query."""
    asked = "&".join(f"_facet={name}" for name in _FACETS)
    path = f"/peer/allegations.json?_size=0&{asked}{filters}"
    answer = asyncio.run(peer.client.get(path))
    answer.raise_for_status()
    if set(answer.json()["facet_results"]) != set(_FACETS):
        raise RuntimeError("Datasette left a facet out")
