"""New Orleans Police Department: misconduct complaints, open data of the city.

Publisher: City of New Orleans, https://data.nola.gov/ (Socrata gz2m-ef5u); Public
Integrity Bureau. One row for each allegation and officer. Cadence: daily on the portal;
the edition that ships here ends in July 2023.

Quirks: dates as 2016/1/1; tracking numbers with trailing spaces, in either case, eaten
by a spreadsheet ("19-Feb") or blank; "NO ALLIGATIONS ASSIGNED AT THIS TIME" for no
class; cells shifted where a comma split a value; 107 rows equal to an earlier one. The
headings that end in "of Complainant" describe the officer. Those, and every column on
race, gender, age and service, are not read.

Not mapped (the crosswalk says why beside what is): "Professionalism" (1,634 rows), as
its words cover discourtesy and discredit alike and the rule's text was not seen; the
finding "Other" (749), which says of nothing what it is; "Adherence to law" (522), in
British Columbia a public trust offence (s.77(2)) and none of the thirteen classes;
rules on private life, property and equipment, which fit two classes or none.

History: columns as in the file of 2023-07-31. The live portal was not reachable when
this was written (2026-11-22); its CSV address is the portal's usual one, not tried.
"""

from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
)
from accountability.sources.formats.portals import socrata_csv


class NewOrleansPolice(OpenData):
    """Allegations against New Orleans officers since 2016."""

    id = "us_la_nopd"
    body = "nopd-pib"
    jurisdiction = "US-LA"
    home = "https://data.nola.gov/"
    hosts = ("data.nola.gov",)
    cadence_days = 7
    publishes_days = 7
    version = "2"
    licence = "CC BY 4.0"
    attribution = (
        "City of New Orleans, NOPD Misconduct Complaints; edition of 2023-07-31 by "
        "Zhiyuan Pan (CC BY 4.0)"
    )
    department = "new-orleans"
    department_name = "New Orleans Police Department"
    tables = (
        AllegationTable(
            title="NOPD Misconduct Complaints",
            address=socrata_csv("data.nola.gov", "gz2m-ef5u"),
            dataset="gz2m-ef5u",
            columns=AllegationColumns(
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
            ),
            shapes={
                "Rule Violation": r"(RULE |NO |POLICY).*",
                # "Accepting, Giving Anything of Value" went on in the next cell.
                "Paragraph Violation": r"(?!PARAGRAPH 04 - Accepting$).*",
                "Unique Officer Allegation ID": r"\d+",
            },
        ),
    )
