"""The staff plane's pages, over the real URL conf."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accountability.models import (
    Complaint,
    ExtractedRecord,
    Job,
    JobState,
    ReadingState,
    Retrieval,
    Role,
    Run,
    Statistic,
    User,
)
from accountability.review import services
from accountability.sources.proposals import ComplaintFacts, Locator
from accountability.vocab import Flag
from tests.accounts import log_in
from tests.factories import (
    FETCHED,
    Desk,
    figure,
    make_reviewer,
    matter,
    pdf_page,
    told,
    unreadable,
)
from tests.staff_addresses import OPEN, staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_pages")]
ALL = sorted(item.address for item in staff_addresses())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


@pytest.fixture
def page(client: Client, rosa: User) -> Client:
    log_in(client, rosa)
    return client


def text(response: object) -> str:
    content: str = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def only_reading() -> ExtractedRecord:
    return ExtractedRecord.objects.get()


@pytest.mark.parametrize("address", [item for item in ALL if item not in OPEN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_logging_in_every_address_leads_to_the_login(
    client: Client, address: str, method: str
) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=")
    assert response["Cache-Control"] == "no-store"


def test_there_are_addresses() -> None:
    assert len(ALL) > 15
    assert set(ALL) >= OPEN


EMPTY = [
    ("/", "Nothing waits"),
    ("/review/", "Nothing waits"),
    ("/review/readings/", "No reading is like that"),
    ("/runs/", "No source has been fetched yet"),
    ("/documents/", "No document has been fetched yet"),
    ("/documents/?q=nothing", "No title has these words"),
    ("/keys/", "Keys of the review desk"),
]


@pytest.mark.parametrize(("address", "says"), EMPTY)
def test_an_empty_page_says_what_is_empty(
    page: Client, address: str, says: str
) -> None:
    response = page.get(address)
    assert response.status_code == 200
    assert says in text(response)
    assert response["Cache-Control"] == "no-store"
    policy = response["Content-Security-Policy"]
    assert re.search(r"script-src 'nonce-[^' ]{16,}'(;|$)", policy)
    assert "unsafe" not in policy
    assert not re.search(r"\son\w+=|style=|<script>|<style", response.content.decode())


def test_a_figure_stands_in_words_beside_its_page(page: Client, desk: Desk) -> None:
    desk.report(figure(value_raw="48 *", flags=(Flag.SUM_MISMATCH,)))
    response = page.get(reverse("review-reading", args=[only_reading().pk]))
    words = text(response)
    for said in (
        "Saanich Police Department",
        "Registered complaints",
        "48 complaints",
        "printed: “48 *”",
        "April 1, 2021 to March 31, 2022",
        "sums are flagged, never repaired",
        "Page 1 of the document",
        "Reconstruction",
    ):
        assert said in words
    assert "close-up.png" in response.content.decode()


@pytest.mark.parametrize("view", ["review-page-picture", "review-close-up"])
def test_the_page_is_a_picture_that_the_reader_alone_may_keep(
    page: Client, desk: Desk, view: str
) -> None:
    desk.report(figure())
    address = reverse(view, args=[only_reading().pk])
    response = page.get(address)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert response["Cache-Control"] == "private, max-age=3600"
    again = page.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_page_as_large_as_a_field_is_drawn_small(page: Client, desk: Desk) -> None:
    snapshot = desk.document(pdf_page(["Saanich 48"], size=(14400, 14400)))
    reading = desk.reading(snapshot, figure(0))
    picture = page.get(reverse("review-page-picture", args=[reading.pk]))
    assert picture.status_code == 200
    width = int.from_bytes(picture.content[16:20], "big")
    assert width < 2600


def test_a_row_stands_under_its_headings_without_what_tells_of_persons(
    page: Client, desk: Desk
) -> None:
    desk.dataset(matter(2))
    response = page.get(reverse("review-reading", args=[only_reading().pk]))
    words = text(response)
    assert "Rule NEGLECT" in words
    assert "row 2" in words
    assert "Female" not in words
    assert "1 column is not shown" in words


def test_a_cell_of_a_page_is_shown_in_its_row(page: Client, desk: Desk) -> None:
    snapshot = desk.document(
        b"<html><body><table><tr><th>Department</th><th>Files</th></tr>"
        b"<tr><td>Saanich</td><td>48</td></tr></table></body></html>",
        media_type="text/html",
    )
    place = Locator(xpath="/html/body/table/tr[2]/td[2]")
    reading = desk.reading(snapshot, figure(locator=place))
    words = text(page.get(reverse("review-reading", args=[reading.pk])))
    assert "Department Saanich" in words
    assert "Files 48" in words


def test_a_place_that_is_not_there_is_said_to_be_missing(
    page: Client, desk: Desk
) -> None:
    desk.dataset(matter(99))
    response = page.get(reverse("review-reading", args=[only_reading().pk]))
    assert response.status_code == 200
    said = "The document can't be shown: The document is cut short or damaged (row 99)"
    assert said in text(response)


def test_what_could_not_be_read_shows_why_and_nothing_to_decide(
    page: Client, desk: Desk
) -> None:
    desk.dataset(matter(2), unreadable(2))
    reading = ExtractedRecord.objects.get(record_type="rejection")
    response = page.get(reverse("review-reading", args=[reading.pk]))
    assert "Date Complaint Received" in text(response)
    assert 'data-key="a"' not in response.content.decode()


def test_a_change_says_what_it_replaces(page: Client, desk: Desk, rosa: User) -> None:
    snapshot = desk.report(figure())
    older = only_reading()
    services.accept(older, by=rosa)
    newer = desk.reading(
        desk.version(snapshot.document, pdf_page(["", "Saanich 50"])),
        figure(value=Decimal(50), value_raw="50"),
        previous=older,
    )
    words = text(page.get(reverse("review-reading", args=[newer.pk])))
    assert "Accepting this replaces a record" in words
    assert "before: 48" in words


def test_what_repeats_an_earlier_reading_leads_to_it(
    page: Client, desk: Desk, rosa: User
) -> None:
    snapshot = desk.report(figure())
    older = only_reading()
    services.accept(older, by=rosa)
    again = desk.reading(
        desk.version(snapshot.document, pdf_page(["again"])), figure(), previous=older
    )
    again.state = ReadingState.UNCHANGED
    again.save()
    response = page.get(reverse("review-reading", args=[again.pk]))
    assert "What is decided there holds here." in text(response)
    assert "Accepting this" not in text(response)
    assert reverse("review-reading", args=[older.pk]) in response.content.decode()


def test_accepting_goes_to_the_next_and_offers_to_undo(
    page: Client, desk: Desk
) -> None:
    desk.report(figure(), figure())
    first, second = ExtractedRecord.objects.all()
    response = page.post(
        reverse("review-accept", args=[first.pk]) + "?alone=", follow=True
    )
    assert response.redirect_chain[-1][0] == reverse("review-reading", args=[second.pk])
    assert "Accepted: Saanich Police Department" in text(response)
    undo = re.search(
        r'action="(/review/readings/\d+/reopen/[^"]*)"', response.content.decode()
    )
    assert undo
    back = page.post(undo[1], follow=True)
    assert back.redirect_chain[-1][0] == reverse("review-reading", args=[first.pk])
    assert not Statistic.objects.exists()


def test_after_the_last_one_the_queue_is_shown(page: Client, desk: Desk) -> None:
    desk.report(figure())
    response = page.post(
        reverse("review-accept", args=[only_reading().pk]), follow=True
    )
    assert "That was the last one here" in text(response)
    assert "Nothing waits" in text(response)


def test_the_filter_of_the_queue_stays_while_deciding(page: Client, desk: Desk) -> None:
    desk.report(
        figure(),
        figure(flags=(Flag.SUM_MISMATCH,)),
        figure(),
        figure(flags=(Flag.SUM_MISMATCH,)),
    )
    odd = ExtractedRecord.objects.filter(flags="sum_mismatch")
    response = page.post(
        reverse("review-accept", args=[odd[0].pk]) + "?flag=sum_mismatch"
    )
    assert response["Location"] == (
        reverse("review-reading", args=[odd[1].pk]) + "?flag=sum_mismatch"
    )


def test_a_rejection_without_a_reason_keeps_what_was_typed(
    page: Client, desk: Desk
) -> None:
    desk.report(figure())
    address = reverse("review-reject", args=[only_reading().pk])
    assert page.get(address).status_code == 200
    response = page.post(address, {"words": "the heading was read"})
    assert response.status_code == 422
    assert "Choose a reason." in text(response)
    assert "the heading was read" in response.content.decode()
    without_words = page.post(address, {"reason": "other"})
    assert "Say in your own words why." in text(without_words)
    assert only_reading().state == ReadingState.PROPOSED
    page.post(address, {"reason": "misread"})
    assert only_reading().state == ReadingState.REJECTED


def test_a_wrong_correction_names_the_field_and_keeps_what_was_typed(
    page: Client, desk: Desk
) -> None:
    desk.report(figure())
    address = reverse("review-correct", args=[only_reading().pk])
    form = page.get(address).context["form"]
    typed = {**form.held, "value": "2 262", "reason": "two thousand"}
    response = page.post(address, typed)
    assert response.status_code == 422
    assert "Write digits only" in text(response)
    assert 'value="2 262"' in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    page.post(address, {**typed, "value": "2262"})
    assert Statistic.objects.get().value == 2262


def test_an_allegation_is_corrected_on_its_page(page: Client, desk: Desk) -> None:
    desk.dataset(matter(2))
    address = reverse("review-correct", args=[only_reading().pk])
    form = page.get(address).context["form"]
    page.post(
        address, {**form.held, "disposition": "exonerated", "reason": "see row 2"}
    )
    payload = only_reading().decisions.get().payload
    assert payload
    assert payload["disposition"] == "exonerated"


def test_a_matter_stands_in_words_and_is_corrected_on_its_page(
    page: Client, desk: Desk
) -> None:
    desk.dataset(told(2))
    reading = only_reading()
    words = text(page.get(reverse("review-reading", args=[reading.pk])))
    assert "New Orleans Police Department, a matter" in words
    assert "Set in motion by A member of the public" in words
    assert "Body's own number (never published)" in words.replace("&#x27;", "'")
    address = reverse("review-correct", args=[reading.pk])
    form = page.get(address).context["form"]
    assert list(form.held) == ["department", "route", "file_type", "disposition"]
    page.post(address, {**form.held, "route": "internal", "reason": "see row 2"})
    recorded = Complaint.objects.get()
    assert (recorded.route, recorded.disposition) == ("internal", "substantiated")


def test_an_allegation_without_a_date_says_what_to_accept_first(
    page: Client, desk: Desk
) -> None:
    undated = ComplaintFacts("complaint:x", "new-orleans", "NOPD")
    desk.dataset(matter(2, complaint=undated))
    response = page.post(
        reverse("review-accept", args=[only_reading().pk]), follow=True
    )
    assert "Accept the row of its matter first" in text(response)


def test_the_slower_of_two_reviewers_reads_who_was_first(
    page: Client, desk: Desk
) -> None:
    desk.report(figure())
    services.accept(only_reading(), by=make_reviewer("sam"))
    response = page.post(
        reverse("review-reject", args=[only_reading().pk]),
        {"reason": "misread"},
        follow=True,
    )
    assert "decided already. Accepted by sam" in text(response)


def test_a_batch_asks_first_and_can_be_undone(page: Client, desk: Desk) -> None:
    snapshot = desk.report(figure(), figure(), figure(flags=(Flag.SUM_MISMATCH,)))
    assert "Accept 2 figures whose parts add up" in text(page.get("/review/"))
    address = reverse("review-batch", args=[snapshot.pk, "totals_check"])
    asked = page.get(address)
    assert "Yes, accept all 2 rows" in text(asked)
    assert not Statistic.objects.exists()
    done = page.post(address, {"expected": "2"}, follow=True)
    assert "2 rows accepted." in text(done)
    assert Statistic.objects.count() == 2
    undo = re.search(r'action="(/review/together/[^"]*)"', done.content.decode())
    assert undo
    assert "2 rows taken back." in text(page.post(undo[1], follow=True))
    assert not Statistic.objects.exists()


def test_a_batch_that_changed_since_is_shown_again(page: Client, desk: Desk) -> None:
    snapshot = desk.report(figure(), figure())
    address = reverse("review-batch", args=[snapshot.pk, "totals_check"])
    response = page.post(address, {"expected": "7"}, follow=True)
    assert "7 rows were shown to you, 2 are there now" in text(response)
    assert not Statistic.objects.exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/review/readings/?flag=red", 400),
        ("/review/readings/?state=lost", 400),
        ("/review/readings/999/", 404),
        ("/review/together/1/everything/", 404),
        ("/documents/none/", 404),
        ("/review/readings/999/page.png", 404),
    ],
)
def test_a_wrong_address_is_answered_in_our_own_words(
    page: Client, address: str, status: int
) -> None:
    response = page.get(address)
    assert response.status_code == status
    assert "Staff desk" in text(response)


def test_who_is_no_reviewer_looks_and_does_not_decide(
    client: Client, desk: Desk
) -> None:
    desk.report(figure())
    log_in(client, make_reviewer("rolf", Role.RELEASER))
    reading = reverse("review-reading", args=[only_reading().pk])
    assert "only reviewers decide" in text(client.get(reading))
    refused = client.post(reverse("review-accept", args=[only_reading().pk]))
    assert refused.status_code == 403
    assert "Your role does not allow it" in text(refused)
    assert only_reading().state == ReadingState.PROPOSED


def test_a_decision_is_not_made_by_a_link(page: Client, desk: Desk) -> None:
    desk.report(figure())
    assert page.get(reverse("review-accept", args=[1])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    log_in(strict, User.objects.get())
    address = reverse("review-accept", args=[only_reading().pk])
    assert strict.post(address).status_code == 403
    assert only_reading().state == ReadingState.PROPOSED


def a_run() -> Run:
    run = Run.objects.create(source_id="ca_bc_opcc", reason="due")
    for number, (state, outcome) in enumerate(
        [("done", "created"), ("done", "unchanged"), ("queued", "")]
    ):
        Job.objects.create(
            run=run,
            kind="extract",
            key=f"snapshot {number}",
            state=state,
            outcome=outcome,
            counts={"rows": 1200, "created": 1200} if outcome == "created" else {},
        )
    Job.objects.create(
        run=run,
        kind="fetch",
        key="http://127.0.0.1/report.pdf",
        state="dead",
        outcome="failed",
        failure="truncated",
        where="http://127.0.0.1/report.pdf",
        advice="the PDF has no end: fetch it again",
        attempts=5,
    )
    return run


def test_the_run_log_says_what_failed_where_and_what_to_do(page: Client) -> None:
    run = a_run()
    listed = text(page.get("/runs/"))
    assert "ca_bc_opcc" in listed
    assert "under way, 1 job to do" in listed
    words = text(page.get(f"/runs/{run.pk}/"))
    for said in (
        "Given up: these wait for you",
        "The document is cut short or damaged",
        "truncated",
        "Where: http://127.0.0.1/report.pdf",
        "the PDF has no end: fetch it again",
        "Try again",
        "rows 1,200",
    ):
        assert said in words
    failed = text(page.get(f"/runs/{run.pk}/?outcome=failed"))
    assert "report.pdf" in failed
    assert "snapshot 0" not in failed
    assert "1" in text(page.get("/"))


def test_a_job_given_up_is_tried_again_when_a_reviewer_says_so(
    page: Client, client: Client
) -> None:
    run = a_run()
    dead = run.jobs.get(state="dead")
    address = reverse("job-retry", args=[dead.pk])
    response = page.post(address, follow=True)
    assert "It is in the queue again." in text(response)
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (JobState.QUEUED, 0)
    assert "someone was faster" in text(page.post(address, follow=True))
    log_in(client, make_reviewer("rolf", Role.RELEASER))
    assert client.post(address).status_code == 403


def test_a_document_lists_its_versions_attempts_and_bytes(
    page: Client, desk: Desk
) -> None:
    snapshot = desk.report(figure())
    Retrieval.objects.create(
        document=snapshot.document,
        snapshot=snapshot,
        url="http://127.0.0.1/1",
        at=FETCHED,
        status=200,
        outcome="created",
        request_headers={"User-Agent": "accountability-tracker"},
        response_headers={"ETag": '"abc"'},
        warc="2026-11-20.warc.gz",
    )
    words = text(page.get(reverse("document", args=[snapshot.document.slug])))
    for said in (snapshot.sha256, "2026-11-20.warc.gz", "ETag", "Version 1", "1 read"):
        assert said in words
    assert "Annual report 2021/22" in text(page.get("/documents/?q=annual"))


def test_the_original_is_a_download_that_no_browser_runs(
    page: Client, desk: Desk
) -> None:
    content = b"<html><script>alert(1)</script></html>"
    snapshot = desk.document(content, media_type="text/html; charset=utf-8")
    response = page.get(reverse("original", args=[snapshot.pk]))
    assert response.content == content
    assert response["Content-Disposition"] == (
        f'attachment; filename="{snapshot.document.slug}-v1.html"'
    )
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-store"


def test_the_queue_asks_no_more_questions_when_there_is_more(
    page: Client, desk: Desk, django_assert_max_num_queries: object
) -> None:
    for _ in range(8):
        desk.report(*(figure() for _ in range(3)))
    for address in ("/review/", "/review/readings/"):
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            assert page.get(address).status_code == 200


def test_the_pages_speak_the_language_asked_for(page: Client, desk: Desk) -> None:
    desk.report(figure())
    address = reverse("review-reading", args=[only_reading().pk])
    response = page.get(address, headers={"Accept-Language": "fr"})
    assert '<html lang="fr">' in response.content.decode()
    assert "Plaintes enregistrées" in text(response)
    with translation.override("en"):
        assert "Registered complaints" in text(page.get(address))
