"""What is to be done about a case: sealed, seen by those who see it, set by itself."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.allegations import add_allegation, record_finding
from accountability.cases.content import CaseFacts, CaseText
from accountability.cases.errors import CaseNotFoundError, CaseRefusedError
from accountability.cases.keys import keystore
from accountability.cases.worklist import add_task, due_for_me, set_done
from accountability.models import AuditEvent, Case, CaseTask, User
from accountability.vocab import CaseStatus, Disposition, FindingStage, ReportedTo
from accountability.vocab.audit import AuditAction
from accountability.vocab.clocks import Clock
from tests.casework import House, department

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]
TOLD = CaseText("words", occurred="12 May 2026")


@pytest.fixture
def house() -> House:
    return House()


def tasks_of(case: Case, by: User) -> dict[str, Any]:
    with acting_as(by, Purpose.REQUEST):
        found = services.read_case(case.pk).tasks
        return {t.row.clock or t.text.what: t for t in found}


def test_the_law_s_limits_remind_by_themselves_and_follow_the_told_date(
    house: House,
) -> None:
    place = department()
    case = house.case(text=TOLD, department_id=place.pk)
    found = tasks_of(case, house.worker)
    assert found[Clock.COMPLAINT].text.due == date(2027, 5, 12)
    with acting_as(house.worker, Purpose.REQUEST):
        facts = CaseFacts(date(2026, 5, 1), place.pk)
        case = services.change_case(
            case.pk,
            revision=Case.objects.get(pk=case.pk).revision,
            facts=facts,
            text=CaseText("words", occurred="spring 2026"),
        )
    found = tasks_of(case, house.worker)
    assert found[Clock.COMPLAINT].text.due == date(2027, 3, 1)
    with acting_as(house.worker, Purpose.REQUEST):
        services.change_case(
            case.pk,
            revision=case.revision,
            facts=CaseFacts(date(2026, 5, 1), place.pk, reported_to=ReportedTo.OPCC),
            text=CaseText("words", occurred="spring 2026"),
        )
    # Filed: no limit to complain any more, so nothing reminds of it.
    assert tasks_of(case, house.worker) == {}


def test_nobody_is_reminded_of_what_was_over_before(house: House) -> None:
    told = CaseText("words", occurred="May 2019")
    case = house.case(text=told, department_id=department().pk)
    assert tasks_of(case, house.worker) == {}


def test_what_somebody_ticked_off_stays_ticked_off(house: House) -> None:
    case = house.case(text=TOLD, department_id=department().pk)
    reminder = tasks_of(case, house.worker)[Clock.COMPLAINT]
    with acting_as(house.worker, Purpose.REQUEST):
        set_done(case.pk, reminder.row.pk, done=True)
        act = add_allegation(case.pk, told="an act")
        record_finding(
            case.pk,
            act.pk,
            FindingStage.FINAL,
            Disposition.SUBSTANTIATED,
            decided_on=date(2026, 11, 2),
        )
    found = tasks_of(case, house.worker)
    assert found[Clock.COMPLAINT].done
    assert found[Clock.REVIEW].text.due == date(2026, 12, 1)
    with acting_as(house.worker, Purpose.REQUEST):
        set_done(case.pk, reminder.row.pk, done=False)
        assert CaseTask.objects.filter(done_at=None).count() == 2


def test_an_intake_s_draft_reminds_once_it_is_handed_over(house: House) -> None:
    case = house.case(
        house.intake,
        status=CaseStatus.DRAFT,
        text=TOLD,
        department_id=department().pk,
    )
    assert tasks_of(case, house.intake) == {}
    with acting_as(house.intake, Purpose.REQUEST):
        services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        assert not CaseTask.objects.exists()
    assert set(tasks_of(case, house.worker)) == {Clock.COMPLAINT}


def test_due_shows_mine_and_nobody_s_of_cases_that_i_see(house: House) -> None:
    today = date(2026, 11, 26)
    mine, other = house.case(), house.case(house.other_worker, team=house.night)
    with acting_as(house.worker, Purpose.REQUEST):
        add_task(mine.pk, "later", due=date(2026, 12, 24))
        add_task(mine.pk, "some day")
        add_task(mine.pk, "late", due=date(2026, 11, 20))
        add_task(mine.pk, "hers", due=today, for_whom=house.supervisor.pk)
        with pytest.raises(CaseNotFoundError):
            add_task(mine.pk, "not theirs to see", for_whom=house.other_worker.pk)
    with acting_as(house.other_worker, Purpose.REQUEST):
        add_task(other.pk, "elsewhere", due=today)
    before = AuditEvent.objects.latest("seq").seq
    with acting_as(house.worker, Purpose.REQUEST):
        found = due_for_me(today)
    assert [(due.task.text.what, due.left) for due in found.tasks] == [
        ("late", -6),
        ("later", 28),
        ("some day", None),
    ]
    with acting_as(house.supervisor, Purpose.REQUEST):
        boss = due_for_me(today)
    assert {due.task.text.what for due in boss.tasks} == {
        *("hers", "late", "later", "some day", "elsewhere"),
    }
    entries = AuditEvent.objects.filter(seq__gt=before)
    assert {entry.action for entry in entries} == {AuditAction.CASE_DUE.value}
    assert entries.count() == 2


def test_a_broken_key_hides_nothing_of_other_cases(house: House) -> None:
    good, bad = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        add_task(good.pk, "call")
        add_task(bad.pk, "call too")
    path = next(keystore().directory.glob(f"*/{bad.pk}.key"))
    path.write_text("broken")
    with acting_as(house.worker, Purpose.REQUEST):
        found = due_for_me(date(2026, 11, 26))
    assert [due.task.text.what for due in found.tasks] == ["call"]
    assert found.unreadable == 1


def test_a_closed_case_is_not_due_and_takes_no_task(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        add_task(case.pk, "call")
        case.refresh_from_db()
        services.move_case(
            case.pk, CaseStatus.CLOSED, revision=case.revision, reason="done"
        )
        assert due_for_me(date(2026, 11, 26)).tasks == []
        with pytest.raises(CaseRefusedError):
            add_task(case.pk, "again")


def test_neither_the_words_nor_the_day_are_legible(house: House) -> None:
    case = house.case(text=TOLD, department_id=department().pk)
    with acting_as(house.worker, Purpose.REQUEST):
        add_task(case.pk, "Quayside call", due=date(2031, 3, 9))
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM accountability_casetask t")
            stored = " ".join(row for (row,) in cursor.fetchall())
    for word in ("Quayside", "2031", "2027-05-12", "2026-05-12"):
        assert word not in stored
