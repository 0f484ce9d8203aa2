"""Philadelphia: complaints against police, open data of the city.

Publisher: City of Philadelphia, OpenDataPhilly (Carto tables ppd_complaints,
ppd_complaint_disciplines, ppd_complainant_demographics); the department's internal
affairs. One row for each complaint, and one for each allegation and officer. Cadence:
monthly; the portal shows five years, so that older editions stand beside newer ones.

Quirks: "#VALUE!" in place of a whole finding; a blank before the categories of 2020;
dates as 2016-01-19 in one edition, 1/7/13 in the other; Windows-1252 quotes as control
characters in summaries, which are not read. "No Sustained Findings" covers what others
call not sustained, unfounded and exonerated. "Guilty Finding" is of the board of
inquiry and names no measure. Race, sex, unit and age are not read; the table of
complainants is counted and not kept.

History: columns as in the editions of 2016-2021 and 2013-2020. The portal was not
reachable when this was written (2026-11-26); its addresses follow from the table names.
No licence text was seen with the data: only files handed in are read.
"""

from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
    MatterColumns,
    MatterTable,
    PeopleColumns,
    PeopleTable,
)
from accountability.sources.formats.portals import carto_csv


class PhiladelphiaPolice(OpenData):
    """Complaints against Philadelphia officers, their findings, not their people."""

    id = "us_pa_ppd"
    body = "ppd-iad"
    jurisdiction = "US-PA"
    home = "https://phl.carto.com/"
    hosts = ("phl.carto.com",)
    cadence_days = 30
    version = "1"
    crawled = False
    licence = "City open data; no licence text was seen: for tests and benchmarks only"
    attribution = "City of Philadelphia, OpenDataPhilly, Complaints Against Police"
    department = "philadelphia"
    department_name = "Philadelphia Police Department"
    tables = (
        MatterTable(
            title="Complaints",
            dataset="ppd_complaints",
            address=carto_csv(
                "phl", "ppd_complaints", ("complaint_id", "date_received")
            ),
            columns=MatterColumns(number="complaint_id", received="date_received"),
        ),
        AllegationTable(
            title="Findings",
            dataset="ppd_complaint_disciplines",
            address=carto_csv(
                "phl",
                "ppd_complaint_disciplines",
                (
                    "complaint_id",
                    "allegations_investigated",
                    "investigative_findings",
                    "disciplinary_findings",
                ),
            ),
            columns=AllegationColumns(
                number="complaint_id",
                class_name="allegations_investigated",
                disposition="investigative_findings",
                measure="disciplinary_findings",
            ),
            identity=("complaint_id", "allegations_investigated"),
        ),
        PeopleTable(
            title="Complainants",
            dataset="ppd_complainant_demographics",
            columns=PeopleColumns(
                number="complaint_id",
                marks=("complainant_sex", "complainant_race", "complainant_age"),
            ),
        ),
    )
