"""What people and harvesters find: recipes that run, feeds, sitemap, JSON-LD."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import duckdb
import httpx
import pytest
from django.test import override_settings
from lxml import html

from accountability.release.reader import Reader
from accountability.release.schema import TABLES
from accountability.site.dataset import dataset_json
from accountability.site.urls import urlpatterns
from dashboard.charts import PAGES as CHARTS
from tests.bundles import PUBLISHED, RETRIEVED, document, write_sample_bundle
from tests.contract.test_api_formats import Ranges
from tests.public_plane import FIRST, SECOND, PublicPlane

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ("/feeds/releases.atom", "/feeds/corrections.atom", "/feeds/ledger.atom")
ADDRESS = re.compile(r"https?://[^\s'\"]+")


@pytest.fixture
def page(ask: httpx.Client) -> Any:
    return html.fromstring(ask.get("/data/").raise_for_status().text)


def recipe(page: Any, slug: str) -> str:
    (code,) = page.xpath(f"//pre[@aria-labelledby='with-{slug}']/code")
    text: str = code.text_content()
    return text


def test_the_curl_recipe_runs(page: Any, tmp_path: Path) -> None:
    ended = subprocess.run(
        ["bash", "-e", "-c", recipe(page, "curl")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "registered_complaints" in ended.stdout
    assert "department,outcome,count" in ended.stdout
    assert (tmp_path / "allegations.parquet").read_bytes()[:4] == b"PAR1"


def test_the_python_recipe_runs(page: Any) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", recipe(page, "python")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"registered_complaints\s+2021/22\s+48", ended.stdout)
    assert re.search(r"saanich\s+substantiated\s+7", ended.stdout)


def test_the_r_recipe_runs(page: Any) -> None:
    ended = subprocess.run(
        ["Rscript", "--vanilla", "-e", recipe(page, "r")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"registered_complaints\s+2021/22\s+48\s", ended.stdout)
    assert re.search(r"substantiated.*\n(?s:.*)saanich\s.*7", ended.stdout)


def test_the_duckdb_recipe_runs(page: Any) -> None:
    """DuckDB's own httpfs is fetched from its makers; fsspec stands in for it."""
    with duckdb.connect() as database:
        database.register_filesystem(Ranges(block_size=1024))
        found = database.execute(recipe(page, "duckdb")).fetchall()
    assert ("saanich", "substantiated", 7) in found


@pytest.mark.parametrize("slug", ["r", "spreadsheet", "curl", "python", "duckdb"])
def test_every_address_of_a_recipe_answers(
    page: Any, ask: httpx.Client, slug: str
) -> None:
    addresses = ADDRESS.findall(recipe(page, slug))
    assert addresses
    for address in addresses:
        assert f"/releases/{SECOND}/" in address, "a recipe gives the same for ever"
        assert ask.get(address).status_code == 200, address


def test_every_example_of_a_question_is_answered(page: Any, ask: httpx.Client) -> None:
    examples = [code.text_content() for code in page.xpath("//td/code")]
    questions = [text for text in examples if text.startswith("?")]
    assert len(questions) >= 4
    for question in questions:
        table = "allegations" if "subtype_raw" in question else "statistics"
        answer = ask.get(f"/api/v1/{table}/{question}")
        assert answer.status_code == 200
        assert answer.json()["count"] > 0
    for link in page.xpath("//main//a/@href"):
        if link.startswith(("/api/", "/feeds/")):
            answer = ask.get(link, follow_redirects=True)
            assert answer.status_code == 200, link


def test_the_data_page_names_every_table_and_column(page: Any) -> None:
    for table in TABLES:
        (heading,) = page.xpath(f"//h3[@id='t-{table.name}']")
        columns = heading.xpath("following-sibling::details[1]//th/code")
        assert [code.text_content() for code in columns] == list(table.names)


def test_the_release_is_a_dataset_for_search_engines(
    page: Any, ask: httpx.Client, public_plane: PublicPlane
) -> None:
    (script,) = page.xpath("//script[@type='application/ld+json']")
    dataset = json.loads(script.text_content())
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org/", "Dataset")
    assert dataset["version"] == SECOND
    assert dataset["datePublished"] == PUBLISHED.date().isoformat()
    assert dataset["temporalCoverage"] == "2013-04-01/2022-03-31"
    assert dataset["spatialCoverage"] == ["CA-BC", "US-LA"]
    assert "Not for citation" in dataset["description"]
    assert dataset["isBasedOn"] == ["https://data.nola.gov/"]
    assert len(dataset["hasPart"]) == len(TABLES)
    for part in dataset["hasPart"]:
        for download in part["distribution"]:
            answer = ask.head(download["contentUrl"])
            assert answer.headers["ETag"] == f'"{download["sha256"]}"'
            size = answer.headers["Content-Length"]
            assert download["contentSize"] == f"{size} B"
            kind = answer.headers["Content-Type"].partition(";")[0]
            assert download["encodingFormat"] == kind
    [package] = dataset["distribution"]
    assert ask.get(package["contentUrl"]).json()["id"] == SECOND


