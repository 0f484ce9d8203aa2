"""Recommendations and matters: from a table or a page, by review, into a release."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accountability.archive.services import record_document, record_retrieval
from accountability.extraction.importing import import_bytes, import_file
from accountability.extraction.reading import extract_snapshot
from accountability.management.demonstration import TRANSCRIBED
from accountability.models import (
    ExtractedRecord,
    Proceeding,
    ProceedingStatement,
    Recommendation,
    RecommendationResponse,
    User,
)
from accountability.publication import services as publication
from accountability.records.reference import ELSEWHERE, load_reference
from accountability.release.answers import Row
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import (
    CHANGES,
    DEPARTMENTS,
    DOCUMENTS,
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    Table,
)
from accountability.review import services
from accountability.review.policies import Refused
from accountability.sources.base import DocumentContent, Link
from accountability.sources.formats.transcription import RECOMMENDATIONS as ASKED
from accountability.sources.formats.transcription import RESPONSES as ANSWERED
from accountability.sources.http import Fetched
from accountability.sources.registry import source
from tests.accounts import log_in
from tests.factories import make_reviewer
from tests.release_desk import releaser
from tests.sources.examples import example

pytestmark = pytest.mark.django_db(transaction=True)

MWCI = TRANSCRIBED / "ca_bc_mwci"
OPCC = TRANSCRIBED / "ca_bc_opcc_recommendations" / "recommendations.csv"
CITED = "https://news.example.org/page"


@dataclass
class Desk:
    """A reviewer and three releasers."""

    rosa: User = field(default_factory=lambda: make_reviewer("rosa"))
    people: list[User] = field(
        default_factory=lambda: [releaser(name) for name in ("ada", "ben", "cleo")]
    )

    def accept_all(self) -> None:
        waiting = ExtractedRecord.objects.filter(state="proposed")
        for reading in waiting.order_by("record_type", "pk"):
            services.accept(reading, by=self.rosa)

    def publish(self) -> Reader:
        author, *approvers = self.people
        release = publication.draft_release(by=author)
        assert release.audits.get().passed, release.audits.get().checks
        for approver in approvers:
            publication.approve(release, by=approver)
        return Reader(publication.publish(release, by=author))


@pytest.fixture
def desk() -> Desk:
    load_reference()
    return Desk()


def rows(reader: Reader, table: Table) -> list[Row]:
    return list(reader.rows(Query(table)))


def typed(headings: Iterable[str], *lines: dict[str, str]) -> bytes:
    """Write a table as a person would type it."""
    text = StringIO()
    writer = csv.DictWriter(text, list(headings), restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def asked(key: str, **cells: str) -> dict[str, str]:
    return {
        "key": key,
        "made": "2012",
        "addressee": "Exampleville Council",
        "recommended": "1",
        "summary": f"A made-up one, {key}",
        "cited_url": CITED,
    } | cells


def answer(key: str, to: str, **cells: str) -> dict[str, str]:
    return {
        "key": key,
        "recommendation": to,
        "responder": "Exampleville Council",
        "role": "addressee",
        "status": "accepted",
        "cited_url": CITED,
    } | cells


def hand_in(content: bytes) -> None:
    table = "responses" if b"recommendation," in content[:30] else "recommendations"
    url = f"https://vancouversun.com/#{table}"
    import_bytes("ca_bc_mwci", content, url=url, title=f"Made-up {table}")


def text_of(bundle: Path, reader: Reader) -> bytes:
    """Return every byte of a bundle, what Parquet compresses read back as well."""
    plain = [path.read_bytes() for path in bundle.rglob("*") if path.is_file()]
    tables = (PROCEEDINGS, PROCEEDING_STATEMENTS, RECOMMENDATIONS, CHANGES)
    plain += [str(rows(reader, table)).encode() for table in tables]
    return b"\n".join(plain)


@pytest.mark.usefixtures("staff_pages")
def test_a_reviewer_sees_the_row_and_corrects_what_was_typed(
    client: Client, desk: Desk
) -> None:
    import_file("ca_bc_opcc_recommendations", OPCC)
    reading = ExtractedRecord.objects.get()
    log_in(client, desk.rosa)
    page = client.get(reverse("review-reading", args=[reading.pk])).content.decode()
    assert "6 recommendations, text not seen" in page
    assert "https://voiceonline.com/" in page
    assert "Vancouver Police Department" in page
    address = reverse("review-correct", args=[reading.pk])
    typed_in = {"department": "vancouver", "addressee_raw": "Vancouver Police Board"}
    told = client.post(address, typed_in | {"summary": "All six", "reason": "seen"})
    assert told.status_code == 422
    assert "The source counts these and gives no text" in told.content.decode()
    assert not Recommendation.objects.exists()
    board = typed_in | {"addressee_raw": "Vancouver Board", "summary": ""}
    client.post(address, board | {"reason": "as the page has it"})
    (held,) = Recommendation.objects.all()
    assert (held.addressee_raw, held.recommended) == ("Vancouver Board", 6)


def test_what_is_typed_by_hand_is_reviewed_and_says_what_it_is(desk: Desk) -> None:
    # The answers first: what they answer is not on record yet.
    import_file("ca_bc_mwci", MWCI / "responses.csv")
    first = ExtractedRecord.objects.earliest("pk")
    with pytest.raises(services.CannotRecordError) as refused:
        services.accept(first, by=desk.rosa)
    assert refused.value.code == "unknown_recommendation"

    import_file("ca_bc_mwci", MWCI / "recommendations.csv")
    import_file("ca_bc_opcc_recommendations", OPCC)
    assert ExtractedRecord.objects.filter(state="proposed").count() == 13
    desk.accept_all()
    answered = ExtractedRecord.objects.filter(record_type="recommendation").earliest(
        "pk"
    )
    with pytest.raises(services.DecisionRefusedError) as kept:
        services.reopen(answered, by=desk.rosa)
    assert kept.value.refused is Refused.RELIED_ON

    reader = desk.publish()
    told = {row["addressee"]: row for row in rows(reader, RECOMMENDATIONS)}
    board = told["Vancouver Police Board"]
    assert (board["recommended"], board["text_seen"], board["summary"]) == (
        6,
        False,
        "",
    )
    assert (board["made"], board["year"], board["department"]) == (
        "2024/25", 2024, "vancouver",
    )  # fmt: skip
    assert (board["status"], board["responses"]) == ("none_known", 0)
    province = told["Province of British Columbia"]
    # Somebody else endorsed it: the Province has not answered, as far as we know.
    assert (province["status"], province["responses"]) == ("none_known", 1)
    assert (province["authority"], province["body"]) == ("press", "mwci")
    assert province["cited_url"].startswith("https://vancouversun.com/News/")
    answers = rows(reader, RECOMMENDATION_RESPONSES)
    assert {(row["status"], row["answered"], row["department"]) for row in answers} == {
        ("endorsed", "2013", "vancouver")
    }
    assert sorted({row["role"] for row in answers}) == ["one_of_several", "other"]
    assert {row["recommendation"] for row in answers} == {
        row["recommendation"] for row in told.values() if row["body"] == "mwci"
    } | {row["recommendation"] for row in rows(reader, RECOMMENDATIONS)} - {
        board["recommendation"]
    }
    documents = [row for row in rows(reader, DOCUMENTS) if row["body"] != "opcc"]
    assert {(row["kind"], row["publisher_url"]) for row in documents} == {
        ("transcription", "")
    }
    assert all(row["cited_urls"].startswith("https://") for row in documents)
    assert b"mwci-2012" not in text_of(reader.bundle, reader)  # the keys are staff's


def test_a_later_answer_stands_beside_and_a_newer_version_supersedes(
    desk: Desk,
) -> None:
    hand_in(typed(ASKED, asked("a")))
    early = answer("a1", "a", status="under_consideration", answered="May 2013")
    hand_in(typed(ANSWERED, early))
    desk.accept_all()
    first = desk.publish()
    (before,) = rows(first, RECOMMENDATIONS)
    assert before["status"] == "under_consideration"

    late = answer("a2", "a", status="rejected", response="no", answered="2014-02-03")
    hand_in(typed(ANSWERED, early | {"status": "accepted_in_part"}, late))
    hand_in(typed(ASKED, asked("a", summary="A made-up one, in better words")))
    assert ExtractedRecord.objects.filter(state="proposed").count() == 3
    desk.accept_all()
    assert Recommendation.objects.count() == 2
    assert RecommendationResponse.objects.count() == 3
    second = desk.publish()
    (after,) = rows(second, RECOMMENDATIONS)
    assert after["recommendation"] == before["recommendation"]
    assert (after["summary"], after["status"], after["responses"]) == (
        "A made-up one, in better words", "rejected", 2,
    )  # fmt: skip
    kept, new = rows(second, RECOMMENDATION_RESPONSES)
    assert (kept["status"], kept["answered"]) == ("accepted_in_part", "2013-05")
    assert (new["status"], new["answered"]) == ("rejected", "2014-02")  # no day
    changed = {
        (row["table"], row["change"], row["column"])
        for row in rows(second, CHANGES)
        if row["table"].startswith("recommendation")
    }
    assert ("recommendations", "revised", "summary") in changed
    assert ("recommendation_responses", "added", "") in changed

    # The same table once more is nothing new; without a row, that answer is gone.
    hand_in(typed(ANSWERED, early | {"status": "accepted_in_part"}, late))
    assert not ExtractedRecord.objects.filter(state="proposed").exists()
    hand_in(typed(ANSWERED, early | {"status": "accepted_in_part"}))
    said = RecommendationResponse.objects.filter(absent_since=None, superseded_by=None)
    assert [one.status for one in said] == ["accepted_in_part"]


def test_an_answer_taken_back_leaves_the_older_one_in_force(desk: Desk) -> None:
    hand_in(typed(ASKED, asked("a")))
    hand_in(typed(ANSWERED, answer("a1", "a")))
    desk.accept_all()
    hand_in(typed(ANSWERED, answer("a1", "a", status="rejected")))
    desk.accept_all()
    newest = ExtractedRecord.objects.filter(record_type="response").latest("pk")
    services.reopen(newest, by=desk.rosa)
    (left,) = RecommendationResponse.objects.all()
    assert (left.status, left.superseded_by_id) == ("accepted", None)
    services.correct(
        newest,
        changes={"response_status": "implemented", "role": "one_of_several"},
        reason="the page says so",
        by=desk.rosa,
    )
    corrected = RecommendationResponse.objects.get(superseded_by=None)
    assert (corrected.status, corrected.role) == ("implemented", "one_of_several")


def test_the_status_is_the_addressee_s_newest_answer(desk: Desk) -> None:
    """Against a slow plain twin, over answers of every role, some without a date."""
    draw = random.Random(20261126)
    answers = [
        answer(
            f"x{number}",
            f"r{draw.randrange(12)}",
            role=draw.choice(["addressee", "one_of_several", "other"]),
            status=draw.choice(["accepted", "rejected", "endorsed", "implemented"]),
            answered=draw.choice(["", "2013", "2013-06-01", "May 2014", "2014/15"]),
        )
        for number in range(60)
    ]
    hand_in(typed(ASKED, *(asked(f"r{number}") for number in range(12))))
    hand_in(typed(ANSWERED, *answers))
    desk.accept_all()
    first_day = {"2013": 1, "2013-06-01": 2, "May 2014": 4, "2014/15": 3, "": 0}
    expected: dict[str, tuple[int, str]] = {}
    counted: dict[str, int] = defaultdict(int)
    for told in answers:
        counted[told["recommendation"]] += 1
        at = first_day[told["answered"]]
        if told["role"] == "addressee":
            known = expected.get(told["recommendation"], (-1, ""))
            expected[told["recommendation"]] = max(
                (at, told["status"]), known, key=lambda one: one[0]
            )
    released = {
        row["summary"][-3:].strip(): row
        for row in rows(desk.publish(), RECOMMENDATIONS)
    }
    for number in range(12):
        row = released[f"r{number}"]
        status = expected.get(f"r{number}", (0, "none_known"))[1]
        assert (row["status"], row["responses"]) == (status, counted[f"r{number}"])


def read(source_id: str, document: DocumentContent) -> None:
    """Archive and read a document as a crawl does."""
    fetched = Fetched(
        url=document.url,
        final_url=document.url,
        redirects=(),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        request_headers=(),
        response_headers=(("content-type", document.media_type),),
        content=document.content,
        retrieved_at=datetime.now(UTC),
    )
    held = record_document(
        source=source(source_id),
        link=Link(document.url, "A document", document.document_type),
        facts=source(source_id).describe(document),
    )
    extract_snapshot(
        record_retrieval(document=held, fetched=fetched, job=None).snapshot
    )


def test_matters_go_out_by_month_without_number_day_or_story(desk: Desk) -> None:
    table = example("ca_bc_iio", "cases-2014")
    read("ca_bc_iio", table)
    read("ca_ab_asirt", example("ca_ab_asirt", "three-files"))
    for case in ("report", "correction", "report-fr-at-en"):
        read("ca_on_siu", example("ca_on_siu", case))
    load_reference(ELSEWHERE)
    read("us_wa_opa", example("us_wa_opa", "bulletin"))
    desk.accept_all()
    reader = desk.publish()
    # A bulletin tells that there is a recommendation, neither what it is nor when.
    bulletin = rows(reader, RECOMMENDATIONS)
    assert {
        (row["department"], row["text_seen"], row["made"], row["year"])
        for row in bulletin
    } == {("seattle", False, "", None)}
    assert len(bulletin) == 2
    matters = rows(reader, PROCEEDINGS)
    assert len(matters) == Proceeding.objects.count()
    assert {row["body"] for row in matters} == {"asirt", "iio-bc", "siu"}
    princeton = next(row for row in matters if row["place_raw"] == "Princeton")
    assert (princeton["incident_raw"], princeton["harm_raw"]) == (
        "Use of Force", "Serious Harm",
    )  # fmt: skip
    assert str(princeton["opened_month"]) == "2014-03-01"
    assert (princeton["year"], princeton["department"]) == (2014, None)
    (siu,) = [row for row in matters if row["body"] == "siu"]
    assert (siu["documents"], siu["languages"]) == (3, "en fr")
    assert siu["department"] in {row["department"] for row in rows(reader, DEPARTMENTS)}
    assert siu["corrected_month"]
    statements = rows(reader, PROCEEDING_STATEMENTS)
    assert len(statements) == ProceedingStatement.objects.count()

    # ASIRT tells of its files in running text, SIU numbers its own.
    text = text_of(reader.bundle, reader)
    prose = ProceedingStatement.objects.filter(proceeding__source_id="ca_ab_asirt")
    hidden = {*prose.values_list("place_raw", flat=True)}
    hidden |= {*prose.values_list("incident_raw", flat=True)}
    hidden |= {*Proceeding.objects.values_list("key", flat=True)}
    hidden |= {*ProceedingStatement.objects.values_list("number_raw", flat=True)}
    hidden |= {
        str(day)
        for name in ("opened", "reported", "corrected")
        for day in Proceeding.objects.values_list(name, flat=True)
        if day and day.day != 1
    }
    assert len(hidden) > 20
    assert [word for word in hidden if word and word.encode() in text] == []

    # The body decides; what it said before stays, and is no longer current.
    revised = table.content.replace(b">Pending<", b">No charge approved<", 1)
    assert revised != table.content
    read(
        "ca_bc_iio",
        DocumentContent(table.url, table.document_type, table.media_type, revised),
    )
    desk.accept_all()
    second = desk.publish()
    (changed,) = [row for row in rows(second, PROCEEDINGS) if row["replaced"]]
    assert changed["outcome"] == "no_charge_approved"
    told = [
        row
        for row in rows(second, PROCEEDING_STATEMENTS)
        if row["proceeding"] == changed["proceeding"]
    ]
    assert [(row["outcome"], row["current"]) for row in told] == [
        ("referred_to_crown", False),
        ("no_charge_approved", True),
    ]
    assert told[0]["replaced_by"] == told[1]["statement"]
    assert ("proceedings", "revised", "outcome") in {
        (row["table"], row["change"], row["column"]) for row in rows(second, CHANGES)
    }
    assert rows(second, REJECTIONS) == rows(reader, REJECTIONS)
