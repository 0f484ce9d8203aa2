"""The review desk in a real browser: keys, forms, batches, phones, screen readers."""

import io
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

from accountability.models import ExtractedRecord, Job, Run, Statistic, User
from accountability.sources.proposals import Locator
from accountability.vocab import Flag
from tests.accounts import code_now, log_browser_in, with_app
from tests.factories import (
    PASSWORD,
    Desk,
    figure,
    line_box,
    make_reviewer,
    matter,
    pdf_page,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa", password=PASSWORD)


@pytest.fixture
def page(chromium: Browser, live_server: object, rosa: User) -> Iterator[Page]:
    """Open a page as rosa; the console must stay empty and all requests at home."""
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, locale="en-CA"
    )
    log_browser_in(context, rosa, address)
    page = context.new_page()
    said: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    home = urlsplit(address).netloc
    page.on(
        "request",
        lambda request: (
            elsewhere.append(request.url)
            if urlsplit(request.url).netloc != home
            else None
        ),
    )
    yield page
    context.close()
    assert [line for line in said if "422" not in line] == []
    assert elsewhere == []


def red_rows(png: bytes) -> tuple[float, float]:
    """Return where the red frame begins and ends, as shares of the height."""
    red, green, blue = Image.open(io.BytesIO(png)).convert("RGB").split()
    framed = ImageChops.multiply(
        red.point(lambda level: 255 * (level > 150)),
        ImageChops.multiply(
            green.point(lambda level: 255 * (level < 90)),
            blue.point(lambda level: 255 * (level < 90)),
        ),
    ).getbbox()
    assert framed, "no red frame"
    return framed[1] / red.height, framed[3] / red.height


def reading_address(record: ExtractedRecord) -> str:
    return f"/review/readings/{record.pk}/"


def states() -> list[str]:
    return list(ExtractedRecord.objects.order_by("pk").values_list("state", flat=True))


def test_logging_in_and_deciding_by_keyboard(
    chromium: Browser, live_server: object, desk: Desk, rosa: User
) -> None:
    desk.report(figure(1), figure(2), figure(0))
    with_app(rosa)
    context = chromium.new_context(base_url=live_server.url, locale="en-CA")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/review/")
    page.get_by_label("Name").fill("rosa")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(code_now())
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/review/")  # type: ignore[attr-defined]

    first = ExtractedRecord.objects.order_by("pk")[0]
    page.goto(reading_address(first))
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Accepted")
    expect(page).to_have_url(re.compile(f"/readings/{first.pk + 1}/"))
    assert states() == ["accepted", "proposed", "proposed"]

    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    assert states() == ["proposed", "proposed", "proposed"]
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(f"/readings/{first.pk + 1}/"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"/readings/{first.pk + 2}/"))
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(f"/readings/{first.pk + 1}/"))
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys of the review desk")).to_be_visible()
    context.close()


def test_rejecting_needs_a_reason_and_keeps_what_was_typed(
    page: Page, desk: Desk
) -> None:
    desk.report(figure())
    page.goto(reading_address(ExtractedRecord.objects.get()))
    page.keyboard.press("r")
    words = page.get_by_label("In your own words")
    words.fill("a and r are letters here")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(words).to_have_value("a and r are letters here")
    assert states() == ["proposed"]
    page.get_by_label("Misread: the page says something else").check()
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("status")).to_contain_text("Rejected")
    assert states() == ["rejected"]


def test_correcting_shows_what_is_wrong_at_its_field(page: Page, desk: Desk) -> None:
    desk.report(figure())
    page.goto(reading_address(ExtractedRecord.objects.get()))
    page.keyboard.press("c")
    value = page.get_by_label("Value:", exact=True)
    value.fill("2 262")
    page.get_by_label("Why? What does the page say?").fill("two thousand")
    page.get_by_role("button", name="Accept with this correction").click()
    expect(page.get_by_role("alert")).to_contain_text("Write digits only")
    expect(value).to_have_value("2 262")
    value.fill("2262")
    page.get_by_role("button", name="Accept with this correction").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted with a correction")
    assert Statistic.objects.get().value == 2262


def test_rows_whose_totals_check_are_accepted_together_after_a_question(
    page: Page, desk: Desk
) -> None:
    desk.report(figure(), figure(), figure(flags=(Flag.SUM_MISMATCH,)))
    page.goto("/review/")
    page.get_by_role("link", name="Accept 2 figures whose parts add up").click()
    assert not Statistic.objects.exists()
    page.get_by_role("button", name="Yes, accept all 2 rows").click()
    expect(page.get_by_role("status")).to_contain_text("2 rows accepted.")
    assert states() == ["accepted", "accepted", "proposed"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("2 rows taken back.")
    assert states() == ["proposed", "proposed", "proposed"]


def test_the_page_is_scrolled_to_the_place_and_the_place_is_framed(
    page: Page, desk: Desk
) -> None:
    snapshot = desk.document(pdf_page([f"line {number}" for number in range(33)]))
    reading = desk.reading(snapshot, figure(locator=Locator(page=1, box=line_box(32))))
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(reading_address(reading))
    whole = page.get_by_role("region", name="The whole page")
    picture = whole.get_by_role("img", name="framed in red")
    expect(picture).to_be_visible()
    drawn = page.request.get(str(picture.get_attribute("src"))).body()
    red = red_rows(drawn)
    box = line_box(32)
    assert red[0] == pytest.approx((box.top - 2) / 792, abs=0.005)
    assert red[1] == pytest.approx((box.bottom + 2) / 792, abs=0.005)
    shown = whole.evaluate(
        "region => [region.scrollTop, region.scrollTop + region.clientHeight,"
        " region.scrollHeight]"
    )
    assert shown[0] > 0
    assert shown[0] / shown[2] < red[0] < red[1] < shown[1] / shown[2]


def test_everything_works_without_javascript(
    chromium: Browser, live_server: object, desk: Desk, rosa: User
) -> None:
    desk.report(figure())
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(
        base_url=address, java_script_enabled=False, locale="en-CA"
    )
    log_browser_in(context, rosa, address)
    page = context.new_page()
    page.goto(reading_address(ExtractedRecord.objects.get()))
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted")
    page.get_by_role("button", name="Undo").click()
    assert states() == ["proposed"]
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(page: Page, desk: Desk, width: int) -> None:
    report = desk.report(
        figure(), figure(flags=(Flag.UNKNOWN_DEPARTMENT,), department=None)
    )
    dataset = desk.dataset(matter(2), matter(2, flags=(Flag.UNMAPPED_TERM,)))
    run = Run.objects.create(source_id="ca_bc_opcc", reason="due")
    Job.objects.create(
        run=run,
        kind="fetch",
        key="http://127.0.0.1/wp-content/uploads/a-very-long-name-of-a-report.pdf",
        state="dead",
        outcome="failed",
        failure="truncated",
        where="page 7",
        advice="fetch it again",
    )
    read = report.readings.last()
    row = dataset.readings.first()
    assert read
    assert row
    page.set_viewport_size({"width": width, "height": 844})
    for address in (
        "/",
        "/keys/",
        "/review/",
        "/review/readings/",
        reading_address(read),
        reading_address(row),
        f"{reading_address(read)}correct/",
        f"{reading_address(row)}correct/",
        f"{reading_address(read)}reject/",
        f"/review/together/{report.pk}/totals_check/",
        f"/review/together/{dataset.pk}/unmapped_rows/",
        "/runs/",
        f"/runs/{run.pk}/",
        "/documents/",
        f"/documents/{report.document.slug}/",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == [], address
        needed = page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, address
