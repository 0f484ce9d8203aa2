"""A recommendation read on a page: typed at phone width, kept, proposed by keyboard."""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accountability.models import ExtractedRecord, HandEntry, RecordType
from tests.accounts import log_browser_in
from tests.drawn_pages import pdf_page
from tests.factories import Desk, make_reviewer
from tests.functional.test_case_pages import accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
PRINTED = [
    "Report on a matter that never was",
    "Recommendation 4: that the Exampleville Police Board train",
    "its members every year, made up for a test.",
]


def seen(page: Page, name: str) -> None:
    """Look at the page: with axe, and where somebody wants to see it, in a picture."""
    accessible(page)
    if directory := os.environ.get("PICTURES"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=f"{directory}/{name}-{width}.png", full_page=True)


def test_a_recommendation_is_typed_kept_and_proposed_by_keyboard(
    chromium: Browser, live_server: Any
) -> None:
    desk, rosa, ada = Desk(), make_reviewer("rosa"), make_reviewer("ada")
    snapshot = desk.document(pdf_page(PRINTED), title="Report on a matter")
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en-CA"
    )
    log_browser_in(context, rosa, live_server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/documents/{snapshot.document.slug}/")
    page.get_by_role("button", name="Enter a recommendation by hand").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter a recommendation")

    # What is typed is kept by itself; leaving asks nothing and loses nothing.
    page.get_by_label("To whom").fill("Exampleville Police Board")
    expect(page.locator("[data-state]")).to_have_text("Kept.")
    page.goto(f"/documents/{snapshot.document.slug}/")
    page.get_by_role("link", name="Go on with what you began").click()
    expect(page.get_by_label("To whom")).to_have_value("Exampleville Police Board")

    # Enter in a field looks at the place and proposes nothing.
    page.get_by_label("Two or three words").fill("police board train")
    page.keyboard.press("Enter")
    expect(page.get_by_alt_text("with the words framed in red")).to_be_visible()
    page.get_by_label("What was recommended").fill(
        "The Exampleville Police Board train its members every year, made up"
    )
    page.get_by_label("When it was made").fill("2023/24")
    page.get_by_role("button", name="Propose it").focus()
    page.keyboard.press("Enter")
    trouble = page.get_by_role("alert")
    expect(trouble).to_be_focused()
    expect(trouble).to_contain_text("Say it in your own words")
    seen(page, "by-hand-refused")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="What was recommended").click()
    expect(page.get_by_label("What was recommended")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Yearly training for those on the board")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("status")).to_contain_text("Another reviewer compares it")
    expect(page.get_by_text("You typed this yourself")).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    reading = ExtractedRecord.objects.get(record_type=RecordType.RECOMMENDATION)
    seen(page, "by-hand-own")

    log_browser_in(context, ada, live_server.url)
    page.goto(f"/review/readings/{reading.pk}/")
    expect(page.get_by_text("typed by rosa")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Accepted: To Exampleville")
    page.goto(f"/review/readings/{reading.pk}/")
    page.get_by_role("button", name="Enter an answer").click()
    chosen = page.get_by_label("What is answered")
    expect(chosen).to_have_value(str(reading.pk))
    seen(page, "by-hand-answer")
    # Nobody is waited for: what ada began and leaves is discarded by her.
    page.get_by_role("button", name="Discard what I typed").click()
    expect(page.get_by_role("status")).to_contain_text("Discarded")
    assert HandEntry.objects.filter(reading=None).count() == 0
    assert [words for words in said if "422" not in words] == []
    context.close()
