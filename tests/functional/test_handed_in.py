"""A body's table handed in at the desk: mapped, corrected, imported, in the queue."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accountability.models import ExtractedRecord, TableMapping
from accountability.records.reference import load_reference
from tests.accounts import log_browser_in
from tests.factories import make_reviewer
from tests.functional.test_case_pages import accessible
from tests.integration.worker import empty_broker, running_worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
HEAD = (
    "Allegations concluded;;;;\r\nFile no.;Received;Department;Allegation;Outcome\r\n"
)
RIGHT = "21-01;2021-05-03;Saanich;Neglect of Duty;Sustained\r\n"
WRONG = "21-02;early May;Gotham;Deceit;#VALUE!\r\n21-03;2021-06-01\r\n"
CORRECTED = "21-02;2021-05-09;Gotham;Deceit;Not proven\r\n"


def upload(page: Page, text: str) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    page.get_by_role("button", name="Upload").click()


def seen(page: Page, name: str) -> None:
    """Look at the page: with axe, and where somebody wants to see it, in a picture."""
    accessible(page)
    if directory := os.environ.get("PICTURES"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=f"{directory}/{name}-{width}.png", full_page=True)


def test_a_table_is_mapped_corrected_and_imported(
    chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    load_reference()
    rosa = make_reviewer("rosa")
    empty_broker()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en-CA"
    )
    log_browser_in(context, rosa, live_server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/documents/")
    page.get_by_role("link", name="Files handed in").click()
    page.get_by_role("link", name="Hand in a file").click()
    page.get_by_label("Body").select_option(
        "Office of the Police Complaint Commissioner"
    )
    page.get_by_label("Title").fill("Allegations concluded, sent by the office")
    seen(page, "new")
    upload(page, HEAD + RIGHT + WRONG)
    with running_worker(tmp_path / "log", concurrency=1):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Which column is which?", timeout=30_000)
        for label, field in {
            "File no.": "number",
            "Received": "received",
            "Department": "department",
            "Allegation": "class_name",
            "Outcome": "disposition",
        }.items():
            expect(page.get_by_label(label, exact=True)).to_have_value(field)
        page.get_by_label("Department", exact=True).select_option("leave out")
        page.get_by_role("button", name="Check every row").click()
        expect(page.get_by_role("alert")).to_contain_text("Police department")
        seen(page, "columns")
        page.get_by_label("Department", exact=True).select_option("Police department")
        page.get_by_label("Name of this mapping").fill("Log of the office")
        page.get_by_role("button", name="Check every row").click()
        wrong = page.get_by_text("2 rows can't be read as they are.")
        expect(wrong).to_be_visible(timeout=30_000)
        rows = page.locator("table.staff-rows tbody tr")
        # Both cells of row 4, not the first alone.
        expect(rows).to_have_count(3)
        expect(rows.nth(0)).to_contain_text("Row 4")
        expect(rows.nth(1)).to_contain_text("Is not a date.")
        expect(rows.nth(2)).to_contain_text("more or fewer cells")
        seen(page, "wrong")
        assert not ExtractedRecord.objects.exists()
        page.get_by_role("link", name="Upload a corrected file").click()
        expect(page.get_by_label("Title")).to_have_value(
            "Allegations concluded, sent by the office"
        )
        upload(page, HEAD + RIGHT + CORRECTED)
        expect(heading).to_have_text("Which column is which?", timeout=30_000)
        expect(page.get_by_text("Chosen as in “Log of the office”")).to_be_visible()
        page.get_by_role("button", name="Check every row").click()
        page.get_by_role("link", name="Say what they mean").click(timeout=30_000)
        # An exact label is suggested; what is not known is not guessed.
        expect(page.get_by_label("“Deceit”")).to_have_value("deceit")
        expect(page.get_by_label("“Not proven”")).to_have_value("")
        page.get_by_label("“Not proven”").select_option("Unsubstantiated")
        page.get_by_label("“Gotham”").select_option("Vancouver Police Department")
        seen(page, "words")
        page.get_by_role("button", name="Keep, and check again").click()
        expect(page.get_by_text("2 readings are ready.")).to_be_visible(timeout=30_000)
        seen(page, "ready")
        page.get_by_role("button", name="Import 2 readings").click()
        expect(page.get_by_text("2 new")).to_be_visible(timeout=30_000)
        seen(page, "done")
    page.get_by_role("link", name="Review them").click()
    expect(page.get_by_role("link", name="Vancouver Police Department")).to_be_visible()
    page.get_by_role("link", name="Saanich").click()
    # The row as the body has it, beside what was read.
    expect(page.get_by_text("Sustained").first).to_be_visible()
    seen(page, "reading")
    page.goto("/handed-in/")
    seen(page, "list")
    assert TableMapping.objects.get().name == "Log of the office"
    assert [line for line in said if "status of 4" not in line] == []
    context.close()
