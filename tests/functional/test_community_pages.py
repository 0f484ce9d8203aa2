"""The community record in Chromium: from the first page to a number that is proven."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from accountability.vocab.community import PlanKind
from tests.bundles import write_sample_bundle
from tests.community_records import sample_record
from tests.functional.test_public_pages import Watched, violations, watch
from tests.public_plane import SECOND, PublicPlane, running_public_plane

pytestmark = pytest.mark.browser

QUESTION = "/community/answer/?by=department&cohort=2023"
REFUSED = "/community/answer/?department=saanich&outcome=withdrawn&by=reporting"
#: What Chromium says of an address that is answered with 422, as it should be.
REFUSAL = "422 (Unprocessable Entity)"
SIZES = {"desk": (1280, 900), "hand": (390, 844)}


@pytest.fixture(scope="module")
def small_plane(
    tmp_path_factory: pytest.TempPathFactory, collected_static: Path
) -> Iterator[PublicPlane]:
    """Run a public plane over the record of a small organisation."""
    data_dir = tmp_path_factory.mktemp("small")
    record = sample_record(PlanKind.SMALL, 180)
    write_sample_bundle(data_dir / "releases", community=record)
    with running_public_plane(data_dir, collected_static) as plane:
        yield plane


@pytest.fixture(scope="module")
def empty_plane(
    tmp_path_factory: pytest.TempPathFactory, collected_static: Path
) -> Iterator[PublicPlane]:
    """Run a public plane over a release without a community record."""
    data_dir = tmp_path_factory.mktemp("empty")
    write_sample_bundle(data_dir / "releases")
    with running_public_plane(data_dir, collected_static) as plane:
        yield plane


@pytest.fixture
def watched(chromium: Browser, public_plane: PublicPlane) -> Iterator[Watched]:
    with chromium.new_context(base_url=public_plane.url) as context:
        yield watch(context)


def elsewhere(chromium: Browser, address: str, locator: str) -> str:
    """Return what a browser that was never here shows at an address."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(address)
        return page.locator(locator).inner_text()


def test_from_the_first_page_to_the_gap_its_meaning_its_source_and_its_proof(
    watched: Watched, chromium: Browser
) -> None:
    page = watched.page
    page.goto("/")
    page.get_by_role("link", name="Community record", exact=True).click()
    expect(page.locator(".lede")).to_contain_text("an official body was told of")
    gap = page.locator(".gap-share")
    expect(gap).to_contain_text("the share of cases that an official body was told of")
    share = gap.locator(".value").inner_text()
    row = page.get_by_role("row", name="Reported to an official body")
    expect(row.get_by_role("cell").first).to_have_text(share)
    expect(
        page.get_by_role("heading", name="What “not shown” does not mean")
    ).to_be_visible()
    permalink = page.locator("#pinned-link").get_attribute("href")
    assert permalink is not None
    assert f"release={SECOND}" in permalink
    assert elsewhere(chromium, permalink, ".gap-share .value") == share
    page.get_by_role("link", name="How these figures are made").first.click()
    expect(page.get_by_role("heading", name="Who counts")).to_be_visible()
    source = page.get_by_role("link", name="methodology.json")
    told = page.request.get(str(source.get_attribute("href"))).json()["community"]
    assert told["edition"] == sample_record().sha256
    assert watched.said == []


def ask_by_form(page: Page, by: str, *ticked: tuple[str, str]) -> None:
    """Fill in the form on a page: open a field, tick a code, and send it."""
    page.get_by_label("A figure for each").select_option(by)
    for field, code in ticked:
        page.locator("summary", has_text=f"{field}:").click()
        page.get_by_role("checkbox", name=code, exact=True).check()
    page.get_by_role("button", name="Show the answer").click()


def test_a_question_is_asked_by_form_and_its_permalink_opens_anywhere(
    watched: Watched, chromium: Browser
) -> None:
    page = watched.page
    page.goto("/community/")
    ask_by_form(
        page, "allegation_class", ("Department", "Saanich Police Department"),
        ("Years received", "2023"),
    )  # fmt: skip
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What is the main allegation?"
    )
    expect(page.locator("#asked")).to_contain_text("Saanich Police Department")
    table = page.locator("#answer-table").inner_text()
    assert "±" in table
    permalink = page.locator("#pinned-link").get_attribute("href")
    assert permalink is not None
    assert elsewhere(chromium, permalink, "#answer-table") == table
    chosen = page.get_by_role("checkbox", name="Saanich Police Department", exact=True)
    expect(chosen).to_be_checked()


