"""A report without tables, handed in at phone width: kept, then read by a person."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from accountability.extraction.handing_in.services import advance
from accountability.models import HandedInFile
from accountability.records.reference import load_reference
from tests.accounts import log_browser_in
from tests.drawn_pages import pdf_page
from tests.factories import make_reviewer
from tests.functional.test_handed_in import seen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
PRINTED = [
    "Review of a matter that never was",
    "We recommend that the Exampleville Police Board train its members.",
]


def test_a_report_is_handed_in_kept_and_read(
    chromium: Browser, live_server: Any
) -> None:
    load_reference()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en-CA"
    )
    log_browser_in(context, make_reviewer("rosa"), live_server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/handed-in/new/")
    page.get_by_label("What it is").select_option("A report to be read by hand (PDF)")
    page.get_by_label("Body").select_option(
        "Office of the Police Complaint Commissioner"
    )
    page.get_by_label("Title").fill("Review of a matter")
    page.get_by_label("Form").select_option("Report of an investigation")
    held: FilePayload = {
        "name": "r.pdf",
        "mimeType": "application/pdf",
        "buffer": pdf_page(PRINTED),
    }
    page.get_by_label("File", exact=True).set_input_files(held)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Say when you got it.")).to_be_visible()
    seen(page, "report-new")
    page.get_by_label("Got on").fill(date(2024, 6, 3).isoformat())
    page.get_by_label("Given by").fill("Clerk of the made-up board")
    page.get_by_label("File", exact=True).set_input_files(held)
    page.get_by_role("button", name="Upload").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Review of a matter")
    file = HandedInFile.objects.get()
    advance(file.pk)  # as a worker does
    page.goto(f"/handed-in/{file.pk}/")
    expect(page.get_by_text("1 page, and no table to read")).to_be_visible()
    seen(page, "report-checked")
    page.get_by_role("button", name="Put it on the shelf").click()
    expect(page.get_by_role("status")).to_contain_text("It is being kept.")
    advance(file.pk)
    page.goto(f"/handed-in/{file.pk}/")
    seen(page, "report-kept")
    page.get_by_role("link", name="Enter what it says").click()
    expect(page.get_by_text("enter what it says by hand")).to_be_visible()
    seen(page, "report-document")
    page.get_by_role("button", name="Enter a recommendation by hand").click()
    expect(heading).to_have_text("Enter a recommendation")
    expect(page.get_by_role("img").first).to_be_visible()
    assert [line for line in said if "status of 4" not in line] == []
    context.close()
