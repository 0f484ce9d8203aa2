import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accountability.release.shelf import ReleaseShelf
from dashboard.app import create_app
from dashboard.export import csv_lines
from dashboard.figures.chart import Chart, Table
from tests.bundles import statistic, write_sample_bundle


def client_over(root: Path) -> FlaskClient:
    client: FlaskClient = create_app(ReleaseShelf(root)).server.test_client()
    return client


@pytest.fixture(scope="module")
def client(real_figures: Path) -> Iterator[FlaskClient]:
    return client_over(real_figures)  # type: ignore[return-value]


def rows_of(body: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body)))


def said(answer: TestResponse) -> str:
    return json.dumps(answer.json, ensure_ascii=False)


def test_the_csv_holds_what_is_asked_for(client: FlaskClient) -> None:
    answer = client.get("/dashboard/chart/trend.csv?department=saanich")
    assert answer.content_type == "text/csv; charset=utf-8"
    newest = rows_of(answer.text)[-1]
    assert (newest["period"], newest["value"], newest["unit"]) == (
        "2021/22",
        "48",
        "complaint",
    )
    assert newest["release"] == "2026-11-22.1"


def test_the_json_holds_the_same_rows_with_the_answer_in_words(
    client: FlaskClient,
) -> None:
    answer = client.get("/dashboard/chart/outcomes.json").json
    assert answer is not None
    text = client.get("/dashboard/chart/outcomes.csv").text
    assert [row["allegations"] for row in rows_of(text)] == [
        str(row["allegations"]) for row in answer["rows"]
    ]
    assert "1,146 (15%)" in answer["answer"]


def test_a_file_refuses_an_address_it_cannot_read_in_full(client: FlaskClient) -> None:
    answer = client.get("/dashboard/chart/trend.csv?deparment=saanich")
    assert answer.status_code == 400
    assert "deparment=saanich" in answer.text
    assert "Did you mean department?" in answer.text
    assert (
        client.get("/dashboard/chart/trend.csv?release=2020-01-01.1").status_code == 400
    )


def test_an_unknown_chart_form_or_page_is_not_found(client: FlaskClient) -> None:
    for path in ("chart/nothing.csv", "chart/trend.xlsx", "anything", "chart/"):
        assert client.get(f"/dashboard/{path}").status_code == 404, path


def test_an_unchanged_file_is_not_sent_twice(client: FlaskClient) -> None:
    address = "/dashboard/chart/years.csv?year__min=2018"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/dashboard/chart/years.csv?year__min=2019")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_only_a_pinned_file_may_be_kept_for_ever(client: FlaskClient) -> None:
    free = client.get("/dashboard/chart/years.csv").headers["Cache-Control"]
    pinned = client.get("/dashboard/chart/years.csv?release=2026-11-22.1")
    assert "immutable" not in free
    assert "immutable" in pinned.headers["Cache-Control"]


def test_texts_cannot_be_taken_for_formulas_and_numbers_stay_numbers() -> None:
    chart = Chart(
        "trend", "", "", None, Table("", (), ()), ("name", "value"), (("=1+1", -3),)
    )
    assert list(csv_lines(chart)) == ["name,value\r\n", "'=1+1,-3\r\n"]


def test_the_layout_is_that_of_the_page_it_is_asked_from(client: FlaskClient) -> None:
    at = "http://localhost/dashboard/?department=vancouver&lang=fr"
    answer = client.get("/dashboard/_dash-layout", headers={"Referer": at})
    assert "Vancouver Police Department\u00a0: 393 plaintes en 2021/22" in said(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    default = client.get("/dashboard/_dash-layout")
    assert "735 complaints in 2021/22" in said(default)


def test_the_first_page_is_in_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/dashboard/?lang=fr").text
    assert '<html lang="fr">' in page
    assert "Les plaintes contre la police" in page


def test_scripts_are_sent_small_and_the_big_plotly_is_never_named(
    client: FlaskClient,
) -> None:
    page = client.get("/dashboard/").text
    assert "plotly.min.js" not in page
    path = next(part for part in page.split('"') if "plotly-cartesian" in part)
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < 500_000
    assert "immutable" in answer.headers["Cache-Control"]
    with client.get(path) as plain:
        assert brotli.decompress(answer.data) == plain.data


def test_an_empty_shelf_says_so_and_a_release_shows_when_it_comes(
    tmp_path: Path,
) -> None:
    client = client_over(tmp_path)
    assert (
        "Nothing has been published yet" in client.get("/dashboard/_dash-layout").text
    )
    waiting = client.get("/dashboard/chart/trend.csv")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "60")
    write_sample_bundle(tmp_path, release="2026-11-21.1")
    assert client.get("/dashboard/chart/trend.csv").status_code == 200


def test_a_pinned_release_keeps_its_numbers_and_says_that_a_newer_exists(
    tmp_path: Path,
) -> None:
    write_sample_bundle(
        tmp_path, release="2026-11-21.1", statistics=[statistic(value=47)]
    )
    client = client_over(tmp_path)
    address = "/dashboard/chart/trend.csv?department=saanich&release=2026-11-21.1"
    assert rows_of(client.get(address).text)[0]["value"] == "47"
    write_sample_bundle(tmp_path, release="2026-11-22.1", statistics=[statistic()])
    assert rows_of(client.get(address).text)[0]["value"] == "47"
    latest = client.get("/dashboard/chart/trend.csv?department=saanich")
    assert rows_of(latest.text)[0]["value"] == "48"
    at = {"Referer": "http://localhost/dashboard/?release=2026-11-21.1"}
    layout = client.get("/dashboard/_dash-layout", headers=at).text
    assert "You are looking at release 2026-11-21.1" in layout
    assert json.loads(layout)
