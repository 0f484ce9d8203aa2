"""A reader at the dashboard, and everything that their browser said and asked."""

from playwright.sync_api import BrowserContext, Page, expect

from dashboard.charts import page_at
from dashboard.ids import ChartId
from tests.public_plane import PublicPlane

#: Milliseconds that a loaded machine may need.
PATIENCE = 30_000


class Visit:
    """A reader's visit to one page of the dashboard after the other."""

    def __init__(self, context: BrowserContext, plane: PublicPlane) -> None:
        self.plane = plane
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.bytes = 0
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        session = context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def open(self, search: str = "", slug: str = "") -> Page:
        """Open a page with a state and wait until its charts are there."""
        place = f"{slug}/" if slug else ""
        self.page.goto(f"{self.plane.url}/dashboard/{place}{search}")
        self.await_charts(slug)
        return self.page

    def await_charts(self, slug: str = "") -> None:
        """Wait until every chart of the page is drawn or says that it is not."""
        page = page_at(slug)
        assert page is not None
        for chart in page.charts:
            drawing = self.page.locator(f"#{chart.block} .main-svg").first
            empty = self.page.locator(f"#{chart.block} .chart-empty")
            expect(drawing.or_(empty).first).to_be_visible()

    @property
    def callbacks(self) -> int:
        """How many questions went to the server since the visit began."""
        return sum("_dash-update-component" in url for url in self.asked)

    def choose(self, control: str, label: str) -> None:
        """Open a filter, press one of its choices, close it."""
        self.page.locator(f"summary:has(#{control}-now)").click()
        choices = self.page.locator(f"#{control} label")
        choices.get_by_text(label, exact=True).click()
        self.page.keyboard.press("Escape")

    def sentence(self, chart: ChartId) -> str:
        """Return what a chart says in words."""
        return self.page.locator(f"#{chart.block} .chart-sentence").inner_text()
