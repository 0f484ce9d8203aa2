"""Making and revoking a token by hand, in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.accounts import log_browser_in
from tests.casework import House
from tests.staff_api import Program

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
PASSWORD = "correct horse battery staple"


@pytest.fixture(params=[1280, 390], ids=["wide", "phone"])
def page(request: Any, chromium: Browser, live_server: Any) -> Iterator[Page]:
    house = House()
    house.worker.set_password(PASSWORD)
    house.worker.save()
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": request.param, "height": 900},
        locale="en-CA",
    )
    log_browser_in(context, house.worker, live_server.url)
    yield context.new_page()
    context.close()


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    wider = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wider)


def test_a_token_is_made_used_and_revoked(page: Page) -> None:
    page.goto("/account/factors/")
    page.get_by_role("link", name="Tokens for programs").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Make a token").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").filter(has_text=re.compile("Confirm|Log in")).click()
    page.get_by_label("For what").fill("night list")
    accessible(page)
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("code.staff-link").inner_text()
    accessible(page)
    assert Program(secret).get("me/").json()["token"]["scope"] == "read"
    page.get_by_role("link", name="Your tokens").click()
    accessible(page)
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke night list").click()
    expect(page.get_by_text("opens nothing any more")).to_be_visible()
    assert Program(secret).get("me/").status_code == 401
