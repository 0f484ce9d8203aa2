"""Release bundles for tests, written by the real writer.

``write_sample_bundle(root)`` publishes a small release that holds the figures every
part of the public face is asked for (Saanich 48, Oak Bay 0, the two counts of
reportable injuries, the Saanich matter with 7 of 11 allegations listed). Pass rows
of your own, made with ``statistic(...)``, ``allegation(...)`` and ``document(...)``,
to replace a table; each takes any column of the schema as a keyword.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from accountability.publication.bundle_writer import Edition, write_bundle
from accountability.publication.crops import Picture
from accountability.publication.table_source import from_rows
from accountability.release.bundle import SERVER, make_current
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import (
    ALLEGATIONS,
    BODIES,
    CROPS,
    DENOMINATORS,
    DEPARTMENTS,
    DISCIPLINE,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    FINDINGS,
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
)
from accountability.release.server_tables import SERVER_TABLES
from accountability.vocab import Disposition, Metric, Period, outcome_group, unit_of

Rows = Iterable[Mapping[str, object]]

RETRIEVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANNUAL = "ca_bc_opcc/annual-2021-22"
NOPD = "us_la_nopd/misconduct-2016-2023"
TYPED, ANSWERS = "ca_bc_mwci/recommendations", "ca_bc_mwci/responses"
CASES = "ca_bc_iio/cases-2014"


def sha256_for(name: str) -> str:
    """Return a stable hash that stands for the bytes of document version ``name``."""
    return hashlib.sha256(name.encode()).hexdigest()


def _read_from(document: str, **overrides: Any) -> dict[str, object]:
    provenance: dict[str, object] = {
        "document": document,
        "sha256": sha256_for(document),
        "retrieved_at": RETRIEVED,
        "page": 3,
        "box_x0": 310.5,
        "box_top": 201.25,
        "box_x1": 325.0,
        "box_bottom": 211.0,
        "row": None,
        "xpath": None,
        "parser_version": "ca_bc_opcc/1",
    }
    return provenance | overrides


def statistic(
    department: str = "saanich",
    metric: Metric = Metric.REGISTERED_COMPLAINTS,
    period: str = "2021/22",
    value: float | None = 48,
    *,
    document: str = ANNUAL,
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the statistics table."""
    span = Period.parse(period, calendar_years=True)
    category = str(overrides.get("category", ""))
    figure = f"{department}/{metric}/{category}/{period}"
    row: dict[str, object] = {
        "statistic": f"{figure}@{document}",
        "figure": figure,
        "body": "opcc",
        "jurisdiction": "CA-BC",
        "department": department,
        "metric": metric.value,
        "category": category,
        "unit": unit_of(metric).value,
        "period": period,
        "period_start": span.start,
        "period_end": span.end,
        "value": value,
        "value_raw": "" if value is None else f"{value:g}",
        "status": "not_reported" if value is None else "reported",
        "current": True,
        "disputed": False,
        "authority": "primary",
        "flags": "",
        "note": "",
    }
    return row | _read_from(document) | overrides


