"""Entering, reading and changing cases; what the audit says of it (S9)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from accountability.access.context import NobodyActsError, Purpose, acting_as
from accountability.audit import log
from accountability.cases import services
from accountability.cases.consent import record_consent
from accountability.cases.content import CaseFacts, CaseText, PersonText
from accountability.cases.erasure import (
    ask_for_erasure,
    decide_erasure,
    withdraw_request,
)
from accountability.cases.errors import (
    CaseChangedError,
    CaseNotFoundError,
    CaseRefusedError,
    NotKeptError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.cases.exporting import ask_export, exports_of
from accountability.cases.history import history_of, open_version
from accountability.cases.links import link_matter, unlink_matter
from accountability.cases.matching import likely_duplicates
from accountability.cases.merging import merge_case, unmerge_case
from accountability.cases.moves import moves_of
from accountability.cases.people import (
    add_person,
    change_person,
    remove_person,
)
from accountability.models import (
    AuditEvent,
    Case,
    CaseHistory,
    CaseMatch,
    ErasureReason,
)
from accountability.vocab import CaseStatus, ConsentPurpose, PersonRole
from tests.casework import PLANTED, SECRET_PERSON, SECRET_WORDS, House, department

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return House()


def told_of(case: Case, since: int = 0) -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(object_id=str(case.pk), seq__gt=since)
    return list(found.order_by("seq").values_list("action", "outcome"))


def last_seq() -> int:
    newest = AuditEvent.objects.order_by("-seq").first()
    return newest.seq if newest else 0


def test_what_is_entered_is_read_again_and_stored_illegibly(house: House) -> None:
    case = house.case(department_id=department().pk)
    with acting_as(house.worker, Purpose.REQUEST):
        opened = services.read_case(case.pk)
    assert opened.text == SECRET_WORDS
    assert opened.people[0].text == SECRET_PERSON
    assert case.received_month == date(2026, 5, 1)
    with acting_as(house.worker, Purpose.REQUEST), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text || p::text FROM accountability_case c"
            " JOIN accountability_caseperson p ON p.case_id = c.id"
        )
        (row,) = cursor.fetchone()
    for word in PLANTED:
        assert word not in row
        assert word.encode().hex() not in row
    assert not any(word in repr(opened) + repr(opened.people) for word in PLANTED)


def test_each_deed_is_one_entry(house: House) -> None:
    case = house.case(person=False)
    since = last_seq()
    with acting_as(house.worker, Purpose.REQUEST) as now:
        services.read_case(case.pk)
        services.read_case(case.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        services.write_note(case.pk, "called back")
    with (
        acting_as(house.other_worker, Purpose.REQUEST),
        pytest.raises(CaseNotFoundError),
    ):
        services.read_case(case.pk)
    assert told_of(case, since) == [
        ("case.view", "allowed"),
        ("case.note", "allowed"),
        ("case.access", "denied"),
    ]
    entry = AuditEvent.objects.get(seq__gt=since, action="case.view")
    assert (entry.actor_id, entry.request_id) == (house.worker.pk, now.request_id)
    assert (entry.purpose, entry.details) == ("request", {})


def test_a_change_that_is_undone_says_so(house: House) -> None:
    case = house.case(person=False)
    since = last_seq()
    with (  # noqa: PT012  (the block is the transaction)
        pytest.raises(ZeroDivisionError),
        acting_as(house.worker, Purpose.REQUEST),
    ):
        services.write_note(case.pk, "never stored")
        raise ZeroDivisionError
    assert told_of(case, since) == [
        ("case.note", "allowed"),
        ("case.note", "rolled_back"),
    ]
    with acting_as(house.worker, Purpose.REQUEST):
        assert services.read_case(case.pk).notes == ()


def test_nothing_is_given_out_when_the_audit_cant_be_written(
    house: House, settings: object
) -> None:
    case = house.case()
    log.close()
    settings.AUDIT_DATABASE_URL = "postgresql://nobody@/x?host=/nowhere"  # type: ignore[attr-defined]
    with acting_as(house.worker, Purpose.REQUEST):
        with pytest.raises(log.AuditUnavailableError):
            services.read_case(case.pk)
        with pytest.raises(log.AuditUnavailableError):
            services.write_note(case.pk, "x")


def test_nobody_acting_reads_nothing(house: House) -> None:
    case = house.case()
    with pytest.raises(NobodyActsError):
        services.enter_case(house.day, CaseFacts(date(2026, 5, 1)), CaseText())
    with pytest.raises(Exception, match="nobody acts"):
        services.read_case(case.pk)


def test_two_people_change_one_case_and_neither_loses_a_word(house: House) -> None:
    case = house.case(person=False)
    start = case.revision
    facts = CaseFacts(date(2026, 5, 1))
    with acting_as(house.worker, Purpose.REQUEST):
        services.change_case(
            case.pk, revision=start, facts=facts, text=CaseText(narrative="first")
        )
    with acting_as(house.supervisor, Purpose.REQUEST):
        with pytest.raises(CaseChangedError) as changed:
            services.change_case(
                case.pk, revision=start, facts=facts, text=CaseText(narrative="second")
            )
        assert changed.value.revision == start + 1
        assert services.read_case(case.pk).text.narrative == "first"


def test_moves_follow_their_table(house: House) -> None:
    case = house.case(house.intake, status=CaseStatus.DRAFT)
    with acting_as(house.intake, Purpose.REQUEST):
        with pytest.raises(WrongStateError):
            services.move_case(case.pk, CaseStatus.CLOSED, revision=case.revision)
        moved = services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        # It is the team's now, no longer the intake's.
        with pytest.raises(CaseNotFoundError):
            services.read_case(case.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        with pytest.raises(ReasonMissingError):
            services.move_case(case.pk, CaseStatus.CLOSED, revision=moved.revision)
        closed = services.move_case(
            case.pk, CaseStatus.CLOSED, revision=moved.revision, reason="done"
        )
        last = moves_of(services.read_case(case.pk))[0]
        assert (last.to, last.reason) == (CaseStatus.CLOSED, "done")
        assert closed.closed_month is not None
        assert closed.closed_month.day == 1
        with pytest.raises(CaseRefusedError):
            services.write_note(case.pk, "too late")


def test_a_worker_may_not_do_what_a_supervisor_does(house: House) -> None:
    case = house.case()
    since = last_seq()
    with acting_as(house.worker, Purpose.REQUEST), pytest.raises(CaseRefusedError):
        services.hold_case(case.pk, held=True)
    assert told_of(case, since) == [("case.access", "denied")]


def test_a_service_asks_for_the_right_itself_whatever_its_page_asked(
    house: House,
) -> None:
    draft, nothing = house.case(house.intake, status=CaseStatus.DRAFT).pk, UUID(int=7)
    services_of_others: dict[str, Callable[[], object]] = {
        "link": lambda: link_matter(draft, "2016-11867"),
        "unlink": lambda: unlink_matter(draft, nothing),
        "merge": lambda: merge_case(draft, draft, revision=1, reason="the same"),
        "unmerge": lambda: unmerge_case(draft),
        "export": lambda: ask_export(draft),
        "exports": lambda: exports_of(draft),
        "ask for erasure": lambda: ask_for_erasure(draft, ErasureReason.DANGER),
        "decide erasure": lambda: decide_erasure(draft, agreed=True),
        "withdraw": lambda: withdraw_request(draft),
        "hold": lambda: services.hold_case(draft, held=True),
        "history": lambda: history_of(draft),
        "version": lambda: open_version(draft, 1),
    }
    done = []
    with acting_as(house.intake, Purpose.REQUEST):
        for name, service in services_of_others.items():
            try:
                service()
            except CaseRefusedError:
                continue
            except Exception as other:
                name = f"{name}: {type(other).__name__}"
            done.append(name)
    assert done == []


def test_history_holds_ciphertext_and_codes_and_opens_one_version(
    house: House,
) -> None:
    case = house.case()
    place = department()
    with acting_as(house.worker, Purpose.REQUEST):
        services.change_case(
            case.pk,
            revision=case.revision,
            facts=CaseFacts(date(2026, 6, 9), department_id=place.pk),
            text=CaseText(narrative="told anew"),
        )
        _, steps = history_of(case.pk)
        latest = steps[0]
        assert ("received_month", date(2026, 5, 1), date(2026, 6, 1)) in latest.codes
        assert ("department", None, place) in latest.codes
        assert set(latest.sealed) == {"narrative", "occurred", "place", "wishes"}
        assert latest.who == house.worker.username
        first = CaseHistory.objects.order_by("pgh_id")[0]
        _, _, text = open_version(case.pk, first.pgh_id)
        assert text == SECRET_WORDS
    stored = str(list(CaseHistory.__dict__))
    assert "Quayside" not in stored


def test_the_same_text_is_not_sealed_again(house: House) -> None:
    case = house.case(person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        before = bytes(Case.objects.get().narrative or b"")
        services.change_case(
            case.pk,
            revision=case.revision,
            facts=CaseFacts(date(2026, 5, 1)),
            text=SECRET_WORDS,
        )
        assert bytes(Case.objects.get().narrative or b"") == before


def test_the_people_of_a_case(house: House) -> None:
    case = house.case(person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        row = add_person(case.pk, PersonRole.AFFECTED, SECRET_PERSON)
        change_person(
            case.pk, row.pk, PersonRole.COMPLAINANT, PersonText(name="Another")
        )
        found = services.read_case(case.pk).people
        assert [(p.role, p.text.name) for p in found] == [
            (PersonRole.COMPLAINANT, "Another")
        ]
        remove_person(case.pk, row.pk)
        with pytest.raises(CaseNotFoundError):
            remove_person(case.pk, row.pk)


def test_a_name_is_recognised_only_within_what_one_sees(house: House) -> None:
    mine = house.case(person=False)
    hidden = house.case(house.other_worker, team=house.night, person=False)
    elsewhere = House("inlet")
    far = elsewhere.case(person=False)
    for case, by, name in (
        (mine, house.worker, "Marigold  Unsworth"),
        (hidden, house.other_worker, "marigold unsworth"),
        (far, elsewhere.worker, "Marigold Unsworth"),
    ):
        with acting_as(by, Purpose.REQUEST):
            add_person(case.pk, PersonRole.AFFECTED, PersonText(name=name))
    with acting_as(house.worker, Purpose.REQUEST):
        assert likely_duplicates(mine.pk) == []
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert likely_duplicates(mine.pk) == [hidden]
        stored = {bytes(found.index) for found in CaseMatch.objects.all()}
    with acting_as(elsewhere.worker, Purpose.REQUEST):
        assert bytes(CaseMatch.objects.get().index) not in stored


def test_what_may_not_be_kept_is_not_handed_over() -> None:
    house = House()
    case = house.case(status=CaseStatus.DRAFT)
    with acting_as(house.worker, Purpose.REQUEST):
        record_consent(case.pk, ConsentPurpose.KEEP, given=False)
        with pytest.raises(NotKeptError):
            services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        record_consent(case.pk, ConsentPurpose.KEEP, given=True)
        moved = services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
    assert moved.status == CaseStatus.OPEN
