"""Entries of the ledger, decided by people, and what the next release says of them."""

from datetime import UTC, datetime, timedelta

import pytest

from accountability.access.permissions import NotPermittedError
from accountability.archive.ledger.proposing import propose
from accountability.extraction.reading import extract_snapshot
from accountability.models import (
    ChangeDecision,
    ChangeState,
    DocumentChange,
    ExtractedRecord,
    ReadingState,
    Role,
    Snapshot,
    SourceDocument,
    User,
)
from accountability.publication.services import approve, draft_release, publish
from accountability.records.reference import load_reference
from accountability.release.query import Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import (
    CHANGES,
    CORRECTIONS,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    Table,
)
from accountability.review import ledger, services
from accountability.review.errors import ReasonMissingError
from accountability.review.ledger_policies import Refused
from accountability.vocab import DocumentChangeKind
from tests.factories import make_reviewer
from tests.integration.toy import document_at, snapshot_of, use_toy

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    load_reference()
    use_toy(monkeypatch)


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


def version(text: str, hour: int, by: User | None = None) -> Snapshot:
    """Archive and read a version; accept what is read from it if somebody is named."""
    snapshot = snapshot_of(text, at=hour)
    extract_snapshot(snapshot)
    if by is not None:
        accept_all(by)
    return snapshot


def accept_all(by: User) -> None:
    for reading in ExtractedRecord.objects.filter(state=ReadingState.PROPOSED):
        services.accept(reading, by=by)


def released() -> Reader:
    """Draft, approve twice, publish."""
    people = [
        User.objects.filter(username=name).first() or make_reviewer(name, Role.RELEASER)
        for name in ("author", "first", "second")
    ]
    release = draft_release(by=people[0])
    for approver in people[1:]:
        approve(release, by=approver)
    return Reader(publish(release, by=people[0]))


def rows(reader: Reader, table: Table) -> list[Row]:
    return list(reader.rows(Query(table)))


def gone(document: SourceDocument, hour: int = 0) -> DocumentChange:
    at = NOON + timedelta(hours=hour)
    return propose(
        document,
        DocumentChangeKind.DISAPPEARED,
        before_at=NOON,
        noticed_at=at,
        before=document.snapshots.last(),
    )


def refused(why: Refused) -> "pytest.RaisesExc[ledger.ChangeRefusedError]":
    return pytest.raises(ledger.ChangeRefusedError, check=lambda e: e.refused is why)


def test_a_revision_is_told_once_its_values_are_accepted(rosa: User) -> None:
    first = version("saanich=1 matter/1=discourtesy", 0, rosa)
    second = version("saanich=3 matter/2=deceit", 1)
    change = DocumentChange.objects.get()
    with refused(Refused.UNDECIDED):
        ledger.confirm(change, by=rosa)
    accept_all(rosa)
    assert rows(released(), DOCUMENT_CHANGES) == []  # nobody has confirmed it
    ledger.confirm(change, by=rosa)
    reader = released()
    (row,) = rows(reader, DOCUMENT_CHANGES)
    assert (row["document"], row["body"]) == (first.document.slug, "opcc-bc")
    assert row["kind"] == "revised"
    assert (row["sha256_before"], row["sha256"]) == (first.sha256, second.sha256)
    assert (row["before_at"], row["noticed_at"]) == (
        first.last_seen_at,
        second.retrieved_at,
    )
    (corrected,) = rows(reader, CORRECTIONS)
    assert (corrected["document"], corrected["sha256"]) == (
        row["document"],
        row["sha256"],
    )
    items = rows(reader, DOCUMENT_CHANGE_ITEMS)
    assert [
        (item["what"], item["item_change"], item["department"], item["items"])
        for item in items
    ] == [
        ("allegation", "appeared", "saanich", 1),
        ("allegation", "gone", "saanich", 1),
    ]
    added = [r for r in rows(reader, CHANGES) if r["table"] == "document_changes"]
    assert [(r["key"], r["change"]) for r in added] == [(row["change"], "added")]

    version("matter/2=deceit matter/3=deceit", 2)
    misread = ExtractedRecord.objects.get(state=ReadingState.PROPOSED)
    services.reject(misread, reason="misread", by=rosa)  # and not told
    fewer = DocumentChange.objects.latest("noticed_at")
    ledger.confirm(fewer, by=rosa)
    ledger.reopen(change, by=rosa)
    reader = released()
    (row,) = rows(reader, DOCUMENT_CHANGES)
    assert row["change"] == f"k{fewer.pk}"
    (item,) = rows(reader, DOCUMENT_CHANGE_ITEMS)
    assert (item["what"], item["item_change"]) == ("figure", "gone")
    assert (item["value"], item["status"]) == (3, "reported")
    assert item["figure"] == corrected["figure"]
    removed = [
        r["key"]
        for r in rows(reader, CHANGES)
        if (r["table"], r["change"]) == ("document_changes", "removed")
    ]
    assert removed == [f"k{change.pk}"]


