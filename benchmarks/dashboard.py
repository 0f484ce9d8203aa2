"""The dashboard beside Datasette and beside the Dash app that a newsroom would write.

A filter change is a whole callback over WSGI, from the question to the bytes of the
answer, each of a state never asked before; ours answers with every chart, sentence,
table and link of the overview. Datasette facets four columns, without HTTP. The first
load is Chromium's, with nothing cached, until the first chart is drawn.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from accountability.release.bundle import csv_path, make_current
from accountability.release.schema import ALLEGATIONS
from accountability.release.shelf import ReleaseShelf
from benchmarks.measure import BenchRow, clocked, milliseconds, show, timed
from benchmarks.newsroom import newsroom_app
from benchmarks.overview import datasette_over, facet
from benchmarks.synthetic import bundle
from dashboard.app import create_app
from tests.public_plane import (
    ROOT,
    free_port,
    public_environment,
    running_public_plane,
)

SIZES = (10_000, 1_000_000, 10_000_000)
_RUNS = 30
_URL = "/dashboard/_dash-update-component"
_NEWSROOM_URL = "/_dash-update-component"
_BUDGET = 1_500_000


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure all and print the rows."""
    changes: list[BenchRow] = []
    loads: list[BenchRow] = []
    medians: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            releases = Path(scratch) / "releases"
            with clocked() as writing:
                written = bundle(releases, size)
            make_current(releases, written.name)
            print(f"wrote a release of {size:,} rows in {writing.median:.1f} s")
            table = csv_path(written, ALLEGATIONS)
            ours = _ours(releases)
            medians.append(ours)
            changes += _beside(size, ours, written, table, Path(scratch))
            if size == sizes[0]:
                loads = _first_loads(Path(scratch), table)
    if len(medians) > 1:
        changes.append(
            BenchRow(
                f"{sizes[-1]:,} rows against {sizes[-2]:,}",
                milliseconds(medians[-1]),
                milliseconds(medians[-2]),
                f"{medians[-1] / medians[-2]:.1f} x the time",
                "<= 2 x",
            )
        )
    show("A filter change, all charts of the overview", changes)
    show("First load of the dashboard in Chromium, nothing cached", loads)


def _beside(
    size: int, ours: float, written: Path, table: Path, scratch: Path
) -> Iterator[BenchRow]:
    newsroom = _newsroom(table)
    yield BenchRow(
        f"{size:,} rows, beside pandas and go.Figure",
        milliseconds(ours),
        milliseconds(newsroom),
        f"{newsroom / ours:.1f} x faster",
        "faster from 1,000,000 on; median <= 20 ms",
    )
    peer = asyncio.run(datasette_over(written, scratch / "peer.db"))
    facets = timed(lambda: facet(peer, ""), 3).median
    yield BenchRow(
        f"{size:,} rows, beside Datasette's facets",
        milliseconds(ours),
        milliseconds(facets),
        f"{facets / ours:.0f} x faster",
        ">= 50 x at 1,000,000",
    )


def _ours(releases: Path) -> float:
    """Return the median seconds of a filter change never asked before."""
    client: FlaskClient = create_app(ReleaseShelf(releases)).server.test_client()
    dependency = next(
        each
        for each in client.get("/dashboard/_dash-dependencies").get_json()
        if each["inputs"][0]["id"] == "url"
    )
    states = _states()

    def change() -> None:
        department, first = next(states)
        _answered(
            client.post(
                _URL,
                json=_question(
                    dependency, "url", f"?police={department}&year__min={first}"
                ),
            )
        )

    return timed(change, _RUNS).median


def _newsroom(table: Path) -> float:
    """Return the same of the newsroom's app."""
    client: FlaskClient = newsroom_app(table).server.test_client()
    dependency = client.get("/_dash-dependencies").get_json()[0]
    states = _states()

    def change() -> None:
        department, first = next(states)
        question = _question(dependency, "departments", [department])
        question["inputs"][1]["value"] = first
        _answered(client.post(_NEWSROOM_URL, json=question))

    return timed(change, _RUNS).median


def _states() -> Iterator[tuple[str, int]]:
    """Yield a department and a first year, each pair once."""
    for year, number in product(range(2010, 2024), range(15)):
        yield f"d{number:02d}", year


def _question(dependency: dict[str, Any], changed: str, value: Any) -> dict[str, Any]:
    """Return what the browser sends when ``changed`` has a new value."""
    output = dependency["output"]
    names = output.strip(".").split("...")
    outputs = [
        dict(zip(("id", "property"), n.rsplit(".", 1), strict=True)) for n in names
    ]
    inputs = [
        {**each, "value": value if each["id"] == changed else None}
        for each in dependency["inputs"]
    ]
    prop = next(each["property"] for each in inputs if each["id"] == changed)
    return {
        "output": output,
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": [f"{changed}.{prop}"],
    }


def _answered(response: Any) -> None:
    if response.status_code != 200 or not response.get_data():
        raise RuntimeError(f"the callback failed: {response.status}")


def _first_loads(scratch: Path, table: Path) -> list[BenchRow]:
    data_dir = scratch
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        env=public_environment(data_dir),
        cwd=ROOT,
        check=True,
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        with running_public_plane(data_dir, data_dir / "static") as plane:
            size, seconds = _loaded(browser, f"{plane.url}/dashboard/")
        with _served_newsroom(table) as url:
            peer_size, peer_seconds = _loaded(browser, url)
        browser.close()
    return [
        BenchRow(
            "bytes transferred",
            f"{size:,}",
            f"{peer_size:,}",
            f"{peer_size / size:.1f} x fewer",
            f"<= {_BUDGET:,}",
        ),
        BenchRow(
            "until the first chart is drawn",
            milliseconds(seconds),
            milliseconds(peer_seconds),
            f"{peer_seconds / seconds:.1f} x faster",
            "<= 2 s",
        ),
    ]


def _loaded(browser: Browser, url: str) -> tuple[int, float]:
    """Return the bytes of a cold load, and the seconds to the first chart (median)."""
    sizes: list[int] = []

    def load() -> None:
        with browser.new_context() as context:
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            received: list[int] = []
            session.on(
                "Network.loadingFinished",
                lambda event: received.append(int(event["encodedDataLength"])),
            )
            page.goto(url)
            page.locator(".js-plotly-plot .main-svg").first.wait_for()
            drawn.append(time.perf_counter())
            page.wait_for_load_state("networkidle")
            sizes.append(sum(received))

    seconds = []
    for _ in range(4):
        drawn: list[float] = []
        start = time.perf_counter()
        load()
        seconds.append(drawn[0] - start)
    return sizes[-1], sorted(seconds[1:])[1]


@contextmanager
def _served_newsroom(table: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.newsroom", str(table), str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _up(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _up(url: str, process: subprocess.Popen[bytes]) -> str:
    while process.poll() is None:
        try:
            httpx.get(url, timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return url
    raise RuntimeError("the newsroom's app ended")
