"""The ledger in public: its page, its feeds, its rows of the API, by one release."""

from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from lxml import html

from tests.bundles import NOPD, RETRIEVED, sha256_for
from tests.public_plane import FIRST, SECOND

REVISED = "ca_bc_opcc/statistics-2018-19"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("releases", "corrections", "ledger")


def words(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    (main,) = html.fromstring(answer.text).xpath("//main")
    return " ".join(main.text_content().split())


def articles(answer: httpx.Response) -> dict[str, str]:
    """Return each entry's words by its id."""
    return {
        each.get("id"): " ".join(" ".join(each.itertext()).split())
        for each in html.fromstring(answer.text).xpath("//article")
    }


def test_each_entry_says_what_became_of_the_document(ask: httpx.Client) -> None:
    found = articles(ask.get("/ledger/"))
    assert list(found) == ["k2", "k3", "k1"]  # the newest first
    assert "No longer at its address" in found["k2"]
    assert "nothing is there any more" in found["k2"]
    old, new = (
        f"https://data.nola.gov/{x}" for x in ("old.csv?all=1&copy=2", "new.csv")
    )
    assert f"From {old} to {new}" in found["k3"]
    assert "between Nov. 1, 2026 and Nov. 20, 2026" in found["k1"]
    assert "1 changed, 1,201 gone" in found["k1"]
    for said in ("1,236 → 1,326", "Gone 71 → none", "Allegation Gone 1,200 → none"):
        assert said in found["k1"]


def test_a_document_s_page_has_its_own_part(ask: httpx.Client) -> None:
    assert list(articles(ask.get(f"/documents/{REVISED}/"))) == ["k1"]
    assert articles(ask.get("/documents/ca_bc_opcc/appendix-2017-18/")) == {}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("body=opcc", ["k2", "k1"]),
        ("kind=moved", ["k3"]),
        ("body=&kind=", ["k2", "k3", "k1"]),
        ("body=opcc&kind=moved", []),
    ],
)
def test_the_ledger_is_filtered(
    ask: httpx.Client, asked: str, shown: list[str]
) -> None:
    answer = ask.get(f"/ledger/?{asked}")
    assert list(articles(answer)) == shown
    if not shown:
        assert "No confirmed change fits these filters" in words(answer)


def test_an_unknown_filter_is_refused_by_name(ask: httpx.Client) -> None:
    assert ask.get("/ledger/?kind=vanished").status_code == 400
    assert ask.get("/ledger/?officer=x").status_code == 400


def test_a_release_without_entries_says_so_and_stays_so(ask: httpx.Client) -> None:
    assert "None so far" in words(ask.get(f"/ledger/?release={FIRST}"))


def test_the_api_has_the_same_rows(ask: httpx.Client) -> None:
    answer = ask.get("/api/v1/document_changes/?kind=revised").json()
    (row,) = answer["results"]
    assert row["sha256_before"] == sha256_for(f"{REVISED}#1")
    assert row["noticed_at"] == RETRIEVED.strftime("%Y-%m-%dT%H:%M:%SZ")
    items = ask.get("/api/v1/document_change_items/?change=k1").json()["results"]
    assert [(each["what"], each["items"]) for each in items] == [
        ("figure", 1),
        ("allegation", 1200),
    ]
    root = ask.get("/api/v1/").json()
    for name in FEEDS:
        assert root["feeds"][name].endswith(f"/feeds/{name}.atom")
        assert root["json_feeds"][name].endswith(f"/feeds/{name}.json")


def atom(answer: httpx.Response) -> list[tuple[str | None, ...]]:
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
    return [
        tuple(
            plain(entry.findtext(f"{ATOM}{name}") or "")
            if name == "summary"
            else entry.findtext(f"{ATOM}{name}")
            for name in ("id", "title", "summary", "updated")
        )
        for entry in feed.findall(f"{ATOM}entry")
    ]


def plain(summary: str) -> str:
    """Read what Atom says is HTML: lines end, and an address keeps its "&copy="."""
    assert "\n" not in summary
    text: str = html.fragment_fromstring(
        summary.replace("<br>", "\n"), "p"
    ).text_content()
    return text


def from_json(told: dict[str, Any]) -> list[tuple[str | None, ...]]:
    return [
        tuple(item[n] for n in ("id", "title", "content_text", "date_published"))
        for item in told["items"]
    ]


@pytest.mark.parametrize("name", FEEDS)
def test_both_forms_of_a_feed_say_the_same(ask: httpx.Client, name: str) -> None:
    answer = ask.get(f"/feeds/{name}.json")
    assert answer.headers["Content-Type"].startswith("application/feed+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{ask.base_url}/feeds/{name}.json"
    assert {"title", "home_page_url", "description", "language"} <= told.keys()
    assert told["authors"][0]["name"]
    assert ask.get(told["home_page_url"]).status_code == 200
    assert from_json(told) == atom(ask.get(f"/feeds/{name}.atom"))
    again = ask.get(
        f"/feeds/{name}.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_an_entry_of_the_feed_leads_to_its_place(ask: httpx.Client) -> None:
    items = ask.get("/feeds/ledger.json").json()["items"]
    assert len(items) == 3
    for item in items:
        address, _, place = item["id"].partition("#")
        assert html.fromstring(ask.get(address).text).xpath("//*[@id=$at]", at=place)
    by_document = {item["id"].partition("#")[0]: item for item in items}
    said = by_document[f"{ask.base_url}/documents/{REVISED}/"]["content_text"]
    assert "Files opened · 2018/19: 1,236 → 1,326" in said
    assert "Files opened · 2018/19: 71 → none" in said
    moved = by_document[f"{ask.base_url}/documents/{NOPD}/"]["content_text"]
    assert (
        "https://data.nola.gov/old.csv?all=1&copy=2 → https://data.nola.gov/new.csv"
        in moved
    )


def test_a_feed_is_pinned_to_a_release(ask: httpx.Client) -> None:
    assert from_json(ask.get(f"/feeds/ledger.json?release={FIRST}").json()) == []
    assert len(atom(ask.get(f"/feeds/ledger.atom?release={SECOND}"))) == 3
    titles = [
        each[1] for each in atom(ask.get(f"/feeds/releases.atom?release={FIRST}"))
    ]
    assert titles == [f"Release {FIRST}"]
    assert ask.get("/feeds/ledger.json?release=2020-01-01.1").status_code == 404
