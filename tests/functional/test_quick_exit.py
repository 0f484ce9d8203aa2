"""Leaving at once: by button, by Shift, without a script; Back shows nothing (S20)."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts import log_browser_in, log_in
from tests.casework import House

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Weather</title><h1>Sunny</h1>")

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(autouse=True)
def weather(settings: Any) -> Iterator[str]:
    """A harmless page on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EXIT_TO = f"http://127.0.0.1:{server.server_port}/weather"
    yield settings.EXIT_TO
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Any]:
    contexts: list[BrowserContext] = []

    def open_as(user: Any, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 390, "height": 844}, **more
        )
        contexts.append(context)
        log_browser_in(context, user, live_server.url)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


def gone(page: Page, weather: str, word: str) -> None:
    """The other page is shown; nothing of ours is left, not behind Back either."""
    expect(page).to_have_url(weather)
    expect(page.get_by_role("heading")).to_have_text("Sunny")
    ours = [c for c in page.context.cookies() if "session" in str(c["name"])]
    assert ours == []
    assert not Session.objects.exists()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(word)
    assert word not in page.content()


def test_the_button(opened: Any, weather: str) -> None:
    house = House()
    case = house.case()
    page = opened(house.worker)
    page.goto("/cases/")
    page.goto(f"/cases/{case.pk}/")
    page.evaluate("() => localStorage.setItem('left', 'behind')")
    page.get_by_role("link", name="Exit this page").click()
    gone(page, weather, "Quayside-Motel")
    # The page that was left is not even an entry of the history.
    assert str(case.pk) not in page.url
    page.goto("/account/login/")
    assert page.evaluate("() => localStorage.length") == 0


def test_shift_three_times_and_not_while_typing(opened: Any, weather: str) -> None:
    house = House()
    page = opened(house.worker)
    page.goto("/cases/new/")
    words = page.get_by_label("What happened?")
    words.focus()
    page.keyboard.type("ABC Synthetic WORDS")
    for letter in "XYZ":
        page.keyboard.press(f"Shift+{letter}")
    expect(words).to_have_value(re.compile("WORDSXYZ$"))
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-state]")).to_contain_text("2")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    gone(page, weather, "Synthetic WORDS")


def test_without_a_script(opened: Any, weather: str) -> None:
    house = House()
    case = house.case()
    page = opened(house.worker, java_script_enabled=False)
    page.goto(f"/cases/{case.pk}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Exit this page")).to_be_focused()
    page.keyboard.press("Enter")
    gone(page, weather, "Quayside-Motel")


def test_the_answer(weather: str) -> None:
    house = House()
    client = log_in(Client(), house.worker)
    answer = client.get("/exit/")
    assert (answer.status_code, answer["Location"]) == (302, weather)
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/cases/").status_code == 302
    stranger = Client().get("/exit/")
    assert (stranger.status_code, stranger["Location"]) == (302, weather)
    assert Client().post("/exit/").status_code == 405
