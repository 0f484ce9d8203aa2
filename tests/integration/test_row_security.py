"""Who sees which row: Postgres decides, whatever the application asks (S7)."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from accountability.access.context import (
    SYSTEM,
    AnotherActsError,
    NobodyActsError,
    Purpose,
    acting,
    acting_as,
)
from accountability.access.guard import PROTECTED
from accountability.access.middleware import ActingMiddleware
from accountability.access.permissions import grant
from accountability.cases import services
from accountability.cases.allegations import (
    add_allegation,
    record_finding,
    record_measure,
)
from accountability.cases.consent import record_consent
from accountability.cases.drafts import save_draft
from accountability.cases.erasure import ask_for_erasure
from accountability.cases.keys import organisation_key, place
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task
from accountability.models import (
    AuditEvent,
    Case,
    CaseExport,
    CaseHistory,
    CaseImport,
    CaseLink,
    ErasureReason,
    Membership,
    Organisation,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.vocab import (
    CaseStatus,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
)
from accountability.vocab.imports import ImportState
from tests.accounts import log_in
from tests.application_role import app_url, owner_connection
from tests.casework import PLANTED, House, officer
from tests.past_cases import checked
from tests.past_cases import table as table_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
NOBODY = "nobody acts in this transaction"


@pytest.fixture
def house() -> House:
    return House()


def protected_tables() -> set[str]:
    """Every table that holds a part of a case, by its columns and its name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.relname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
              AND (a.attname = 'case_id' OR c.relname LIKE 'accountability\\_case%'
                   OR c.relname LIKE 'accountability\\_import%')
            """
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_table_of_a_case_is_protected_for_its_owner_too() -> None:
    tables = protected_tables()
    assert len(tables) >= 10
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity,"
            " EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
            " FROM pg_class WHERE relname = ANY(%s)",
            [list(tables)],
        )
        assert {row[1:] for row in cursor.fetchall()} == {(True, True, True)}


def test_without_a_context_every_statement_is_an_error(house: House) -> None:
    case = house.case()
    with acting_as(house.supervisor, Purpose.REQUEST):
        services.write_note(case.pk, "a note")
        record_consent(case.pk, ConsentPurpose.KEEP, given=True)
        CaseExport.objects.create(case=case, asked_by=house.supervisor)
        ask_for_erasure(case.pk, ErasureReason.DANGER)
        act = add_allegation(case.pk, told="an act")
        record_finding(case.pk, act.pk, FindingStage.FINAL, Disposition.PENDING)
        record_measure(case.pk, act.pk, DisciplineStage.IMPOSED, Measure.ADVICE)
        save_draft(case.pk, {"narrative": ["words"]}, tab="one", sequence=1)
        add_task(case.pk, "call")
        tag_case(case.pk, "court")
        key = organisation_key(house.organisation)
        sealed = key.seal(place("any", "column", case.pk), b"words")
        CaseLink.objects.create(case=case, made_by=house.supervisor, target=sealed)
    checked(house, table_of(("never", "", "", "", "")))  # import, problem, mapping
    owner = owner_connection()
    empty = {"accountability_attachment", "accountability_tombstone"}
    with psycopg.connect(app_url(), autocommit=True) as app, owner:
        for table in protected_tables() - empty:
            for role in (app, owner):
                for statement in (
                    f"SELECT * FROM {table}",
                    f"SELECT count(*) FROM {table}",
                    f"DELETE FROM {table}",
                ):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        role.execute(statement)


def test_an_unset_context_is_said_to_be_one() -> None:
    for model in PROTECTED:
        with pytest.raises(NobodyActsError):
            list(model._default_manager.all())
        with pytest.raises(NobodyActsError):
            model._default_manager.count()
        with pytest.raises(NobodyActsError):
            model._default_manager.all().delete()
    assert {model._meta.db_table for model in PROTECTED} == protected_tables()


def test_only_the_application_calls_what_runs_as_the_owner(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, has_function_privilege('accountability_audit', p.oid,"
            " 'EXECUTE'), has_function_privilege('public', p.oid, 'EXECUTE')"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE p.prosecdef AND n.nspname = 'public'"
        )
        found = cursor.fetchall()
    assert {"erase_case", "drop_staged_cases"} <= {name for name, *_ in found}
    assert {rights for _, *rights in found for rights in [tuple(rights)]} == {
        (False, False)
    }


def test_a_case_cannot_be_made_an_import_s_and_dropped(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        brought = CaseImport.objects.create(
            organisation=house.organisation,
            team=house.day,
            asked_by=house.worker,
            state=ImportState.FAILED.value,
        )
        for change in ({"imported_by": brought}, {"staged": True}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Case.objects.filter(pk=case.pk).update(**change)


def test_no_role_of_ours_goes_round_the_rules() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'accountability_%'"
            " AND rolname <> 'accountability_admin' AND (rolsuper OR rolbypassrls)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner)"
            " IN ('accountability_app', 'accountability_audit')"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("accountability_app",)


def seen_by(user: User) -> set[str]:
    with acting_as(user, Purpose.REQUEST):
        return set(Case.objects.values_list("number", flat=True))


def test_each_sees_what_the_role_is_for(house: House) -> None:
    draft = house.case(house.intake, status=CaseStatus.DRAFT).number
    day = house.case().number
    closed = house.case(status=CaseStatus.CLOSED).number
    night = house.case(house.other_worker, team=house.night).number
    elsewhere = House("inlet")
    far = elsewhere.case().number
    assert seen_by(house.intake) == {draft}
    assert seen_by(house.worker) == {draft, day, closed}
    assert seen_by(house.other_worker) == {night}
    assert seen_by(house.supervisor) == {draft, day, closed, night}
    assert seen_by(elsewhere.supervisor) == {far}
    for role in (Role.REVIEWER, Role.RELEASER, Role.AUDITOR, Role.ADMINISTRATOR):
        assert seen_by(officer(role.value, role)) == set()


def test_a_superuser_of_django_sees_nothing(house: House) -> None:
    house.case()
    root = User.objects.create_superuser("root", password="irrelevant here")
    assert seen_by(root) == set()


def test_the_machine_sees_cases_for_its_purposes_only(house: House) -> None:
    case = house.case()
    for purpose in (Purpose.RETENTION, Purpose.ATTACHMENTS, Purpose.STATISTICS):
        with acting_as(SYSTEM, purpose):
            assert Case.objects.get().pk == case.pk
    with acting_as(SYSTEM, Purpose.SETUP):
        assert not Case.objects.exists()
    with pytest.raises(PermissionDenied), acting_as(SYSTEM, Purpose.REQUEST):
        pass
    with pytest.raises(PermissionDenied), acting_as(house.worker, Purpose.RETENTION):
        pass


def test_a_closed_account_acts_no_more(house: House) -> None:
    house.worker.is_active = False
    with pytest.raises(PermissionDenied), acting_as(house.worker, Purpose.REQUEST):
        pass


def test_nobody_acts_inside_another(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST) as outer:
        with acting_as(house.worker, Purpose.REQUEST) as inner:
            assert inner is outer
        with (
            pytest.raises(AnotherActsError),
            acting_as(house.supervisor, Purpose.REQUEST),
        ):
            pass
        assert acting() is outer


def settings_left() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.user_id', true),"
            " current_setting('app.purpose', true)"
        )
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def test_nothing_is_left_for_the_next_user_of_a_connection(house: House) -> None:
    empty = {(None, None), ("", "")}
    with acting_as(house.worker, Purpose.REQUEST):
        assert settings_left() == (str(house.worker.pk), "request")
    assert settings_left() in empty
    with pytest.raises(ZeroDivisionError), acting_as(house.worker, Purpose.REQUEST):
        raise ZeroDivisionError
    assert settings_left() in empty
    with (
        pytest.raises(DatabaseError),
        acting_as(house.worker, Purpose.REQUEST),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1/0")
    assert settings_left() in empty
    with transaction.atomic():
        with acting_as(house.worker, Purpose.REQUEST):
            pass
        assert settings_left() == ("", "")


def test_a_streamed_answer_reads_no_row(house: House) -> None:
    house.case()

    def lines() -> Iterator[str]:
        yield from Case.objects.values_list("number", flat=True)

    def view(_request: object) -> StreamingHttpResponse:
        return StreamingHttpResponse(lines())

    request = RequestFactory().get("/")
    request.user = house.worker
    chain = ActingMiddleware(lambda _: StreamingHttpResponse())
    chain(request)
    answer = chain.process_view(request, view, (), {})
    assert isinstance(answer, StreamingHttpResponse)
    with pytest.raises(NobodyActsError):
        list(answer)


def test_a_case_enters_and_leaves_no_organisation(house: House) -> None:
    elsewhere = House("inlet")
    with (
        pytest.raises(Exception, match="enter"),
        acting_as(house.worker, Purpose.REQUEST),
    ):
        services.enter_case(elsewhere.day, **_plain())
    case = house.case()
    with acting_as(house.supervisor, Purpose.REQUEST):
        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.update(organisation=elsewhere.organisation)
        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.update(organisation=elsewhere.organisation, team=elsewhere.day)
        assert Case.objects.get(pk=case.pk).team == house.day


def _plain() -> dict[str, Any]:
    from datetime import date

    from accountability.cases.content import CaseFacts, CaseText

    return {"facts": CaseFacts(date(2026, 5, 1)), "text": CaseText()}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM accountability_case",
        "UPDATE accountability_casehistory SET number = 'x'",
        "DELETE FROM accountability_casehistory",
        "DELETE FROM accountability_casepersonhistory",
        "UPDATE accountability_consentevent SET given = true",
        "DELETE FROM accountability_consentevent",
        "INSERT INTO accountability_tombstone (case_id) VALUES (gen_random_uuid())",
        "DELETE FROM accountability_tombstone",
        "INSERT INTO accountability_auditevent (action) VALUES ('case.view')",
        "UPDATE accountability_auditevent SET actor_id = 1",
        "DELETE FROM accountability_auditevent",
        "TRUNCATE accountability_auditevent",
        "DELETE FROM accountability_auditseal",
        "TRUNCATE accountability_casehistory",
        "ALTER TABLE accountability_case NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE accountability_case DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_what_the_application_may_not_do(house: House, statement: str) -> None:
    house.case()
    with (
        acting_as(house.supervisor, Purpose.REQUEST),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_history_is_written_whatever_the_application_sets(house: House) -> None:
    case = house.case(person=False)
    with acting_as(house.supervisor, Purpose.REQUEST), connection.cursor() as cursor:
        before = CaseHistory.objects.count()
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'), true)"
        )
        Case.objects.filter(pk=case.pk).update(legal_hold=True)
        assert CaseHistory.objects.count() == before + 1


def test_who_gives_a_role_in_an_organisation(house: House) -> None:
    new = User.objects.create_user("new")
    for actor, purpose in (
        (house.worker, Purpose.REQUEST),
        (officer("ada", Role.ADMINISTRATOR), Purpose.REQUEST),
        (SYSTEM, Purpose.SETUP),
    ):
        with (
            pytest.raises(DatabaseError, match="only a supervisor"),
            acting_as(actor, purpose),
        ):
            _join(new, house.organisation, Role.SUPERVISOR)
    with pytest.raises(DatabaseError, match=NOBODY):
        _join(new, house.organisation, Role.SUPERVISOR)
    empty = Organisation.objects.create(slug="new", name="New")
    with acting_as(User.objects.get(username="ada"), Purpose.REQUEST):
        _join(new, empty, Role.SUPERVISOR)
        refused = pytest.raises(DatabaseError, match="only a supervisor")
        with refused, transaction.atomic():
            _join(house.worker, empty, Role.SUPERVISOR)


def _join(user: User, organisation: Organisation, role: Role) -> None:
    Membership.objects.create(user=user, organisation=organisation, role=role.value)


def test_an_administrator_or_auditor_holds_no_role_in_a_case(house: House) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        with (
            pytest.raises(IntegrityError),
            acting_as(house.supervisor, Purpose.REQUEST),
        ):
            _join(officer(role.value, role), house.organisation, Role.INTAKE)
        with pytest.raises(IntegrityError):
            grant(house.worker, role)


def test_whoever_leaves_an_organisation_leaves_its_teams(house: House) -> None:
    outsider = User.objects.create_user("outsider")
    with acting_as(house.supervisor, Purpose.REQUEST):
        with pytest.raises(DatabaseError), transaction.atomic():
            TeamMember.objects.create(user=outsider, team=house.day)
        Membership.objects.get(user=house.worker).delete()
    assert not TeamMember.objects.filter(user=house.worker).exists()
    assert seen_by(house.worker) == set()
    team = Team.objects.get(pk=house.day.pk)
    with pytest.raises(DatabaseError), acting_as(house.worker, Purpose.REQUEST):
        team.members.create(user=house.worker)


def test_sixteen_at_a_time_and_nobody_sees_anothers(
    house: House, live_server: Any
) -> None:
    elsewhere = House("inlet")
    expected: dict[User, set[str]] = {}
    for home in (house, elsewhere):
        for _ in range(3):
            home.case(person=False)
            home.case(home.other_worker, team=home.night, person=False)
        for user in (home.worker, home.other_worker, home.supervisor):
            expected[user] = seen_by(user)
    cookies = {
        user: log_in(Client(), user).cookies["sessionid"].value for user in expected
    }
    wrong: list[str] = []
    start = threading.Barrier(16)

    def ask(number: int) -> int:
        import httpx

        users = list(expected)
        done = 0
        with httpx.Client(base_url=live_server.url) as client:
            start.wait(60)
            for turn in range(25):
                user = users[(number + turn) % len(users)]
                client.cookies.set("sessionid", cookies[user])
                answer = client.get("/cases/" if turn % 3 else "/nowhere/")
                client.cookies.clear()
                shown = set(re.findall(r">([0-9A-Z]{4}-[0-9A-Z]{4})<", answer.text))
                if turn % 3 and (answer.status_code, shown) != (200, expected[user]):
                    wrong.append(f"{user}: {answer.status_code} {shown}")
                done += 1
        return done

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(16))) == 400
    assert wrong == []
    assert not any(word in str(wrong) for word in PLANTED)
    assert AuditEvent.objects.filter(action="case.list").count() >= 250
