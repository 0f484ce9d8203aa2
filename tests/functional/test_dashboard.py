"""The dashboard in Chromium, as the public plane serves it, on the real figures."""

import csv
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from dashboard.ids import ChartId
from dashboard.pages.overview import PAGE as OVERVIEW
from tests.functional.reading import Visit
from tests.public_plane import PublicPlane

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

RELEASE = "2026-11-22.1"
BUDGET = 1_500_000


def test_the_first_load_needs_no_callback_and_stays_in_its_budget(
    visit: Visit,
) -> None:
    page = visit.open()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Complaints against police, in figures"
    )
    page.wait_for_load_state("networkidle")
    assert visit.callbacks == 0
    assert 0 < visit.bytes <= BUDGET
    assert visit.said == []
    assert {urlsplit(url).netloc for url in visit.asked if url[:4] == "http"} == {
        urlsplit(visit.plane.url).netloc
    }
    assert visit.context.cookies() == []


def test_a_deep_link_shows_its_state_in_charts_and_controls(visit: Visit) -> None:
    page = visit.open("?department=saanich&jurisdiction=CA-BC&metric=files_opened")
    expect(page.locator("#department-now")).to_have_text("Saanich Police Department")
    expect(page.locator("#metric-now")).to_have_text("Files opened")
    expect(page.locator("#jurisdiction-now")).to_have_text("British Columbia")
    assert visit.sentence(ChartId.YEARS).startswith("British Columbia: 7 allegations")
    expect(page.locator("#metric input:checked")).to_have_value("files_opened")
    assert visit.callbacks <= 1
    assert visit.said == []


def test_a_change_is_one_callback_and_goes_into_the_address(visit: Visit) -> None:
    page = visit.open()
    visit.choose("department", "Saanich Police Department")
    expect(page).to_have_url(re.compile(r"\?department=saanich$"))
    expect(page.locator("#chart-trend .chart-sentence")).to_have_text(
        "Saanich Police Department: 48 complaints in 2021/22."
    )
    assert visit.callbacks == 1
    visit.choose("jurisdiction", "British Columbia")
    expect(page).to_have_url(re.compile(r"department=saanich&jurisdiction=CA-BC$"))
    expect(page.locator("#scope")).to_contain_text("only substantiated matters")
    assert visit.callbacks == 2
    assert visit.said == []


def test_back_and_forward_restore_charts_and_controls(visit: Visit) -> None:
    page = visit.open()
    visit.choose("metric", "Files opened")
    expect(page).to_have_url(re.compile("metric=files_opened"))
    page.go_back()
    expect(page.locator("#metric-now")).to_have_text("Registered complaints")
    expect(page.locator("#chart-trend h3")).to_contain_text("Registered complaints")
    page.go_forward()
    expect(page.locator("#metric-now")).to_have_text("Files opened")
    page.reload()
    visit.await_charts()
    expect(page.locator("#metric-now")).to_have_text("Files opened")


def test_filters_work_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    summary = page.locator("summary:has(#outcome-now)")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("outcome=substantiated"))
    expect(page.locator("#outcome-now")).to_have_text("Substantiated")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator("#outcome input").first).to_be_hidden()


def test_an_address_that_cannot_be_read_is_named(visit: Visit) -> None:
    page = visit.open("?deparment=saanich&metric=files_opned")
    notices = page.locator("#notices")
    expect(notices).to_contain_text("“deparment=saanich”")
    expect(notices).to_contain_text("Did you mean “department”?")
    expect(notices).to_contain_text("Did you mean “files_opened”?")
    expect(page.locator("#metric-now")).to_have_text("Registered complaints")


def test_a_failed_answer_is_said_and_can_be_tried_again(visit: Visit) -> None:
    page = visit.open()
    page.route("**/_dash-update-component*", lambda route: route.abort())
    visit.choose("metric", "Files opened")
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#slow")).to_be_hidden()
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#failed")).to_be_hidden()
    expect(page.locator("#chart-trend h3")).to_contain_text("Files opened")
    expect(page).to_have_url(re.compile("metric=files_opened"))


def test_the_permanent_link_shows_the_same_in_a_fresh_browser(
    visit: Visit, chromium: Browser
) -> None:
    page = visit.open("?department=vancouver&department=saanich")
    link = page.locator("#permalink").get_attribute("href") or ""
    assert f"release={RELEASE}" in link
    before = visit.sentence(ChartId.TREND)
    context = chromium.new_context()
    other = Visit(context, visit.plane)
    other.open(f"?{urlsplit(link).query}")
    assert other.sentence(ChartId.TREND) == before
    context.close()