def test_a_refused_question_leads_to_the_nearest_that_is_answered(
    watched: Watched,
) -> None:
    page = watched.page
    page.goto("/community/")
    ask_by_form(page, "reporting", ("Outcome", "Withdrawn"), ("Years received", "2023"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This question has no answer here"
    )
    expect(page.locator("main table")).to_have_count(0)
    page.locator("#nearest").click()
    expect(page.locator("#answer-table")).to_contain_text("±")
    expect(page.locator("#asked")).to_contain_text("Withdrawn")
    assert [said for said in watched.said if REFUSAL not in said] == []


def test_without_javascript_a_question_is_answered_too(
    chromium: Browser, public_plane: PublicPlane
) -> None:
    with chromium.new_context(
        base_url=public_plane.url, java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/community/")
        ask_by_form(page, "", ("Department", "Saanich Police Department"))
        expect(page.locator("#answer-table")).to_contain_text("All of these cases")
        expect(page.locator("#answer-table tbody tr")).to_have_count(1)


def test_a_bar_is_as_long_as_its_number_and_what_is_not_shown_is_hatched(
    watched: Watched,
) -> None:
    page = watched.page
    page.goto(QUESTION)
    row = page.locator('tr[data-code="saanich"]')
    plot, bar = row.locator("svg").bounding_box(), row.locator("rect").bounding_box()
    ends = page.locator("#answer-table .axis text").all_text_contents()
    top, n = (int(text.replace(",", "")) for text in (
        ends[-1], row.locator(".figure-value").inner_text()
    ))  # fmt: skip
    assert plot is not None
    assert bar is not None
    assert bar["width"] / plot["width"] == pytest.approx(n / top, abs=0.01)
    hidden = page.locator('tr[data-code="oak-bay"]')
    expect(hidden).to_contain_text("not shown")
    expect(hidden.locator("rect")).to_have_count(0)
    drawn = hidden.locator(".hatched").evaluate(
        "e => [getComputedStyle(e).backgroundImage, e.clientWidth, e.clientHeight]"
    )
    assert "repeating-linear-gradient" in drawn[0]
    assert drawn[1] > plot["width"] * 0.9
    assert drawn[2] > 5


def test_the_two_records_stand_in_panels_of_their_own(watched: Watched) -> None:
    page = watched.page
    page.goto("/departments/saanich/")
    official, community = (
        page.locator(".official-panel"),
        page.locator(".community-panel"),
    )
    expect(official).to_contain_text("Unit: complaints")
    expect(official.locator(".margin")).to_have_count(0)
    expect(community).to_contain_text("Preliminary")
    expect(community).to_contain_text("±")
    official.get_by_role("link", name="2021/22").click()
    expect(page.locator("tr:target")).to_contain_text("48 complaints")


def test_french_is_whole_and_keeps_the_question(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{QUESTION}&lang=fr")
    expect(page.locator("#answer-table")).to_contain_text("non affiché")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#answer-table")).to_contain_text("not shown")
    assert "by=department" in page.url


def test_a_small_organisation_says_why_there_is_no_more(
    chromium: Browser, small_plane: PublicPlane
) -> None:
    with chromium.new_context(base_url=small_plane.url) as context:
        page = context.new_page()
        page.goto("/community/")
        expect(page.locator("main")).to_contain_text("This is a small organisation")
        expect(page.locator("main")).to_contain_text("What would change it")
        expect(page.locator("#told-department-table")).to_have_count(0)
        expect(page.locator("#reasons-table")).to_contain_text("±")
        page.goto("/community/answer/?department=saanich&by=outcome")
        expect(page.locator("main")).to_contain_text("one breakdown at a time")
        page.locator("#nearest").click()
        expect(page.locator("#answer-table")).to_be_visible()


def test_where_nobody_publishes_the_pages_say_why(
    chromium: Browser, empty_plane: PublicPlane
) -> None:
    with chromium.new_context(base_url=empty_plane.url) as context:
        page = context.new_page()
        for address in ("/community/", "/community/answer/?by=department"):
            page.goto(address)
            expect(page.locator("main")).to_contain_text(
                "No organisation of advocates publishes figures"
            )
            expect(page.locator("main table")).to_have_count(0)
        page.goto("/departments/saanich/")
        expect(page.locator(".community-panel")).to_contain_text(
            "That says nothing about what people told them"
        )
        expect(page.locator(".synthetic")).to_have_count(0)
        page.goto("/methodology/community/")
        expect(page.locator("main")).to_contain_text("nothing was spent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_state_is_accessible_and_stays_within_the_screen(
    chromium: Browser,
    public_plane: PublicPlane,
    small_plane: PublicPlane,
    empty_plane: PublicPlane,
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    width, height = SIZES[size]
    states = [
        *((public_plane, path) for path in ("/community/", QUESTION, REFUSED)),
        *(
            (public_plane, path)
            for path in ("/methodology/community/", "/community/?cohort=2024")
        ),
        (public_plane, "/departments/saanich/"),
        (small_plane, "/community/?lang=fr"),
        (empty_plane, "/community/"),
    ]
    with chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    ) as context:
        watched = watch(context)
        page = watched.page
        for plane, path in states:
            page.goto(f"{plane.url}{path}")
            page.locator("main details").evaluate_all(
                "all => all.forEach(each => { each.open = true })"
            )
            assert violations(page) == [], path
            sizes = page.evaluate(
                "[document.documentElement.scrollWidth, window.innerWidth]"
            )
            assert sizes[0] <= sizes[1], path
        assert [said for said in watched.said if REFUSAL not in said] == []
        assert context.cookies() == []
