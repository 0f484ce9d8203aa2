"""What a reader on deadline does first: search, choose a department, copy."""

import pytest
from playwright.sync_api import Browser, expect

from tests.functional.reading import Visit
from tests.public_plane import PublicPlane

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

#: A desk in English, a hand in French, whose words are longer.
SIZES = {"desk": (1280, 900, "en"), "hand": (390, 844, "fr")}


@pytest.mark.parametrize("size", SIZES)
def test_a_department_and_its_number_are_one_step_from_every_page(
    chromium: Browser, plane: PublicPlane, size: str
) -> None:
    width, height, language = SIZES[size]
    with chromium.new_context(
        base_url=plane.url, viewport={"width": width, "height": height}
    ) as context:
        visit = Visit(context, plane)
        page = visit.page
        for start in ("/documents/", "/dashboard/time/"):
            page.goto(f"{start}?lang={language}")
            box = page.get_by_role("searchbox")
            expect(box).to_be_in_viewport()
            box.fill("saanich")
            box.press("Enter")
            first = page.locator(".results li").first
            expect(first).to_contain_text("Saanich Police Department")
            expect(first.locator(".figure-value")).to_have_text(
                "48, Saanich Police Department"
            )
            expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(f"/?lang={language}")
        expect(page.locator("#finder")).to_be_in_viewport()
        page.locator("#finder").select_option("saanich")
        page.locator(".finder button").click()
        expect(page.locator("h1")).to_have_text("Saanich Police Department")
        expect(page.locator("html")).to_have_attribute("lang", language)
        newest = page.locator(".headline .figure-value").first
        expect(newest).to_have_text("48")
        expect(newest).to_be_in_viewport()
        assert visit.said == []


def test_a_citation_is_copied_whole_and_its_link_is_pinned(
    chromium: Browser, plane: PublicPlane
) -> None:
    with chromium.new_context(base_url=plane.url) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit = Visit(context, plane)
        page = visit.page
        page.goto("/departments/saanich/")
        page.get_by_text("Cite this page").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.locator(".copy")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#page-citation").inner_text().strip()
        pinned = page.locator("#permalink").get_attribute("href")
        assert f"{pinned} (SHA-256" in copied
        visit.open()
        chart = page.locator("#chart-trend")
        chart.locator(".chart-cite summary").click()
        chart.get_by_role("button", name="Copy: BibTeX").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == chart.locator("#chart-trend-cite-1").inner_text().strip()
        assert visit.said == []
