"""The sample: bodies, departments, documents, and what these tell of."""

from datetime import UTC, date, datetime

from tests.bundles.documents import body, department, document, document_change
from tests.bundles.matters import proceeding, recommendation, response, statement
from tests.bundles.places import (
    ANNUAL,
    ANSWERS,
    CASES,
    NOPD,
    RETRIEVED,
    TYPED,
    Rows,
    sha256_for,
)

SAMPLE_BODIES = (
    body(
        "opcc",
        "Office of the Police Complaint Commissioner",
        "CA-BC",
        "https://opcc.bc.ca/",
    ),
    body(
        "iio-bc",
        "Independent Investigations Office of British Columbia",
        "CA-BC",
        "https://iiobc.ca/",
    ),
    body("mwci", "Missing Women Commission of Inquiry", "CA-BC", ""),
    body(
        "nopd-pib",
        "New Orleans Police Department, Public Integrity Bureau",
        "US-LA",
        "https://nola.gov/nopd/",
    ),
)

SAMPLE_DEPARTMENTS = (
    department("central-saanich", "Central Saanich Police Service"),
    department("new-orleans", "New Orleans Police Department", jurisdiction="US-LA"),
    department("new-westminster", "New Westminster Police Department"),
    department("oak-bay", "Oak Bay Police Department"),
    department("saanich", "Saanich Police Department"),
    department("surrey", "Surrey Police Service", valid_from=date(2020, 1, 1)),
    department("vancouver", "Vancouver Police Department"),
)


def sample_documents() -> list[dict[str, object]]:
    """Return the documents that the sample's facts were read from."""
    revised = "ca_bc_opcc/statistics-2018-19"
    return [
        document(),
        document(
            revised,
            title="Statistics 2018/19 (reconstruction)",
            type="statistical_report",
            period="2018/19",
            current=False,
            sha256=sha256_for(f"{revised}#1"),
            retrieved_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        ),
        document(
            revised,
            title="Statistics 2018/19 (reconstruction)",
            type="statistical_report",
            period="2018/19",
            version=2,
        ),
        document(
            "ca_bc_opcc/press-2016-08",
            title="Press account of the 2015/16 report (reconstruction)",
            type="press_page",
            authority="press",
            media_type="text/html",
            period="2015/16",
        ),
        document(
            "ca_bc_opcc/press-2016-09",
            title="Another press account of the 2015/16 report (reconstruction)",
            type="press_page",
            authority="press",
            media_type="text/html",
            period="2015/16",
        ),
        document(
            "ca_bc_opcc/appendix-2017-18",
            title="Substantiated allegations 2017/18 (reconstruction)",
            type="appendix",
            period="2017/18",
        ),
        document(
            NOPD,
            title="NOPD Misconduct Complaints",
            body="nopd-pib",
            kind="open_data",
            type="dataset",
            publisher_url="https://data.nola.gov/",
            cited_urls="",
            licence="CC BY 4.0",
            attribution="City of New Orleans",
            media_type="text/csv",
            period=None,
        ),
        *told_documents(),
    ]


def told_documents() -> list[dict[str, object]]:
    """Return the documents that tell of the sample's recommendations and matters."""
    return [
        *(
            document(
                name,
                title=title,
                body="mwci",
                kind="transcription",
                type="dataset",
                authority="press",
                cited_urls=cited,
                media_type="text/csv",
                period=None,
            )
            for name, title, cited in (
                (TYPED, "Recommendations of the Missing Women Commission of Inquiry",
                 "https://news.example.org/recommended"),
                (ANSWERS, "Answers to the Missing Women Commission of Inquiry",
                 "https://news.example.org/answered"),
            )
        ),
        document(
            CASES,
            title="Cases sent to the Crown, 2014 (reconstruction)",
            body="iio-bc",
            type="case_list",
            media_type="text/html",
            period=None,
            current=False,
            sha256=sha256_for(f"{CASES}#1"),
            retrieved_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        ),
        document(
            CASES,
            title="Cases sent to the Crown, 2014 (reconstruction)",
            body="iio-bc",
            type="case_list",
            media_type="text/html",
            period=None,
            version=2,
        ),
    ]  # fmt: skip


