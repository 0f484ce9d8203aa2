"""What the public process holds, and what it lets out."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from accountability.embedded.services import SECRETS
from tests.bundles import sha256_for, write_sample_bundle
from tests.public_plane import (
    ROOT,
    SECOND,
    PublicPlane,
    public_environment,
    running_public_plane,
)

PAGES = (
    "/",
    "/departments/",
    "/departments/saanich/",
    "/departments/all/",
    "/departments/surrey/",
    "/departments/new-orleans/",
    "/departments/new-orleans/allegations/",
    "/allegations/saanich-000001/",
    "/figures/saanich/registered_complaints//2021/22/",
    "/documents/",
    "/documents/ca_bc_opcc/statistics-2018-19/",
    "/documents/us_la_nopd/misconduct-2016-2023/",
    "/records/",
    "/records/?department=new-orleans&class=unassigned",
    "/recommendations/",
    "/recommendations/m2/",
    "/proceedings/",
    "/proceedings/p1/",
    "/documents/ca_bc_mwci/responses/",
    "/coverage/",
    "/corrections/",
    "/ledger/",
    "/methodology/",
    "/glossary/",
    "/sources/",
    f"/snapshots/{sha256_for('ca_bc_opcc/statistics-2018-19#1')}/",
    "/search/",
    "/search/?q=saanich",
    "/data/",
    "/community/",
    "/community/answer/",
    "/methodology/community/",
    "/about/",
    "/help/",
)
OTHERS = (
    "/dashboard/",
    "/dashboard/departments/",
    "/dashboard/compare/",
    "/dashboard/_dash-layout",
    "/dashboard/_dash-dependencies",
    "/api/v1/",
    "/api/v1/statistics/",
    "/api/v1/docs/",
    "/api/v1/schema/",
    f"/releases/{SECOND}/public/release.json",
    "/releases/latest/public/SHA256SUMS",
    "/releases/latest/public/SHA256SUMS.sig",
    "/releases/latest/public/release-key.pub",
    f"/cards/{SECOND}/en/departments/saanich.png",
    f"/dashboard/card/overview.png?release={SECOND}",
    "/robots.txt",
    "/healthz",
    "/nothing/",
    "/departments/sanich/",
    "/api/v1/nothing/",
)


#: Run in a public process: what it holds once everything is loaded.
HELD = """
import sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.STATIC_ROOT = None
import accountability.wsgi_public
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
try:
    connection.cursor()
except ImproperlyConfigured:
    print("no database")
for word in ("models", "archive", "records", "review", "staff", "tasks"):
    assert f"accountability.{word}" not in sys.modules, word
assert "accountability.publication" not in sys.modules
assert "celery" not in sys.modules
try:
    import accountability.models
except ImproperlyConfigured:
    print("no model")