@override_settings(ROOT_URLCONF="accountability.urls_public")
def test_no_text_of_a_source_leaves_the_script_element(tmp_path: Path) -> None:
    evil = document("x", publisher_url="https://x.example/</script><img src=x>&amp;")
    bundle = write_sample_bundle(
        tmp_path, documents=[evil], statistics=[], allegations=[], rejections=[]
    )
    text = dataset_json(Reader(bundle))
    assert not set("<>&") & set(text)
    assert json.loads(text)["isBasedOn"] == [evil["publisher_url"]]
    assert "temporalCoverage" not in json.loads(text)


def entries(ask: httpx.Client, address: str) -> list[ElementTree.Element]:
    answer = ask.get(address)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    (itself,) = feed.findall(f"{ATOM}link[@rel='self']")
    assert itself.get("href") == f"{ask.base_url}{address}"
    return feed.findall(f"{ATOM}entry")


def test_each_release_is_an_entry_and_says_how_much_it_changed(
    ask: httpx.Client,
) -> None:
    found = entries(ask, FEEDS[0])
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [
        f"Release {SECOND}",
        f"Release {FIRST}",
    ]
    summary = found[0].findtext(f"{ATOM}summary") or ""
    assert f"Since release {FIRST}: 10 rows added, 0 revised, 0 removed." in summary
    assert "Not for citation" in summary
    assert "The first release." in (found[1].findtext(f"{ATOM}summary") or "")
    for entry in found:
        assert ask.get(entry.findtext(f"{ATOM}id") or "").status_code == 200


def test_each_correction_is_an_entry_that_leads_to_the_figure(
    ask: httpx.Client,
) -> None:
    [entry] = entries(ask, FEEDS[1])
    title = "all departments, Files opened, 2018/19: 1236 → 1326"
    assert entry.findtext(f"{ATOM}title") == title
    (link,) = entry.findall(f"{ATOM}link")
    address, _, place = (link.get("href") or "").partition("#")
    shown = html.fromstring(ask.get(address).text)
    assert shown.xpath("//*[@id=$place]", place=httpx.URL(f"#{place}").fragment)


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_holds_no_moment_but_of_publication_and_of_public_documents(
    ask: httpx.Client, address: str
) -> None:
    told = {
        moment.text for moment in ElementTree.fromstring(  # noqa: S314  (our own)
            ask.get(address).content
        ).iter() if moment.tag in (f"{ATOM}updated", f"{ATOM}published")
    }  # fmt: skip
    assert told <= {PUBLISHED.isoformat(), RETRIEVED.isoformat()}


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_sent_once_and_then_only_confirmed(
    ask: httpx.Client, address: str
) -> None:
    first = ask.get(address)
    again = ask.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    french = ask.get(f"{address}?lang=fr")
    assert french.headers["ETag"] != first.headers["ETag"]
    assert 'xml:lang="fr"' in french.text


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("question", ["", "?lang=fr", f"?release={FIRST}&lang=fr"])
def test_both_forms_of_a_feed_say_the_same_and_where_they_are(
    ask: httpx.Client, address: str, question: str
) -> None:
    atom = ElementTree.fromstring(ask.get(address + question).content)  # noqa: S314
    listed = address.replace(".atom", ".json")
    told = ask.get(listed + question).json()
    # A reader of feeds goes on with the address that a feed gives as its own.
    (itself,) = atom.findall(f"{ATOM}link[@rel='self']")
    assert itself.get("href") == f"{ask.base_url}{address}{question}"
    assert told["feed_url"] == f"{ask.base_url}{listed}{question}"
    language = "lang=fr" in question
    assert told["language"] == ("fr" if language else "en")
    pinned = f"?release={FIRST}" if "release" in question else ""
    assert atom.findtext(f"{ATOM}id") == f"{ask.base_url}{address}{pinned}"
    assert [item["id"] for item in told["items"]] == [
        entry.findtext(f"{ATOM}id") for entry in atom.iter(f"{ATOM}entry")
    ]


def test_the_sitemap_lists_pages_that_answer_and_no_single_allegation(
    ask: httpx.Client,
) -> None:
    answer = ask.get("/sitemap.xml")
    listed = ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
    addresses = [place.text or "" for place in listed.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses)) > 15
    for address in addresses:
        assert ask.get(address).status_code == 200
        assert not address.startswith(f"{ask.base_url}/allegations/")
        assert "/api/" not in address
    paths = {urlsplit(address).path for address in addresses}
    assert {f"/dashboard/{page.slug}/".replace("//", "/") for page in CHARTS} <= paths
    alone = {f"/{item.pattern}" for item in urlpatterns if "<" not in str(item.pattern)}
    apart = {"/search/", "/community/answer/"}
    assert {path for path in alone if path.endswith("/")} - apart <= paths
    for table, name in (
        ("proceedings", "proceeding"),
        ("recommendations", "recommendation"),
    ):
        rows = ask.get(f"/api/v1/{table}/").json()["results"]
        assert {f"/{table}/{row[name]}/" for row in rows} <= paths
    dates = {date.text for date in listed.iter(f"{SITEMAP}lastmod")}
    assert dates == {PUBLISHED.date().isoformat()}
    assert f"Sitemap: {ask.base_url}/sitemap.xml\n" in ask.get("/robots.txt").text
