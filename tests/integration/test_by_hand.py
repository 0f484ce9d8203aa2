"""What a person reads on a page: typed, decided by another, kept over versions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accountability.extraction.by_hand.drafts import (
    begin_entry,
    begun_entries,
    discard_entry,
    keep_entry,
)
from accountability.extraction.by_hand.entering import enter
from accountability.extraction.by_hand.errors import (
    EntryGoneError,
    EntryRefusedError,
)
from accountability.extraction.by_hand.pages import MOST_COPIED, is_copied, place_of
from accountability.extraction.payload import payload_of
from accountability.extraction.reading import extract_snapshot
from accountability.extraction.versions import Differences, differences_of
from accountability.models import (
    ExtractedRecord,
    HandEntry,
    Recommendation,
    RecommendationResponse,
    RecordType,
    Role,
    Snapshot,
    SourceDocument,
    User,
)
from accountability.release.schema import (
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
)
from accountability.review import services
from accountability.review.policies import Refused
from accountability.sources.base import DocumentContent
from accountability.sources.formats.page_image import page_words
from accountability.sources.formats.pdf import PdfPage
from accountability.sources.formats.words import Word
from accountability.sources.proposals import Locator, RecommendationProposal
from accountability.sources.registry import source
from tests.accounts import log_in
from tests.drawn_pages import line_box, pdf_page
from tests.factories import Desk as Shelf
from tests.factories import make_reviewer
from tests.integration.test_recommendations import Desk, desk, read, rows, text_of
from tests.sources.examples import example

__all__ = ["desk"]

database = pytest.mark.django_db(transaction=True)
ORDERS = "ca_bc_opcc_orders"
SAID = {
    "page": "1",
    "words": "new discipline authority",
    "number": "4(b)",
    "addressee": "Exampleville Police Board",
    "made": "May 2024",
    "summary": "That the board trains its members, made up",
}
ANSWER = {
    "page": "1",
    "responder": "Exampleville Police Board",
    "role": "addressee",
    "status": "accepted_in_part",
    "status_raw": "in principle",
    "answered": "June 3, 2024",
}
ASKED, ANSWERED = RecordType.RECOMMENDATION, RecordType.RESPONSE


def propose(
    snapshot: Snapshot, by: User, said: dict[str, str], kind: RecordType = ASKED
) -> ExtractedRecord:
    entry = begin_entry(snapshot, kind, by=by, typed={})
    return enter(entry.pk, said, by=by)


def refused(snapshot: Snapshot, by: User, **said: str) -> dict[str, str]:
    """Return the codes for which an entry with these words is not taken."""
    with pytest.raises(EntryRefusedError) as wrong:
        propose(snapshot, by, SAID | said)
    return wrong.value.errors


@database
def test_from_the_page_to_a_release_by_two_people(desk: Desk) -> None:
    order = example(ORDERS, "order")
    read(ORDERS, order)
    read("ca_on_siu", example("ca_on_siu", "report"))
    snapshot = Snapshot.objects.get(document__source_id=ORDERS)
    ada = make_reviewer("ada_reviewer")
    reading = propose(snapshot, desk.rosa, SAID)
    assert (reading.state, reading.locator["page"]) == ("proposed", 1)
    box = reading.locator["box"]
    printed = {word.text: word for word in page_words(order.content, 1).words}
    new, last = printed["NEW"], printed["AUTHORITY"]
    assert (box["x0"], box["top"], box["x1"]) == (new.x0, new.top, last.x1)
    assert HandEntry.objects.get().typed == {}

    decisions: list[Callable[[], object]] = [
        lambda: services.accept(reading, by=desk.rosa),
        lambda: services.correct(
            reading, changes={"addressee_raw": "B"}, reason="so", by=desk.rosa
        ),
    ]
    for decide in decisions:
        with pytest.raises(services.DecisionRefusedError) as own:
            decide()
        assert own.value.refused is Refused.OWN_ENTRY
    assert not Recommendation.objects.exists()
    services.accept(reading, by=ada)

    # The answer is told by another document of another source.
    elsewhere = Snapshot.objects.exclude(pk=snapshot.pk).get()
    elsewhere.document.snapshots.update(sha256=snapshot.sha256)
    elsewhere.refresh_from_db()
    answer = propose(
        elsewhere, ada, ANSWER | {"recommendation": str(reading.pk)}, ANSWERED
    )
    services.accept(answer, by=desk.rosa)

    desk.accept_all()
    reader = desk.publish()
    (asked,) = rows(reader, RECOMMENDATIONS)
    assert asked["summary"] == SAID["summary"]
    assert (asked["made"], asked["page"]) == ("2024-05", 1)
    assert (asked["status"], asked["document"]) == (
        "accepted_in_part",
        snapshot.document.slug,
    )
    assert asked["parser_version"] == "by hand 1"
    (told,) = rows(reader, RECOMMENDATION_RESPONSES)
    assert told["recommendation"] == asked["recommendation"]
    assert (told["document"], told["answered"]) == (elsewhere.document.slug, "2024-06")
    # The number is for whoever looks for it on the page.
    assert b"4(b)" not in text_of(reader.bundle, reader)


@database
def test_no_parser_takes_away_what_a_person_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = example(ORDERS, "order")
    read(ORDERS, order)
    first = Snapshot.objects.get()
    waiting = propose(first, desk.rosa, SAID)
    kept = propose(first, desk.rosa, SAID | {"number": "5"})
    services.accept(kept, by=make_reviewer("ada_reviewer"))
    assert refused(first, desk.rosa, number="5") == {"__all__": "says_the_same"}

    reader_of = type(source(ORDERS))
    monkeypatch.setattr(reader_of, "version", "again")
    counts = extract_snapshot(first)
    assert (counts.rows, counts.gone) == (1, 0)
    waiting.refresh_from_db()
    assert waiting.state == "proposed"

    later = order.content + b"\n"
    read(
        ORDERS,
        DocumentContent(order.url, order.document_type, order.media_type, later),
    )
    second = Snapshot.objects.latest("number")
    assert second.number == 2
    assert differences_of(first, second) == Differences()
    fact = Recommendation.objects.get()
    assert fact.absent_since is None

    # What the newer version says otherwise takes its place once somebody says so.
    better = SAID | {"number": "5", "summary": "In better words, made up"}
    with pytest.raises(EntryRefusedError) as wrong:
        propose(second, desk.rosa, better)
    assert (wrong.value.errors, wrong.value.instead) == (
        {"__all__": "on_record"},
        kept.pk,
    )
    newer = propose(second, desk.rosa, better | {"replaces": "on"})
    assert newer.previous_id == kept.pk
    services.accept(newer, by=User.objects.get(username="ada_reviewer"))
    assert [
        one.summary for one in Recommendation.objects.filter(superseded_by=None)
    ] == [better["summary"]]
    services.reopen(newer, by=desk.rosa)
    assert Recommendation.objects.get().superseded_by is None


@database
def test_what_is_typed_is_checked_field_by_field(desk: Desk) -> None:
    read(ORDERS, example(ORDERS, "order"))
    snapshot, rosa = Snapshot.objects.get(), desk.rosa
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(
        snapshot,
        rosa,
        page="9",
        addressee=" ",
        made=f"{tomorrow}",
        summary="x" * 501,
        department="new-orleans",
    ) == {
        "page": "not_a_page",
        "addressee": "missing",
        "made": "in_the_future",
        "summary": "too_long",
        "department": "unknown_department",
    }
    copied = "Pursuant, to s.135 of the Police Act OPCC file no: whatever"
    assert refused(
        snapshot, rosa, words="authority new", made="soon", summary=copied
    ) == {"words": "not_on_the_page", "made": "not_a_date", "summary": "copied"}
    asked = propose(snapshot, rosa, SAID)
    assert refused(snapshot, rosa) == {"__all__": "waits_already"}
    with pytest.raises(EntryRefusedError) as wrong:
        propose(
            snapshot,
            rosa,
            ANSWER
            | {
                "recommendation": str(asked.pk),
                "answered": "April 2024",
                "status": "none_known",
                "role": "unassigned",
            },
            ANSWERED,
        )
    assert wrong.value.errors == {
        "status": "unknown_code",
        "role": "unknown_code",
        "answered": "before_what_is_answered",
    }
    assert not RecommendationResponse.objects.exists()


@database
def test_a_draft_is_its_writer_s_and_is_sent_once(desk: Desk) -> None:
    read(ORDERS, example(ORDERS, "order"))
    snapshot, rosa = Snapshot.objects.get(), desk.rosa
    entry = begin_entry(snapshot, ASKED, by=rosa, typed={"page": "1"})
    assert begin_entry(snapshot, ASKED, by=rosa, typed={}) == entry
    keep_entry(entry.pk, {"summary": "half a thought", "other": "x"}, by=rosa)
    (begun,) = begun_entries(rosa)
    assert begun.typed == {"summary": "half a thought"}
    ada = make_reviewer("ada_reviewer")
    for stranger in (
        lambda: keep_entry(entry.pk, SAID, by=ada),
        lambda: enter(entry.pk, SAID, by=ada),
        lambda: discard_entry(entry.pk, by=ada),
    ):
        with pytest.raises(EntryGoneError):
            stranger()
    assert not begun_entries(ada)

    with CaptureQueriesContext(connection) as asked:
        reading = enter(entry.pk, SAID, by=rosa)
    # Two windows, and two people at one page, come one after the other.
    held = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    for model in (HandEntry, SourceDocument):
        assert [each for each in held if f'FROM "{model._meta.db_table}"' in each]
    assert enter(entry.pk, SAID, by=rosa) == reading
    assert ExtractedRecord.objects.filter(record_type=ASKED).count() == 1
    # What comes late from another window changes nothing any more.
    keep_entry(entry.pk, {"summary": "late"}, by=rosa)
    assert HandEntry.objects.get().typed == {}
    with pytest.raises(EntryGoneError):
        discard_entry(entry.pk, by=rosa)


@database
@pytest.mark.usefixtures("staff_pages")
def test_the_matrix_of_an_entry(client: Client) -> None:
    """Nobody but its writer reaches an entry; nobody but a reviewer begins one."""
    shelf = Shelf()
    snapshot = shelf.document(pdf_page(["Recommendation 1"]))
    table = shelf.dataset()
    rosa, ada = make_reviewer("rosa"), make_reviewer("ada")
    released = make_reviewer("rel", Role.RELEASER)
    mine = begin_entry(snapshot, ASKED, by=rosa, typed={"page": "1"})
    names = ("by-hand", "by-hand-page", "by-hand-discard")
    begin = reverse("by-hand-begin", args=[snapshot.document.slug])
    kinds = {"kind": ASKED.value}

    def statuses(user: User | None) -> list[Any]:
        asking = Client()
        if user:
            log_in(asking, user)
        seen = [asking.get(reverse(name, args=[mine.pk])).status_code for name in names]
        seen.append(asking.post(reverse("by-hand", args=[mine.pk]), SAID).status_code)
        seen.append(asking.post(begin, kinds).status_code)
        return seen

    assert statuses(rosa) == [200, 200, 405, 302, 302]
    assert statuses(ada) == [404, 404, 405, 404, 302]
    assert statuses(released) == [403, 403, 405, 403, 403]
    assert statuses(None) == [302, 302, 302, 302, 302]
    log_in(client, rosa)
    of_table = reverse("by-hand-begin", args=[table.document.slug])
    assert client.post(of_table, kinds).status_code == 404
    assert client.post(begin, {"kind": "statistic"}).status_code == 404
    page = client.get(reverse("document", args=[table.document.slug]))
    assert "by hand" not in page.content.decode()
    gone = client.post(reverse("by-hand-discard", args=[mine.pk]))
    assert gone["Location"] == reverse("document", args=[snapshot.document.slug])
    assert client.get(reverse("by-hand", args=[mine.pk])).status_code == 404


def test_what_was_read_before_keeps_what_it_is_known_by() -> None:
    plain = RecommendationProposal("k", Locator(row=2), "Council", summary="s")
    assert "number_raw" not in payload_of(plain)
    assert payload_of(replace(plain, number_raw="4"))["number_raw"] == "4"


WORDS = st.lists(
    st.text("abcdefgh", min_size=1, max_size=4), min_size=MOST_COPIED, max_size=40
)


def page_of(words: list[str]) -> PdfPage:
    boxes = [line_box(number) for number in range(len(words))]
    held = tuple(
        Word(word, box.x0, box.top, box.x1, box.bottom)
        for word, box in zip(words, boxes, strict=True)
    )
    return PdfPage(1, 612, 5000, held, scanned=False)


@given(WORDS, st.data())
def test_words_are_found_where_they_stand_and_copies_are_seen(
    words: list[str], draw: st.DataObject
) -> None:
    page = page_of(words)
    start = draw.draw(st.integers(0, len(words) - 1))
    end = draw.draw(st.integers(start + 1, len(words)))
    said = words[start:end]
    found = place_of(page, ", ".join(said).upper())
    assert found is not None
    first = next(at for at in range(len(words)) if words[at : at + len(said)] == said)
    assert (found.top, found.bottom) == (
        line_box(first).top,
        line_box(first + len(said) - 1).bottom,
    )
    assert place_of(page, " ".join([*said, "zz"])) is None
    assert is_copied(page, "zz " + " ".join(said)) is (len(said) >= MOST_COPIED)
