"""Readings stored once, and compared with what was read and decided before."""

from itertools import count

import pytest

from accountability.extraction.reading import Counts, extract_snapshot
from accountability.models import (
    Allegation,
    ExtractedRecord,
    ReviewDecision,
    Snapshot,
    Statistic,
    User,
)
from accountability.records.reference import load_reference
from accountability.records.services import record_readings
from accountability.sources.errors import SourceError
from tests.integration.toy import Toy, snapshot_of, use_toy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    load_reference()
    use_toy(monkeypatch)


@pytest.fixture
def reviewer() -> User:
    return User.objects.create(username="reviewer")


hours = count(1)


def read(text: str, name: str = "a") -> tuple[Snapshot, Counts]:
    snapshot = snapshot_of(text, name=name, at=next(hours) % 24)
    return snapshot, extract_snapshot(snapshot)


@pytest.fixture(autouse=True)
def from_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.hours", count(0))


def states(snapshot: Snapshot) -> dict[str, str]:
    return dict(snapshot.readings.values_list("key", "state"))


def decide(snapshot: Snapshot, key: str, by: User, *, accept: bool = True) -> None:
    """Decide as the review desk does."""
    reading = snapshot.readings.get(key=key)
    verdict = "accepted" if accept else "rejected"
    if accept:
        record_readings([reading], by=by)
    reading.state = verdict
    reading.save()
    ReviewDecision.objects.create(
        reading=reading, verdict=verdict, by=by, reason="" if accept else "misread"
    )


def test_every_line_is_accounted_for() -> None:
    snapshot, counts = read("saanich.a=1 saanich.b=2 broken! matter/1=deceit")
    assert counts == Counts(4, created=3, updated=0, unchanged=0, failed=1, gone=0)
    rejected = snapshot.readings.get(state="rejected")
    assert (rejected.reason, rejected.field) == ("not_a_number", "value")
    assert rejected.locator == {"row": 3}


def test_reading_again_changes_nothing() -> None:
    snapshot, first = read("saanich.a=1 broken!")
    before = list(ExtractedRecord.objects.values())
    assert extract_snapshot(snapshot) == first
    assert list(ExtractedRecord.objects.values()) == before


def test_a_failure_in_the_middle_leaves_nothing() -> None:
    snapshot = snapshot_of("saanich.a=1 saanich.b=2 STOP saanich.c=3")
    with pytest.raises(SourceError, match="page 3"):
        extract_snapshot(snapshot)
    snapshot.refresh_from_db()
    assert snapshot.read_at is None
    assert not ExtractedRecord.objects.exists()


def test_a_key_that_comes_twice_leaves_nothing() -> None:
    with pytest.raises(SourceError, match="layout_changed"):
        read("saanich.a=1 saanich.a=2")
    assert not ExtractedRecord.objects.exists()


def test_a_revised_figure_is_proposed_and_the_others_are_carried(
    reviewer: User,
) -> None:
    first, _ = read("saanich.a=1 saanich.b=2 saanich.c=3")
    for key in ("saanich.a", "saanich.b", "saanich.c"):
        decide(first, key, reviewer)
    second, counts = read("saanich.a=1 saanich.b=5 saanich.d=4")
    assert counts == Counts(3, created=1, updated=1, unchanged=1, failed=0, gone=1)
    assert states(second) == {
        "saanich.a": "unchanged",
        "saanich.b": "proposed",
        "saanich.d": "proposed",
    }
    changed = second.readings.get(key="saanich.b")
    assert changed.previous == first.readings.get(key="saanich.b")
    a, b, c = Statistic.objects.order_by("key")
    assert (a.last_seen, a.absent_since) == (second, None)
    assert (b.last_seen, b.absent_since) == (first, None)
    assert (c.last_seen, c.absent_since) == (first, second)
    decide(second, "saanich.b", reviewer)
    values = Statistic.objects.filter(key="saanich.b").order_by("id")
    assert [value.value for value in values] == [2, 5]  # the older one stays


def test_nothing_is_called_absent_by_a_version_that_was_not_wholly_read(
    reviewer: User,
) -> None:
    first, _ = read("saanich.a=1 saanich.b=2")
    decide(first, "saanich.b", reviewer)
    with pytest.raises(SourceError):
        read("saanich.a=1 STOP")
    assert Statistic.objects.get().absent_since is None