def test_the_page_is_in_french_throughout(visit: Visit) -> None:
    page = visit.open("?lang=fr&department=saanich")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Les plaintes contre la police, en chiffres"
    )
    assert "48 plaintes en 2021/22" in visit.sentence(ChartId.TREND)
    visit.choose("metric", "Dossiers ouverts")
    expect(page).to_have_url(re.compile("lang=fr"))
    expect(page.locator("#chart-trend h3")).to_contain_text("Dossiers ouverts")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_accessibility_violation_and_no_sideways_scroll(
    chromium: Browser, plane: PublicPlane, width: int, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    visit = Visit(context, plane)
    page = visit.open("?department=all,saanich&jurisdiction=all&deparment=x")
    page.evaluate("document.querySelectorAll('details').forEach(d => {d.open = true})")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_every_drawing_is_named_by_its_sentence(visit: Visit) -> None:
    page = visit.open()
    for chart in OVERVIEW.charts:
        drawing = page.locator(f"#{chart.block} .chart-drawing[role=img]")
        label = drawing.get_attribute("aria-label") or ""
        assert label.startswith(visit.sentence(chart))


def drawn_figure(visit: Visit, search: str, chart: ChartId) -> dict[str, object]:
    """Return the chart's figure as the callback answers it."""
    page = visit.open()
    with page.expect_response(re.compile("_dash-update-component")) as answered:
        page.evaluate(
            "search => { history.pushState({}, '', search);"
            " dispatchEvent(new PopStateEvent('popstate')) }",
            search,
        )
    parts = answered.value.json()["response"][chart.block]["children"]
    for part in json_parts(parts):
        if part.get("type") == "Graph":
            figure: dict[str, object] = part["props"]["figure"]
            return figure
    raise AssertionError("no graph in the answer")


def json_parts(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from json_parts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from json_parts(inside)


def link(visit: Visit, chart: ChartId, kind: str) -> str:
    address = visit.page.locator(f"#{chart.block} .chart-{kind}").get_attribute("href")
    assert address is not None
    return f"{visit.plane.url}{address}"


def test_a_printed_figure_is_the_same_in_chart_table_csv_and_api(
    visit: Visit,
) -> None:
    figure = drawn_figure(visit, "?department=saanich", ChartId.TREND)
    page = visit.page
    expect(page.locator("#chart-trend .chart-sentence")).to_contain_text("Saanich")
    drawn = {
        (statistic, value)
        for trace in figure["data"]  # type: ignore[attr-defined]
        if trace["mode"].startswith("markers")
        for statistic, value in zip(trace["customdata"], trace["y"], strict=True)
    }
    page.locator("#chart-trend .chart-table summary").click()
    listed = [
        int(text.replace(",", ""))
        for text in page.locator("#chart-trend td.number").all_inner_texts()
    ]
    text = httpx.get(link(visit, ChartId.TREND, "csv")).text
    rows = list(csv.DictReader(io.StringIO(text)))
    api = httpx.get(link(visit, ChartId.TREND, "api")).json()
    assert api["release"]["id"] == RELEASE
    assert {(row["statistic"], row["value"]) for row in api["results"]} == drawn
    assert {(row["statistic"], float(row["value"])) for row in rows} == drawn
    assert sorted(listed) == sorted(value for _, value in drawn)
    assert 48 in listed


def test_an_allegation_count_is_the_same_in_chart_table_csv_json_and_api(
    visit: Visit,
) -> None:
    search = "?outcome=substantiated&year__min=2018&year__max=2019"
    figure = drawn_figure(visit, search, ChartId.YEARS)
    page = visit.page
    expect(page.locator("#outcome-now")).to_have_text("Substantiated")
    drawn = {
        (year, count)
        for trace in figure["data"]  # type: ignore[attr-defined]
        for year, count in zip(trace["x"], trace["y"], strict=True)
    }
    assert len(drawn) == 2
    page.locator("#chart-years .chart-table summary").click()
    listed = {
        (int(cells[0]), int(cells[1]))
        for row in page.locator("#chart-years tbody tr").all()
        if (cells := row.locator("th, td").all_inner_texts())[0].isdigit()
    }
    text = httpx.get(link(visit, ChartId.YEARS, "csv")).text
    rows = csv.DictReader(io.StringIO(text))
    whole = httpx.get(link(visit, ChartId.YEARS, "json")).json()
    address = link(visit, ChartId.YEARS, "api")
    counted = {
        (year, httpx.get(f"{address}&year={year}&limit=1").json()["count"])
        for year in (2018, 2019)
    }
    assert listed == drawn
    assert {(int(row["year"]), int(row["allegations"])) for row in rows} == drawn
    assert {(row["year"], row["allegations"]) for row in whole["rows"]} == drawn
    assert counted == drawn
    total = httpx.get(address).json()["count"]
    assert total == sum(count for _, count in drawn)


def test_each_figure_leads_to_its_place_in_its_document(visit: Visit) -> None:
    page = visit.open("?department=saanich")
    page.locator("#chart-trend .chart-table summary").click()
    page.locator("#chart-trend tbody a").first.click()
    expect(page).to_have_url(re.compile("/documents/ca_bc_opcc/annual-2021/22/#s-"))
    place = json.dumps(urlsplit(page.url).fragment)
    expect(page.locator(f"[id={place}]")).to_contain_text("48")
