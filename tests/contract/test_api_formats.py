"""One question in every format, and the files read where they lie, by ranges."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import duckdb
import fsspec
import httpx
import pandas
import pyarrow.parquet
import pytest

from accountability.release.schema import TABLES, Kind, Table
from tests.public_plane import SECOND, PublicPlane

FORMATS = ("json", "csv", "ndjson", "parquet")
PARQUET = "application/vnd.apache.parquet"
#: The figures of the main job: what is asked, and what is printed.
MAIN_JOB = {
    "saanich": ("department=saanich&metric=registered_complaints&period=2021/22", [48]),
    "vancouver": ("department=vancouver&period=2021/22", [393]),
    "zero": ("department=oak-bay&period=2019/20", [0]),
    "withheld": ("department=oak-bay&period=2014/15", [None]),
    "disputed": ("metric=reportable_injuries&sort=value", [408, 486]),
    "parts": ("department=new-westminster&sort=-value&fields=value,category",
              [38, 12, 9, 6, 5, 3, 2, 1]),
}  # fmt: skip


def parquet(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]]
    found = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return found


@pytest.mark.parametrize(("asked", "values"), MAIN_JOB.values(), ids=MAIN_JOB)
def test_the_figures_of_the_main_job_are_the_same_in_every_format(
    ask: httpx.Client, asked: str, values: list[int | None]
) -> None:
    answers = {
        form: ask.get(f"/api/v1/statistics.{form}?{asked}").raise_for_status()
        for form in FORMATS
    }
    lines = [json.loads(line) for line in answers["ndjson"].text.splitlines()]
    cells = csv.DictReader(io.StringIO(answers["csv"].text))
    assert [row["value"] for row in answers["json"].json()["results"]] == values
    assert [row["value"] for row in lines] == values
    assert [int(row["value"]) if row["value"] else None for row in cells] == values
    assert [row["value"] for row in parquet(answers["parquet"].content)] == values


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_parquet_of_a_question_holds_what_the_whole_file_holds(
    ask: httpx.Client, public_plane: PublicPlane, table: Table
) -> None:
    whole = public_plane.releases / SECOND / "public" / f"{table.name}.parquet"
    own = ask.get(f"/api/v1/{table.name}.parquet?sort={','.join(table.order_by)}")
    assert own.headers["Content-Type"] == PARQUET
    assert "Content-Encoding" not in own.headers
    stored = pyarrow.parquet.read_table(whole)
    written = pyarrow.parquet.read_table(io.BytesIO(own.content))
    assert written.schema.equals(stored.schema)
    assert written.equals(stored)


def test_a_whole_table_as_parquet_is_the_releases_own_file(ask: httpx.Client) -> None:
    place = f"/releases/{SECOND}/public/statistics.parquet"
    for answer in (
        ask.get("/api/v1/statistics.parquet"),
        ask.get("/api/v1/statistics/", headers={"Accept": PARQUET}),
        ask.get(f"/api/v1/releases/{SECOND}/statistics/?format=parquet"),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"] == place


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("statistics.xlsx", 400, "format"),
        ("statistics.csv?format=csv", 400, "format"),
        ("statistics.csv?limit=5", 400, "limit"),
        ("statistics.parquet?limit=5", 400, "limit"),
        ("aggregates/statistics.cvs", 400, "format"),
        ("nothing.csv", 404, None),
    ],
)
def test_a_suffix_is_read_as_strictly_as_a_parameter(
    ask: httpx.Client, address: str, status: int, parameter: str | None
) -> None:
    answer = ask.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer.json().get("parameter") == parameter


def test_a_stream_may_be_asked_for_from_a_cursor_on(ask: httpx.Client) -> None:
    first = ask.get("/api/v1/allegations/?limit=100").json()
    cursor = httpx.URL(first["next"]).params["cursor"]
    rest = ask.get(f"/api/v1/allegations.ndjson?cursor={cursor}").text.splitlines()
    file = ask.get(f"/api/v1/allegations.parquet?cursor={cursor}")
    keys = [json.loads(line)["allegation"] for line in rest]
    assert len(first["results"]) + len(keys) == first["count"]
    assert [row["allegation"] for row in parquet(file.content)] == keys


def test_head_promises_what_get_gives(ask: httpx.Client) -> None:
    for form in FORMATS:
        address = f"/api/v1/allegations.{form}?department=saanich"
        head, got = ask.head(address), ask.get(address)
        assert head.content == b""
        for name in ("ETag", "Content-Type", "Cache-Control", "Content-Encoding"):
            assert head.headers.get(name) == got.headers.get(name), (form, name)


class Ranges(fsspec.get_filesystem_class("http")):  # type: ignore[misc]
    """HTTP as fsspec speaks it; it keeps what each request was answered."""

    cachable = False

    def __init__(self, **options: Any) -> None:
        super().__init__(get_client=self._client, **options)
        self.parts: list[int] = []
        self.read = 0

    async def _client(self, **options: Any) -> aiohttp.ClientSession:
        watched = aiohttp.TraceConfig()
        watched.on_request_end.append(self._note)
        watched.on_response_chunk_received.append(self._count)
        return aiohttp.ClientSession(trace_configs=[watched], **options)

    async def _note(self, session: Any, context: Any, ended: Any) -> None:
        if ended.response.status == 206:
            self.parts.append(int(ended.response.headers["Content-Length"]))

    async def _count(self, session: Any, context: Any, received: Any) -> None:
        self.read += len(received.chunk)

    def modified(self, path: str) -> datetime:
        """Say that a release never changes; DuckDB asks."""
        return datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def ranges() -> Iterator[Ranges]:
    found = Ranges(block_size=1024, cache_type="none")
    yield found
    found.close_session(found.loop, found._session)


@pytest.fixture
def address(public_plane: PublicPlane) -> str:
    return f"{public_plane.url}/releases/{SECOND}/public/allegations.parquet"


def expected(public_plane: PublicPlane) -> dict[str, int]:
    counts = httpx.get(
        f"{public_plane.url}/api/v1/aggregates/allegations/?by=outcome"
    ).json()
    return {row["outcome"]: row["count"] for row in counts["results"]}


def test_pyarrow_reads_one_column_by_ranges(
    ranges: Ranges, address: str, public_plane: PublicPlane
) -> None:
    with ranges.open(address) as file:
        table = pyarrow.parquet.read_table(file, columns=["outcome"])
    counted = pandas.Series(table["outcome"].to_pylist()).value_counts().to_dict()
    assert counted == expected(public_plane)
    assert ranges.read == sum(ranges.parts) > 0, "whatever was read was a part"


def test_pandas_reads_by_ranges(
    ranges: Ranges, address: str, public_plane: PublicPlane
) -> None:
    frame = pandas.read_parquet(address, columns=["outcome"], filesystem=ranges)
    assert frame["outcome"].value_counts().to_dict() == expected(public_plane)
    assert ranges.read == sum(ranges.parts) > 0


def test_duckdb_reads_by_ranges(
    ranges: Ranges, address: str, public_plane: PublicPlane
) -> None:
    with duckdb.connect() as database:
        database.register_filesystem(ranges)
        found = database.execute(
            f"SELECT outcome, count(*) FROM read_parquet('{address}') GROUP BY ALL"
        ).fetchall()
    assert dict(found) == expected(public_plane)
    assert ranges.read == sum(ranges.parts) > 0


def test_every_format_gives_every_type_back(ask: httpx.Client) -> None:
    kinds = {column.kind for table in TABLES for column in table.columns}
    assert kinds == set(Kind)
    for table in TABLES:
        rows = ask.get(f"/api/v1/{table.name}/?limit=1000").json()["results"]
        cells = list(
            csv.DictReader(io.StringIO(ask.get(f"/api/v1/{table.name}.csv").text))
        )
        assert len(cells) == len(rows)
        for row, line in zip(rows, cells, strict=True):
            flat = row | row.get("provenance", {})
            for column in table.columns:
                if column.name in flat and column.kind is not Kind.STRING:
                    assert line[column.name] == as_cell(flat[column.name])


def as_cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
