"""Civilian Complaint Review Board, New York: closing reports and counts.

Publisher: https://www.nyc.gov/site/ccrb/, the city's own board, apart from the police.
The page "MOS records" feeds a JSON list of closing reports: one entry for each case,
the board's disposition with the penalty in brackets, the day it was closed. Cadence:
weekly. Counts by year, type and disposition are of ProPublica's release, which covers
only officers on the force in June 2020 with one substantiated allegation or more: its
share of substantiated ones is no rate for the force. They are read from a file handed
in. The city's open data hold every complaint since 1985 and its allegations: only the
columns named here are asked for, so that no tax number leaves the city. Its tables of
officers (names) and penalties (by tax number only) are not declared.

Quirks: words changed over time (Unsubstantiated and Unable to Determine, Exonerated and
Within NYPD Guidelines); the disposition is of the whole case, never of one allegation;
the list states how many reports it has, which is checked. The list of departure letters
beside it names officers and carries their tax numbers in its addresses: bytes that hold
one are refused before anything is stored, and addresses of reports are not read at all.

History: the list as published 2026-06-17, from a public copy of it. The page that names
the list was not seen (2026-11-26): any JSON file whose name says "closing reports" is
taken; the first live run is expected to fail loudly. Open data by their field names of
2026, not tried.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from accountability.sources.base import Link
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
    FigureColumns,
    FigureTable,
    MatterColumns,
    MatterTable,
)
from accountability.sources.formats.html import decoded
from accountability.sources.formats.portals import socrata_columns
from accountability.vocab import DocumentType, Metric, Unit

_LIST = re.compile(r"[\"']([^\"'\s]*closing-?_?reports?[^\"'\s/]*\.json)[\"']", re.I)


_PORTAL = "data.cityofnewyork.us"
#: A case number begins with the year in which the board received it.
_YEAR = r"(\d{4})\d{5}"


class NewYorkCcrb(OpenData):
    """The board's cases and allegations, and counts of older ones."""

    id = "us_ny_ccrb"
    body = "ccrb"
    jurisdiction = "US-NY"
    home = "https://www.nyc.gov/"
    hosts = ("www.nyc.gov", "www1.nyc.gov", "data.cityofnewyork.us")
    cadence_days = 7
    publishes_days = 7
    version = "1"
    licence = "Public data of the City of New York, Administrative Code 23-502"
    attribution = "Civilian Complaint Review Board, City of New York"
    department = "nypd"
    department_name = "New York City Police Department"
    never_kept = rb"(?i)_tax[\s_-]?\d{5,}|\"tax(?:id|number| no)"
    tables = (
        MatterTable(
            title="Closing reports",
            total="totalPosted",
            columns=MatterColumns(
                number="ComplaintId",
                concluded="ClosedDate",
                disposition="CaseDisposition",
            ),
            number_year=_YEAR,
        ),
        MatterTable(
            title="Complaints",
            dataset="2mby-ccnw",
            address=socrata_columns(
                _PORTAL,
                "2mby-ccnw",
                (
                    "complaint_id",
                    "incident_date",
                    "ccrb_received_date",
                    "close_date",
                    "ccrb_complaint_disposition",
                ),
            ),
            columns=MatterColumns(
                number="complaint_id",
                received="ccrb_received_date",
                concluded="close_date",
                occurred="incident_date",
                disposition="ccrb_complaint_disposition",
            ),
        ),
        AllegationTable(
            title="Allegations",
            dataset="6xgr-kwjq",
            address=socrata_columns(
                _PORTAL,
                "6xgr-kwjq",
                (
                    "complaint_id",
                    "allegation_record_identity",
                    "fado_type",
                    "allegation",
                    "ccrb_allegation_disposition",
                ),
            ),
            columns=AllegationColumns(
                number="complaint_id",
                class_name="fado_type",
                subtype="allegation",
                disposition="ccrb_allegation_disposition",
                row_id="allegation_record_identity",
            ),
            identity=("allegation_record_identity",),
            subtype_decides=False,
            number_year=_YEAR,
        ),
        FigureTable(
            title="Allegations by year, type and disposition",
            columns=FigureColumns(
                year="year_received",
                value="allegations",
                part="fado_type",
                second_part="allegation",
                third_part="board_disposition",
            ),
            metric=Metric.ALLEGATIONS_BY_TYPE,
            unit=Unit.ALLEGATION,
            note=(
                "By the year the complaint was received. Only officers on the force in "
                "June 2020 with one substantiated allegation or more."
            ),
        ),
    )

    def start_links(self, base: str) -> list[Link]:
        """Begin with the page that names the list, and with the open data."""
        page = urljoin(base, "/site/ccrb/policy/MOS-records.page")
        return [Link(page, "MOS records", None), *super().start_links(base)]

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the list of closing reports, and nothing beside it."""
        for found in _LIST.finditer(decoded(content)):
            target = urljoin(url, found[1])
            yield Link(target, "Closing reports", DocumentType.DATASET)
