"""Past cases brought in on a phone: a file, its problems, the corrected file, done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from accountability.access.context import Purpose, acting_as
from accountability.models import Case, CaseImport
from tests.accounts import log_browser_in
from tests.casework import House, department
from tests.functional.test_case_pages import accessible
from tests.integration.worker import empty_broker, running_worker
from tests.past_cases import table

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
HEADINGS = ("Month", "Police dept", "Story", "Binder page", "Name")
WRONG = [
    ("2024-05", "Saanich", "Synthetic: sent away at the counter", "1", "Sky"),
    ("soon", "Gotham", "Synthetic: never called back", "2", ""),
]
RIGHT = [WRONG[0], ("2024-06", "saanich", *WRONG[1][2:])]


@pytest.fixture
def house() -> House:
    department()
    return House()


def upload(page: Page, rows: Sequence[tuple[str, ...]]) -> None:
    page.get_by_label("Table").set_input_files(
        {
            "name": "binder.csv",
            "mimeType": "text/csv",
            "buffer": table(*rows, headings=HEADINGS),
        }
    )
    page.get_by_role("button", name="Upload").click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=30_000)
    accessible(page)


def context_of(chromium: Browser, house: House, address: str, **more: Any) -> Any:
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        locale="en-CA",
        **more,
    )
    log_browser_in(context, house.worker, address)
    return context


def test_a_table_is_corrected_and_brought_in_on_a_phone(
    house: House, chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    empty_broker()
    context = context_of(chromium, house, live_server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/cases/")
    page.get_by_role("link", name="Past cases").click()
    heading(page, "Past cases")
    page.get_by_role("link", name="Bring in a table").click()
    heading(page, "Bring in a table of past cases")
    upload(page, WRONG)
    # No worker yet: the page says so, and looks again by itself.
    expect(page.get_by_role("status")).to_have_text("The file is being read.")
    accessible(page)
    with running_worker(tmp_path / "log", concurrency=1):
        heading(page, "Which column is which?")
        expect(page.get_by_label("Month", exact=True)).to_have_value("received")
        expect(page.get_by_label("Police dept")).to_have_value("department")
        expect(page.get_by_text("Saanich · Gotham")).to_be_visible()
        expect(page.get_by_label("Binder page")).to_have_value("")
        page.get_by_label("Binder page").select_option("Note")
        page.get_by_label("Name", exact=True).select_option("Note")
        page.get_by_role("button", name="Check every row").click()
        expect(page.get_by_role("alert")).to_contain_text("can’t be the same: Note")
        accessible(page)
        page.get_by_label("Name", exact=True).select_option("Name of the person")
        page.get_by_role("button", name="Check every row").click()
        heading(page, "Past cases: Checked")
        expect(page.get_by_text("2 fields are not as they should be")).to_be_visible()
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.nth(0)).to_contain_text("Month you heard of it")
        expect(rows.nth(1)).to_contain_text("no department that is known here")
        assert "Gotham" not in page.content()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save the list (CSV)").click()
        listed = saved.value.path().read_text()
        assert listed.splitlines()[1].startswith("3,Month you heard of it,")
        page.get_by_role("link", name="Upload a corrected file").click()
        upload(page, RIGHT)
        heading(page, "Which column is which?")
        expect(page.get_by_text("Chosen as for your last table")).to_be_visible()
        expect(page.get_by_label("Binder page")).to_have_value("note")
        page.get_by_role("button", name="Check every row").click()
        heading(page, "Past cases: Checked")
        expect(page.get_by_text("2 rows are ready.")).to_be_visible()
        expect(page.get_by_text("Synthetic: never called back")).to_be_visible()
        with acting_as(house.worker, Purpose.REQUEST):
            assert not Case.objects.exists()
        page.get_by_role("button", name="Bring in 2 cases").click()
        heading(page, "Past cases: Brought in")
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.count() == 2
        states = CaseImport.objects.order_by("asked_at").values_list("state", flat=True)
        assert list(states) == ["cancelled", "done"]
    page.get_by_role("link", name="Take it back").click()
    heading(page, "Take 2 cases back?")
    page.get_by_role("link", name="Leave as it is").click()
    page.get_by_role("link", name="All imports").click()
    accessible(page)
    assert [line for line in said if "status of 4" not in line] == []
    context.close()


def test_without_script_the_same_pages_lead_on_by_a_link(
    house: House, chromium: Browser, live_server: Any
) -> None:
    from accountability.cases.importing.services import advance

    empty_broker()
    context = context_of(chromium, house, live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/cases/imports/new/")
    upload(page, RIGHT)
    expect(page.get_by_text("The file is being read.")).to_be_visible()
    import_id = UUID(page.url.rstrip("/").split("/")[-1])
    for button in ("Check every row", "Bring in 2 cases"):
        advance(import_id)
        page.get_by_role("link", name="Look again").click()
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Brought in: 0 of 2 rows.")).to_be_visible()
    advance(import_id)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("2 cases were brought in.")).to_be_visible()
    context.close()


def test_a_file_of_another_kind_is_refused_at_once_in_words(
    house: House, chromium: Browser, live_server: Any
) -> None:
    context = context_of(chromium, house, live_server.url)
    page = context.new_page()
    page.goto("/cases/imports/new/")
    page.get_by_label("Table").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Save it as CSV (UTF-8) or XLSX.")).to_be_visible()
    accessible(page)
    context.close()
