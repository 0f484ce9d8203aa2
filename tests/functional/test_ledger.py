"""The ledger from a commission's site to a reader: real site, broker, worker, people.

A page is changed and another taken away; a person confirms; the next release tells it
on its page, in the API and in both feeds; it comes back; what is dismissed never shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from accountability.extraction.runs import start_run
from accountability.models import (
    DocumentChange,
    ExtractedRecord,
    ReadingState,
    Role,
    Run,
    User,
)
from accountability.publication.services import approve, draft_release, publish
from accountability.records.reference import load_reference
from accountability.review import services
from tests.accounts import log_browser_in
from tests.factories import make_reviewer
from tests.integration.worker import empty_broker, running_worker, wait_until
from tests.public_plane import running_public_plane
from tests.sources.loopback import Answer, Scripted, scripted

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages", "patient"),
]
FORM = Path(__file__).parent.parent / "sources/ca_on_leca/toronto-2025-q1.html"
QUARTERS = ("2024-Q3", "2024-Q4", "2025-Q1")
SIZES = {"desk": (1280, 900), "hand": (390, 844)}


def address(quarter: str) -> str:
    return f"/print.php?service=Toronto&year={quarter}"


@dataclass
class Agency:
    """The agency's site, with a worker that reads it."""

    site: Scripted
    log: Path

    def say(self, quarter: str, page: Answer) -> None:
        self.site.answers[address(quarter)] = page

    def crawl(self) -> None:
        run = start_run("ca_on_leca", "test")

        def ended() -> bool:
            return Run.objects.filter(pk=run.pk, finished_at__isnull=False).exists()

        wait_until(ended, "the end of a run", self.log)


@pytest.fixture
def agency(settings: Settings, tmp_path: Path) -> Iterator[Agency]:
    load_reference()
    empty_broker()
    links = "".join(f'<a href="{address(q)}">{q}</a>' for q in QUARTERS)
    index = Answer(body=f"<html><body>{links}</body></html>".encode())
    form = Answer(body=FORM.read_bytes())
    pages = {"/": index, **{address(quarter): form for quarter in QUARTERS}}
    log = tmp_path / "worker.log"
    with scripted(pages) as site:
        settings.SOURCE_BASES = {"ca_on_leca": f"http://{site.host}/"}
        with running_worker(log, concurrency=1):
            yield Agency(site, log)


