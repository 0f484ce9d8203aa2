"""The public pages in Chromium: readable by all, on a desk and in a hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.contract.test_public_plane import PAGES
from tests.public_plane import PublicPlane

pytestmark = pytest.mark.browser

#: A desk in English, a hand in French, whose words are longer.
SIZES = {"desk": (1280, 900, "en"), "hand": (390, 844, "fr")}
SETTLED = 60_000


@dataclass
class Watched:
    """A page of the browser, with all it said and asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture
def watched(chromium: Browser, public_plane: PublicPlane) -> Iterator[Watched]:
    with chromium.new_context(base_url=public_plane.url) as context:
        yield watch(context)


def watch(context: BrowserContext) -> Watched:
    seen = Watched(context.new_page())
    seen.page.on("console", lambda message: seen.said.append(message.text))
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.page.on("request", lambda asked: seen.hosts.add(asked.url.split("/")[2]))
    return seen


def violations(page: Page) -> list[str]:
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


@pytest.fixture(params=SIZES)
def sized(
    request: pytest.FixtureRequest, chromium: Browser, public_plane: PublicPlane
) -> Iterator[tuple[Watched, str]]:
    width, height, language = SIZES[request.param]
    with chromium.new_context(
        base_url=public_plane.url, viewport={"width": width, "height": height}
    ) as context:
        yield watch(context), language


@pytest.mark.parametrize("address", [*PAGES, "/departments/sanich/"])
def test_a_page_is_accessible_quiet_and_asks_only_us(
    sized: tuple[Watched, str], public_plane: PublicPlane, address: str
) -> None:
    watched, language = sized
    page = watched.page
    joint = "&" if "?" in address else "?"
    page.goto(f"{address}{joint}lang={language}")
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []
    missing = "404 (Not Found)"
    assert [said for said in watched.said if missing not in said] == []
    assert {f"http://{host}" for host in watched.hosts} == {public_plane.url}
    assert page.context.cookies() == []
    size = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert size[0] <= size[1], "the page itself scrolls sideways"


def test_a_reader_goes_from_the_first_page_to_the_place_a_number_was_read(
    watched: Watched,
) -> None:
    page = watched.page
    page.goto("/")
    page.get_by_role("link", name="Saanich Police Department", exact=True).click()
    row = page.get_by_role("row").filter(has_text="2021/22").first
    row.get_by_role("link", name="48", exact=True).click()
    read = page.locator("tr:target")
    expect(read).to_contain_text("48 complaints")
    expect(read).to_contain_text("Page 3")
    expect(page.locator("main")).to_contain_text("This is a reconstruction")


def test_figures_that_disagree_and_figures_replaced_are_both_on_the_page(
    watched: Watched,
) -> None:
    page = watched.page
    page.goto("/departments/all/")
    injuries = page.get_by_role("region", name="Reportable injuries")
    expect(injuries.get_by_text("sources disagree")).to_have_count(2)
    expect(injuries).to_contain_text("408")
    expect(injuries).to_contain_text("486")
    files = page.get_by_role("region", name="Files opened")
    expect(files).to_contain_text("1,326")
    expect(files.locator("tr.earlier")).to_contain_text("1,236")
    expect(files.locator("tr.earlier")).to_contain_text("since replaced")


def test_the_saanich_matter_is_told_as_it_is(watched: Watched) -> None:
    watched.page.goto("/departments/saanich/#matters")
    matter = watched.page.locator("article.matter")
    expect(matter).to_contain_text("7 of 11 allegations listed")
    expect(matter).to_contain_text("Discipline recorded after departure")
    expect(matter).to_contain_text("not imposed on anyone in service")


def test_zero_missing_and_withheld_have_words_of_their_own(watched: Watched) -> None:
    page = watched.page
    page.goto("/departments/oak-bay/")
    printed = page.get_by_role("region", name="Registered complaints")
    rows = printed.get_by_role("row")
    expect(
        rows.filter(has_text="2019/20").get_by_role("link", name="0", exact=True)
    ).to_be_visible()
    expect(rows.filter(has_text="2014/15")).to_contain_text("withheld by the source")
    expect(rows.filter(has_text="2014/15")).to_contain_text("<5")
    expect(rows.filter(has_text="2013/14")).to_contain_text("not readable")
    page.goto("/departments/saanich/")
    page.get_by_text("1 line that the body prints and leaves empty").click()
    left = page.get_by_role("listitem").filter(has_text="2019/20")
    expect(left).to_contain_text("not reported")


def test_rejected_rows_are_shown_with_their_reason(watched: Watched) -> None:
    watched.page.goto("/documents/us_la_nopd/misconduct-2016-2023/#rejected")
    table = watched.page.get_by_role("region", name="What was read and not accepted")
    expect(table).to_contain_text("Row 1")
    expect(table).to_contain_text("Cells out of place")
    expect(table).to_contain_text("Disposition")


def test_the_pages_need_no_javascript(
    chromium: Browser, public_plane: PublicPlane
) -> None:
    with chromium.new_context(
        base_url=public_plane.url, java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/departments/saanich/")
        expect(page.get_by_role("link", name="48", exact=True).first).to_be_visible()
        page.goto("/data/")
        page.locator("summary").first.click()
        expect(page.get_by_text("Permanent id of this reading")).to_be_visible()


def test_the_first_key_leads_past_the_head(watched: Watched) -> None:
    page = watched.page
    page.goto("/departments/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_language_once_chosen_stays(watched: Watched) -> None:
    page = watched.page
    page.goto("/")
    page.get_by_role("link", name="Français").click()
    page.get_by_role("link", name="Saanich Police Department", exact=True).click()
    expect(
        page.get_by_role("heading", name="Ce que l’organisme a publié")
    ).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="What the body printed")).to_be_visible()


def test_swagger_runs_under_the_strict_policy(
    watched: Watched, public_plane: PublicPlane
) -> None:
    watched.page.goto("/api/v1/docs/")
    expect(watched.page.get_by_text("/api/v1/statistics/", exact=True)).to_be_visible(
        timeout=SETTLED
    )
    assert watched.said == []
    assert {f"http://{host}" for host in watched.hosts} == {public_plane.url}


def test_the_dashboard_runs_inside_django(
    watched: Watched, public_plane: PublicPlane
) -> None:
    page = watched.page
    page.goto("/dashboard/")
    expect(page.locator("h1")).to_be_visible(timeout=SETTLED)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=SETTLED)
    assert watched.said == []
    assert {f"http://{host}" for host in watched.hosts} == {public_plane.url}
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/departments/saanich/", "/data/"])
def test_both_colour_schemes_have_contrast(
    chromium: Browser,
    public_plane: PublicPlane,
    address: str,
    scheme: Literal["light", "dark"],
) -> None:
    with chromium.new_context(
        base_url=public_plane.url, color_scheme=scheme
    ) as context:
        page = context.new_page()
        page.goto(address)
        assert violations(page) == []
