"""A scanned page: read by the real Tesseract, marked, and decided by a person."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from accountability.archive.services import record_document, record_retrieval
from accountability.extraction import fetching
from accountability.extraction.ocr import recogniser
from accountability.extraction.ocr.apart import engine
from accountability.extraction.ocr.recogniser import scans_of
from accountability.extraction.reading import content_of, extract_snapshot
from accountability.extraction.runs import add_links
from accountability.models import (
    Department,
    ExtractedRecord,
    JobKind,
    Retrieval,
    Run,
    Snapshot,
    Statistic,
    User,
)
from accountability.records.reference import ELSEWHERE, load_reference
from accountability.review import queue, services
from accountability.review.policies import BatchGroup
from accountability.sources.base import DocumentContent, Link
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.formats.scans import RecognisedPage
from accountability.sources.http import Fetched
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag
from tests.accounts import log_in
from tests.factories import make_reviewer
from tests.integration.worker import drain
from tests.scanned import scanned
from tests.sources.gb_iopc.drawing import Q3, bulletin
from tests.sources.loopback import Answer, scripted
from tests.unit.sources.formats.drawing import drawn

pytestmark = pytest.mark.django_db
URL = "https://www.policeconduct.gov.uk/bulletin.pdf"
IOPC = source("gb_iopc")
BULLETIN = bulletin("Surrey", "1 April 2023 – 31 December 2023", Q3)


@pytest.fixture(autouse=True)
def reference() -> None:
    load_reference(ELSEWHERE)


@pytest.fixture
def ocr(settings: Any) -> None:
    settings.OCR_LANGUAGES = "eng+fra"


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


def document_of(content: bytes) -> DocumentContent:
    scans = scans_of(content, URL, 60.0)
    kind = DocumentType.STATISTICAL_REPORT
    return DocumentContent(URL, kind, "application/pdf", content, scans)


def snapshot_of(content: bytes) -> Snapshot:
    document = record_document(
        source=IOPC,
        link=Link(URL, "Surrey", DocumentType.STATISTICAL_REPORT),
        facts=IOPC.describe(document_of(content)),
    )
    fetched = Fetched(
        url=URL,
        final_url=URL,
        redirects=(),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        request_headers=(),
        response_headers=(("content-type", "application/pdf"),),
        content=content,
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return record_retrieval(document=document, fetched=fetched, job=None).snapshot


def values(snapshot: Snapshot) -> dict[str, Any]:
    found = snapshot.readings.exclude(record_type="rejection")
    return {reading.key: reading.payload["value"] for reading in found}


def printed() -> dict[str, Any]:
    kind = DocumentType.STATISTICAL_REPORT
    plain = DocumentContent(URL, kind, "application/pdf", BULLETIN)
    return {
        reading.key: str(reading.value) if reading.value is not None else None  # type: ignore[union-attr]
        for reading in IOPC.checked_readings(plain)
    }


@pytest.mark.usefixtures("ocr", "staff_pages")
def test_a_scan_is_read_marked_never_batched_and_published_as_read_by_ocr(
    client: Client, rosa: User
) -> None:
    snapshot = snapshot_of(scanned(BULLETIN))
    extract_snapshot(snapshot)
    assert values(snapshot) == printed()
    readings = list(snapshot.readings.all())
    assert all(Flag.READ_BY_OCR in queue.flags_of(reading) for reading in readings)
    installed = engine("eng+fra")
    assert installed is not None
    assert {reading.parser_version for reading in readings} == {
        f"{IOPC.version} + {installed.label}"
    }
    for group in BatchGroup:
        assert not queue.in_group(snapshot, group).exists()
    with pytest.raises(services.NotForBatchError):
        services.accept_batch(ExtractedRecord.objects.all(), by=rosa)

    log_in(client, rosa)
    address = reverse("review-reading", args=[readings[0].pk])
    shown = client.get(address).content.decode()
    assert "Compare each digit" in shown
    assert "% sure of the least certain word" in shown

    surrey = Department.objects.create(
        slug="surrey-police-gb",
        name="Surrey Police",
        jurisdiction="GB-EAW",
        body=snapshot.document.body,
    )
    services.correct(
        readings[0], changes={"department": surrey.slug}, reason="named", by=rosa
    )
    figure = Statistic.objects.get()
    assert figure.value == Decimal(1686)
    assert Flag.READ_BY_OCR.value in figure.flags.split()
    assert "tesseract" in figure.provenance.parser_version


@pytest.mark.usefixtures("ocr")
def test_a_page_laid_on_the_glass_sideways_is_read_and_what_was_read_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = scanned(BULLETIN, turned=90)
    document = document_of(content)
    found = {item.key: item.locator.box for item in IOPC.checked_readings(document)}
    assert found.keys() == printed().keys()
    tall = next(iter(found.values()))
    assert tall is not None
    assert tall.bottom - tall.top > tall.x1 - tall.x0

    def never(*_: object) -> None:
        raise AssertionError("it was read before")

    monkeypatch.setattr(recogniser, "page_read_apart", never)
    again = {i.key: i.locator.box for i in IOPC.checked_readings(document_of(content))}
    assert again == found


def test_without_an_engine_a_scan_fails_and_says_what_to_install() -> None:
    with pytest.raises(SourceError, match="install tesseract-ocr") as error:
        IOPC.describe(document_of(scanned(BULLETIN)))
    assert error.value.failure is Failure.NO_TEXT
    assert error.value.where.endswith("page 1")


@pytest.mark.usefixtures("ocr")
def test_a_missing_language_is_named(settings: Any) -> None:
    settings.OCR_LANGUAGES = "xxx"
    with pytest.raises(SourceError, match="install the languages of OCR_LANGUAGES"):
        IOPC.describe(document_of(scanned(BULLETIN, dpi=72)))


@pytest.mark.usefixtures("ocr")
def test_a_long_scan_goes_on_at_its_next_turn_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    content = with_pages_behind(BULLETIN, 2)
    read = []

    def page(_: bytes, number: int, *__: object) -> RecognisedPage:
        read.append(number)
        with open_pdf_bytes(content, "as it was before the scanner") as pdf:
            words = pdf.page(number).words
        return RecognisedPage(words, (90,) * len(words))

    monkeypatch.setattr(recogniser, "page_read_apart", page)
    monkeypatch.setattr(fetching, "_OCR_SECONDS", 0.0)
    scan = Answer(200, scanned(content, dpi=72), (("Content-Type", "application/pdf"),))
    with scripted({"/long.pdf": scan}) as server:
        base = f"http://{server.host}"
        settings.SOURCE_BASES = {"gb_iopc": base}
        run = Run.objects.create(source_id="gb_iopc", reason="test")
        link = Link(f"{base}/long.pdf", "Surrey", DocumentType.STATISTICAL_REPORT)
        add_links(run, [link])
        turns = drain(later=True)
    assert read == [1, 2, 3]
    assert turns == 3 + 1
    fetched, extracted = run.jobs.order_by("kind")
    assert {fetched.kind, extracted.kind} == {JobKind.EXTRACT, JobKind.FETCH}
    assert {(job.state, job.attempts) for job in (fetched, extracted)} == {("done", 1)}
    assert not Retrieval.objects.filter(outcome="failed").exists()
    assert values(Snapshot.objects.get()) == printed()


def with_pages_behind(content: bytes, number: int) -> bytes:
    whole = pypdfium2.PdfDocument(content)
    prose = pypdfium2.PdfDocument(
        drawn([(50, 40, "Notes"), (50, 60, "They are long.")])
    )
    for _ in range(number):
        whole.import_pages(prose)
    held = BytesIO()
    whole.save(held)
    whole.close()
    prose.close()
    return held.getvalue()


def test_text_that_the_publisher_laid_under_a_scan_is_marked_too() -> None:
    whole = scanned(BULLETIN, dpi=72, hidden="OPCC File No: 2015-11048")
    order = DocumentContent(URL, DocumentType.ORDER, "application/pdf", whole)
    [reading] = source("ca_bc_opcc_orders").checked_readings(order)
    assert Flag.READ_BY_OCR in reading.flags  # type: ignore[union-attr]


def test_the_kept_page_is_read_from_its_snapshot(settings: Any) -> None:
    settings.OCR_LANGUAGES = "eng+fra"
    snapshot = snapshot_of(BULLETIN)
    assert content_of(snapshot.document, snapshot).scans.recogniser is not None