def test_what_is_accepted_late_knows_what_later_versions_said(reviewer: User) -> None:
    first, _ = read("saanich.a=1 saanich.b=2")
    second, counts = read("saanich.a=1")
    assert counts.unchanged == 1  # waits with the first one's decision
    for key in ("saanich.a", "saanich.b"):
        decide(first, key, reviewer)
    a, b = Statistic.objects.order_by("key")
    assert (a.last_seen, a.absent_since) == (second, None)
    assert (b.last_seen, b.absent_since) == (first, second)
    third, _ = read("saanich.a=1 saanich.b=2")
    b.refresh_from_db()
    assert (b.last_seen, b.absent_since) == (third, None)


def test_figures_that_come_back_are_proposed_again(reviewer: User) -> None:
    first, _ = read("saanich.a=1")
    decide(first, "saanich.a", reviewer)
    second, _ = read("saanich.a=2")
    decide(second, "saanich.a", reviewer)
    third, counts = read("saanich.a=1")
    assert (third.number, counts.updated) == (3, 1)
    assert third.readings.get().previous == second.readings.get()


def test_a_rejection_by_a_person_holds_for_the_same_words(reviewer: User) -> None:
    first, _ = read("saanich.a=1")
    decide(first, "saanich.a", reviewer, accept=False)
    second, counts = read("saanich.a=1 saanich.b=1")
    assert states(second)["saanich.a"] == "rejected"
    assert counts == Counts(2, created=1, updated=0, unchanged=1, failed=0, gone=0)
    third, _ = read("saanich.a=2")
    assert states(third)["saanich.a"] == "proposed"


def test_a_new_parser_replaces_what_nobody_decided(
    reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, _ = read("saanich.a=1 saanich.b=2 saanich.c=3 broken!")
    decide(snapshot, "saanich.a", reviewer)
    decide(snapshot, "saanich.b", reviewer, accept=False)
    decided = dict(snapshot.readings.exclude(state="proposed").values_list("key", "pk"))

    class Better(Toy):
        version = "2"
        misreading = 10

    use_toy(monkeypatch, Better)
    counts = extract_snapshot(snapshot)
    assert ReviewDecision.objects.count() == 2  # no decision is ever lost
    assert set(decided.values()) - {decided["broken"]} <= set(
        snapshot.readings.values_list("pk", flat=True)
    )
    fresh = snapshot.readings.filter(parser_version="2")
    assert dict(fresh.values_list("key", "state")) == {
        "saanich.a": "proposed",
        "saanich.b": "proposed",
        "saanich.c": "proposed",
        "broken": "rejected",
    }
    assert fresh.get(key="saanich.a").previous_id == decided["saanich.a"]
    assert not snapshot.readings.filter(key="saanich.c", parser_version="1").exists()
    assert counts.failed == 1


def test_a_new_parser_that_reads_the_same_asks_nobody_again(
    reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, _ = read("saanich.a=1 saanich.b=2")
    decide(snapshot, "saanich.a", reviewer)

    class Renamed(Toy):
        version = "2"

    use_toy(monkeypatch, Renamed)
    extract_snapshot(snapshot)
    assert states(snapshot) == {"saanich.a": "accepted", "saanich.b": "proposed"}
    assert snapshot.readings.count() == 2


def test_a_reading_whose_model_went_is_proposed_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _ = read("saanich.a=1")
    second, _ = read("saanich.a=1 saanich.b=1")
    assert states(second)["saanich.a"] == "unchanged"

    class Better(Toy):
        version = "2"
        misreading = 10

    use_toy(monkeypatch, Better)
    extract_snapshot(first)
    assert states(second)["saanich.a"] == "proposed"


def test_a_matter_told_by_two_documents_is_one_matter(reviewer: User) -> None:
    appendix, _ = read("m1/1=deceit m1/2=discourtesy")
    decide(appendix, "m1/1", reviewer)
    decisions, counts = read("m1/1=deceit m1/2=deceit", name="b")
    assert states(decisions) == {"m1/1": "unchanged", "m1/2": "proposed"}
    assert counts.unchanged == 1
    assert decisions.readings.get(key="m1/1").previous == appendix.readings.get(
        key="m1/1"
    )
    assert Allegation.objects.get().last_seen == appendix


def test_the_same_figure_in_two_documents_is_two_figures(reviewer: User) -> None:
    first, _ = read("saanich.a=408")
    decide(first, "saanich.a", reviewer)
    second, _ = read("saanich.a=408", name="b")
    assert states(second) == {"saanich.a": "proposed"}
