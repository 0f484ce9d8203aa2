"""The questions of DOMAIN.md, each from the first page to the number and its proof."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.ids import ChartId
from tests.functional.reading import Visit
from tests.public_plane import FIRST, SECOND, PublicPlane

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]


def from_home(visit: Visit, question: str) -> Page:
    visit.page.goto(visit.plane.url)
    visit.page.get_by_role("link", name=question).click()
    return visit.page


def proves(visit: Visit, chart: ChartId, chromium: Browser) -> None:
    """Open the chart's permanent link in a fresh browser: it says the same."""
    link = visit.page.locator(f"#{chart.block} .chart-permalink").get_attribute("href")
    assert link is not None
    assert "release=" in link
    with chromium.new_context() as context:
        other = Visit(context, visit.plane)
        other.page.goto(f"{visit.plane.url}{link}")
        said = other.page.locator(f"#{chart.block} .chart-sentence")
        expect(said).to_have_text(visit.sentence(chart))
        assert other.said == []
    assert visit.said == []


def test_how_many_complaints_were_registered_about_saanich(
    visit: Visit, chromium: Browser
) -> None:
    page = from_home(visit, "How many complaints were registered about a department")
    visit.await_charts()
    visit.choose("department", "Saanich Police Department")
    said = page.locator("#chart-trend .chart-sentence")
    expect(said).to_have_text("Saanich Police Department: 48 complaints in 2021/22.")
    proves(visit, ChartId.TREND, chromium)
    page.locator("#chart-trend .chart-table summary").click()
    page.locator("#chart-trend tbody a").first.click()
    expect(page).to_have_url(re.compile("/documents/"))
    place = json.dumps(urlsplit(page.url).fragment)
    expect(page.locator(f"[id={place}]")).to_contain_text("48")


def test_whether_it_is_unusual_for_its_size(visit: Visit, chromium: Browser) -> None:
    page = from_home(visit, "Is that unusual for its size?")
    visit.await_charts("departments")
    said = page.locator("#chart-rates .chart-sentence")
    expect(said).to_contain_text("No rate can be given for 2021/22")
    expect(page.locator("#chart-rates .chart-table")).to_contain_text("48 complaints")
    visit.choose("departments-metric", "Reportable injuries")
    expect(said).to_contain_text("2011: 1 department has a rate")
    expect(page).to_have_url(re.compile("metric=reportable_injuries"))
    proves(visit, ChartId.RATES, chromium)


def test_how_often_a_dismissal_came_after_the_officer_had_left(
    visit: Visit, chromium: Browser
) -> None:
    page = from_home(visit, "How many allegations were substantiated")
    visit.await_charts("outcomes")
    visit.choose("outcomes-jurisdiction", "British Columbia")
    said = page.locator("#chart-departed .chart-sentence")
    expect(said).to_contain_text("of 7 allegations with a dismissal on record, 7")
    expect(page.locator("#outcomes-scope")).to_contain_text("only substantiated")
    proves(visit, ChartId.DEPARTED, chromium)
    page.locator("#chart-departed .chart-rows").click()
    expect(page.locator("#total")).to_contain_text("7 allegations")
    page.get_by_role("link", name=re.compile("Substantiated allegations")).first.click()
    expect(page.locator("h1")).to_contain_text("Substantiated allegations 2017/18")


def test_how_long_it_takes_and_whether_it_gets_longer(
    visit: Visit, chromium: Browser
) -> None:
    page = from_home(visit, "How long does it take")
    visit.await_charts("time")
    expect(page.locator("#chart-survival .chart-sentence")).to_contain_text(
        re.compile(r"half of [\d,]+ matters were concluded within \d+ days \(95%")
    )
    expect(page.locator("#chart-medians .chart-sentence")).to_contain_text(
        "Received in 2016"
    )
    visit.choose("time-by", "All together")
    expect(page.locator("#chart-survival .chart-key li")).to_have_count(1)
    expect(page).to_have_url(re.compile("by=all"))
    proves(visit, ChartId.SURVIVAL, chromium)


def test_which_classes_change_and_what_neglect_is_made_of(
    visit: Visit, chromium: Browser
) -> None:
    page = from_home(visit, "Which kinds of allegation rise")
    visit.await_charts("allegations")
    expect(page.locator("#chart-changes .chart-sentence")).to_contain_text(
        "from 2021 to 2022"
    )
    visit.choose("allegations-jurisdiction", "British Columbia")
    visit.choose("allegations-class", "Neglect of Duty")
    expect(page.locator("#chart-parts .chart-sentence")).to_have_text(
        "British Columbia: “inadequate investigation” is 100% of Neglect of Duty "
        "(6 of 6)."
    )
    proves(visit, ChartId.PARTS, chromium)