def test_what_was_rejected_is_no_value_to_tell(rosa: User) -> None:
    version("saanich=1", 0, rosa)
    version("saanich=3", 1)
    services.reject(
        ExtractedRecord.objects.get(state=ReadingState.PROPOSED),
        reason="misread",
        by=rosa,
    )
    change = DocumentChange.objects.get()
    with refused(Refused.NOTHING_TO_TELL):
        ledger.confirm(change, by=rosa)
    assert ledger.dismiss(change, reason="our_reading", by=rosa).by == rosa


def test_bytes_that_are_back_make_a_release_and_two_entries(rosa: User) -> None:
    first = version("saanich=1", 0, rosa)
    version("saanich=3", 1, rosa)
    third = version("saanich=1", 2, rosa)
    assert third.sha256 == first.sha256
    for change in DocumentChange.objects.order_by("noticed_at"):
        ledger.confirm(change, by=rosa)
    reader = released()
    assert len(rows(reader, DOCUMENT_CHANGES)) == 2
    held = {row["sha256"]: row for row in rows(reader, DOCUMENTS)}
    assert len(held) == len(rows(reader, DOCUMENTS)) == 2
    told = sorted(rows(reader, CORRECTIONS), key=lambda row: row["retrieved_at"])
    values = [(row["value_before"], row["value"]) for row in told]
    assert values == [(1, 3), (3, 1)]
    assert held[first.sha256]["current"]
    assert held[first.sha256]["retrieved_at"] == first.retrieved_at


def test_an_absence_and_its_return_stand_or_fall_together(rosa: User) -> None:
    document = version("saanich=1", 0, rosa).document
    absence = gone(document)
    back = propose(
        document,
        DocumentChangeKind.REAPPEARED,
        before_at=NOON,
        noticed_at=NOON + timedelta(hours=1),
        after=document.snapshots.last(),
        answers=absence,
    )
    with refused(Refused.ABSENCE_FIRST):
        ledger.confirm(back, by=rosa)
    ledger.dismiss(absence, reason="outage", by=rosa)
    back.refresh_from_db()
    assert back.state == ChangeState.DISMISSED
    for change in (absence, back):
        ledger.reopen(change, by=rosa)
        ledger.confirm(change, by=rosa)
    with refused(Refused.RETURN_FIRST):
        ledger.reopen(absence, by=rosa)
    told = rows(released(), DOCUMENT_CHANGES)
    assert [(row["kind"], row["answers"]) for row in told] == [
        ("disappeared", None),
        ("reappeared", f"k{absence.pk}"),
    ]
    verdicts = ChangeDecision.objects.filter(change=absence, by=rosa)
    assert [d.verdict for d in verdicts] == ["dismissed", "reopened", "confirmed"]


def test_only_a_reviewer_decides_and_the_first_one_wins(rosa: User) -> None:
    absence = gone(version("saanich=1", 0, rosa).document)
    with pytest.raises(NotPermittedError):
        ledger.confirm(absence, by=make_reviewer("rita", Role.RELEASER))
    for reason, words, field in (("", "", "reason"), ("other", " ", "words")):
        with pytest.raises(ReasonMissingError) as missing:
            ledger.dismiss(absence, reason=reason, words=words, by=rosa)
        assert missing.value.field == field
    ledger.dismiss(absence, reason="other", words="a holiday", by=rosa)
    with pytest.raises(ledger.ChangeRefusedError) as late:
        ledger.confirm(absence, by=make_reviewer("ravi"))
    assert late.value.refused is Refused.STATE
    assert late.value.decided
    assert late.value.decided.by == rosa


def test_what_stands_in_for_a_publisher_has_no_address_in_public(rosa: User) -> None:
    version("saanich=1", 0, rosa)
    rebuilt = snapshot_of("#rebuilt", name="b").document
    SourceDocument.objects.filter(pk=rebuilt.pk).update(
        kind="reconstruction", publisher_url=""
    )
    for document in (document_at(), rebuilt):
        change = propose(
            document,
            DocumentChangeKind.MOVED,
            before_at=NOON,
            noticed_at=NOON,
            address_before="https://toy.example/a",
            address_after="https://toy.example/b",
        )
        ledger.confirm(change, by=rosa)
    told = {
        row["document"]: (row["address_before"], row["address_after"])
        for row in rows(released(), DOCUMENT_CHANGES)
    }
    assert told == {
        document_at().slug: ("https://toy.example/a", "https://toy.example/b"),
        rebuilt.slug: ("", ""),
    }
