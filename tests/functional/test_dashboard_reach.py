"""The dashboard without a mouse, at rest, four times as large, on a slow line."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.charts import PAGES
from dashboard.ids import ChartId
from tests.functional.reading import Visit
from tests.public_plane import PublicPlane

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

SLUGS = [page.slug for page in PAGES]
#: Far more than any page has places to stop at.
_ENDLESS = 700

#: Where the focus is, or null outside the page; whether it can be seen (an outline, on
#: the screen, under nothing else). Where it was is kept.
_FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  const within = (at, most) => Math.min(Math.max(at, 0), most - 1);
  const top = document.elementFromPoint(
    within(box.left + Math.min(box.width, 8) / 2, innerWidth),
    within(box.top + Math.min(box.height, 8) / 2, innerHeight));
  (window.reached ||= new Set()).add(here);
  return {
    name: `${here.tagName} ${here.textContent || here.value}`.slice(0, 50),
    closed: here.tagName === 'SUMMARY' && !here.parentElement.open,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 &&
      (here.contains(top) || (top !== null && top.contains(here))),
  };
}"""

#: What can be seen and was not reached. Filters close behind the focus.
_MISSED = """() => {
  const stops = document.querySelectorAll('a[href], button, summary, [tabindex="0"]');
  return [...stops].filter((each) => each.checkVisibility() && !reached.has(each))
    .map((each) => each.outerHTML.slice(0, 80));
}"""

#: Everything that still moves: longer than a hundredth of a second, or by scrolling.
_MOVES = """() => [
  ...[...document.querySelectorAll('*')].filter((each) => {
    const style = getComputedStyle(each);
    const longest = (text) => Math.max(...text.split(',').map(parseFloat));
    return longest(style.transitionDuration) > 0.01
      || (style.animationName !== 'none' && longest(style.animationDuration) > 0.01)
      || style.scrollBehavior === 'smooth';
  }).map((each) => each.outerHTML.slice(0, 100)),
  ...document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().activeDuration > 10)
    .map((each) => String(each.animationName || each.transitionProperty)),
  ...[...document.querySelectorAll('.js-plotly-plot')]
    .filter((each) => each.layout.transition || each._fullLayout.transition?.duration)
    .map((each) => each.parentElement.id),
]"""


def walk(page: Page) -> list[str]:
    """Tab through the whole page, open what can be opened; return where it went."""
    reached: list[str] = []
    for _ in range(_ENDLESS):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUS)
        if at is None:
            return reached
        assert at["outlined"], f"no outline: {at['name']}"
        assert at["seen"], f"the focus is not to be seen: {at['name']}"
        reached.append(at["name"])
        if at["closed"]:
            page.keyboard.press("Enter")
    raise AssertionError("the focus never leaves the page")


def choose_by_keyboard(page: Page) -> None:
    """Change the first filter that has another choice; close it with Escape."""
    page.locator("details.field:has(input:not(:disabled)) > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    kind = page.evaluate("document.activeElement.type")
    page.keyboard.press("ArrowDown" if kind == "radio" else "Space")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_keyboard_reaches_opens_and_leaves_everything_and_nothing_moves(
    chromium: Browser, plane: PublicPlane, slug: str
) -> None:
    with chromium.new_context(reduced_motion="reduce") as context:
        visit = Visit(context, plane)
        page = visit.open("", slug)
        reached = walk(page)
        assert "Skip to the charts" in reached[0]
        assert page.evaluate(_MISSED) == []
        closed = page.locator(".chart details:not([open])")
        expect(closed).to_have_count(0)
        assert page.evaluate(_MOVES) == []
        asked, address = visit.callbacks, page.url
        choose_by_keyboard(page)
        expect(page).not_to_have_url(address)
        assert visit.callbacks > asked
        summary = page.locator("details.field > summary:focus")
        expect(summary).to_be_visible()
        assert page.evaluate(_MOVES) == []
        assert visit.said == []


@pytest.mark.parametrize("slug", SLUGS)
def test_four_times_as_large_nothing_but_tables_scrolls_sideways(
    chromium: Browser, plane: PublicPlane, slug: str
) -> None:
    # 1280 pixels at 400% leave 320 (WCAG 1.4.10).
    with chromium.new_context(viewport={"width": 320, "height": 256}) as context:
        page = Visit(context, plane).open("", slug)
        page.evaluate(
            "document.querySelectorAll('.chart details').forEach(d => {d.open = true})"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        wide = page.evaluate(
            """() => [...document.querySelectorAll('main *')].filter((each) =>
              each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1
              && getComputedStyle(each).overflowX.match(/auto|scroll/)
              && !each.matches('.scroll')).map((each) => each.outerHTML.slice(0, 80))"""
        )
        assert wide == []


def test_a_slow_answer_says_so_and_then_comes(visit: Visit) -> None:
    page = visit.open("", "community")
    held: list[Route] = []
    page.route("**/_dash-update-component*", lambda route: held.append(route))
    visit.choose("community-told-by", "Class of the main allegation")
    expect(page.locator("#slow")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()
    held[0].continue_()
    expect(page.locator("#slow")).to_be_hidden()
    expect(page.locator("#community-told-by-now")).to_have_text(
        "Class of the main allegation"
    )
    expect(page.locator("#chart-told tbody")).to_contain_text("Abuse of Authority")


@pytest.mark.parametrize("missing", ["_dash-layout", "_dash-dependencies"])
def test_a_page_whose_charts_do_not_come_says_so_and_can_be_tried_again(
    visit: Visit, missing: str
) -> None:
    page = visit.page
    page.route(f"**/{missing}", lambda route: route.abort())
    page.goto(f"{visit.plane.url}/dashboard/community/?cohort=2023")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.get_by_text("are being loaded")).to_be_hidden()
    page.unroute(f"**/{missing}")
    page.get_by_role("link", name="Try again").click()
    visit.await_charts("community")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_refused_question_leads_to_the_nearest_and_back(visit: Visit) -> None:
    page = visit.open(
        "?case_by=outcome&case_department=saanich&case_reporting=reported", "community"
    )
    block = page.locator(f"#{ChartId.CASES.block}")
    expect(block).to_contain_text("never measured together")
    expect(block.locator("table")).to_have_count(0)
    expect(page.locator("#community-case-class-now")).to_have_text(
        "Not measured with the rest"
    )
    expect(page.locator("#community-case-class input")).to_have_count(0)
    block.locator(".chart-nearest").click()
    expect(page).to_have_url(re.compile("case_by=outcome&case_department=saanich#"))
    expect(block.locator(".main-svg").first).to_be_visible()
    page.go_back()
    expect(block).to_contain_text("never measured together")
    assert visit.said == []
