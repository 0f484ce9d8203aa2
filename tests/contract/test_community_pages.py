"""The pages of the community record over HTTP: every number is the API's."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import html

from accountability.vocab.community import Reporting
from tests.community_records import DEPARTMENTS, sample_record
from tests.public_plane import FIRST, SECOND

DIMENSIONS = ("department", "allegation_class", "outcome", "reporting", "cohort")
#: What a row says in place of a number, in each language.
NOT_SHOWN = {"en": "not shown", "fr": "non affiché"}


def tree_of(answer: httpx.Response) -> Any:
    return html.fromstring(answer.content)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows_of(tree: Any, name: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of a chart's table by code: number and margin, or the word."""
    [table] = tree.xpath(f'//table[@id="{name}-table"]')
    return {
        row.get("data-code"): tuple(
            words(cell)
            for cell in row.xpath('td[contains(@class, "number")]')
        )
        for row in table.xpath("tbody/tr")
    }  # fmt: skip


def figures(ask: httpx.Client, query: str) -> dict[str, tuple[str, ...]]:
    """Return what the API answers, as the page should write it."""
    told = ask.get(f"/api/v1/releases/{SECOND}/community/?{query}").json()
    return {
        row["code"]: (f"{row['n']:,}", f"± {row['moe90']:,}")
        if row["display"] == "shown"
        else (NOT_SHOWN["en"],)
        for row in told["results"]
    }


@pytest.mark.parametrize("cohort", ["2023", "2024"])
def test_every_figure_of_the_overview_is_the_apis(
    ask: httpx.Client, cohort: str
) -> None:
    tree = tree_of(ask.get(f"/community/?cohort={cohort}"))
    names = tree.xpath('//table[starts-with(@id, "by-")]/@id')
    measured = ("by-department", "by-allegation-class", "by-outcome")
    expected = measured if cohort == "2023" else measured[:2]
    assert names == ["by-cohort-table", *(f"{name}-table" for name in expected)]
    assert rows_of(tree, "by-cohort") == figures(ask, "by=cohort")
    for name in expected:
        by = name.removeprefix("by-").replace("-", "_")
        assert rows_of(tree, name) == figures(ask, f"cohort={cohort}&by={by}")
    department = figures(ask, f"cohort={cohort}&by=department")
    assert rows_of(tree, "community-departments") == department


def test_every_share_of_the_overview_is_the_tables(ask: httpx.Client) -> None:
    tree = tree_of(ask.get("/community/"))
    told: dict[tuple[str, ...], tuple[str, ...]] = {}
    address = f"/api/v1/releases/{SECOND}/community_shares/?cohort=2023&limit=1000"
    for row in ask.get(address).json()["results"]:
        key = (row["of"], row["reporting"], row["department"], row["allegation_class"])
        told[key] = (
            (f"{100 * row['share']:.1f}%", f"± {100 * row['moe90']:.1f} points")
            if row["display"] == "shown"
            else (NOT_SHOWN["en"],)
        )
    known = ("known", "reported")
    assert rows_of(tree, "told") == {"reported": told[*known, "all", "all"]}
    reasons = rows_of(tree, "reasons")
    assert set(reasons) == set(Reporting.codes()) - {"reported", "unknown"}
    for code, row in reasons.items():
        assert row == told["not_reported", code, "all", "all"]
    for code, row in rows_of(tree, "told-department").items():
        assert row == told[*known, code, "all"]
    for code, row in rows_of(tree, "told-allegation-class").items():
        assert row == told[*known, "all", code]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "department=saanich",
        "cohort=2023&by=reporting",
        "department=saanich&department=oak-bay&by=allegation_class",
        "outcome=withdrawn&cohort=2023&by=department",
        "by=cohort&allegation_class=deceit",
        "department=saanich&by=",
    ],
)
def test_an_answer_is_the_apis_and_its_links_lead_to_the_same(
    ask: httpx.Client, query: str
) -> None:
    page = ask.get(f"/community/answer/?{query}")
    assert page.status_code == 200
    tree = tree_of(page)
    rows = rows_of(tree, "answer")
    assert rows == figures(ask, query.removesuffix("&by="))
    [permalink] = tree.xpath('//a[@id="pinned-link"]/@href')
    assert f"release={SECOND}" in permalink
    assert rows_of(tree_of(ask.get(permalink)), "answer") == rows
    links = {words(a): a.get("href") for a in tree.xpath('//dl[@class="facts"]//a')}
    results = ask.get(links["API"]).json()["results"]
    lines = ask.get(links["CSV"]).text.splitlines()
    assert len(lines) == len(results) + 1 == len(rows) + 1
    citation = words(tree.get_element_by_id("citation"))
    assert citation.startswith("SYNTHETIC, not for citation")
    for part in (SECOND, permalink, sample_record().sha256, "Harbour (synthetic)"):
        assert part in citation


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("department=saanich&outcome=withdrawn&reporting=stigma&cohort=2023",
         "department=saanich&outcome=withdrawn&cohort=2023"),
        ("outcome=withdrawn&by=reporting&cohort=2023", "outcome=withdrawn&cohort=2023"),
        ("cohort=2024&by=outcome", "cohort=2024"),
    ],
)  # fmt: skip
def test_an_unsupported_question_has_no_number_and_the_nearest_one(
    ask: httpx.Client, query: str, kept: str
) -> None:
    page = ask.get(f"/community/answer/?{query}")
    assert page.status_code == 422
    tree = tree_of(page)
    [nearest] = tree.xpath('//a[@id="nearest"]/@href')
    assert urlsplit(nearest).query == kept
    assert ask.get(nearest).status_code == 200
    assert ask.get(f"/api/v1/community/?{query}").status_code == 422
    assert not tree.xpath("//main//table")
    for form in tree.xpath("//main//form"):
        form.drop_tree()
    said = words(tree.get_element_by_id("main"))
    assert re.findall(r"\d+", said) == re.findall(r"202[34]", said), "years alone"


