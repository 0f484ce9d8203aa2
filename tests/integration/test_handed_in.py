"""Official files that staff hand in: all of a file or none of it, as if fetched."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.access.permissions import NotPermittedError
from accountability.archive.store import open_bytes
from accountability.extraction.handing_in.bringing import start_import
from accountability.extraction.handing_in.errors import (
    NotTakenError,
    ProblemsStandError,
    StepRefusedError,
)
from accountability.extraction.handing_in.mapping import (
    kept_mapping,
    map_words,
    name_columns,
)
from accountability.extraction.handing_in.receiving import cancel_file, same_bytes
from accountability.extraction.handing_in.services import advance
from accountability.extraction.handing_in.working import ring_for_waiting
from accountability.extraction.reading import extract_snapshot
from accountability.models import (
    Complaint,
    Department,
    ExtractedRecord,
    HandedInFile,
    OversightBody,
    Provenance,
    Retrieval,
    Role,
    Snapshot,
    SourceDocument,
    TableMapping,
    User,
)
from accountability.records.reference import ELSEWHERE, load_reference
from accountability.review import queue, services
from accountability.review.evidence import PageEvidence, RowEvidence, evidence_for
from accountability.review.policies import BatchGroup
from accountability.sources.formats.declaration import Columns, UnusableError
from accountability.sources.registry import source
from accountability.vocab import DocumentType, FileType, Metric, Route
from accountability.vocab.handed_in import TableField, TableKind
from tests.accounts import log_in
from tests.application_role import owner_connection
from tests.factories import make_reviewer
from tests.handed_in import (
    ALLEGATIONS,
    FIGURES,
    LOG,
    UGLY,
    file_of,
    handed_in,
    imported,
    mapped,
    report,
    workbook,
)
from tests.integration.worker import empty_broker, kill_worker, start_worker, wait_until
from tests.sources.examples import HERE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


@pytest.fixture
def rosa() -> User:
    load_reference()
    return make_reviewer("rosa")


def readings() -> list[ExtractedRecord]:
    return list(ExtractedRecord.objects.order_by("snapshot_id", "position"))


def shown(reading: ExtractedRecord) -> dict[str, str]:
    """Return the cells that the desk shows beside a reading."""
    evidence = evidence_for(reading)
    assert isinstance(evidence, RowEvidence)
    return {cell.heading: cell.text for cell in evidence.cells}


def test_a_table_with_every_ugly_thing_is_read_as_the_body_meant_it(rosa: User) -> None:
    file_id = mapped(UGLY, rosa, heading=2, address="https://opcc.bc.ca/t.csv")
    file = file_of(file_id)
    assert (file.state, file.failure, file.problems) == ("checked", "", 0)
    assert not Snapshot.objects.exists()
    assert imported(file_id, rosa).state == "done"
    rows = readings()
    assert [row.payload["value"] for row in rows] == ["48", "1393", "1029"]
    assert [row.locator["row"] for row in rows] == [3, 4, 5]
    assert shown(rows[1])["Complaints registered"] == "1 393"
    document = SourceDocument.objects.get()
    assert (document.kind, document.source_id) == ("open_data", "handed_in_opcc-bc")
    assert document.publisher_url == "https://opcc.bc.ca/t.csv"
    assert open_bytes(Snapshot.objects.get().sha256) == UGLY
    # It came by no request: the record says so, and the copy beside is gone.
    assert Retrieval.objects.get().status is None
    assert not list(Path(settings.ARCHIVE_DIR, "handed-in").iterdir())
    services.accept(rows[0], by=rosa)
    assert Provenance.objects.get().row == 3
    # Whoever reads it again without the person reads the same.
    extract_snapshot(Snapshot.objects.get())
    assert readings() == rows


def test_every_wrong_row_is_named_and_left_out_only_if_somebody_says_so(
    rosa: User,
) -> None:
    lines = [
        LOG,
        "1;2021-05-03;Saanich;Neglect of Duty;Sustained",
        "2;soon;Saanich;#VALUE!;Sustained",
        "3;2021-05-03",
        "",
        "4;;Saanich;Neglect of Duty;Not proven",
        "5;2021-05-03;Gotham;Neglect of Duty;Sustained",
    ]
    Complaint.objects.create(
        body=OversightBody.objects.get(slug="opcc-bc"),
        department=Department.objects.get(slug="saanich"),
        source_id="ca_bc_opcc",
        key="k",
        number_raw="5 ",
        route=Route.UNKNOWN.value,
        file_type=FileType.UNKNOWN.value,
        received=date(2021, 5, 3),
    )
    content = "\r\n".join(lines).encode("latin-1")
    file_id = mapped(content, rosa, ALLEGATIONS)
    assert file_of(file_id).found["told"] == 1
    found = file_of(file_id).found_problems
    assert list(found.values_list("row", "field", "reason")) == [
        (3, "Class", "spreadsheet_error"),
        (3, "Received", "not_a_date"),
        (4, "row", "cell_count"),
        (6, "Received", "missing"),
    ]
    assert file_of(file_id).found["words"] == [["department", "Gotham", 1]]
    with acting_as(rosa, Purpose.REQUEST), pytest.raises(ProblemsStandError):
        start_import(file_id)
    with acting_as(rosa, Purpose.REQUEST), pytest.raises(ProblemsStandError):
        start_import(file_id, leave_out=2)  # somebody saw another number
    counts = imported(file_id, rosa, leave_out=3).found["counts"]
    assert (counts["rows"], counts["created"], counts["failed"]) == (5, 2, 3)
    states = [(row.locator["row"], row.state) for row in readings()]
    assert states == [
        (2, "proposed"),
        (3, "rejected"),
        (4, "rejected"),
        (6, "rejected"),
        (7, "proposed"),
    ]
    waiting = queue.waiting()[0]
    # A place that nobody knows is looked at by itself; the rest may go together.
    assert waiting.groups == {BatchGroup.PLAIN_ROWS: 1}


def test_a_figure_or_matter_named_twice_is_no_second_one(rosa: User) -> None:
    file_id = mapped(UGLY + b"Saanich;2021/22;49\r\n", rosa, heading=2)
    found = file_of(file_id).found_problems.get()
    assert (found.row, found.reason) == (6, "named_twice")
    assert found.field == "Complaints registered"


def test_a_workbook_is_read_by_its_sheet_with_rows_as_it_numbers_them(
    rosa: User,
) -> None:
    rows: list[list[Any]] = [
        ["Annual table"],
        [],
        ["Department", "Year", "Complaints registered", "Officer age"],
        ["Saanich", "2021/22", 48, 41],
        [],
        ["Delta", "2021/22", ("=A1", 12), 39],
        ["Vancouver", "2021/22", ("=1/0", "#DIV/0!"), 50],
    ]
    content = workbook({"Notes": [["Read this"], ["first"]], "Table 1": rows})
    arrived = file_of(handed_in(content, rosa, "t.xlsx"))
    assert [part["name"] for part in arrived.shape["parts"]] == ["Notes", "Table 1"]
    # Nobody's age is shown to whoever names the columns, nor kept for it.
    assert not {"41", "39", "50"} & {
        cell for _, cells in arrived.shape["parts"][1]["rows"] for cell in cells
    }
    file_id = mapped(content, rosa, heading=3, part="Table 1", name="t.xlsx")
    file = file_of(file_id)
    assert file.found["proposed"] == 2, file.failure
    found = file.found_problems.get()
    assert (found.row, found.reason) == (7, "spreadsheet_error")
    imported(file_id, rosa, leave_out=1)
    first, second, _wrong = readings()
    assert [r.payload["value"] for r in (first, second)] == ["48", "12"]
    assert second.locator["row"] == 6
    assert shown(second) == {
        "Department": "Delta",
        "Year": "2021/22",
        "Complaints registered": "12",
    }
    document = SourceDocument.objects.get()
    assert document.url.endswith("#table=Table%201")
    # It stands nowhere, and nobody says that it does.
    assert (document.kind, document.publisher_url) == ("handed_in", "")


def test_days_of_a_workbook_and_a_known_source_of_workbooks(rosa: User) -> None:
    load_reference(ELSEWHERE)
    lines = (HERE / "us_la_nopd" / "shapes.csv").read_text("utf-8-sig")
    table = [line.split(",") for line in lines.splitlines() if '"' not in line][:4]
    at = table[0].index("Date Complaint Occurred")
    for row in table[1:]:
        row[at] = date(*map(int, row[at].split("/")))  # type: ignore[call-overload]
    file_id = handed_in(
        workbook({"Data": table}), rosa, "m.xlsx", source="us_la_nopd", title="m"
    )
    advance(file_id)
    assert imported(file_id, rosa).state == "done"
    rows = readings()
    assert len(rows) == 3
    occurred = [row.payload["complaint"]["occurred"]["first"] for row in rows]
    assert occurred == ["2016-01-01", "2016-01-02", "2016-01-02"]
    document = SourceDocument.objects.get()
    assert (document.source_id, document.publisher_url) == (
        "us_la_nopd",
        source("us_la_nopd").home,
    )
    assert shown(rows[0])["Rule Violation"] == "RULE 3: PROF CONDUCT"


def test_a_report_of_a_known_source_is_read_by_its_own_reader(rosa: User) -> None:
    load_reference(ELSEWHERE)
    content = (HERE / "gb_iopc" / "surrey-q3.pdf").read_bytes()
    said: dict[str, Any] = {
        "source": "gb_iopc",
        "title": "Surrey bulletin",
        "document_type": DocumentType.STATISTICAL_REPORT,
    }
    with pytest.raises(NotTakenError) as refused:
        handed_in(content, rosa, "q3.pdf", **said, address="https://example.org/q3.pdf")
    assert refused.value.code == "wrong_host"
    file_id = handed_in(content, rosa, "q3.pdf", **said)
    advance(file_id)
    assert imported(file_id, rosa).state == "done"
    snapshot = Snapshot.objects.get()
    assert snapshot.parser_version == source("gb_iopc").version
    assert snapshot.document.kind == "handed_in"
    assert snapshot.readings.filter(state="proposed").count() > 10


def test_tables_of_any_report_come_with_page_and_box(rosa: User) -> None:
    content = report(
        [
            ["The table shows what was registered in two years."],
            ["Department", "2021/22", "2022/23"],
            ["Saanich", "48", "51"],
            ["Vancouver", "393", "1,029"],
            ["Page 1"],
        ],
        [
            ["Department", "2021/22", "2022/23"],
            ["Delta", "", "9"],
            ["Nelson", "4?", "2"],
        ],
    )
    columns = Columns(
        TableKind.FIGURES,
        {
            "Department": TableField.DEPARTMENT,
            "2021/22": TableField.VALUE,
            "2022/23": TableField.VALUE,
        },
        metric=Metric.REGISTERED_COMPLAINTS,
    )
    annual = DocumentType.ANNUAL_REPORT
    file_id = mapped(content, rosa, columns, name="r.pdf", document_type=annual)
    found = file_of(file_id).found_problems
    assert list(found.values_list("page", "field", "reason")) == [
        (1, "row", "cell_count"),
        (2, "2021/22", "not_a_number"),
    ]
    imported(file_id, rosa, leave_out=2)
    proposed = [row for row in readings() if row.state == "proposed"]
    told = [
        (
            row.payload["department"],
            row.payload["period"]["label"],
            row.payload["value"],
        )
        for row in proposed
    ]
    assert told == [
        ("saanich", "2021/22", "48"),
        ("saanich", "2022/23", "51"),
        ("vancouver", "2021/22", "393"),
        ("vancouver", "2022/23", "1029"),
        ("delta", "2021/22", None),
        ("delta", "2022/23", "9"),
        ("nelson", "2022/23", "2"),
    ]
    evidence = evidence_for(proposed[5])
    assert isinstance(evidence, PageEvidence)
    assert evidence.page == 2
    # The box is the figure's own, under its heading.
    assert evidence.box.x0 == pytest.approx(340, abs=2)
    # Nothing vouches for them: each is looked at beside its page.
    assert queue.waiting()[0].groups == {}


def test_the_mapping_is_kept_and_the_same_bytes_are_noticed(rosa: User) -> None:
    first = mapped(UGLY, rosa, heading=2)
    imported(first, rosa)
    before = readings()
    again = handed_in(UGLY, rosa)
    file = file_of(again)
    assert [held.document.title for held in same_bytes(file).snapshots] == [file.title]
    headings = tuple(FIGURES.fields)
    kept = kept_mapping(file, headings)
    assert kept == TableMapping.objects.get()
    assert kept_mapping(file, headings[:2]) is None
    file_id = mapped(UGLY, rosa, heading=2)
    assert imported(file_id, rosa).found["counts"]["unchanged"] == 0
    assert (Snapshot.objects.count(), readings()) == (1, before)


def test_a_word_mapped_later_has_the_same_bytes_read_anew(rosa: User) -> None:
    content = UGLY.replace(b"Delta", b"Gotham")
    imported(mapped(content, rosa, heading=2), rosa)
    assert readings()[-1].payload["department"] is None
    file_id = mapped(content, rosa, heading=2)
    with acting_as(rosa, Purpose.REQUEST):
        map_words(file_id, [("department", "Gotham", "delta")])
    advance(file_id)
    assert file_of(file_id).found["words"] == []
    imported(file_id, rosa)
    last = readings()[-1]
    assert (last.payload["department"], last.payload["department_raw"]) == (
        "delta",
        "Gotham",
    )
    assert (Snapshot.objects.count(), len(readings()), last.flags) == (1, 3, "")


def test_columns_that_no_row_can_be_read_by_are_refused(rosa: User) -> None:
    file_id = handed_in(UGLY, rosa)
    fields = dict(FIGURES.fields)
    for columns, problem in (
        (Columns(TableKind.FIGURES, fields), "not_named"),
        (Columns(TableKind.MATTERS, fields), "not_of_kind"),
        (
            Columns(
                TableKind.FIGURES,
                {"Complaints registered": TableField.VALUE},
                department="saanich",
                metric=Metric.FILES_OPENED,
            ),
            "no_time",
        ),
    ):
        with acting_as(rosa, Purpose.REQUEST), pytest.raises(UnusableError) as refused:
            name_columns(file_id, columns, name="n", part="", heading=2)
        assert refused.value.problem == problem


def test_killed_in_the_middle_nothing_is_there_and_another_does_it_once(
    rosa: User, tmp_path: Path
) -> None:
    file_id = mapped(UGLY, rosa, heading=2)
    empty_broker()
    with owner_connection() as blocking:
        # Every row is staged when the worker comes to this lock.
        blocking.execute("SELECT pg_advisory_lock(hashtext('handed_in_opcc-bc'))")
        worker = start_worker(tmp_path / "log", concurrency=1)
        try:
            with acting_as(rosa, Purpose.REQUEST):
                start_import(file_id)
            wait_until(_waits_for_a_lock, "the import", tmp_path / "log")
            advance(file_id)  # a second worker finds it held
            assert not Snapshot.objects.exists()
        finally:
            kill_worker(worker)
    assert file_of(file_id).state == "importing"
    assert not ExtractedRecord.objects.exists()
    assert ring_for_waiting() == 0  # the dead worker's lease still stands
    HandedInFile.objects.update(lease_until="2026-01-01T00:00:00Z")
    assert ring_for_waiting() == 1
    advance(file_id)
    assert file_of(file_id).state == "done"
    assert (Snapshot.objects.count(), len(readings())) == (1, 3)


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_only_a_reviewer_hands_in_and_a_cancelled_file_is_gone(
    rosa: User, client: Client
) -> None:
    file_id = mapped(UGLY, rosa, heading=2)
    otto = make_reviewer("otto", Role.RELEASER)
    for step in (cancel_file, start_import):
        with acting_as(otto, Purpose.REQUEST), pytest.raises(NotPermittedError):
            step(file_id)
    with pytest.raises(NotPermittedError):
        handed_in(UGLY, otto)
    log_in(client, otto)
    # He sees where it is, and no form.
    page = client.get(reverse("handed-in-file", args=[file_id]))
    assert b"3 readings are ready" in page.content
    assert b'<button class="primary"' not in page.content
    for name in ("columns", "words", "import", "again", "cancel"):
        address = reverse(f"handed-in-{name}", args=[file_id])
        assert client.post(address).status_code == 403, name
    with acting_as(rosa, Purpose.REQUEST):
        cancel_file(file_id)
    file = file_of(file_id)
    assert (file.state, file.shape, file.found) == ("cancelled", {}, {})
    assert not list(Path(settings.ARCHIVE_DIR, "handed-in").iterdir())
    with acting_as(rosa, Purpose.REQUEST), pytest.raises(StepRefusedError):
        start_import(file_id)
    advance(file_id)
    assert not Snapshot.objects.exists()
    assert TableMapping.objects.exists()


@pytest.mark.parametrize(
    ("content", "failure", "where"),
    [
        (b'Department,Year\n"Saanich,2021', "truncated", "row"),
        (b"<html><body>Sign in</body></html>", "wrong_type", ""),
        (b"Department,Year\n", "empty_list", ""),
        (b"PK\x03\x04 not a workbook", "truncated", ""),
        (b'{"rows": []}', "wrong_type", ""),
    ],
)
def test_what_is_no_table_is_left_to_a_person_with_the_reason(
    rosa: User, content: bytes, failure: str, where: str
) -> None:
    file = file_of(handed_in(content, rosa))
    assert (file.state, file.failure) == ("failed", failure)
    assert file.where.startswith("table.csv")
    assert where in file.where


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0 a workbook of the old kind", "old_workbook"),
        (b"\x89PNG\r\n\x1a\n\0", "not_a_file"),
        (b"%PDF-1.7", "needs_type"),
    ],
)
def test_what_is_not_taken_is_told_at_once_and_not_kept(
    rosa: User, content: bytes, code: str
) -> None:
    with pytest.raises(NotTakenError) as refused:
        handed_in(content, rosa)
    assert refused.value.code == code
    assert not HandedInFile.objects.exists()
