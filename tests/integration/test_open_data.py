"""Tables of one publisher, joined on the record; what is refused before it is kept."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accountability.archive.services import (
    known_document,
    record_document,
    record_retrieval,
)
from accountability.extraction.importing import import_bytes, import_file
from accountability.extraction.reading import extract_snapshot
from accountability.extraction.runs import (
    crawled_sources,
    start_due_runs,
    start_run,
)
from accountability.models import (
    Allegation,
    Complaint,
    ExtractedRecord,
    OversightBody,
    Provenance,
    Run,
    SourceDocument,
    Statistic,
    User,
)
from accountability.records.reference import ELSEWHERE, load_reference
from accountability.review import queue, services
from accountability.review.evidence import RowEvidence, evidence_for
from accountability.review.policies import BatchGroup, Refused
from accountability.review.queue import QueueFilter, Readings
from accountability.sources.base import Link
from accountability.sources.errors import Failure, SourceError
from accountability.sources.registry import all_sources, source
from accountability.vocab import DocumentType
from tests.factories import make_reviewer
from tests.integration.toy import answer
from tests.sources.examples import HERE, example

pytestmark = pytest.mark.django_db
PHILADELPHIA, CHICAGO = HERE / "us_pa_ppd", HERE / "us_il_chicago"


@pytest.fixture(autouse=True)
def elsewhere() -> None:
    load_reference(ELSEWHERE)


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


def proposed(table: str) -> Readings:
    return ExtractedRecord.objects.filter(
        state="proposed", snapshot__document__title=table
    ).order_by("position")


def first_of(table: str) -> ExtractedRecord:
    return proposed(table)[0]


def accept_all(*, by: User) -> int:
    """Accept every group that there is, as a person with the queue before them."""
    number = 0
    for waiting in queue.waiting():
        for group in waiting.groups:
            found = queue.in_group(waiting.snapshot, group)
            assert found.count() == waiting.groups[group]
            number += services.accept_batch(found, by=by).number
    return number


def test_each_table_of_a_publisher_is_a_document_of_its_own() -> None:
    for name in ("complaints.csv", "findings.csv", "complainants.csv"):
        import_file("us_pa_ppd", PHILADELPHIA / name)
    found = SourceDocument.objects.order_by("title")
    assert [document.title for document in found] == [
        "complainants.csv",
        "complaints.csv",
        "findings.csv",
    ]
    assert len({document.url for document in found}) == 3
    assert {document.snapshots.count() for document in found} == {1}


def test_an_allegation_without_a_date_waits_for_the_row_of_its_matter(
    rosa: User,
) -> None:
    import_file("us_pa_ppd", PHILADELPHIA / "findings.csv")
    assert [item.groups for item in queue.waiting()] == [{}]
    alone = queue.readings(QueueFilter(alone=True))
    assert alone.count() == queue.counts()["proposed"] == 6
    first = first_of("findings.csv")
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.accept(first, by=rosa)
    assert refused.value.refused is Refused.NO_TIME
    with pytest.raises(services.NotForBatchError):
        services.accept_batch(ExtractedRecord.objects.filter(pk=first.pk), by=rosa)

    import_file("us_pa_ppd", PHILADELPHIA / "complaints.csv")
    assert accept_all(by=rosa) == 2
    assert Complaint.objects.filter(provenance__isnull=False).count() == 2
    assert Allegation.objects.count() == 0
    # Three rows of these two matters; the fourth equals an earlier row.
    assert accept_all(by=rosa) == 3
    services.accept(proposed("findings.csv").get(flags__contains="dup"), by=rosa)
    joined = Complaint.objects.get(key="number:91-0001")
    assert joined.received
    assert joined.received.isoformat() == "1991-01-07"
    assert joined.allegations.count() == 3
    assert Provenance.objects.count() == 2 + 4
    waiting = proposed("findings.csv").values_list("payload__complaint__key", flat=True)
    assert list(waiting) == ["number:91-0003", "number:91-0004"]


def test_matter_and_allegation_recorded_together_keep_what_the_matter_says(
    rosa: User,
) -> None:
    from accountability.records.services import record_readings

    import_file("us_il_chicago", CHICAGO / "accused.csv")
    import_file("us_il_chicago", CHICAGO / "complaints.csv")
    both = ExtractedRecord.objects.filter(
        state="proposed", payload__complaint__key="number:100001"
    )
    recorded = record_readings(both.values_list("pk", flat=True), by=rosa)
    assert (recorded.matters, recorded.allegations) == (1, 2)
    complaint = Complaint.objects.get()
    assert complaint.route == "public"
    assert complaint.concluded
    assert complaint.concluded.isoformat() == "2000-12-05"
    assert complaint.provenance
    assert complaint.provenance.row == 2


def test_the_row_of_a_matter_stands_while_an_allegation_relies_on_it(
    rosa: User,
) -> None:
    import_file("us_pa_ppd", PHILADELPHIA / "complaints.csv")
    import_file("us_pa_ppd", PHILADELPHIA / "findings.csv")
    matter = first_of("complaints.csv")
    services.accept(matter, by=rosa)
    finding = first_of("findings.csv")
    services.accept(finding, by=rosa)
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.reopen(matter, by=rosa)
    assert refused.value.refused is Refused.RELIED_ON
    services.reopen(finding, by=rosa)
    assert Complaint.objects.count() == 1
    services.reopen(matter, by=rosa)
    assert not Complaint.objects.exists()
    assert not Provenance.objects.exists()


def test_a_matter_can_be_corrected(rosa: User) -> None:
    import_file("us_pa_ppd", PHILADELPHIA / "complaints.csv")
    matter = first_of("complaints.csv")
    changes = {"route": "public", "disposition": "withdrawn"}
    services.correct(matter, changes=changes, reason="the letter says so", by=rosa)
    assert Complaint.objects.values_list("route", "disposition").get() == (
        "public",
        "withdrawn",
    )


def test_editions_side_by_side_tell_a_matter_and_its_allegations_once(
    rosa: User, tmp_path: Path
) -> None:
    import_file("us_pa_ppd", PHILADELPHIA / "complaints.csv", period="1990-1991")
    import_file("us_pa_ppd", PHILADELPHIA / "findings.csv", period="1990-1991")
    accept_all(by=rosa)
    accept_all(by=rosa)
    before = Allegation.objects.count()
    newer = tmp_path / "findings.csv"
    newer.write_text(
        "complaint_id,officer_seq,po_race,allegations_investigated,"
        "investigative_findings,disciplinary_findings\n"
        "91-0001,1,invented,Physical Abuse,No Sustained Findings,Not Applicable\n"
        "91-0002,1,invented,Investigation OnGoing,Sustained Finding,Not Applicable\n"
    )
    counts = import_file("us_pa_ppd", newer, period="1991-1992")
    assert (counts.rows, counts.unchanged, counts.updated) == (2, 1, 1)
    counts = import_file(
        "us_pa_ppd", PHILADELPHIA / "complaints.csv", period="1991-1992"
    )
    assert (counts.rows, counts.unchanged, counts.failed) == (4, 2, 2)
    assert Allegation.objects.count() == before
    assert SourceDocument.objects.count() == 4


def test_a_row_about_a_person_is_counted_and_nothing_of_it_is_kept() -> None:
    counts = import_file("us_pa_ppd", PHILADELPHIA / "complainants.csv")
    assert (counts.rows, counts.failed) == (3, 3)
    for row in ExtractedRecord.objects.all():
        assert "invented" not in str((row.payload, row.key, row.reason, row.field))
        shown = evidence_for(row)
        assert isinstance(shown, RowEvidence)
        assert {cell.heading for cell in shown.cells} <= {"complaint_id"}
        assert shown.withheld >= 3


def test_a_row_of_a_json_list_is_shown_as_the_publisher_has_it(rosa: User) -> None:
    import_file("us_ny_ccrb", HERE / "us_ny_ccrb" / "closing-reports.json")
    row = first_of("closing-reports.json")
    shown = evidence_for(row)
    assert isinstance(shown, RowEvidence)
    assert {cell.heading: cell.text for cell in shown.cells}["ComplaintId"] == (
        "199900001"
    )
    assert accept_all(by=rosa) == 3
    assert set(Complaint.objects.values_list("disposition_raw", "disposition")) == {
        ("Unsubstantiated", "not_sustained"),
        ("Substantiated (Command Discipline A)", "substantiated"),
        ("Within NYPD Guidelines", "exonerated"),
    }
    assert not Allegation.objects.exists()


def test_bytes_with_an_officers_tax_number_are_refused_before_they_are_kept(
    settings: Settings, tmp_path: Path
) -> None:
    letters = tmp_path / "departureletters.json"
    letters.write_text(
        '{"totalPosted": "1", "closingReports": [{"ComplaintId": "199900001", '
        '"CaseDisposition": "x", "ClosedDate": "1/1/2001", "Link": '
        '"/redacted-departure-letters/199900001_Tax912345_Redacted.pdf"}]}'
    )
    with pytest.raises(SourceError) as refused:
        import_file("us_ny_ccrb", letters)
    assert refused.value.failure is Failure.NOT_TO_BE_KEPT
    assert "912345" not in str(refused.value)
    assert not [path for path in settings.ARCHIVE_DIR.rglob("*") if path.is_file()]
    assert not SourceDocument.objects.exists()


def test_a_bulletin_that_takes_anothers_address_leaves_its_figures_standing(
    rosa: User,
) -> None:
    iopc = source("gb_iopc")
    for case in ("surrey-q3", "surrey-q4"):
        document = example("gb_iopc", case)
        link = Link(document.url, "Surrey", DocumentType.STATISTICAL_REPORT)
        kept = record_document(source=iopc, link=link, facts=iopc.describe(document))
        assert kept.publisher_url == document.url
        fetched = replace(answer(document.content), url=link.url)
        extract_snapshot(
            record_retrieval(document=kept, fetched=fetched, job=None).snapshot
        )
    for reading in ExtractedRecord.objects.filter(state="proposed"):
        services.accept(reading, by=rosa)
    logged = Statistic.objects.filter(
        metric="complaints_received", category="", absent_since=None
    )
    assert dict(logged.values_list("period", "value")) == {
        "2023/24 Q1-Q3": 1686,
        "2023/24": 2333,
        "2022/23 Q1-Q3": 1590,
        "2022/23": 2117,
    }
    first, second = SourceDocument.objects.order_by("pk")
    assert (first.period, second.period) == ("2023/24 Q1-Q3", "2023/24")
    assert first.url != second.url
    assert known_document(iopc, link.url) == second


def test_what_is_not_crawled_is_never_fetched() -> None:
    handed_in = [item.id for item in all_sources().values() if not item.crawled]
    assert handed_in == [
        "ca_bc_mwci",
        "ca_bc_opcc_recommendations",
        "us_il_chicago",
        "us_pa_ppd",
    ]
    with pytest.raises(ValueError, match="handed in"):
        start_run("us_il_chicago", "test")
    with pytest.raises(CommandError, match="us_il_chicago: read from files handed"):
        call_command("scrape", "us_il_chicago", stdout=StringIO())
    start_due_runs()
    assert not Run.objects.filter(source_id__in=handed_in).exists()


def test_a_place_outside_this_edition_waits_until_its_body_is_loaded(
    settings: Any,
) -> None:
    # A demo fetches from loopback alone.
    assert crawled_sources() == []
    settings.DEMO = False
    elsewhere_too = {"gb_iopc", "us_ny_ccrb", "us_wa_opa"}
    assert {source.id for source in crawled_sources()} == elsewhere_too
    OversightBody.objects.filter(slug="ccrb").update(slug="not-loaded")
    load_reference()
    here = {source.id for source in crawled_sources()}
    assert here >= {"ca_bc_opcc", "us_la_nopd", "gb_iopc"}
    assert "us_ny_ccrb" not in here
    with pytest.raises(CommandError, match=r"us_ny_ccrb: .*--elsewhere"):
        call_command("scrape", "us_ny_ccrb", stdout=StringIO())


def test_a_table_that_nobody_declared_is_refused_by_its_missing_heading() -> None:
    with pytest.raises(SourceError) as refused:
        import_bytes(
            "us_pa_ppd", b"complaint_id,colour\n1,red\n", url="https://x/", title="x"
        )
    assert refused.value.failure is Failure.LAYOUT_CHANGED
    assert BatchGroup.PLAIN_ROWS not in {
        group for item in queue.waiting() for group in item.groups
    }