@pytest.fixture
def desk(chromium: Browser, live_server: object) -> Iterator[Page]:
    """Open the staff desk as a reviewer; the console stays empty."""
    url: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(base_url=url, locale="en-CA")
    log_browser_in(context, make_reviewer("rosa"), url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [line for line in said if "422" not in line] == []


def accept_all() -> None:
    by = User.objects.filter(username="synthetic").first() or make_reviewer(
        "synthetic", synthetic=True
    )
    proposed = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
    services.accept_for_demonstration(proposed, by=by)


def release() -> str:
    """Draft, approve twice and publish; return the name."""
    author, *approvers = [
        User.objects.filter(username=name).first() or make_reviewer(name, Role.RELEASER)
        for name in ("author", "first", "second")
    ]
    made = draft_release(by=author)
    for approver in approvers:
        made = approve(made, by=approver)
    publish(made, by=author)
    return made.name


def violations(page: Page) -> list[str]:
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


def fits(page: Page) -> bool:
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return wide <= (page.viewport_size or {"width": 0})["width"]


def told(client: httpx.Client) -> list[str]:
    """Return what became of documents, by the API; both feeds say as much."""
    rows = client.get("/api/v1/document_changes/").json()["results"]
    items = client.get("/feeds/ledger.json").json()["items"]
    entries = client.get("/feeds/ledger.atom").text.count("<entry>")
    assert len(rows) == len(items) == entries
    return [row["kind"] for row in rows]


def test_from_a_commission_s_site_to_a_reader(
    agency: Agency,
    desk: Page,
    chromium: Browser,
    collected_static: Path,
    tmp_path: Path,
    settings: Settings,
) -> None:
    settings.RELEASES_DIR = tmp_path / "releases"
    settings.RELEASES_DIR.mkdir()
    agency.crawl()
    accept_all()
    changed = FORM.read_bytes().replace(b"<td>377</td>", b"<td>380</td>")
    dropped = b"<tr><td>Policy complaints managed</td><td>6</td></tr>\n"
    assert dropped in changed
    agency.say("2025-Q1", Answer(body=changed.replace(dropped, b"")))
    agency.say("2024-Q4", Answer(410))
    agency.say("2024-Q3", Answer(404))
    agency.crawl()
    assert [c.kind for c in DocumentChange.objects.all()] == ["revised"]
    agency.crawl()
    accept_all()

    for size, (width, height) in SIZES.items():
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto("/review/ledger/")
        expect(desk.locator("tbody tr")).to_have_count(3)
        assert violations(desk) == []
        assert fits(desk), size
        desk.get_by_role("row", name="other values").get_by_role("link").click()
        expect(desk.get_by_text("1 figure changed, 1 figure gone")).to_be_visible()
        assert violations(desk) == []
        assert fits(desk), size
    for both in ("377", "380"):
        expect(desk.get_by_role("table").get_by_text(both).first).to_be_visible()
    desk.get_by_role("button", name="Confirm").click()
    expect(desk.get_by_role("status")).to_contain_text("Confirmed: Published again")

    desk.goto("/review/ledger/")
    desk.get_by_role("link", name="2024-Q3").click()
    desk.get_by_role("link", name="Dismiss").click()
    desk.get_by_role("button", name="Dismiss").click()
    expect(desk.get_by_role("alert")).to_contain_text("Choose a reason")
    desk.get_by_label("The whole site was ill").check()
    desk.get_by_role("button", name="Dismiss").click()
    expect(desk.get_by_role("status")).to_contain_text("Dismissed: No longer")
    expect(desk.get_by_role("heading", level=1)).to_have_text(
        "No longer at its address"
    )
    desk.keyboard.press("a")
    expect(desk.get_by_role("status")).to_contain_text("Confirmed: No longer")
    expect(desk.get_by_role("status")).to_contain_text("last one here")

    first = release()
    with (
        running_public_plane(tmp_path, collected_static) as plane,
        httpx.Client(base_url=plane.url, timeout=60) as client,
        chromium.new_context(base_url=plane.url) as context,
    ):
        assert told(client) == ["revised", "disappeared"]
        reader = context.new_page()
        reader.goto("/ledger/")
        gone = reader.get_by_role("article", name="No longer at its address")
        expect(gone).to_contain_text("2024-Q4")
        revised = reader.get_by_role("article", name="Published again")
        expect(revised).to_contain_text("377 → 380")
        expect(revised).to_contain_text("6 → none")
        assert "2024-Q3" not in reader.content()
        assert f"http://{agency.site.host}" not in reader.content()

        agency.say("2024-Q4", Answer(body=FORM.read_bytes()))
        agency.say("2024-Q3", Answer(body=FORM.read_bytes()))
        agency.crawl()
        assert told(client) == ["revised", "disappeared"]
        desk.goto("/review/ledger/")
        expect(desk.locator("tbody tr")).to_have_count(1)
        desk.get_by_role("link", name="2024-Q4").click()
        desk.get_by_role("button", name="Confirm").click()
        expect(desk.get_by_role("status")).to_contain_text("Confirmed: Back at")
        release()
        assert told(client) == ["revised", "disappeared", "reappeared"]
        reader.goto(f"/ledger/?kind=reappeared&release={first}")
        expect(reader.get_by_role("article")).to_have_count(0)
        reader.goto("/ledger/?kind=reappeared")
        expect(reader.get_by_role("article")).to_contain_text(
            "the same bytes as before"
        )
