"""The release desk in a real browser with a real worker: the whole way, phones, axe."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accountability.models import Release, ReleaseState, ReleaseWork, User, WorkKind
from accountability.publication.work import ask
from accountability.release.bundle import current_release
from tests.accounts import log_browser_in
from tests.integration.worker import empty_broker, running_worker
from tests.release_desk import ReleaseRoom, do_all

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]

Open = Callable[..., Page]


@pytest.fixture
def room() -> ReleaseRoom:
    empty_broker()
    return ReleaseRoom()


@pytest.fixture
def desk_of(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """Open a page as somebody; the console stays empty and all requests at home."""
    said: list[str] = []
    elsewhere: list[str] = []
    contexts = []

    def opened(user: User, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="en-CA", **options
        )
        contexts.append(context)
        log_browser_in(context, user, live_server.url)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        home = urlsplit(live_server.url).netloc
        page.on(
            "request",
            lambda request: (
                elsewhere.append(request.url)
                if urlsplit(request.url).netloc != home
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for line in said if "422" not in line] == []
    assert elsewhere == []


@pytest.mark.parametrize("script", [True, False])
def test_from_a_draft_to_the_public_and_back(
    room: ReleaseRoom, desk_of: Open, tmp_path: Path, settings: Any, script: bool
) -> None:
    first_edition = room.published()
    room.record.statistic(room.annual, 51, key="newer", period="2022/23")
    root = Path(settings.RELEASES_DIR)
    author = desk_of(room.author, java_script_enabled=script)
    with running_worker(tmp_path / "worker.log", concurrency=1):
        author.goto("/releases/")
        author.get_by_role("button", name="Make a draft").click()
        # The page leads on by itself once the worker is done.
        expect(author.get_by_role("heading", name="Table by table")).to_be_visible(
            timeout=60_000
        )
        release = Release.objects.get(state=ReleaseState.AUDITED)
        assert author.url.endswith(f"/releases/{release.name}/")
        expect(author.get_by_role("heading", name="Figures: 1")).to_be_visible()
        expect(author.get_by_role("button", name="Approve")).to_have_count(0)
        for voter in (room.first, room.second):
            page = desk_of(voter, java_script_enabled=script)
            page.goto(f"/releases/{release.name}/")
            page.get_by_role("button", name="Approve").click()
            expect(page.get_by_role("status")).to_contain_text("recorded")
        author.reload()
        author.get_by_role("link", name="Publish…").click()
        author.get_by_label("Type the release’s name").fill("another")
        author.get_by_role("button", name="Publish").click()
        expect(author.get_by_text("That is not its name")).to_be_visible()
        author.get_by_label("Type the release’s name").fill(release.name)
        author.get_by_role("button", name="Publish").click()
        expect(author.get_by_text("When it became current")).to_be_visible(
            timeout=60_000
        )
    assert current_release(root) == release.name
    author.goto(f"/releases/{first_edition.name}/")
    author.get_by_role("link", name="Make it current again…").click()
    author.get_by_label("Why does it become current").fill("a page was misread")
    author.get_by_label("Type the release’s name").fill(first_edition.name)
    author.get_by_role("button", name="Make it current").click()
    expect(author.get_by_role("status")).to_contain_text("current release again")
    expect(author.get_by_text("a page was misread")).to_be_visible()
    assert current_release(root) == first_edition.name


def test_a_draft_is_returned_with_a_reason(room: ReleaseRoom, desk_of: Open) -> None:
    release = room.draft()
    page = desk_of(room.first)
    page.goto(f"/releases/{release.name}/")
    page.get_by_text("Return it: it shall not go out").click()
    page.get_by_label("Why shall it not go out?").fill("page 7 is misread")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("returned")
    expect(page.get_by_text("page 7 is misread")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(
    room: ReleaseRoom, desk_of: Open, width: int
) -> None:
    page = desk_of(room.first, viewport={"width": width, "height": 844})
    addresses = ["/releases/"]
    look(page, addresses, width)  # nothing there yet
    old = room.published()
    room.record.allegation(
        room.annual,
        room.record.complaint(),
        allegation_class="unassigned",
        class_raw="RULE 9: OTHER CONDUCT THAT NO CROSSWALK COVERS YET",
    )
    room.record.statistic(room.annual, 9, key="odd", flags="sum_mismatch")
    room.published()
    room.record.statistic(room.annual, 10, key="late", period="2022/23")
    draft = room.draft()
    failing = ask(WorkKind.REBUILD, by=room.author, release=draft)
    room.record.statistic(room.annual, 1, key="bad", flags="no_such_flag")
    look(page, [f"/releases/work/{failing.pk}/", "/releases/"], width)
    do_all()
    assert ReleaseWork.objects.get().failure == "bundle_refused"
    look(
        page,
        [
            "/releases/",
            f"/releases/work/{failing.pk}/",
            f"/releases/{draft.name}/",
            f"/releases/{old.name}/",
            f"/releases/{old.name}/changes/statistics/",
            f"/releases/{old.name}/go-back/",
            f"/releases/{draft.name}/publish/",
        ],
        width,
    )


def look(page: Page, addresses: list[str], width: int) -> None:
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == [], address
        needed = page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, (address, needed)
        assert not re.search(r"None\b.*None\b", page.title())
