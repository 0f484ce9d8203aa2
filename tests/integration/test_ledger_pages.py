"""The ledger's pages of the staff desk, over the real URL conf."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accountability.archive.ledger.proposing import propose
from accountability.extraction.revisions import note_revision
from accountability.models import DocumentChange, Retrieval, Role, User
from accountability.review import services
from accountability.vocab import DocumentChangeKind
from tests.accounts import log_in
from tests.factories import FETCHED, Desk, figure, make_reviewer, pdf_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_pages")]
LATER = FETCHED + timedelta(days=1)


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


@pytest.fixture
def page(client: Client, rosa: User) -> Client:
    return log_in(client, rosa)


def text(response: object) -> str:
    content: str = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def revised(desk: Desk, by: User) -> DocumentChange:
    """Make a report whose second version prints 51 where the first printed 48."""
    first = desk.report(figure(key="total"))
    services.accept(first.readings.get(), by=by)
    second = desk.version(first.document, pdf_page(["Registered", "Saanich 51"]))
    reading = figure(key="total", value=Decimal(51), value_raw="51")
    desk.reading(second, reading, previous=first.readings.get())
    note_revision(second, first_reading=True)
    return DocumentChange.objects.get()


def gone(desk: Desk) -> DocumentChange:
    document = desk.report(figure()).document
    Retrieval.objects.create(
        document=document,
        url=document.url,
        at=LATER,
        status=404,
        outcome="failed",
        failure="http_status",
    )
    return propose(
        document,
        DocumentChangeKind.DISAPPEARED,
        before_at=FETCHED,
        noticed_at=LATER,
        before=document.snapshots.get(),
    )


def test_nothing_waits_until_something_does(page: Client, rosa: User) -> None:
    assert "Nothing waits" in text(page.get("/review/ledger/"))
    assert "No document was seen to change" in text(page.get("/"))
    change = revised(Desk(), rosa)
    for address in ("/", "/review/"):
        assert "/review/ledger/" in page.get(address).content.decode()
    said = text(page.get("/review/ledger/"))
    assert "1 figure changed" in said
    assert change.document.title in said
    assert "No change is like that" in text(
        page.get("/review/ledger/?kind=moved&state=")
    )
    for wrong in ("state=lost", "kind=vanished"):
        assert page.get(f"/review/ledger/?{wrong}").status_code == 400


def test_both_versions_stand_side_by_side_and_the_reading_comes_first(
    page: Client, rosa: User
) -> None:
    change = revised(Desk(), rosa)
    address = reverse("ledger-change", args=[change.pk])
    response = page.get(address)
    said = text(response)
    assert re.search(r"48 complaints.* 51 complaints", said)
    assert "no: not accepted" in said
    assert "Decide them first" in said
    assert 'action="/review/ledger/' not in response.content.decode()
    assert response.content.decode().count("close-up.png") == 2
    page.post(reverse("ledger-confirm", args=[change.pk]))
    change.refresh_from_db()
    assert change.state == "proposed"
    services.accept(change.after.readings.get(), by=rosa)  # type: ignore[union-attr]
    done = page.post(reverse("ledger-confirm", args=[change.pk]), follow=True)
    assert "Confirmed: Published again with other values" in text(done)
    assert "The next release tells it" in text(page.get(address))
    again = page.post(reverse("ledger-confirm", args=[change.pk]), follow=True)
    assert "decided already. Confirmed by rosa" in text(again)


def test_a_dismissal_has_a_reason_and_can_be_taken_back(
    page: Client, rosa: User
) -> None:
    change = gone(Desk())
    address = reverse("ledger-dismiss", args=[change.pk])
    assert "404 Failed" in text(page.get(reverse("ledger-change", args=[change.pk])))
    for given in ({}, {"reason": "other", "words": " "}):
        assert page.post(address, given).status_code == 422
    page.post(address, {"reason": "other", "words": "a holiday"})
    said = text(page.get(reverse("ledger-change", args=[change.pk])))
    assert re.search(r"Dismissed by rosa, .*: Another reason .* · a holiday", said)
    page.post(reverse("ledger-reopen", args=[change.pk]))
    change.refresh_from_db()
    assert change.state == "proposed"


def test_who_is_no_reviewer_looks_and_decides_nothing(client: Client) -> None:
    change = gone(Desk())
    log_in(client, make_reviewer("rita", Role.RELEASER))
    response = client.get(reverse("ledger-change", args=[change.pk]))
    assert "only reviewers decide" in text(response)
    assert "ledger-confirm" not in response.content.decode()
    for name, given in (("confirm", {}), ("dismiss", {"reason": "upkeep"})):
        address = reverse(f"ledger-{name}", args=[change.pk])
        assert client.post(address, given).status_code == 403
    assert client.post(reverse("ledger-reopen", args=[change.pk])).status_code == 403
    change.refresh_from_db()
    assert change.state == "proposed"
    assert not change.decisions.exists()


def test_a_document_s_page_tells_its_changes_and_bytes_that_say_the_same(
    page: Client, rosa: User
) -> None:
    desk = Desk()
    change = gone(desk)
    newer = desk.version(change.document, pdf_page(["another file"]))
    said = figure(key=change.before.readings.get().key)  # type: ignore[union-attr]
    desk.reading(newer, said)
    response = page.get(reverse("document", args=[change.document.slug]))
    assert reverse("ledger-change", args=[change.pk]) in response.content.decode()
    assert "nothing that is read from them differs" in text(response)