"""


def run(code: str, tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=public_environment(tmp_path, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", SECRETS)
def test_it_refuses_to_start_with_a_secret(name: str, tmp_path: Path) -> None:
    ended = run("import accountability.settings", tmp_path, **{name: "postgres://x"})
    assert ended.returncode != 0
    assert name in ended.stderr


def test_it_knows_no_database_and_can_import_no_model(tmp_path: Path) -> None:
    ended = run(HELD, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split("\n")[:2] == ["no database", "no model"]


@pytest.mark.parametrize("address", PAGES + OTHERS)
def test_no_answer_sets_a_cookie_and_each_is_guarded(
    ask: httpx.Client, address: str
) -> None:
    answer = ask.get(address, headers={"Cookie": "sessionid=x; django_language=fr"})
    assert "Set-Cookie" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = policy.split("script-src", 1)[1].split(";", 1)[0]
    assert "unsafe-inline" not in scripts
    if not address.startswith("/dashboard/"):
        assert "unsafe-inline" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_marks_the_demonstration(ask: httpx.Client, address: str) -> None:
    text = ask.get(address).text
    assert "reconstructed documents and synthetic approvals" in text


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_address_in_both_languages(
    ask: httpx.Client, address: str
) -> None:
    chosen = ask.get(f"{address}{'&' if '?' in address else '?'}lang=fr")
    accepted = ask.get(address, headers={"Accept-Language": "fr-CA,fr;q=0.9"})
    english = ask.get(address)
    for french in (chosen, accepted):
        assert '<html lang="fr">' in french.text
        assert french.headers["Content-Language"] == "fr"
    assert '<html lang="en">' in english.text
    assert "Accept-Language" in english.headers["Vary"]
    assert english.headers["ETag"] != accepted.headers["ETag"]
    assert 'href="/departments/?lang=fr"' in chosen.text
    assert 'href="/departments/"' in accepted.text


def test_a_page_is_sent_once_and_then_only_confirmed(ask: httpx.Client) -> None:
    first = ask.get("/departments/saanich/")
    tag = first.headers["ETag"]
    again = ask.get("/departments/saanich/", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert ask.post("/departments/saanich/").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        f"/releases/{SECOND}/server/allegation_cube.parquet",
        f"/releases/{SECOND}/public/../server/allegation_cube.parquet",
        f"/releases/{SECOND}/public/%2e%2e/server/allegation_cube.parquet",
        f"/releases/{SECOND}/public/..%2fserver%2fallegation_cube.parquet",
        f"/releases/{SECOND}/public/%2e%2e%2fserver%2fallegation_cube.parquet",
        f"/releases/{SECOND}/public/..%5cserver%5callegation_cube.parquet",
        f"/releases/{SECOND}/public//etc/passwd",
        f"/releases/{SECOND}/public/allegation_cube.parquet",
        f"/releases/{SECOND}/public/",
        f"/releases/{SECOND}/public/%00",
        "/releases/../public/CURRENT",
        "/releases/%2e%2e/public/CURRENT",
        "/releases/2020-01-01.1/public/release.json",
        "/static/../releases/CURRENT",
        "/static/%2e%2e/%2e%2e/releases/CURRENT",
    ],
)
def test_only_what_the_manifest_names_can_be_had(
    public_plane: PublicPlane, address: str
) -> None:
    """The address goes out as it stands: httpx would tidy it first."""
    host, port = public_plane.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as wire:
        head = (f"GET {address} HTTP/1.1", f"Host: {host}", "Connection: close", "", "")
        wire.sendall("\r\n".join(head).encode())
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404), answer[:200]
    assert b"PAR1" not in answer


def test_a_release_file_is_immutable_and_comes_in_parts(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    address = f"/releases/{SECOND}/public/allegations.parquet"
    whole = ask.get(address)
    file = public_plane.releases / SECOND / "public" / "allegations.parquet"
    assert whole.content == file.read_bytes()
    assert "immutable" in whole.headers["Cache-Control"]
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Access-Control-Allow-Origin"] == "*"
    size, tag = len(whole.content), whole.headers["ETag"]

    def part(asked: str, **more: str) -> httpx.Response:
        return ask.get(address, headers={"Range": asked, **more})

    middle = part("bytes=4-99")
    assert middle.status_code == 206
    assert middle.content == whole.content[4:100]
    assert middle.headers["Content-Range"] == f"bytes 4-99/{size}"
    assert part("bytes=-8").content == whole.content[-8:]
    assert part(f"bytes={size - 8}-").content == whole.content[-8:]
    assert part(f"bytes=0-{size * 2}").content == whole.content
    beyond = part(f"bytes={size}-")
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    for not_a_range in ("bytes=9-4,1-2", "lines=1-2", "bytes=-"):
        assert part(not_a_range).status_code == 200
    assert part("bytes=0-3", **{"If-Range": tag}).status_code == 206
    assert part("bytes=0-3", **{"If-Range": '"old"'}).status_code == 200
    assert ask.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_latest_leads_to_the_address_that_stays(ask: httpx.Client) -> None:
    answer = ask.get("/releases/latest/public/statistics.csv")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/releases/{SECOND}/public/statistics.csv"


def test_an_unknown_department_gets_the_nearest(ask: httpx.Client) -> None:
    answer = ask.get("/departments/sanich/")
    assert answer.status_code == 404
    assert 'href="/departments/saanich/"' in answer.text


def test_before_the_first_release_it_says_so_and_then_needs_no_restart(
    tmp_path: Path, collected_static: Path
) -> None:
    (tmp_path / "releases").mkdir()
    with (
        running_public_plane(tmp_path, collected_static) as plane,
        httpx.Client(base_url=plane.url, timeout=60) as client,
    ):
        for address in ("/", "/dashboard/", "/api/v1/statistics/"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
        assert "Nothing has been published yet" in client.get("/").text
        write_sample_bundle(plane.releases)
        assert client.get("/").status_code == 200
        assert client.get("/dashboard/").status_code == 200
        assert client.get("/api/v1/statistics/").json()["count"] > 0


def test_the_dashboard_hears_no_cookie_and_answers_through_django(
    ask: httpx.Client,
) -> None:
    page = ask.get("/dashboard/")
    assert page.status_code == 200
    assert "site." in page.text
    assert ask.get("/dashboard/nothing/").status_code == 404
    huge = ask.post("/dashboard/_dash-update-component", content=b"x" * 4_000_000)
    assert huge.status_code in (400, 413)
