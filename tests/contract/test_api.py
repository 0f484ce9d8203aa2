"""The open data API: the figures of the main job, its formats, its refusals."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from accountability.release.schema import TABLES, Table
from tests.public_plane import FIRST, SECOND, PublicPlane

STATISTICS = "/api/v1/statistics/"
PROBLEM = "application/problem+json"


def rows(ask: httpx.Client, address: str) -> list[dict[str, Any]]:
    answer = ask.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_saanich_has_48_registered_complaints_with_its_whole_provenance(
    ask: httpx.Client,
) -> None:
    answer = ask.get(
        f"{STATISTICS}?department=saanich&metric=registered_complaints&period=2021/22"
    ).json()
    [row] = answer["results"]
    assert answer["release"]["id"] == SECOND
    assert answer["count"] == 1
    assert row["value"] == 48
    assert isinstance(row["value"], int)
    assert (row["unit"], row["status"]) == ("complaint", "reported")
    assert (row["period_start"], row["period_end"]) == ("2021-04-01", "2022-03-31")
    provenance = row["provenance"]
    assert provenance["page"] == 3
    assert provenance["box"] == [310.5, 201.25, 325, 211]
    assert provenance["retrieved_at"] == "2026-11-20T09:30:00Z"
    assert len(provenance["sha256"]) == 64
    assert provenance["parser_version"] == "ca_bc_opcc/1"


def test_the_provenance_leads_to_the_figure_on_the_document_page(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    [row] = rows(ask, f"{STATISTICS}?department=saanich&period=2021/22")
    page, _, anchor = row["provenance"]["url"].partition("#")
    assert page.startswith(public_plane.url)
    assert f'id="{anchor}"' in ask.get(page).text


def test_vancouver_has_393(ask: httpx.Client) -> None:
    [row] = rows(
        ask,
        f"{STATISTICS}?department=vancouver&metric=registered_complaints&period=2021/22",
    )
    assert row["value"] == 393


def test_new_westminster_has_38_files_and_their_seven_parts(ask: httpx.Client) -> None:
    found = rows(
        ask, f"{STATISTICS}?department=new-westminster&metric=files_opened"
        "&period=2018/19",
    )  # fmt: skip
    [whole] = [row["value"] for row in found if row["category"] == ""]
    parts = [row["value"] for row in found if row["category"]]
    assert whole == 38
    assert len(parts) == 7
    assert sum(parts) == whole


def test_a_printed_zero_is_reported_and_not_null(ask: httpx.Client) -> None:
    [row] = rows(ask, f"{STATISTICS}?department=oak-bay&period=2019/20")
    assert row["value"] == 0
    assert row["value"] is not None
    assert row["status"] == "reported"


@pytest.mark.parametrize(
    ("period", "status", "printed"),
    [("2014/15", "suppressed", "<5"), ("2013/14", "parse_failed", "#VALUE!")],
)
def test_a_missing_value_says_why(
    ask: httpx.Client, period: str, status: str, printed: str
) -> None:
    [row] = rows(ask, f"{STATISTICS}?department=oak-bay&period={period}")
    assert (row["value"], row["status"], row["value_raw"]) == (None, status, printed)


def test_sources_that_disagree_stand_side_by_side(ask: httpx.Client) -> None:
    found = rows(ask, f"{STATISTICS}?metric=reportable_injuries&period=2015/16")
    assert {row["value"] for row in found} == {408, 486}
    assert all(row["disputed"] and row["current"] for row in found)
    assert len({row["provenance"]["document"] for row in found}) == 2


def test_a_revised_figure_keeps_its_old_value(ask: httpx.Client) -> None:
    found = rows(ask, f"{STATISTICS}?department=all&metric=files_opened&period=2018/19")
    assert {(row["value"], row["current"]) for row in found} == {
        (1326, True),
        (1236, False),
    }


def test_the_saanich_matter_says_what_is_listed_and_that_the_officer_had_left(
    ask: httpx.Client,
) -> None:
    found = rows(ask, "/api/v1/allegations/?department=saanich")
    assert len(found) == 7
    assert {(row["listed"], row["listed_of"]) for row in found} == {(7, 11)}
    assert {row["discipline_stage"] for row in found} == {"recorded_after_departure"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_answers_in_every_format_with_the_same_rows(
    ask: httpx.Client, public_plane: PublicPlane, table: Table
) -> None:
    answer = ask.get(f"/api/v1/{table.name}/?limit=1000").json()
    listed = answer["results"]
    assert answer["count"] == len(listed)
    lines = ask.get(f"/api/v1/{table.name}/?format=ndjson")
    assert [json.loads(line) for line in lines.text.splitlines()] == listed
    text = ask.get(f"/api/v1/{table.name}/", headers={"Accept": "text/csv"})
    file = public_plane.releases / SECOND / "public" / f"{table.name}.csv"
    assert text.content == file.read_bytes()
    assert text.headers["X-Release"] == SECOND


def test_csv_runs_no_formula(ask: httpx.Client) -> None:
    text = ask.get("/api/v1/documents/?document=ca_bc_opcc/odd&format=csv").text
    [row] = csv.DictReader(io.StringIO(text))
    assert row["title"] == '\'=HYPERLINK("x"), a "title"'


@pytest.mark.parametrize(
    ("address", "parameter", "nearest"),
    [
        ("statistics/?departement=saanich", "departement", "department"),
        ("statistics/?department=sanich", "department", "saanich"),
        ("statistics/?metric=registered_complaint", "metric", "registered_complaints"),
        ("statistics/?format=cvs", "format", "csv"),
        ("statistics/?format=", "format", None),
        ("statistics/?period_start=2021", "period_start", None),
        ("statistics/?limit=0", "limit", None),
        ("statistics/?cursor=abc", "cursor", None),
        ("statistics/?fields=valu", "fields", "value"),
        ("statistics/?current=yes", "current", None),
        ("statistics/?format=csv&limit=5", "limit", None),
        ("statistics/?format=csv&format=json", "format", None),
        ("documents/us_la_nopd/misconduct-2016-2023/?x=1", "x", None),
        ("releases/?frmat=json", "frmat", "format"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(
    ask: httpx.Client, address: str, parameter: str, nearest: str | None
) -> None:
    answer = ask.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == PROBLEM
    body = answer.json()
    assert body["parameter"] == parameter
    assert body["nearest"] == nearest
    assert parameter in body["detail"]


@pytest.mark.parametrize(
    ("method", "address", "accept", "status"),
    [
        ("GET", "/api/v1/nothing/", "*/*", 404),
        ("GET", "/api/v1/releases/2020-01-01.1/statistics/", "*/*", 404),
        ("GET", "/api/v1/releases/..%2f..%2fetc/statistics/", "*/*", 404),
        ("GET", "/api/v1/documents/none/", "*/*", 404),
        ("POST", STATISTICS, "*/*", 405),
        ("DELETE", "/api/v1/schema/", "*/*", 405),
        ("GET", STATISTICS, "image/png", 406),
    ],
)
def test_errors_are_problems_for_programs(
    ask: httpx.Client, method: str, address: str, accept: str, status: int
) -> None:
    answer = ask.request(method, address, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["status"] == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_walk_by_pages_sees_each_row_once_in_one_release(ask: httpx.Client) -> None:
    seen: list[str] = []
    address = "/api/v1/allegations/?sort=-year&limit=7"
    while address:
        answer = ask.get(address)
        body = answer.json()
        seen += [row["allegation"] for row in body["results"]]
        address = body["next"]
        if address:
            assert f"/api/v1/releases/{SECOND}/" in address
            assert f'<{address}>; rel="next"' in answer.headers["Link"]
    assert len(seen) == len(set(seen)) == body["count"] == 107


def test_fields_and_ranges_choose_what_is_answered(ask: httpx.Client) -> None:
    found = rows(
        ask, f"{STATISTICS}?fields=value,page&value__min=393&value__max=408&sort=value"
    )
    assert found == [
        {"value": 393, "provenance": {"page": 3}},
        {"value": 408, "provenance": {"page": None}},
    ]


def test_a_pinned_release_keeps_its_answer(ask: httpx.Client) -> None:
    old = ask.get(f"/api/v1/releases/{FIRST}/statistics/")
    new = ask.get(STATISTICS)
    assert old.json()["release"]["id"] == FIRST
    assert new.json()["count"] == old.json()["count"] + 2
    assert "immutable" in old.headers["Cache-Control"]
    assert "no-cache" in new.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [STATISTICS, f"{STATISTICS}?format=csv", "/api/v1/", "/api/v1/schema/",
     "/api/v1/releases/latest/", "/api/v1/documents/us_la_nopd/misconduct-2016-2023/"],
)  # fmt: skip
def test_whoever_asks_again_is_told_that_nothing_changed(
    ask: httpx.Client, address: str
) -> None:
    first = ask.get(address, headers={"Accept-Encoding": "identity"})
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = ask.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == tag
    for accepted, coding in (
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.1, gzip", "gzip"),
        ("*", "br"),
    ):
        packed = ask.get(address, headers={"Accept-Encoding": accepted})
        assert packed.headers["Content-Encoding"] == coding
        assert packed.content == first.content
        own = packed.headers["ETag"]
        assert own == f'{tag[:-1]}-{coding}"', "bytes that differ have another tag"
        assert ask.get(address, headers={"If-None-Match": own}).status_code == 304
    for refused in ("br;q=0, gzip;q=0", "identity", "zstd", "br;q=x"):
        plain = ask.get(address, headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in plain.headers
        assert plain.headers["ETag"] == tag


@pytest.mark.parametrize(
    "rest", ["statistics/", "documents/us_la_nopd/misconduct-2016-2023/", ""]
)
def test_the_address_of_the_latest_release_is_asked_again(
    ask: httpx.Client, rest: str
) -> None:
    latest = ask.get(f"/api/v1/releases/latest/{rest}")
    pinned = ask.get(f"/api/v1/releases/{SECOND}/{rest}")
    assert latest.headers["Cache-Control"] == "public, no-cache"
    assert "immutable" in pinned.headers["Cache-Control"]


def test_other_questions_have_other_tags(ask: httpx.Client) -> None:
    addresses = (
        STATISTICS,
        f"{STATISTICS}?format=csv",
        f"{STATISTICS}?limit=5",
        f"{STATISTICS}?department=saanich",
        f"/api/v1/releases/{FIRST}/statistics/",
    )
    tags = [
        ask.get(address, headers={"Accept-Encoding": "identity"}).headers["ETag"]
        for address in addresses
    ]
    assert len(set(tags)) == len(addresses)


@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_head_answers_like_get_without_a_body(ask: httpx.Client, form: str) -> None:
    answer = ask.head(f"{STATISTICS}?format={form}")
    assert answer.status_code == 200
    assert answer.content == b""
    assert "ETag" in answer.headers


def test_any_web_page_may_read(ask: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    allowed = ask.options(STATISTICS, headers=asked)
    assert allowed.status_code == 204
    assert "GET" in allowed.headers["Access-Control-Allow-Methods"]
    assert ask.get(STATISTICS).headers["Access-Control-Allow-Origin"] == "*"


def test_a_release_lists_its_files_with_hashes_that_hold(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    answer = ask.get("/api/v1/releases/latest/").json()
    assert answer["id"] == SECOND
    assert answer["previous"] == FIRST
    public = public_plane.releases / SECOND / "public"
    assert {file["name"] for file in answer["files"]} == {
        path.name for path in Path(public).iterdir()
    }
    for file in answer["files"]:
        assert ask.head(file["url"]).headers["ETag"] == f'"{file["sha256"]}"'
    assert [one["id"] for one in ask.get("/api/v1/releases/").json()["results"]] == [
        SECOND,
        FIRST,
    ]


def test_a_document_lists_its_versions_newest_first(ask: httpx.Client) -> None:
    answer = ask.get("/api/v1/documents/ca_bc_opcc/statistics-2018-19/").json()
    assert [version["version"] for version in answer["versions"]] == [2, 1]
    assert answer["kind"] == "reconstruction"
    assert answer["read_from_it"]["statistics"]["rows"] == 10
    linked = ask.get(answer["read_from_it"]["statistics"]["url"])
    assert linked.json()["count"] == 10
