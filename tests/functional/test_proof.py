"""From a number to the piece of its page, and how that piece was let out."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accountability.models import CropDecision
from accountability.review.services import accept
from accountability.sources.proposals import Box, Locator
from tests.accounts import log_browser_in
from tests.factories import PASSWORD, Desk, figure, make_reviewer
from tests.public_plane import PublicPlane

pytestmark = pytest.mark.browser


@pytest.fixture(params=[1280, 390])
def page(
    chromium: Browser, public_plane: PublicPlane, request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=public_plane.url,
        viewport={"width": request.param, "height": 900},
        locale="en-CA",
    )
    yield context.new_page()
    context.close()


def test_a_reader_goes_from_the_number_to_the_piece_of_the_page(page: Page) -> None:
    page.goto("/departments/saanich/")
    row = page.get_by_role("row").filter(has_text="2021/22").first
    row.get_by_role("link", name="Where this number comes from").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Where this number comes from"
    )
    piece = page.get_by_role("img", name="Piece of page 3 that reads “48”")
    expect(piece).to_be_visible()
    assert piece.evaluate("image => image.complete && image.naturalWidth") == 120
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Permanent link to this page").click()
    expect(piece).to_be_visible()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("staff_pages")
def test_a_reviewer_lets_a_picture_out_and_takes_it_back(
    chromium: Browser, live_server: object
) -> None:
    rosa = make_reviewer("rosa", password=PASSWORD)
    place = Locator(page=1, box=Box(118, 110, 132, 122))
    reading = Desk().report(figure(locator=place)).readings.get()
    accept(reading, by=rosa)
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(base_url=address, locale="en-CA")
    log_browser_in(context, rosa, address)
    page = context.new_page()
    page.goto(f"/review/readings/{reading.pk}/")
    page.get_by_role("link", name="Look at what could be shown").click()
    offer = page.get_by_role("region", name="The figure in its row")
    expect(offer.get_by_role("listitem")).to_have_text(["Saanich", "48"])
    assert Axe().run(page).violations_count == 0
    offer.get_by_role("button", name="Let this picture out").click()
    assert not CropDecision.objects.exists()  # the browser asks for the tick
    offer.get_by_role("checkbox").check()
    offer.get_by_role("button", name="Let this picture out").click()
    expect(page.get_by_text("Allowed by rosa").first).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back by rosa")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    context.close()
