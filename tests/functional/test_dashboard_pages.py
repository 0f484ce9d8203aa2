"""Every page of the dashboard: accessible, quiet, kept in its address, given out."""

import re
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from dashboard.charts import PAGES
from dashboard.ids import ChartId
from tests.functional.reading import Visit
from tests.public_plane import PublicPlane

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

SLUGS = [page.slug for page in PAGES]
#: A desk in English by day, a hand in French at night.
SIZES = {"desk": (1280, "light", "en"), "hand": (390, "dark", "fr")}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("slug", "search"),
    [
        *((slug, "?") for slug in SLUGS if slug),
        ("departments", "?metric=reportable_injuries"),
        ("outcomes", "?jurisdiction=CA-BC"),
        ("compare", "?jurisdiction=CA-BC&department=saanich,vancouver"),
        ("community", "?cohort=2024&case_by=outcome"),
        ("community", "?case_by=reporting&case_department=saanich&cohort=2023"),
    ],
)
def test_a_page_is_accessible_quiet_and_asks_only_us(
    chromium: Browser, plane: PublicPlane, slug: str, search: str, size: str
) -> None:
    width, scheme, language = SIZES[size]
    with chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    ) as context:
        visit = Visit(context, plane)
        page = visit.open(f"{search}&lang={language}", slug)
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => {d.open = true})"
        )
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("html").get_attribute("lang") == language
        assert visit.said == []
        assert visit.callbacks <= 1
        assert {urlsplit(url).netloc for url in visit.asked if url[:4] == "http"} == {
            urlsplit(plane.url).netloc
        }
        assert context.cookies() == []


def test_filters_follow_the_reader_from_page_to_page_and_back(visit: Visit) -> None:
    page = visit.open("?jurisdiction=CA-BC&department=saanich")
    tabs = page.get_by_role("navigation", name="Pages of the dashboard")
    tabs.get_by_role("link", name="Outcomes").click()
    visit.await_charts("outcomes")
    now = page.locator("#outcomes-jurisdiction-now")
    expect(now).to_have_text("British Columbia")
    visit.choose("outcomes-jurisdiction", "New Orleans")
    expect(now).to_have_text("New Orleans")
    expect(page).to_have_url(re.compile(r"/outcomes/\?department=saanich$"))
    page.go_back()
    expect(now).to_have_text("British Columbia")
    page.go_forward()
    expect(now).to_have_text("New Orleans")
    page.reload()
    visit.await_charts("outcomes")
    expect(now).to_have_text("New Orleans")
    tabs.get_by_role("link", name="Overview").click()
    expect(page.locator("#department-now")).to_have_text("Saanich Police Department")
    assert visit.said == []


@pytest.mark.parametrize(
    ("slug", "control", "label"),
    [
        ("departments", "per", "100,000 residents"),
        ("time", "by", "By department"),
        ("compare", "by", "Departments"),
    ],
)
def test_a_failed_answer_is_said_and_can_be_tried_again(
    visit: Visit, slug: str, control: str, label: str
) -> None:
    page = visit.open("", slug)
    page.route("**/_dash-update-component*", lambda route: route.abort())
    visit.choose(f"{slug}-{control}", label)
    expect(page.locator("#failed")).to_be_visible()
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#failed")).to_be_hidden()
    expect(page.locator(f"#{slug}-{control}-now")).to_have_text(label)
    expect(page).to_have_url(re.compile(f"{control}="))


def test_a_period_that_a_metric_does_not_have_is_let_go(visit: Visit) -> None:
    page = visit.open("?period=2020/21", "departments")
    expect(page.locator("#departments-period-now")).to_have_text("2020/21")
    visit.choose("departments-metric", "Substantiated matters")
    expect(page.locator("#departments-period-now")).to_have_text("2017/18")
    expect(page).to_have_url(re.compile(r"\?metric=substantiated_matters$"))


def test_an_unknown_period_is_named(visit: Visit) -> None:
    page = visit.open("?period=2020/2&per=oficers", "departments")
    notices = page.locator("#departments-notices")
    expect(notices).to_contain_text("“period=2020/2”")
    expect(notices).to_contain_text("Did you mean “officers”?")


