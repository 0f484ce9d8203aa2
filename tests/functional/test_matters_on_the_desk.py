"""Numbered matters in a real browser: a list taken together, a service put right."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from accountability.extraction.runs import start_run
from accountability.models import (
    ExtractedRecord,
    Proceeding,
    ProceedingStatement,
    Snapshot,
)
from accountability.records.reference import load_reference
from tests.accounts import log_browser_in
from tests.factories import PASSWORD, make_reviewer
from tests.integration.worker import drain, empty_broker
from tests.sources.examples import example
from tests.sources.loopback import Answer, scripted

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


def answer(case: str, *, said: str = "") -> Answer:
    content = example("ca_on_siu", case).content
    if said:
        content = content.replace(b"Toronto Police Service ( <abbr>", said.encode())
    return Answer(200, content, (("Content-Type", "text/html; charset=utf-8"),))


@pytest.fixture
def crawled(settings: Settings) -> None:
    """Crawl the SIU's index and one report from a site on loopback."""
    load_reference()
    empty_broker()
    pages = {
        "/en/directors_reports.php": answer("index-2024"),
        "/fr/directors_reports.php": answer("index-fr"),
        "/en/directors_report_details.php?drid=5000": answer(
            "report", said="Toronto Island Police Service ( <abbr>"
        ),
    }
    with scripted(pages) as server:
        settings.SOURCE_BASES = {"ca_on_siu": f"http://{server.host}/"}
        start_run("ca_on_siu", "test")
        drain()


@pytest.fixture
def page(chromium: Browser, live_server: object, crawled: None) -> Iterator[Page]:
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, locale="en-CA"
    )
    log_browser_in(context, make_reviewer("rosa", password=PASSWORD), address)
    yield context.new_page()
    context.close()


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response
    assert [item["id"] for item in found["violations"]] == []


def test_the_lines_of_a_list_are_accepted_together(page: Page) -> None:
    index = Snapshot.objects.get(document__url__contains="/en/directors_reports.php")
    page.goto("/review/")
    line = page.get_by_role("link", name="lines of a list of cases").first
    expect(line).to_be_visible()
    line.click()
    expect(page.locator("main")).to_contain_text("24-OVI-336")
    axe_finds_nothing(page)
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator("main")).to_contain_text("8")
    assert set(index.readings.values_list("state", flat=True)) == {"accepted"}
    assert Proceeding.objects.count() == 8


def test_a_service_that_is_not_known_is_put_right_beside_its_sentence(
    page: Page,
) -> None:
    reading = ExtractedRecord.objects.get(flags="unknown_department")
    page.goto(f"/review/readings/{reading.pk}/")
    expect(page.locator("main")).to_contain_text("Toronto Island Police Service")
    expect(page.locator(".staff-evidence")).to_contain_text("notified the SIU")
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    axe_finds_nothing(page)
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Department").select_option(label="Toronto Police Service")
    page.get_by_label("How it ended").select_option("no_grounds")
    page.get_by_label("Why?").fill("the sentence names a unit of it")
    axe_finds_nothing(page)
    page.get_by_role("button", name="Accept with this correction").click()
    expect(page.locator("[role=status], .messages").first).to_be_visible()
    statement = ProceedingStatement.objects.select_related("department").get()
    assert statement.department
    assert statement.department.slug == "toronto"