def sample_proceedings() -> list[dict[str, object]]:
    """Return three matters: one revised, one about a department, one in no table."""
    return [
        proceeding(
            outcome="no_charge_approved", outcome_raw="No charge approved", replaced=1
        ),
        proceeding(2, place_raw="Saanich", department="saanich", year=2013),
        proceeding(
            3,
            body="opcc",
            department="saanich",
            kind="public_hearing",
            year=None,
            opened_month=None,
            reported_month=None,
            outcome="unknown",
            document=ANNUAL,
            page=3,
            xpath=None,
            box_x0=310.5,
            box_top=201.25,
            box_x1=325.0,
            box_bottom=211.0,
            **dict.fromkeys(("place_raw", "incident_raw", "harm_raw"), ""),
            outcome_raw="",
        ),
    ]


def sample_statements(told: Rows) -> list[dict[str, object]]:
    """Return what documents tell of matters; of the first, what was replaced too."""
    rows = list(told)
    old = [
        statement(
            row,
            0,
            outcome="referred_to_crown",
            outcome_raw="Pending",
            current=False,
            replaced_by=f"{row['proceeding']}-s1",
            sha256=sha256_for(f"{CASES}#1"),
            retrieved_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        )
        for row in rows
        if row["replaced"]
    ]
    return [*old, *map(statement, rows)]


def sample_recommendations() -> list[dict[str, object]]:
    """Return one answered by others, one refused, one of which only a count is told."""
    return [
        recommendation(responses=1),
        recommendation(
            2,
            addressee="Saanich Police Board",
            department="saanich",
            summary="Publish how each complaint ended",
            status="rejected",
            responses=2,
        ),
        recommendation(
            3,
            body="opcc",
            addressee="Vancouver Police Board",
            department="vancouver",
            year=2024,
            made="2024/25",
            recommended=6,
            text_seen=False,
            summary="",
        ),
    ]


def sample_responses() -> list[dict[str, object]]:
    """Return the answers to the sample's recommendations."""
    board = {"responder": "Saanich Police Board", "department": None}
    return [
        response(),
        response("m2", 2, role="addressee", status="under_consideration",
                 status_raw="", **board),
        response(
            "m2", 3, role="addressee", status="rejected", status_raw="declined",
            year=2014, answered="2014-05", **board,
        ),
    ]  # fmt: skip


def sample_ledger() -> tuple[Rows, Rows]:
    """Return what became of three documents (revised, gone, moved), and the items."""
    revised = "ca_bc_opcc/statistics-2018-19"
    item: dict[str, object] = {
        "change": "k1",
        "item": 1,
        "document": revised,
        "sha256": sha256_for(revised),
        "what": "figure",
        "item_change": "gone",
        "items": 1,
        "department": "saanich",
        "figure": "saanich/files_opened//2018/19",
        "metric": "files_opened",
        "unit": "file",
        "category": "",
        "period": "2018/19",
        "value": 71,
        "value_raw": "71",
        "status": "reported",
    }
    matters = dict.fromkeys(("figure", "metric", "unit", "period", "value", "status"))
    changes = [
        document_change(
            1,
            document=revised,
            kind="revised",
            before_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
            noticed_at=RETRIEVED,
            sha256_before=sha256_for(f"{revised}#1"),
            sha256=sha256_for(revised),
        ),
        document_change(2, document="ca_bc_opcc/press-2016-08", sha256_before=None),
        document_change(
            3,
            document=NOPD,
            body="nopd-pib",
            kind="moved",
            sha256_before=sha256_for(NOPD),
            sha256=sha256_for(NOPD),
            address_before="https://data.nola.gov/old.csv?all=1&copy=2",
            address_after="https://data.nola.gov/new.csv",
        ),
    ]
    allegations = {"item": 2, "what": "allegation", "items": 1200, "value_raw": ""}
    return changes, [item, item | matters | allegations]