@pytest.mark.parametrize(("kind", "begins"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_a_drawing_is_saved_as_a_picture(
    visit: Visit, kind: str, begins: bytes
) -> None:
    page = visit.open("?jurisdiction=CA-BC", "outcomes")
    block = page.locator("#chart-departed")
    with page.expect_download() as downloaded:
        block.get_by_role("button", name=f"Save the drawing as {kind}").click()
    saved = downloaded.value
    assert saved.suggested_filename == f"departed-2026-11-22.1.{kind.lower()}"
    content = saved.path().read_bytes()
    assert content.startswith(begins)
    if kind == "SVG":
        text = content.decode()
        assert "how often was a dismissal recorded" in text
        assert "release=2026-11-22.1" in text
    assert visit.said == []


def test_a_citation_names_release_address_and_hash(visit: Visit) -> None:
    page = visit.open("", "time")
    page.locator("#chart-medians .chart-cite summary").click()
    text, bibtex, embed = page.locator("#chart-medians .chart-cite code").all()
    for cited in (text, bibtex):
        expect(cited).to_contain_text("2026-11-22.1")
        expect(cited).to_contain_text(f"{visit.plane.url}/dashboard/time/?release=")
        expect(cited).to_contain_text(re.compile("[0-9a-f]{64}"))
    expect(bibtex).to_contain_text("@misc{medians-2026-11-22.1")
    expect(embed).to_contain_text(f"{visit.plane.url}/dashboard/embed/medians/")


class _News(BaseHTTPRequestHandler):
    """A page of somebody else's that frames what its address names."""

    def do_GET(self) -> None:
        framed = "".join(
            f'<iframe src="{escape(address)}" width="100%" height="700"></iframe>'
            for address in parse_qs(urlsplit(self.path).query).get("frame", [])
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>News</title>{framed}".encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def news() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _News)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_chart_is_shown_in_somebody_elses_page_and_nothing_else_is(
    chromium: Browser, plane: PublicPlane, news: str, width: int
) -> None:
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        visit = Visit(context, plane)
        page = visit.page
        chart = f"{plane.url}/dashboard/embed/departed/?jurisdiction=CA-BC"
        frames = urlencode([("frame", chart), ("frame", f"{plane.url}/dashboard/")])
        page.goto(f"{news}?{frames}")
        shown = page.frame_locator("iframe").first
        expect(shown.locator("#drawing .main-svg").first).to_be_visible()
        expect(shown.locator("h1")).to_contain_text("how often was a dismissal")
        link = shown.get_by_role("link")
        expect(link).to_have_attribute("href", re.compile("/dashboard/outcomes/"))
        assert len(visit.said) == 1
        assert "frame-ancestors" in visit.said[0]


@pytest.mark.parametrize("chart", [ChartId.SUBTYPES, ChartId.SURVIVAL, ChartId.HELD])
def test_an_embedded_chart_is_accessible(visit: Visit, chart: ChartId) -> None:
    page = visit.page
    page.goto(f"{visit.plane.url}/dashboard/embed/{chart}/")
    expect(page.locator("#drawing .main-svg").first).to_be_visible()
    page.locator("summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert visit.said == []


def test_a_shared_link_says_what_it_shows(visit: Visit) -> None:
    page = visit.open("?jurisdiction=CA-BC", "outcomes")
    expect(page).to_have_title(re.compile("British Columbia: from allegation"))
    described = page.locator("meta[property='og:description']")
    expect(described).to_have_attribute("content", re.compile("substantiated"))
    address = page.locator("meta[property='og:url']")
    expect(address).to_have_attribute("content", re.compile("release=2026-11-22.1"))


def test_an_unknown_page_of_the_dashboard_helps(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.plane.url}/dashboard/nothing/")
    expect(page.locator("h1")).to_have_text("There is nothing at this address")
    expect(page.get_by_role("searchbox").first).to_be_visible()
    page.goto(f"{visit.plane.url}/dashboard/time?lang=fr")
    expect(page).to_have_url(f"{visit.plane.url}/dashboard/time/?lang=fr")