def test_what_was_never_filed_and_why_not(visit: Visit, chromium: Browser) -> None:
    page = from_home(visit, "What do communities record that was never filed")
    visit.await_charts("community")
    said = page.locator("#chart-told .chart-sentence")
    expect(said).to_contain_text("in 2023, an official body was told of")
    expect(said).to_contain_text("most never reached one")
    expect(page.locator("#chart-reasons .chart-sentence")).to_contain_text(
        "The reason counted most is “No trust that anything comes of it”"
    )
    visit.choose("community-told-by", "Class of the main allegation")
    expect(page).to_have_url(re.compile("told_by=allegation_class"))
    expect(page.locator("#chart-told .chart-table")).to_contain_text("not shown")
    proves(visit, ChartId.TOLD, chromium)
    page.locator("#chart-told .chart-sources summary").click()
    page.locator("#chart-told .chart-sources a").click()
    expect(page.get_by_role("heading", name="Who counts")).to_be_visible()


def test_what_was_recommended_to_a_board_and_what_happened(
    visit: Visit, chromium: Browser
) -> None:
    page = from_home(visit, "What was recommended to a police board")
    counted = page.locator(".recommended").filter(has_text="Vancouver Police Board")
    expect(counted).to_contain_text("6 recommendations, text not seen")
    expect(counted).to_contain_text("No response known to us")
    page.get_by_label("Addressee", exact=True).select_option("Saanich Police Board")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#total")).to_contain_text("1 entry")
    page.get_by_role("link", name="Publish how each complaint ended").click()
    answers = page.locator(".answers li")
    expect(answers.first).to_contain_text("Rejected")
    expect(answers.first).to_contain_text("Saanich Police Board, May 2014")
    expect(answers.nth(1)).to_contain_text("Under consideration")
    expect(page.locator(".no-answer")).to_have_count(0)

    link = page.locator("#permalink").get_attribute("href")
    assert link is not None
    with chromium.new_context(base_url=visit.plane.url) as context:
        fresh = context.new_page()
        fresh.goto(link)
        expect(fresh).to_have_url(re.compile(r"release=2026-11-22\.1"))
        expect(fresh.locator(".answers li").first).to_contain_text("Rejected")

    page.locator("dl.facts").get_by_role("link", name="Recommendations of").click()
    expect(page.locator("tr:target")).to_contain_text("Publish how each complaint")
    expect(page.locator("main")).to_contain_text("we typed it by hand")
    assert visit.said == []


def test_where_a_number_comes_from(visit: Visit) -> None:
    page = from_home(visit, "Where does a number come from")
    page.get_by_role("link", name="Report 2021/22").first.click()
    page.get_by_role("link", name=re.compile("^[0-9a-f]{64}$")).click()
    expect(page.locator("dl.facts")).to_contain_text("SHA-256")
    expect(page.locator("main")).to_contain_text("sha256sum")
    expect(page.locator("main")).to_contain_text("Saanich Police Department")
    page.locator("#permalink").click()
    expect(page).to_have_url(re.compile(r"release=2026-11-22\.1"))
    assert visit.said == []


def test_what_is_missing_and_why(visit: Visit) -> None:
    page = from_home(visit, "What is missing, and is it")
    expect(page.locator("h2#table")).to_have_text("Registered complaints")
    row = page.get_by_role("row").filter(has_text="Saanich Police Department")
    expect(row.first).to_contain_text("A figure")
    page.get_by_role("link", name="Files opened", exact=True).click()
    expect(page.locator("h2#table")).to_have_text("Files opened")
    assert visit.said == []


def test_a_pinned_page_says_that_a_newer_release_exists(
    chromium: Browser, public_plane: PublicPlane
) -> None:
    with chromium.new_context(base_url=public_plane.url) as context:
        page = context.new_page()
        page.goto(f"/dashboard/departments/?release={FIRST}&metric=files_opened")
        notice = page.locator(".notice-newer")
        expect(notice).to_contain_text(f"release {FIRST}")
        notice.get_by_role("link").click()
        expect(page).to_have_url(re.compile(r"/dashboard/departments/\?metric="))
        page.goto(f"/departments/oak-bay/?release={FIRST}")
        expect(page.locator(".notice-newer")).to_contain_text(SECOND)
        # The second release alone holds this figure.
        expect(page.locator("main")).not_to_contain_text("2014/15")
        page.get_by_role("link", name="See the latest").click()
        expect(page.locator("main")).to_contain_text("2014/15")


def test_search_leads_to_departments_documents_and_terms(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.plane.url)
    page.get_by_role("searchbox").fill("stlatlimx")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Stl'atl'imx Tribal Police Service").click()
    expect(page.locator("h1")).to_have_text("Stl'atl'imx Tribal Police Service")
    page.get_by_role("searchbox").fill("after departure")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Recorded after departure").click()
    expect(page.locator(".terms div:target")).to_contain_text("resigned or retired")
    page.get_by_role("searchbox").fill("sanich")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="saanich", exact=True)).to_be_visible()
    assert visit.said == []


def test_the_exit_leads_away_from_where_to_report(visit: Visit) -> None:
    page = visit.page
    page.route("https://www.weather.gc.ca/**", lambda route: route.fulfill(body="sun"))
    page.goto(f"{visit.plane.url}/help/")
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_url("https://www.weather.gc.ca/")
