"""A client that asks again each minute is told that nothing changed, and no more."""

from pathlib import Path

import httpx
import pytest

from accountability.site.caching import LATEST
from tests.public_plane import SECOND, PublicPlane, running_public_plane

API = "/api/v1/"
ROWS = tuple(
    f"{API}{table}{ending}"
    for table in ("statistics", "documents", "community_figures")
    for ending in ("/", "/?limit=3", ".csv", ".ndjson", ".parquet")
)
OTHERS = (
    API,
    f"{API}releases/",
    f"{API}releases/{SECOND}/",
    f"{API}schema/",
    f"{API}schemas/allegations/",
    f"{API}community/?by=cohort",
    f"{API}community/?format=csv",
    f"{API}aggregates/allegations/?by=outcome",
    f"{API}aggregates/allegations/?by=outcome&format=parquet",
    *(
        f"/feeds/{name}.{form}"
        for name in ("releases", "corrections", "ledger")
        for form in ("atom", "json")
    ),
    *("/", "/data/", "/records/", "/sitemap.xml"),
    *(
        f"/releases/{SECOND}/public/{name}"
        for name in ("datapackage.json", "statistics.csv", "statistics.parquet")
    ),
)
CODINGS = ("identity", "gzip")
#: What a cache puts in the place of what it kept (RFC 9110, 15.4.5).
REPEATED = ("ETag", "Cache-Control", "Vary")


def told(answer: httpx.Response) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(answer.headers.get(name, "").replace(" ", "").split(","))
        for name in REPEATED
    }


def test_who_polls_costs_304s_also_from_a_process_begun_anew(
    public_plane: PublicPlane,
    ask: httpx.Client,
    collected_static: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "releases").symlink_to(public_plane.releases)
    held = {
        (address, coding): told(
            ask.get(address, headers={"Accept-Encoding": coding}, follow_redirects=True)
        )
        for address in (*ROWS, *OTHERS)
        for coding in CODINGS
    }
    with (
        running_public_plane(
            tmp_path, collected_static, PUBLIC_URL=public_plane.url
        ) as anew,
        httpx.Client(base_url=anew.url, timeout=60) as later,
    ):
        for (address, coding), kept in held.items():
            [tag] = kept["ETag"]
            asked = {"Accept-Encoding": coding, "If-None-Match": tag}
            for client in (ask, later):
                answer = client.get(address, headers=asked, follow_redirects=True)
                assert (answer.status_code, answer.content) == (304, b""), address
                assert told(answer) == kept, address


@pytest.mark.parametrize("address", ["/data/", "/feeds/releases.atom", "/sitemap.xml"])
def test_what_is_kept_of_a_page_is_asked_again(ask: httpx.Client, address: str) -> None:
    answer = ask.get(address)
    assert answer.headers["Cache-Control"] == LATEST
    assert "Accept-Encoding" in answer.headers["Vary"]