@pytest.mark.parametrize(
    ("address", "parameter", "nearest"),
    [
        ("/community/answer/?departement=saanich", "departement", "department"),
        ("/community/answer/?department=sannich", "department", "saanich"),
        ("/community/answer/?by=outcomes", "by", "outcome"),
        ("/community/?department=saanich", "department", None),
        ("/community/?cohort=2022", "cohort", "2024"),
        ("/methodology/community/?cohort=2023", "cohort", None),
    ],
)
def test_what_the_record_does_not_know_is_named(
    ask: httpx.Client, address: str, parameter: str, nearest: str | None
) -> None:
    answer = ask.get(address)
    assert answer.status_code == 400
    said = words(tree_of(answer).get_element_by_id("main"))
    assert f"“{parameter}”" in said
    if nearest:
        assert f"“{nearest}”" in said


def test_a_pinned_page_stays_and_says_that_a_newer_release_exists(
    ask: httpx.Client,
) -> None:
    pinned = ask.get(f"/community/?release={FIRST}")
    assert f"You are looking at release {FIRST}" in words(tree_of(pinned))
    assert f"See the latest, {SECOND}" in words(tree_of(pinned))
    latest = ask.get(f"/community/?release={SECOND}")
    assert "See the latest" not in latest.text
    assert rows_of(tree_of(pinned), "by-department") == rows_of(
        tree_of(latest), "by-department"
    )
    for link in tree_of(pinned).xpath('//ul[contains(@class, "chooser")]//a/@href'):
        assert f"release={FIRST}" in link
    assert ask.get("/community/?release=2026-01-01.1").status_code == 404


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_departments_panels_hold_the_apis_figures_and_the_printed_ones(
    ask: httpx.Client, department: str
) -> None:
    page = ask.get(f"/departments/{department}/")
    tree = tree_of(page)
    rows = rows_of(tree, "community-cases")
    assert rows == figures(ask, f"department={department}&by=cohort")
    for row in tree.xpath('//table[contains(@class, "official")]/tbody/tr'):
        [value] = row.xpath('td[contains(@class, "number")]/a')
        assert value.get("href").startswith("/documents/")


def test_synthetic_and_preliminary_are_marked_wherever_figures_are(
    ask: httpx.Client,
) -> None:
    for address in (
        "/community/",
        "/community/answer/?by=department",
        "/community/answer/?by=outcome",
        "/methodology/community/",
        "/departments/saanich/",
    ):
        tree = tree_of(ask.get(address))
        [banner] = tree.xpath('//div[@class="synthetic"]')
        assert words(banner).startswith("SYNTHETIC These cases are made up")
    tree = tree_of(ask.get("/community/?cohort=2024"))
    [snippet] = tree.xpath('//meta[@name="description"]/@content')
    assert snippet.startswith("SYNTHETIC"), "what a search engine would show alone"
    marks = [words(tag) for tag in tree.xpath('//span[@class="tag preliminary"]')]
    assert marks.count("Preliminary") == 2, "the chosen years and the row of 2024"
    assert "there is never a third" in words(tree)


def test_the_methodology_says_what_the_release_was_made_with(ask: httpx.Client) -> None:
    said = words(tree_of(ask.get("/methodology/community/")))
    told = ask.get(f"/releases/{SECOND}/public/methodology.json").json()["community"]
    assert f"Of one person {told['cases_a_complainant_a_cohort']} cases" in said
    for cohort in told["cohorts"]:
        assert f"Cases received in {cohort['cohort']}" in said
        assert f"Epsilon {cohort['epsilon']}, a factor of" in said
    for link in ("/about/", "/community/"):
        assert 'href="/methodology/community/"' in ask.get(link).text


@pytest.mark.parametrize("address", ["/community/", "/community/answer/?by=outcome"])
def test_nothing_is_styled_inline_and_no_script_is_needed(
    ask: httpx.Client, address: str
) -> None:
    tree = tree_of(ask.get(address))
    assert not tree.xpath("//*[@style]")
    assert not tree.xpath("//style | //script[not(@src)]")


def test_bars_stand_where_their_numbers_are_in_both_languages(
    ask: httpx.Client,
) -> None:
    query = "cohort=2023&by=department"
    english = tree_of(ask.get(f"/community/answer/?{query}"))
    french = tree_of(ask.get(f"/community/answer/?{query}&lang=fr"))
    for attribute in ("//rect/@width", "//line/@x1", "//text/@x"):
        places = english.xpath(attribute)
        assert places
        assert places == french.xpath(attribute)
        assert all(re.fullmatch(r"0|[0-9]+\.[0-9]{2}%", place) for place in places)
    [shown] = french.xpath('//tr[@data-code="oak-bay"]/td[@colspan]')
    assert words(shown) == NOT_SHOWN["fr"]
    assert not french.xpath('//tr[@data-code="oak-bay"]//rect')
    widths = {
        row.get("data-code"): float(row.xpath(".//rect/@width")[0].rstrip("%"))
        for row in english.xpath("//tbody/tr[.//rect]")
    }
    numbers = {
        code: int(row[0].replace(",", ""))
        for code, row in rows_of(english, "answer").items()
        if code in widths
    }
    ratios = {round(widths[code] / numbers[code], 3) for code in widths}
    assert max(ratios) - min(ratios) <= 0.002