def allegation(
    number: int = 1,
    department: str = "new-orleans",
    year: int = 2020,
    disposition: Disposition = Disposition.SUBSTANTIATED,
    *,
    document: str = NOPD,
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the allegations table."""
    in_bc = department != "new-orleans"
    row: dict[str, object] = {
        "allegation": f"{department}-{number:06d}",
        "complaint": f"{department}-c{number:06d}",
        "body": "opcc" if in_bc else "nopd-pib",
        "jurisdiction": "CA-BC" if in_bc else "US-LA",
        "department": department,
        "year": year,
        "received_month": None if in_bc else date(year, 3, 1),
        "period": None,
        "route": "public",
        "file_type": "registered_complaint" if in_bc else "unassigned",
        "file_type_raw": "Registered Complaint" if in_bc else "Public Initiated",
        "class": "neglect_of_duty",
        "class_raw": "Neglect of Duty",
        "subtype_raw": "inadequate investigation",
        "stage": "final",
        "disposition": disposition.value,
        "disposition_raw": disposition.english,
        "outcome": outcome_group(disposition).value,
        "gravest_measure": None,
        "measures": "",
        "measures_raw": "",
        "suspension_days": None,
        "discipline_stage": None,
        "employment_status": "unknown",
        "days_to_conclusion": None,
        "listed": None,
        "listed_of": None,
        "flags": "",
    }
    where = (
        {}
        if in_bc
        else {"page": None, "row": number}
        | dict.fromkeys(("box_x0", "box_top", "box_x1", "box_bottom"))
    )
    return row | _read_from(document, **where) | overrides


def finding(of: Mapping[str, object], **overrides: Any) -> dict[str, object]:
    """Return one row of the findings table, from an allegation's row."""
    return {name: of[name] for name in FINDINGS.names} | overrides


def measure(
    of: Mapping[str, object], code: str, ordinal: int = 1, **overrides: Any
) -> dict[str, object]:
    """Return one row of the discipline table, from an allegation's row."""
    own: dict[str, object] = {
        "ordinal": ordinal,
        "stage": of["discipline_stage"] or "imposed",
        "measure": code,
        "measure_raw": code.replace("_", " ").capitalize(),
        "days": of["suspension_days"] if code == "suspension" else None,
    }
    kept = {name: of[name] for name in DISCIPLINE.names if name not in own}
    return kept | own | overrides


def picture(width: int = 120, height: int = 40) -> bytes:
    """Return a PNG as a crop is: pixels and nothing else."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(held, "PNG", optimize=True)
    return held.getvalue()


PICTURE = picture()


def crop(of: Mapping[str, object], png: bytes, **overrides: Any) -> dict[str, object]:
    """Return one row of the crops table: a figure's picture, 120 by 40 pixels."""
    digest = hashlib.sha256(png).hexdigest()
    row: dict[str, object] = {
        "statistic": of["statistic"],
        "document": of["document"],
        "sha256": of["sha256"],
        "page": of["page"],
        "shape": "figure",
        "cut_x0": 302.5,
        "cut_top": 198.25,
        "cut_x1": 333.0,
        "cut_bottom": 214.0,
        "width": 120,
        "height": 40,
        "crop": digest,
        "file": f"crop-{digest}.png",
    }
    return row | overrides


def document(
    name: str = ANNUAL,
    *,
    title: str = "Annual report 2021/22 (reconstruction)",
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the documents table: one version of one document."""
    row: dict[str, object] = {
        "document": name,
        "title": title,
        "body": "opcc",
        "source": name.partition("/")[0],
        "kind": "reconstruction",
        "type": "annual_report",
        "authority": "primary",
        "publisher_url": "",
        "cited_urls": "https://opcc.bc.ca/reports/annual-report/",
        "licence": "",
        "attribution": "",
        "period": "2021/22",
        "sha256": sha256_for(name),
        "bytes": 48_231,
        "media_type": "application/pdf",
        "version": 1,
        "current": True,
        "retrieved_at": RETRIEVED,
        "last_seen_at": RETRIEVED,
        "records_read": 20,
        "records_accepted": 18,
        "records_rejected": 2,
    }
    return row | overrides


def department(
    name: str, title: str, *, jurisdiction: str = "CA-BC", **overrides: Any
) -> dict[str, object]:
    """Return one row of the departments table."""
    row: dict[str, object] = {
        "department": name,
        "name": title,
        "kind": "municipal" if jurisdiction == "CA-BC" else "city",
        "jurisdiction": jurisdiction,
        "body": "opcc" if jurisdiction == "CA-BC" else "nopd-pib",
        "valid_from": None,
        "valid_to": None,
        "source": "OPCC list of agencies",
    }
    return row | overrides


def body(name: str, title: str, jurisdiction: str, url: str) -> dict[str, object]:
    """Return one row of the bodies table."""
    return {"body": name, "name": title, "jurisdiction": jurisdiction, "url": url}


def document_change(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one entry of the ledger: the annual report is gone, unless told."""
    row: dict[str, object] = {
        "change": f"k{number}",
        "document": ANNUAL,
        "body": "opcc",
        "kind": "disappeared",
        "before_at": RETRIEVED,
        "noticed_at": PUBLISHED,
        "sha256_before": sha256_for(ANNUAL),
        "sha256": None,
        "address_before": "",
        "address_after": "",
        "moved_to": None,
        "answers": None,
    }
    return row | overrides


def rejection(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the rejections table."""
    row: dict[str, object] = {
        "rejection": f"rejection-{number}",
        "document": NOPD,
        "sha256": sha256_for(NOPD),
        "page": None,
        "row": number,
        "reason": "shifted_cells",
        "field": "",
    }
    return row | overrides


_NO_BOX = dict.fromkeys(("box_x0", "box_top", "box_x1", "box_bottom"))


def proceeding(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the proceedings table: a line of a body's table of cases."""
    row: dict[str, object] = {
        "proceeding": f"p{number}",
        "body": "iio-bc",
        "jurisdiction": "CA-BC",
        "department": None,
        "year": 2014,
        "kind": "independent_investigation",
        "place_raw": "Princeton",
        "incident_raw": "Use of Force",
        "harm_raw": "Serious Harm",
        "outcome": "referred_to_crown",
        "outcome_raw": "Pending",
        "occurred_month": None,
        "opened_month": date(2014, 3, 1),
        "reported_month": date(2014, 7, 1),
        "corrected_month": None,
        "documents": 1,
        "languages": "en",
        "replaced": 0,
        "flags": "",
    }
    place = {"page": None, "xpath": f"/html/body/table/tr[{number + 1}]/td[1]"}
    document = str(overrides.get("document", CASES))
    return row | _read_from(document, **_NO_BOX, **place) | overrides


def statement(
    of: Mapping[str, object], number: int = 1, **overrides: Any
) -> dict[str, object]:
    """Return one row of the proceeding statements, from a proceeding's row."""
    own: dict[str, object] = {
        "statement": f"{of['proceeding']}-s{number}",
        "current": True,
        "replaced_by": None,
    }
    names = PROCEEDING_STATEMENTS.names
    return {name: of[name] for name in names if name not in own} | own | overrides


def recommendation(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the recommendations table, typed by hand."""
    row: dict[str, object] = {
        "recommendation": f"m{number}",
        "body": "mwci",
        "jurisdiction": "CA-BC",
        "addressee": "Province of British Columbia",
        "department": None,
        "year": 2012,
        "made": "2012",
        "recommended": 1,
        "text_seen": True,
        "summary": "Pay for more sex-trade liaison officers",
        "status": "none_known",
        "responses": 0,
        "cited_url": "https://news.example.org/recommended",
        "note": "",
        "authority": "press",
        "flags": "",
    }
    place = {"page": None, "row": number + 1}
    document = str(overrides.get("document", TYPED))
    return row | _read_from(document, **_NO_BOX, **place) | overrides


def response(to: str = "m1", number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the answers to recommendations, typed by hand."""
    row: dict[str, object] = {
        "response": f"n{number}",
        "recommendation": to,
        "body": "mwci",
        "jurisdiction": "CA-BC",
        "responder": "Vancouver Police Department",
        "department": "vancouver",
        "role": "other",
        "status": "endorsed",
        "status_raw": "endorsed",
        "year": 2013,
        "answered": "2013",
        "cited_url": "https://news.example.org/answered",
        "note": "",
        "authority": "press",
        "flags": "",
    }
    place = {"page": None, "row": number + 1}
    document = str(overrides.get("document", ANSWERS))
    return row | _read_from(document, **_NO_BOX, **place) | overrides


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
            address_before="https://data.nola.gov/old.csv",
            address_after="https://data.nola.gov/new.csv",
        ),
    ]
    allegations = {"item": 2, "what": "allegation", "items": 1200, "value_raw": ""}
    return changes, [item, item | matters | allegations]


def sample_statistics() -> list[dict[str, object]]:
    """Return the figures of the main job."""
    revised = "ca_bc_opcc/statistics-2018-19"
    old = sha256_for(f"{revised}#1")
    parts = {
        "admissible_registered_complaints": 12,
        "ordered_investigations": 2,
        "mandatory_external": 1,
        "monitor_files": 6,
        "questions_or_concerns": 9,
        "service_or_policy": 3,
        "internal_discipline": 5,
    }
    files, injuries = Metric.FILES_OPENED, Metric.REPORTABLE_INJURIES
    disputed = {"authority": "press", "disputed": True, "page": None} | dict.fromkeys(
        ("box_x0", "box_top", "box_x1", "box_bottom")
    )
    return [
        statistic(),
        statistic("vancouver", value=393),
        statistic("saanich", period="2020/21", value=41),
        statistic("saanich", period="2019/20", value=None, status="not_reported"),
        statistic("vancouver", period="2020/21", value=362),
        statistic("oak-bay", period="2019/20", value=0),
        statistic("oak-bay", value=3),
        statistic("new-westminster", files, "2018/19", 38, document=revised),
        *(
            statistic(
                "new-westminster",
                files,
                "2018/19",
                value,
                document=revised,
                category=category,
            )
            for category, value in parts.items()
        ),
        statistic("all", files, "2018/19", 1326, document=revised),
        statistic(
            "all",
            files,
            "2018/19",
            1236,
            document=revised,
            statistic="all/files_opened//2018/19@first",
            sha256=old,
            current=False,
            retrieved_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        ),
        statistic(
            "all",
            injuries,
            "2015/16",
            408,
            document="ca_bc_opcc/press-2016-08",
            xpath="/html/body/main/p[2]",
            **disputed,
        ),
        statistic(
            "all",
            injuries,
            "2015/16",
            486,
            document="ca_bc_opcc/press-2016-09",
            xpath="/html/body/main/p[4]",
            **disputed,
        ),
        statistic(
            "all",
            Metric.REGISTERED_COMPLAINTS,
            "2015/16",
            800,
            value_raw="almost 800",
            status="rounded",
            flags="approximate",
        ),
    ]


def sample_allegations() -> list[dict[str, object]]:
    """Return the Saanich matter and a hundred New Orleans allegations."""
    dispositions = list(Disposition)
    classes: list[dict[str, Any]] = [
        {"class": "unassigned", "class_raw": "RULE 9: OTHER"},
        {"class": "unknown", "class_raw": ""},
        {"class": "discourtesy", "class_raw": "PROFESSIONALISM"},
        {"class": "deceit", "class_raw": "Deceit"},
        {"class": "neglect_of_duty", "class_raw": "Neglect of Duty"},
    ]
    saanich = [
        allegation(
            number,
            "saanich",
            2017,
            document="ca_bc_opcc/appendix-2017-18",
            complaint="saanich-2017-matter",
            period="2017/18",
            route="internal",
            file_type="unknown",
            file_type_raw="",
            gravest_measure="dismissal",
            measures="dismissal",
            measures_raw="Dismissal",
            discipline_stage="recorded_after_departure",
            employment_status="resigned",
            listed=7,
            listed_of=11,
            flags="partial_list",
            **classes[3 if number == 7 else 4],
        )
        for number in range(1, 8)
    ]
    new_orleans = [
        allegation(
            number,
            year=2016 + number % 8,
            disposition=dispositions[number % len(dispositions)],
            **classes[number % 3],
        )
        for number in range(1, 101)
    ]
    return saanich + new_orleans


#: The same in every test, so that the same rows give the same bytes.
SIGNER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)


def write_sample_bundle(
    root: Path,
    *,
    release: str = "2026-11-22.1",
    published_at: datetime = PUBLISHED,
    statistics: Rows | None = None,
    allegations: Rows | None = None,
    findings: Rows | None = None,
    discipline: Rows | None = None,
    documents: Rows | None = None,
    departments: Rows = SAMPLE_DEPARTMENTS,
    bodies: Rows = SAMPLE_BODIES,
    denominators: Rows = (),
    rejections: Rows | None = None,
    proceedings: Rows | None = None,
    statements: Rows | None = None,
    recommendations: Rows | None = None,
    responses: Rows | None = None,
    changes: Rows = (),
    change_items: Rows = (),
    crops: Rows | None = None,
    picture_of: Picture = lambda _: PICTURE,
    demo: bool = True,
    reconstruction: bool = True,
    previous: str | None = None,
    community: CommunityRecord | None = None,
    current: bool = True,
    key: Ed25519PrivateKey = SIGNER,
) -> Path:
    """Publish a release under the releases root and return its bundle's directory.

    Tables that are not given hold the sample (Saanich 48 has a picture), findings and
    discipline what the allegations say, recommendations and matters what the
    ``documents`` tell of them. ``current`` lets CURRENT name it, so
    ``ReleaseShelf(root).current()`` opens it.
    """
    told = list(sample_allegations() if allegations is None else allegations)
    if findings is None:
        findings = [finding(row) for row in told if row["stage"]]
    if discipline is None:
        discipline = [
            measure(row, code, number)
            for row in told
            for number, code in enumerate(str(row["measures"]).split(), start=1)
        ]
    held = list(sample_documents() if documents is None else documents)

    def of_held(rows: Rows) -> list[Mapping[str, object]]:
        names = {row["document"] for row in held}
        return [row for row in rows if row["document"] in names]

    matters = of_held(sample_proceedings() if proceedings is None else proceedings)
    if crops is None:
        crops = [crop(statistic(), PICTURE)] if statistics is None else []
    bundle = write_bundle(
        root,
        Edition(
            release=release,
            published_at=published_at,
            demo=demo,
            reconstruction=reconstruction,
            approvals=2,
            synthetic_approvals=demo,
            previous=previous,
            community=community,
        ),
        {
            table: from_rows(table, rows)
            for table, rows in (
                (STATISTICS, sample_statistics() if statistics is None else statistics),
                (CROPS, crops),
                (ALLEGATIONS, told),
                (FINDINGS, findings),
                (DISCIPLINE, discipline),
                (PROCEEDINGS, matters),
                (
                    PROCEEDING_STATEMENTS,
                    sample_statements(matters) if statements is None else statements,
                ),
                (RECOMMENDATIONS, of_held(recommendations or sample_recommendations())),
                (RECOMMENDATION_RESPONSES, of_held(responses or sample_responses())),
                (DOCUMENTS, held),
                (DEPARTMENTS, departments),
                (DENOMINATORS, denominators),
                (BODIES, bodies),
                (REJECTIONS, [rejection()] if rejections is None else rejections),
                (DOCUMENT_CHANGES, changes),
                (DOCUMENT_CHANGE_ITEMS, change_items),
            )
        },
        key=key,
        picture=picture_of,
    )
    if current:
        make_current(root, release)
    return bundle


def forget_aggregates(bundle: Path) -> None:
    """Leave a bundle as it was written before any aggregate but the first."""
    path = bundle / "public/release.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for table in SERVER_TABLES[1:]:
        name = f"{table.name}.parquet"
        del told["server_sha256"][name]
        (bundle / SERVER / name).unlink()
    path.chmod(0o644)
    path.write_text(json.dumps(told), encoding="utf-8")
