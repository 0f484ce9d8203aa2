"""New Orleans Police Department: misconduct complaints, open data of the city.

Publisher: City of New Orleans, https://data.nola.gov/ (Socrata gz2m-ef5u); Public
Integrity Bureau. One row for each allegation and officer. Cadence: daily on the portal;
the edition that ships here ends in July 2023.

Quirks: dates as 2016/1/1; tracking numbers with trailing spaces, in either case, eaten
by a spreadsheet ("19-Feb") or blank; "NO ALLIGATIONS ASSIGNED AT THIS TIME" for no
class; cells shifted where a comma split a value; 107 rows equal to an earlier one. The
headings that end in "of Complainant" describe the officer. Those, and every column on
race, gender, age and service, are not read.

History: columns as in the file of 2023-07-31. The live portal was not reachable when
this was written (2026-11-22); its CSV address is the portal's usual one, not tried.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from accountability.sources.base import Link, same_host
from accountability.sources.formats.dataset import AllegationColumns, AllegationDataset
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.vocab import DocumentType

_PORTAL_CSV = "/api/views/gz2m-ef5u/rows.csv?accessType=DOWNLOAD"
#: "Accepting, Giving Anything of Value": what stands after the comma went one cell on.
_CUT = "PARAGRAPH 04 - Accepting"
_CLASSES = ("RULE ", "NO ", "POLICY")


class NewOrleansPolice(AllegationDataset):
    """Allegations against New Orleans officers since 2016."""

    id = "us_la_nopd"
    body = "nopd-pib"
    jurisdiction = "US-LA"
    home = "https://data.nola.gov/"
    starts = ("/open-data/us_la_nopd/",)
    hosts = ("data.nola.gov",)
    cadence_days = 7
    version = "1"
    licence = "CC BY 4.0"
    attribution = (
        "City of New Orleans, NOPD Misconduct Complaints; edition of 2023-07-31 by "
        "Zhiyuan Pan (CC BY 4.0)"
    )
    department = "new-orleans"
    department_name = "New Orleans Police Department"
    columns = AllegationColumns(
        number="Complaint Tracking Number",
        received="Date Complaint Received by NOPD (PIB)",
        concluded="Date Complaint Investigation Complete",
        occurred="Date Complaint Occurred",
        route="Incident Type",
        file_type="Complaint classification",
        disposition="Disposition",
        class_name="Rule Violation",
        subtype="Paragraph Violation",
        row_id="Unique Officer Allegation ID",
    )

    def start_links(self, base: str) -> list[Link]:
        """Begin with the portal's file itself, or with a page that links a copy."""
        if same_host(base, self.home):
            title = "NOPD Misconduct Complaints"
            return [Link(urljoin(base, _PORTAL_CSV), title, DocumentType.DATASET)]
        return super().start_links(base)

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the CSV files a mirror's page links."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target = urljoin(url, str(anchor.get("href")))
            if urlsplit(target).path.endswith(".csv"):
                yield Link(target, text_of(anchor), DocumentType.DATASET)

    def shifted(self, cells: Mapping[str, str]) -> bool:
        """Look for a rule or an identifier that is none, or a value cut at a comma."""
        names = self.columns
        rule, row_id = cells[names.class_name].strip(), cells[names.row_id].strip()
        paragraph = cells[names.subtype].strip()
        strange_rule = bool(rule) and not rule.startswith(_CLASSES)
        strange_id = bool(row_id) and not row_id.isdecimal()
        return strange_rule or strange_id or (paragraph == _CUT and not row_id)
