"""Decisions on readings, in real PostgreSQL."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.utils import timezone

from accountability.access.permissions import NotPermittedError, may
from accountability.models import (
    Allegation,
    Complaint,
    ExtractedRecord,
    Provenance,
    ReadingState,
    Release,
    ReviewDecision,
    Role,
    Statistic,
    User,
)
from accountability.records.errors import CannotRecordError
from accountability.review import queue, services
from accountability.review.policies import BatchGroup, Refused
from accountability.review.queue import QueueFilter
from accountability.sources.proposals import Locator
from accountability.vocab import AllegationClass, Disposition, Flag
from tests.factories import Desk, figure, make_reviewer, matter, unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


def only_reading() -> ExtractedRecord:
    return ExtractedRecord.objects.get()


def test_an_accepted_figure_is_on_record_with_its_place(desk: Desk, rosa: User) -> None:
    desk.report(figure())
    decision = services.accept(only_reading(), by=rosa)

    assert only_reading().state == ReadingState.ACCEPTED
    assert (decision.verdict, decision.by) == ("accepted", rosa)
    assert decision.payload == only_reading().payload
    recorded = Statistic.objects.get()
    assert recorded.value == 48
    assert recorded.provenance.reading_id == only_reading().pk
    assert recorded.provenance.page == 1


def test_a_corrected_figure_is_recorded_as_corrected_and_the_reading_stays(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure(department=None, flags=(Flag.UNKNOWN_DEPARTMENT,)))
    services.correct(
        only_reading(),
        changes={"department": "vancouver", "value": "393"},
        reason="the name is cut at the fold",
        by=rosa,
    )
    recorded = Statistic.objects.get()
    assert (recorded.department, recorded.value) == (
        desk.departments["vancouver"],
        Decimal(393),
    )
    assert recorded.flags == ""
    reading = only_reading()
    assert reading.payload["department"] is None
    decision = reading.decisions.get()
    assert (decision.verdict, decision.reason) == (
        "corrected",
        "the name is cut at the fold",
    )
    assert decision.payload
    assert decision.payload["department"] == "vancouver"


def test_a_wrong_correction_names_its_fields_and_leaves_nothing(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure())
    with pytest.raises(services.CorrectionError) as wrong:
        services.correct(
            only_reading(),
            changes={"value": "almost 800", "department": "new-orleans"},
            reason="misread",
            by=rosa,
        )
    assert wrong.value.errors == {
        "value": "not_a_number",
        "department": "unknown_department",
    }
    assert only_reading().state == ReadingState.PROPOSED
    assert not ReviewDecision.objects.exists()
    assert not Statistic.objects.exists()


def test_a_correction_needs_a_reason(desk: Desk, rosa: User) -> None:
    desk.report(figure())
    with pytest.raises(services.ReasonMissingError) as missing:
        services.correct(only_reading(), changes={"value": "1"}, reason=" ", by=rosa)
    assert missing.value.field == "reason"


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [("", "", "reason"), ("because", "", "reason"), ("other", "  ", "words")],
)
def test_a_rejection_needs_a_reason(
    desk: Desk, rosa: User, reason: str, words: str, field: str
) -> None:
    desk.report(figure())
    with pytest.raises(services.ReasonMissingError) as missing:
        services.reject(only_reading(), reason=reason, words=words, by=rosa)
    assert missing.value.field == field
    assert only_reading().state == ReadingState.PROPOSED


def test_a_rejected_reading_makes_no_record_and_can_come_back(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure())
    services.reject(only_reading(), reason="misread", words="it says 84", by=rosa)
    assert (only_reading().state, only_reading().reason) == ("rejected", "misread")
    assert ReviewDecision.objects.get().reason == "misread: it says 84"
    assert not Statistic.objects.exists()

    services.reopen(only_reading(), by=rosa)
    assert (only_reading().state, only_reading().reason) == ("proposed", "")


def test_an_unknown_department_is_never_recorded(desk: Desk, rosa: User) -> None:
    desk.report(figure(department=None, flags=(Flag.UNKNOWN_DEPARTMENT,)))
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.accept(only_reading(), by=rosa)
    assert refused.value.refused is Refused.NO_DEPARTMENT


def test_a_department_that_no_reference_data_has_names_its_field(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure(department="atlantis"))
    with pytest.raises(CannotRecordError) as failed:
        services.accept(only_reading(), by=rosa)
    assert failed.value.field == "department"
    assert only_reading().state == ReadingState.PROPOSED


def test_what_could_not_be_read_has_nothing_to_decide(desk: Desk, rosa: User) -> None:
    desk.dataset(unreadable())
    for decide in (services.accept, services.reopen):
        with pytest.raises(services.DecisionRefusedError) as refused:
            decide(only_reading(), by=rosa)
        assert refused.value.refused is Refused.NO_PROPOSAL


def test_only_reviewers_decide(desk: Desk) -> None:
    desk.report(figure())
    reading = only_reading()
    superuser = User.objects.create_superuser("root")
    releaser = make_reviewer("rolf", Role.RELEASER)
    gone = make_reviewer("gone")
    gone.is_active = False
    for user in (superuser, releaser, gone):
        with pytest.raises(NotPermittedError):
            services.accept(reading, by=user)
        with pytest.raises(NotPermittedError):
            services.accept_batch(queue.readings(QueueFilter()), by=user)
    assert not may(AnonymousUser(), Role.REVIEWER)


def test_a_synthetic_reviewer_decides_in_demo_mode_only(
    desk: Desk, settings: object
) -> None:
    desk.report(figure())
    made_up = make_reviewer("made-up", synthetic=True)
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(NotPermittedError):
        services.accept(only_reading(), by=made_up)
    settings.DEMO = True  # type: ignore[attr-defined]
    services.accept(only_reading(), by=made_up)


def test_taking_back_removes_the_record_and_keeps_every_decision(
    desk: Desk, rosa: User
) -> None:
    desk.dataset(matter())
    services.accept(only_reading(), by=rosa)
    assert Allegation.objects.count() == 1
    services.reopen(only_reading(), by=rosa)

    assert only_reading().state == ReadingState.PROPOSED
    assert not Allegation.objects.exists()
    assert not Complaint.objects.exists()
    assert not Provenance.objects.exists()
    verdicts = [decision.verdict for decision in only_reading().decisions.all()]
    assert verdicts == ["accepted", "reopened"]
    services.accept(only_reading(), by=rosa)
    assert Allegation.objects.count() == 1


def test_a_matter_stays_while_another_of_its_allegations_does(
    desk: Desk, rosa: User
) -> None:
    first = matter()
    desk.dataset(first, matter(complaint=first.complaint))
    one, other = ExtractedRecord.objects.all()
    services.accept(one, by=rosa)
    services.accept(other, by=rosa)
    services.reopen(one, by=rosa)
    assert Complaint.objects.get().allegations.get().key == other.key


def test_what_a_change_replaced_is_in_force_again_when_the_change_is_taken_back(
    desk: Desk, rosa: User
) -> None:
    told = matter()
    snapshot = desk.dataset(told)
    older = only_reading()
    services.accept(older, by=rosa)
    newer_bytes = desk.version(snapshot.document, b"Rule\nX\n", media_type="text/csv")
    newer = desk.reading(
        newer_bytes,
        matter(
            key=told.key,
            complaint=told.complaint,
            disposition=Disposition.EXONERATED,
        ),
        previous=older,
    )
    services.accept(newer, by=rosa)
    assert Allegation.objects.filter(superseded_by__isnull=True).count() == 1

    with pytest.raises(services.DecisionRefusedError) as refused:
        services.reopen(older, by=rosa)
    assert refused.value.refused is Refused.RELIED_ON
    services.reopen(newer, by=rosa)
    in_force = Allegation.objects.get()
    assert in_force.provenance.reading_id == older.pk
    assert in_force.superseded_by is None
    assert in_force.key == told.key


def test_what_is_published_is_not_taken_back(desk: Desk, rosa: User) -> None:
    desk.report(figure())
    services.accept(only_reading(), by=rosa)
    Release.objects.create(
        name="2026-11-22.1",
        author=rosa,
        state="published",
        content_sha256="0" * 64,
        published_at=timezone.now(),
    )
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.reopen(only_reading(), by=rosa)
    assert refused.value.refused is Refused.PUBLISHED
    assert Statistic.objects.count() == 1


def test_the_second_of_two_reviewers_is_told_who_was_first(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure())
    seen_by_both = only_reading()
    services.accept(seen_by_both, by=rosa)
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.reject(seen_by_both, reason="misread", by=make_reviewer("sam"))
    assert refused.value.refused is Refused.STATE
    assert refused.value.decided is not None
    assert refused.value.decided.by == rosa
    assert only_reading().decisions.count() == 1


def test_a_reading_that_gave_way_to_a_new_parser_is_said_to_be_gone(
    desk: Desk, rosa: User
) -> None:
    desk.report(figure())
    seen = only_reading()
    ExtractedRecord.objects.all().delete()
    with pytest.raises(services.ReadingGoneError):
        services.accept(seen, by=rosa)


@pytest.mark.django_db(transaction=True)
def test_of_many_reviewers_at_once_one_decides(desk: Desk) -> None:
    desk.report(figure())
    reading = only_reading()
    reviewers = [make_reviewer(f"reviewer-{number}") for number in range(6)]
    start = threading.Barrier(len(reviewers))
    came_to: list[str] = []

    def decide(user: User) -> None:
        try:
            start.wait()
            services.accept(reading, by=user)
            came_to.append("accepted")
        except services.DecisionRefusedError as refused:
            came_to.append(refused.refused.value)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[user]) for user in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came_to) == ["accepted"] + ["state"] * 5
    assert Statistic.objects.count() == 1
    assert reading.decisions.count() == 1


def test_a_batch_is_accepted_whole_and_taken_back_whole(desk: Desk, rosa: User) -> None:
    snapshot = desk.report(
        figure(), figure(), figure(flags=(Flag.SUM_MISMATCH,)), figure(flags=())
    )
    group = queue.in_group(snapshot, BatchGroup.TOTALS_CHECK)
    done = services.accept_batch(group, by=rosa, expected=2)

    assert done.number == Statistic.objects.count() == 2
    assert set(ReviewDecision.objects.values_list("batch", flat=True)) == {done.id}
    decision = ReviewDecision.objects.first()
    assert decision is not None
    assert decision.payload == decision.reading.payload
    assert services.reopen_batch(done.id, by=rosa) == 2
    assert not Statistic.objects.exists()
    assert queue.counts()["proposed"] == 4


def test_a_batch_that_changed_since_it_was_shown_is_not_accepted(
    desk: Desk, rosa: User
) -> None:
    snapshot = desk.report(figure(), figure())
    group = queue.in_group(snapshot, BatchGroup.TOTALS_CHECK)
    services.accept(group[0], by=rosa)
    with pytest.raises(services.BatchChangedError) as changed:
        services.accept_batch(group, by=rosa, expected=2)
    assert (changed.value.expected, changed.value.found) == (2, 1)
    assert Statistic.objects.count() == 1


@pytest.mark.parametrize(
    "flag",
    [Flag.SUM_MISMATCH, Flag.NUMBER_UNREADABLE, Flag.UNKNOWN_DEPARTMENT],
)
def test_a_batch_with_an_unhealthy_reading_is_refused_whole(
    desk: Desk, rosa: User, flag: Flag
) -> None:
    desk.report(figure(), figure(flags=(Flag.SUM_CHECKED, flag)))
    with pytest.raises(services.NotForBatchError):
        services.accept_batch(queue.readings(QueueFilter()), by=rosa)
    assert not Statistic.objects.exists()
    assert queue.counts()["accepted"] == 0


def test_a_change_is_never_in_a_batch(desk: Desk, rosa: User) -> None:
    snapshot = desk.report(figure())
    older = only_reading()
    services.accept(older, by=rosa)
    newer = desk.version(snapshot.document, b"%PDF-other%%EOF")
    desk.reading(newer, figure(value=Decimal(50), value_raw="50"), previous=older)
    assert not queue.in_group(newer, BatchGroup.TOTALS_CHECK).exists()
    assert queue.waiting()[0].groups == {}
    with pytest.raises(services.NotForBatchError):
        services.accept_batch(queue.readings(QueueFilter()), by=rosa)


def test_the_query_of_a_group_and_its_policy_agree(desk: Desk, rosa: User) -> None:
    unmapped: dict[str, Any] = {"allegation_class": AllegationClass.UNASSIGNED}
    flag_sets = [(), *((flag,) for flag in Flag), (Flag.UNMAPPED_TERM, Flag.DATE_ORDER)]
    report = desk.report(
        *(figure(flags=flags) for flags in flag_sets),
        *(
            matter(
                flags=flags,
                department="saanich",
                locator=figure().locator,
            )
            for flags in flag_sets
        ),
    )
    dataset = desk.dataset(
        *(matter(flags=flags, **unmapped) for flags in flag_sets),
        *(
            figure(flags=flags, department="new-orleans", locator=Locator(row=3))
            for flags in flag_sets
        ),
    )
    found = {
        (snapshot.pk, group): set(
            queue.in_group(snapshot, group).values_list("pk", flat=True)
        )
        for snapshot in (report, dataset)
        for group in BatchGroup
    }
    listed = {
        (item.snapshot.pk, group): number
        for item in queue.waiting()
        for group, number in item.groups.items()
    }
    assert listed == {key: len(pks) for key, pks in found.items() if pks}
    together = {pk for pks in found.values() for pk in pks}
    assert len(together) == sum(listed.values()) == 4
    alone = set(queue.readings(QueueFilter(alone=True)).values_list("pk", flat=True))
    assert alone.isdisjoint(together)
    assert len(alone) + len(together) == queue.counts()["proposed"]
    for pk in together:
        services.accept_batch(ExtractedRecord.objects.filter(pk=pk), by=rosa)
    for pk in alone:
        with pytest.raises(services.NotForBatchError):
            services.accept_batch(ExtractedRecord.objects.filter(pk=pk), by=rosa)


def test_thousands_of_rows_take_a_few_statements(
    desk: Desk, rosa: User, django_assert_max_num_queries: object
) -> None:
    snapshot = desk.dataset(*(matter(row) for row in range(2, 3002)))
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        done = services.accept_batch(
            queue.in_group(snapshot, BatchGroup.PLAIN_ROWS), by=rosa
        )
    assert done.number == Allegation.objects.count() == 3000
    assert ReviewDecision.objects.count() == 3000


def test_the_queue_goes_round(desk: Desk) -> None:
    desk.report(figure(), figure())
    desk.report(figure())
    first, second, third = ExtractedRecord.objects.order_by("pk")
    asked = QueueFilter()
    assert queue.before(first, asked) is None
    assert queue.after(first, asked) == second
    assert queue.after(second, asked) == third
    assert queue.after(third, asked) == first
    assert queue.before(third, asked) == second


def test_the_queue_lists_any_number_of_documents_in_four_queries(
    desk: Desk, django_assert_num_queries: object
) -> None:
    for _ in range(2):
        desk.report(figure(), figure(flags=(Flag.SUM_MISMATCH,)))
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(queue.waiting()) == 2
    for _ in range(4):
        desk.report(figure(), figure())
    with django_assert_num_queries(4):  # type: ignore[operator]
        waiting = queue.waiting()
    assert len(waiting) == 6
    assert waiting[0].flags[Flag.SUM_MISMATCH] == 1
    assert waiting[0].groups == {BatchGroup.TOTALS_CHECK: 1}
    assert waiting[0].one_by_one == 1


def test_a_filter_reads_back_from_its_own_query() -> None:
    asked = QueueFilter("us_la_nopd", "a-document", "sum_mismatch", "accepted", True)
    assert QueueFilter.from_params(asked.to_params()) == asked
    assert QueueFilter().to_params() == {}
    assert QueueFilter.from_params(QueueFilter(state="").to_params()).state == ""
    for wrong in ({"state": "lost"}, {"flag": "red"}):
        with pytest.raises(ValueError, match=r"lost|red"):
            QueueFilter.from_params(wrong)


def test_a_flag_is_found_by_its_whole_code(desk: Desk) -> None:
    desk.report(figure(flags=(Flag.SUM_CHECKED, Flag.APPROXIMATE)), figure(flags=()))
    assert queue.readings(QueueFilter(flag="approximate")).count() == 1
    assert queue.readings(QueueFilter(flag="sum_mismatch")).count() == 0


def test_words_left_unassigned_are_counted(desk: Desk) -> None:
    unassigned: dict[str, Any] = {
        "disposition": Disposition.UNASSIGNED,
        "disposition_raw": "Other",
        "flags": (Flag.UNMAPPED_TERM,),
    }
    snapshot = desk.dataset(matter(**unassigned), matter(**unassigned))
    found = queue.unmapped_words(queue.in_group(snapshot, BatchGroup.UNMAPPED_ROWS))
    assert [(item.field, item.words, item.number) for item in found] == [
        ("disposition", "Other", 2)
    ]


def test_a_decision_without_its_record_does_not_stand(desk: Desk, rosa: User) -> None:
    """The record, the decision and the state are one transaction."""
    desk.report(figure())
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accountability_reviewdecision "
            "ADD CONSTRAINT none_today CHECK (verdict = 'never')"
        )
    with pytest.raises(Exception, match="none_today"):
        services.accept(only_reading(), by=rosa)
    assert only_reading().state == ReadingState.PROPOSED
    assert not Statistic.objects.exists()


def test_the_demonstration_accepts_what_a_person_could_and_only_there(
    desk: Desk, rosa: User, settings: object
) -> None:
    desk.report(figure(flags=()), figure(flags=(Flag.APPROXIMATE,)))
    made_up = make_reviewer("made-up", synthetic=True)
    all_readings = queue.readings(QueueFilter())
    with pytest.raises(NotPermittedError):
        services.accept_for_demonstration(all_readings, by=rosa)
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(NotPermittedError):
        services.accept_for_demonstration(all_readings, by=made_up)
    settings.DEMO = True  # type: ignore[attr-defined]
    assert services.accept_for_demonstration(all_readings, by=made_up) == 2
    assert Statistic.objects.count() == ReviewDecision.objects.count() == 2

    desk.report(figure(department=None))
    with pytest.raises(services.DecisionRefusedError):
        services.accept_for_demonstration(queue.readings(QueueFilter()), by=made_up)
