"""How the sources are, in a real browser: on a desk, on a phone, in both languages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from accountability.models import Run, SourceHealth
from accountability.records.reference import load_reference
from tests.accounts import log_browser_in
from tests.factories import make_reviewer
from tests.integration.worker import empty_broker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
STATES = {
    "ca_bc_opcc": ("fine", "", 1),
    "ca_crcc": ("silent", "", 0),
    "ca_on_leca": ("due", "", 0),
    "ca_on_siu": ("failing", "unreachable", 4),
    "us_la_nopd": ("changed_layout", "layout_changed", 1),
}


@pytest.fixture
def page(chromium: Browser, live_server: object, settings: Settings) -> Iterator[Page]:
    load_reference()
    empty_broker()
    settings.SOURCE_BASES = dict.fromkeys(STATES, "http://127.0.0.1:9/")
    now = timezone.now()
    for name, (state, failure, dead) in STATES.items():
        run = Run.objects.create(source_id=name, reason="due", finished_at=now)
        SourceHealth.objects.create(
            source_id=name,
            state=state,
            since=now - timedelta(days=2),
            watched_since=now,
            checked_at=now,
            asked_at=now,
            run=run,
            failure=failure,
            dead=dead,
            unread=dead if state == "changed_layout" else 0,
            rows=7530,
            unmapped=dead * 1800,
        )
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(base_url=address, locale="en-CA")
    log_browser_in(context, make_reviewer("rosa"), address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_the_worst_is_first_and_says_what_to_do(page: Page) -> None:
    page.goto("/")
    card = page.get_by_role("region", name="Sources")
    expect(card.get_by_role("listitem")).to_have_count(3)
    first = card.get_by_role("listitem").first
    expect(first).to_contain_text("us_la_nopd · Layout changed")
    expect(first).to_contain_text("mend the reader")
    card.get_by_role("link", name="All sources").click()
    rows = page.get_by_role("row")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        shown = page.locator("tbody th").all_inner_texts()
        assert [text.split("\n")[0] for text in shown] == [
            *("us_la_nopd", "ca_on_siu", "ca_crcc", "ca_on_leca", "ca_bc_opcc")
        ]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Français").click()
    expect(rows.nth(1)).to_contain_text("Présentation modifiée")
    expect(rows.nth(1)).not_to_contain_text("What came")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Read now ca_on_siu").click()
    expect(page.get_by_role("status")).to_contain_text("A run is under way")
    assert Run.objects.filter(source_id="ca_on_siu", finished_at=None).exists()
    page.goto("/sources/")
    expect(rows.nth(2)).to_contain_text("A run is under way.")
