"""What an address promises while releases come and go."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import CHANGES, TABLES
from tests.bundles import (
    RETRIEVED,
    allegation,
    document,
    sample_allegations,
    sample_documents,
    sample_statistics,
    sha256_for,
    statistic,
    write_sample_bundle,
)
from tests.public_plane import PublicPlane, running_public_plane

NAMES = tuple(f"2026-11-2{n}.1" for n in range(1, 5))
#: An address of every kind that names its release.
PINNED = (
    *(f"/api/v1/releases/{NAMES[0]}/{table.name}/?limit=7" for table in TABLES),
    *(f"/api/v1/releases/{NAMES[0]}/statistics.{form}?current=true"
      for form in ("json", "csv", "ndjson", "parquet")),
    f"/api/v1/releases/{NAMES[0]}/statistics/?sort=-value&fields=value,period",
    f"/api/v1/releases/{NAMES[0]}/aggregates/allegations/?by=year,outcome",
    f"/api/v1/releases/{NAMES[0]}/aggregates/complaints.csv?number=allegations",
    f"/api/v1/releases/{NAMES[0]}/documents/us_la_nopd/misconduct-2016-2023/",
    f"/api/v1/releases/{NAMES[0]}/",
    *(f"/releases/{NAMES[0]}/public/{name}"
      for name in ("statistics.parquet", "statistics.csv", "datapackage.json",
                   "SHA256SUMS", "SHA256SUMS.sig")),
)  # fmt: skip
CHANGED = "ca_bc_opcc/annual-2021-22"


def publish(root: Path, number: int) -> Path:
    """Publish the sample as it stood at one of four times."""
    again = sha256_for(f"{CHANGED}#2")
    statistics, allegations = sample_statistics(), sample_allegations()
    documents = sample_documents()
    if number >= 1:  # a document is published again and prints another figure
        old = next(row for row in statistics if row["document"] == CHANGED)
        statistics.append(
            old | {"statistic": "again", "sha256": again, "value": 49.0,
                   "value_raw": "49"}
        )  # fmt: skip
        old["current"] = False
        documents[0]["current"] = False
        documents.append(
            document(CHANGED, sha256=again, version=2, retrieved_at=RETRIEVED)
        )
    if number >= 2:  # a new document; a decision; another parser
        documents.append(document("ca_bc_opcc/new", title="A new report"))
        statistics.append(
            statistic("surrey", period="2022/23", document="ca_bc_opcc/new")
        )
        allegations[0]["class"] = "deceit"
        allegations[1] |= {"subtype_raw": "other", "parser_version": "ca_bc_opcc/2"}
    if number >= 3:  # a document is left out, with what was read from it
        gone = "ca_bc_opcc/press-2016-08"
        documents = [row for row in documents if row["document"] != gone]
        statistics = [row for row in statistics if row["document"] != gone]
    return write_sample_bundle(
        root,
        release=NAMES[number],
        previous=NAMES[number - 1] if number else None,
        statistics=statistics,
        allegations=allegations,
        documents=documents,
    )


@pytest.fixture(scope="module")
def growing(
    tmp_path_factory: pytest.TempPathFactory, collected_static: Path
) -> Iterator[PublicPlane]:
    """Run a public plane over the first release; tests publish the others."""
    data_dir = tmp_path_factory.mktemp("growing")
    (data_dir / "releases").mkdir()
    publish(data_dir / "releases", 0)
    with running_public_plane(data_dir, collected_static) as plane:
        yield plane


@pytest.fixture(scope="module")
def client(growing: PublicPlane) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=growing.url, timeout=60) as found:
        yield found


def test_a_pinned_address_gives_the_same_bytes_after_three_more_releases(
    growing: PublicPlane, client: httpx.Client
) -> None:
    before = {address: client.get(address) for address in PINNED}
    polled = client.get("/api/v1/statistics/")
    for _ in range(60):
        again = client.get(
            "/api/v1/statistics/", headers={"If-None-Match": polled.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
    for number in (1, 2, 3):
        publish(growing.releases, number)
        # More releases than are kept open are asked for in between.
        for name in NAMES[: number + 1]:
            assert client.get(f"/api/v1/releases/{name}/bodies/").status_code == 200
    for address, old in before.items():
        new = client.get(address)
        assert old.status_code == new.status_code == 200, address
        assert new.content == old.content, address
        assert new.headers["ETag"] == old.headers["ETag"]
        assert "immutable" in new.headers["Cache-Control"]
        kept = client.get(address, headers={"If-None-Match": old.headers["ETag"]})
        assert kept.status_code == 304
    fresh = client.get(
        "/api/v1/statistics/", headers={"If-None-Match": polled.headers["ETag"]}
    )
    assert fresh.status_code == 200
    assert fresh.json()["release"]["id"] == NAMES[3]


def changes(client: httpx.Client, before: str, after: str) -> list[dict[str, Any]]:
    text = client.get(f"/api/v1/releases/{after}/changes-since/{before}/?format=ndjson")
    return [json.loads(line) for line in text.raise_for_status().text.splitlines()]


@pytest.fixture
def released(growing: PublicPlane) -> Path:
    for number, name in enumerate(NAMES):
        if not (growing.releases / name).exists():
            publish(growing.releases, number)
    return growing.releases


def test_changes_since_the_release_before_are_the_releases_own(
    released: Path, client: httpx.Client
) -> None:
    for before, after in pairwise(NAMES):
        own = list(Reader(released / after).rows(Query(CHANGES)))
        assert changes(client, before, after) == own
        assert own


def test_a_change_says_what_brought_it_about(
    released: Path, client: httpx.Client
) -> None:
    found = {
        (row["table"], row["change"], row["column"], row["why"])
        for row in changes(client, NAMES[0], NAMES[3])
    }
    for expected in (
        ("statistics", "added", "", "new_version"),
        ("statistics", "revised", "current", "new_version"),
        ("statistics", "added", "", "new_document"),
        ("documents", "added", "", "new_document"),
        ("documents", "added", "", "new_version"),
        ("allegations", "revised", "class", "decided"),
        ("allegations", "revised", "subtype_raw", "read_anew"),
        ("statistics", "removed", "", "left_out"),
        ("documents", "removed", "", "left_out"),
    ):
        assert expected in found


def test_changes_run_both_ways_and_none_against_itself(
    released: Path, client: httpx.Client
) -> None:
    there = changes(client, NAMES[0], NAMES[3])
    back = changes(client, NAMES[3], NAMES[0])
    added = {(row["table"], row["key"]) for row in there if row["change"] == "added"}
    removed = {(row["table"], row["key"]) for row in back if row["change"] == "removed"}
    assert added == removed
    revised = {
        (row["table"], row["key"], row["column"], row["before"], row["after"])
        for row in there
        if row["change"] == "revised"
    }
    assert revised == {
        (row["table"], row["key"], row["column"], row["after"], row["before"])
        for row in back
        if row["change"] == "revised"
    }
    assert changes(client, NAMES[2], NAMES[2]) == []


def test_changes_since_are_filtered_paged_and_kept_for_ever(
    released: Path, client: httpx.Client
) -> None:
    address = f"/api/v1/releases/{NAMES[3]}/changes-since/{NAMES[0]}/"
    answer = client.get(f"{address}?table=statistics&change=added&limit=1")
    body = answer.json()
    assert (body["release"]["id"], body["since"]["id"]) == (NAMES[3], NAMES[0])
    assert (body["count"], len(body["results"])) == (2, 1)
    following = client.get(body["next"]).json()
    assert following["next"] is None
    assert following["results"] != body["results"]
    assert "immutable" in answer.headers["Cache-Control"]
    unknown = client.get(f"/api/v1/releases/{NAMES[3]}/changes-since/2020-01-01.1/")
    assert unknown.status_code == 404
    wrong = client.get(f"{address}?chnge=added")
    assert (wrong.status_code, wrong.json()["nearest"]) == (400, "change")


def test_a_release_of_an_earlier_schema_says_which_table_it_does_not_have(
    tmp_path: Path, collected_static: Path
) -> None:
    (tmp_path / "releases").mkdir()
    bundle = write_sample_bundle(
        tmp_path / "releases", statistics=[statistic()], allegations=[allegation()]
    )
    public = bundle / "public"
    public.chmod(0o755)
    stated = json.loads((public / "release.json").read_text())
    del stated["rows"]["complaints"]
    for name in ("complaints.parquet", "complaints.csv", "release.json"):
        (public / name).unlink()
    (public / "release.json").write_text(json.dumps(stated))
    sums = (public / "SHA256SUMS").read_text().splitlines(keepends=True)
    (public / "SHA256SUMS").chmod(0o644)
    kept = "".join(line for line in sums if "  complaints." not in line)
    (public / "SHA256SUMS").write_text(kept)
    with (
        running_public_plane(tmp_path, collected_static) as plane,
        httpx.Client(base_url=plane.url, timeout=60) as asked,
    ):
        for path in ("complaints/", "complaints.csv", "aggregates/complaints/"):
            answer = asked.get(f"/api/v1/{path}")
            assert answer.status_code == 404
            assert "no table 'complaints'" in answer.json()["detail"]
        tables = asked.get("/api/v1/").json()["tables"]
        assert "complaints" not in tables
        assert asked.get("/api/v1/allegations/").json()["count"] == 1
        assert asked.get("/api/v1/schema/").status_code == 200
