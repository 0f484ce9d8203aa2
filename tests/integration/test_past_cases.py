"""Past cases from a table: all of a file or none of it; nobody sees half of one."""

import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases import services
from accountability.cases.consent import eligible_for_statistics
from accountability.cases.content import CaseText, PersonText
from accountability.cases.errors import (
    CaseNotFoundError,
    CaseRefusedError,
    WrongStateError,
)
from accountability.cases.exporting import list_as_csv
from accountability.cases.finding import cases_listed, own_draft_cases
from accountability.cases.importing import bringing, checking, ending
from accountability.cases.importing.bringing import start_import
from accountability.cases.importing.checking import name_columns
from accountability.cases.importing.columns import guessed, kept_columns
from accountability.cases.importing.ending import cancel_import, take_back
from accountability.cases.importing.errors import ImportStandsError
from accountability.cases.importing.finding import import_for, open_import
from accountability.cases.importing.receiving import receive_import
from accountability.cases.importing.services import advance, rests, ring_for_waiting
from accountability.cases.importing.working import Work
from accountability.cases.keys import keystore
from accountability.cases.matching import cases_matching, likely_duplicates, marks_of
from accountability.cases.merging import merge_case
from accountability.cases.moves import moves_of
from accountability.cases.retention import sweep
from accountability.models import (
    AuditEvent,
    Case,
    CaseHistory,
    CaseImport,
    ImportMapping,
    Membership,
    TeamMember,
)
from accountability.vault.errors import KeyDestroyedError
from accountability.vocab import CaseStatus, ConsentPurpose, PersonRole
from accountability.vocab.consent import NOT_KNOWN
from accountability.vocab.imports import ImportField, ImportStands, ImportState
from tests.accounts import log_in
from tests.application_role import owner_connection
from tests.casework import House, department
from tests.integration.test_canaries import CANARIES, every_row, found_in
from tests.integration.worker import (
    ROOT,
    empty_broker,
    running_worker,
    wait_until,
    worker_environment,
)
from tests.past_cases import (
    ROW,
    brought_in,
    checked,
    import_of,
    received,
    started,
    table,
    upload,
    xlsx_bytes,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
EVERYTHING = {
    ImportField.RECEIVED: "2024-05",
    ImportField.DEPARTMENT: "saanich",
    ImportField.NARRATIVE: "what happened",
    ImportField.OCCURRED: "spring 2024",
    ImportField.PLACE: "the corner",
    ImportField.HARM: "hurt",
    ImportField.WISHES: "an apology",
    ImportField.ALLEGATION_CLASS: "Discourtesy",
    ImportField.SUBTYPE: "dismissive_response",
    ImportField.ACT: "laughed",
    ImportField.OFFICER: "short hair",
    ImportField.PERSON_NAME: "Sky",
    ImportField.PERSON_CONTACT: "604-555-0100",
    ImportField.REPORTED_TO: "nobody",
    ImportField.NOT_REPORTED_BECAUSE: "stigma; distrust",
    ImportField.POLICE_RESPONSE: "",
    ImportField.OUTCOME: "",
    ImportField.KEEP: "yes",
    ImportField.STATISTICS: "no",
    ImportField.CLOSED: "2025-01",
    ImportField.NOTE: "from the binder",
}


@pytest.fixture
def house() -> House:
    department()
    return House()


def rows(count: int) -> list[tuple[str, ...]]:
    """Return rows that can be told apart by what happened."""
    return [(*ROW[:2], f"told {n}", f"person {n}", "") for n in range(count)]


def narratives(house: House) -> list[str]:
    """Return what happened in every case that the supervisor sees."""
    with acting_as(house.supervisor, Purpose.REQUEST):
        ids = list(Case.objects.values_list("pk", flat=True))
        return sorted(services.read_case(pk).text.narrative for pk in ids)


def counted(sql: str) -> int:
    """Return a number as the tables' owner, whom no policy hides a case from."""
    with owner_connection() as owner:
        for name in ("case", "casehistory", "caseimport", "caseperson"):
            owner.execute(
                f"ALTER TABLE accountability_{name} NO FORCE ROW LEVEL SECURITY"
            )
        found = owner.execute(sql).fetchone()
        for name in ("case", "casehistory", "caseimport", "caseperson"):
            owner.execute(f"ALTER TABLE accountability_{name} FORCE ROW LEVEL SECURITY")
    assert found
    return int(found[0])


def entered_now() -> int:
    return counted("SELECT count(*) FROM accountability_case")


def halfway(house: House, monkeypatch: pytest.MonkeyPatch, count: int = 4) -> UUID:
    """Bring in a first chunk of two rows and stop there."""
    import_id = started(house, table(*rows(count)))
    monkeypatch.setattr(bringing, "CHUNK", 2)
    stop_after(monkeypatch, chunks=1)
    advance(import_id)
    monkeypatch.undo()
    assert import_of(house, import_id).entered == 2
    return import_id


def stop_after(monkeypatch: pytest.MonkeyPatch, *, chunks: int) -> None:
    """Let a turn be over after some chunks."""
    left = [True] * chunks

    def time_left(_: object) -> bool:
        return bool(left and left.pop())

    monkeypatch.setattr(Work, "time_left", property(time_left))


# A whole way


def test_what_was_closed_long_ago_is_not_gone_the_same_night(house: House) -> None:
    headings = [ImportField.RECEIVED.english, ImportField.CLOSED.english]
    brought_in(house, table(["2015-03", "2016-02"], headings=headings), "old.csv")
    sweep()
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.get().closed_month == date(2016, 2, 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_with_everything_becomes_a_whole_case(house: House, kind: str) -> None:
    headings = [field.english for field in EVERYTHING]
    cells = list(EVERYTHING.values())
    data = (
        table(cells, headings=headings)
        if kind == "csv"
        else xlsx_bytes([headings, cells])
    )
    import_id = brought_in(house, data, f"past.{kind}")
    with acting_as(house.worker, Purpose.REQUEST):
        case = Case.objects.get()
        opened = services.read_case(case.pk)
        moved = moves_of(opened)
    assert (case.imported_by_id, case.staged) == (import_id, False)
    assert (case.status, case.closed_month) == (CaseStatus.CLOSED, date(2025, 1, 1))
    assert case.received_month == date(2024, 5, 1)
    assert case.department is not None
    assert case.department.slug == "saanich"
    assert case.allegation_class == "discourtesy"
    assert (case.reported_to, case.not_reported_because) == (
        "nobody",
        ["stigma", "distrust"],
    )
    text = opened.text
    assert (text.narrative, text.occurred, text.place, text.wishes, text.harm) == (
        *("what happened", "spring 2024", "the corner", "an apology", "hurt"),
    )
    told = {
        p.role: (p.text.name, p.text.contact, p.text.details) for p in opened.people
    }
    assert told == {
        PersonRole.AFFECTED: ("Sky", "604-555-0100", ""),
        PersonRole.RESPONDENT: ("", "", "short hair"),
    }
    (act,) = opened.allegations
    assert (act.text.told, act.row.subtype) == ("laughed", "dismissive_response")
    assert [(c.purpose, c.row.given) for c in opened.consents] == [
        (ConsentPurpose.KEEP, True),
        (ConsentPurpose.STATISTICS, False),
    ]
    assert opened.consents[0].row.wording == f"{NOT_KNOWN}.en"
    assert [note.text for note in opened.notes] == ["from the binder"]
    assert [move.to for move in moved] == [CaseStatus.CLOSED, CaseStatus.OPEN]
    assert moved[0].reason


def test_nothing_is_left_of_the_file_when_it_is_done(house: House) -> None:
    import_id = brought_in(house, table(ROW))
    row = import_of(house, import_id)
    assert row.state == ImportState.DONE
    assert (row.name, row.headings, row.mapping) == (None, None, None)
    with pytest.raises(KeyDestroyedError):
        keystore().open(str(import_id))
    kept = [p for p in Path(django_settings.ATTACHMENTS_DIR).rglob("*") if p.is_file()]
    assert [p for p in kept if "imports" in p.parts] == []


def test_the_columns_are_kept_for_the_next_file_of_the_organisation(
    house: House,
) -> None:
    headings = ("A", "B")
    import_id = received(house, table(("2024-05", "told"), headings=headings))
    columns = (ImportField.RECEIVED, ImportField.NARRATIVE)
    with acting_as(house.worker, Purpose.REQUEST):
        name_columns(open_import(import_for(import_id)), columns)
    with acting_as(house.other_worker, Purpose.REQUEST):
        assert kept_columns(house.organisation, headings) == columns
        assert kept_columns(house.organisation, ("A B",)) is None
        assert kept_columns(house.organisation, ("B", "A")) is None
    elsewhere = House("inlet")
    with acting_as(elsewhere.worker, Purpose.REQUEST):
        assert kept_columns(elsewhere.organisation, headings) is None
        assert not ImportMapping.objects.exists()


def test_problems_are_found_again_after_the_columns_are_changed(house: House) -> None:
    import_id = checked(house, table(("2024-05", "Gotham", "told", "", "")))
    assert import_of(house, import_id).problems == 1
    with acting_as(house.worker, Purpose.REQUEST):
        with pytest.raises(WrongStateError):
            start_import(import_id)
        found = open_import(import_for(import_id))
        columns = [
            None if field is ImportField.DEPARTMENT else field
            for field in guessed(found.headings)
        ]
        name_columns(found, tuple(columns))
    advance(import_id)
    assert import_of(house, import_id).problems == 0
    with acting_as(house.worker, Purpose.REQUEST):
        start_import(import_id)
    advance(import_id)
    assert narratives(house) == ["told"]


def test_a_corrected_file_takes_the_place_of_the_one_before(house: House) -> None:
    first = checked(house, table(("never", "", "", "", "")))
    with acting_as(house.worker, Purpose.REQUEST):
        receive_import(house.day, upload(table(ROW)), instead_of=first)
    assert import_of(house, first).state == ImportState.CANCELLED


# Who may


def test_intake_and_people_of_other_teams_bring_nothing_in(house: House) -> None:
    elsewhere = House("inlet")
    for user in (house.intake, house.other_worker, elsewhere.supervisor):
        with acting_as(user, Purpose.REQUEST), pytest.raises(CaseRefusedError):
            receive_import(house.day, upload(table(ROW)))


def test_an_import_is_its_askers_and_the_supervisors(house: House) -> None:
    import_id = checked(house, table(ROW))
    elsewhere = House("inlet")
    others = (house.intake, house.other_worker, elsewhere.supervisor)
    for user in others:
        with acting_as(user, Purpose.REQUEST), pytest.raises(CaseNotFoundError):
            import_for(import_id)
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert import_for(import_id).pk == import_id
        with pytest.raises(CaseRefusedError):
            start_import(import_id)


@pytest.mark.parametrize("what", ["account", "role", "team", "lower role"])
def test_whoever_may_no_longer_is_stopped_and_goes_on_when_they_may(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    import_id = halfway(house, monkeypatch)
    with acting_as(house.supervisor, Purpose.REQUEST):
        role = Membership.objects.get(user=house.worker)
        if what == "account":
            house.worker.is_active = False
            house.worker.save()
        elif what == "role":
            role.delete()
        elif what == "team":
            TeamMember.objects.filter(user=house.worker).delete()
        else:
            role.role = "intake"
            role.save()
    advance(import_id)
    row = import_of(house, import_id)
    assert (row.state, row.entered) == (ImportState.ENTERING, 2)
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert rests(import_for(import_id))
        answer = log_in(Client(), house.supervisor)
    page = answer.get(reverse("import", args=[import_id])).content.decode()
    assert "may bring in no cases for this team any more" in page
    with acting_as(house.supervisor, Purpose.REQUEST):
        if what == "account":
            house.worker.is_active = True
            house.worker.save()
        elif what == "role":
            Membership.objects.create(
                user=house.worker, organisation=house.organisation, role="case_worker"
            )
        elif what == "lower role":
            role.role = "case_worker"
            role.save()
        if what in ("role", "team"):
            TeamMember.objects.create(user=house.worker, team=house.day)
    advance(import_id)
    assert narratives(house) == [f"told {n}" for n in range(4)]


# Staged cases


def test_a_case_of_an_import_that_is_not_whole_is_nowhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = halfway(house, monkeypatch)
    assert entered_now() == 2
    with owner_connection() as owner:
        owner.execute("ALTER TABLE accountability_case NO FORCE ROW LEVEL SECURITY")
        found = owner.execute("SELECT id, number FROM accountability_case").fetchall()
        owner.execute("ALTER TABLE accountability_case FORCE ROW LEVEL SECURITY")
    (staged, number), _ = found
    marks = marks_of(house.organisation.pk, PersonRole.AFFECTED, PersonText("person 0"))
    for user in (house.worker, house.supervisor, house.second, house.intake):
        with acting_as(user, Purpose.REQUEST):
            assert not Case.objects.exists()
            assert not Case.objects.filter(pk=staged).exists()
            assert not CaseHistory.objects.filter(id=staged).exists()
            assert not cases_listed().exists()
            assert not cases_listed(number=number).exists()
            assert own_draft_cases() == []
            assert cases_matching(house.organisation.pk, marks) == []
            with pytest.raises(CaseNotFoundError):
                services.read_case(staged)
            with transaction.atomic():
                assert Case.objects.filter(pk=staged).update(staged=False) == 0
    own = house.case(text=CaseText("mine"), person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        assert likely_duplicates(own.pk) == []
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert len("".join(list_as_csv()).splitlines()) == 2
    with acting_as(house.supervisor, Purpose.EXPORT):
        assert not Case.objects.filter(pk=staged).exists()
    for purpose in (Purpose.STATISTICS, Purpose.RETENTION, Purpose.ATTACHMENTS):
        with acting_as(SYSTEM, purpose):
            assert not Case.objects.filter(imported_by=import_id).exists()
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert not eligible_for_statistics().exists()
    page = log_in(Client(), house.worker)
    assert number not in page.get(reverse("cases")).content.decode()
    assert page.get(reverse("case", args=[staged])).status_code == 404
    assert page.get(reverse("case-edit", args=[staged])).status_code == 404


def test_staged_cases_of_a_standing_import_are_not_dropped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = halfway(house, monkeypatch)
    with (
        pytest.raises(DatabaseError, match="the import stands"),
        acting_as(house.worker, Purpose.IMPORT),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT drop_staged_cases(%s, 1)", [import_id])
    assert entered_now() == 2


# Cut short


def test_two_workers_at_one_import_enter_no_row_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = started(house, table(*rows(5)))
    bring_in, calls = bringing._bring_in, []

    def and_another_worker_comes(row: Any, past: Any) -> None:
        calls.append(row.pk)
        bring_in(row, past)

    monkeypatch.setattr(bringing, "_bring_in", and_another_worker_comes)
    advance(import_id)
    advance(import_id)
    assert len(calls) == 5
    assert narratives(house) == [f"told {n}" for n in range(5)]


def test_a_lease_keeps_another_worker_away_until_it_is_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = halfway(house, monkeypatch)
    later = datetime.now(UTC) + timedelta(minutes=1)
    with acting_as(house.worker, Purpose.IMPORT):
        CaseImport.objects.update(lease_until=later)
    advance(import_id)
    assert import_of(house, import_id).entered == 2
    assert ring_for_waiting() == 0
    with acting_as(house.worker, Purpose.IMPORT):
        CaseImport.objects.update(lease_until=datetime.now(UTC))
    assert ring_for_waiting() == 1
    advance(import_id)
    assert import_of(house, import_id).state == ImportState.DONE


@pytest.mark.parametrize("chunks", [1, 3])
def test_a_worker_that_lost_its_lease_stores_nothing_more(
    house: House, monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    """It comes back after another has done one chunk, or all the rest."""
    import_id = started(house, table(*rows(6)))
    monkeypatch.setattr(bringing, "CHUNK", 2)
    first: list[Work] = []
    left = {"first": 2, "other": chunks}

    def time_left(work: Work) -> bool:
        first.append(work)
        who = "first" if work is first[0] else "other"
        left[who] -= 1
        if (who, left[who]) == ("first", 0):  # it has stored its first chunk
            with acting_as(house.worker, Purpose.IMPORT):
                CaseImport.objects.update(lease_until=datetime.now(UTC))
            advance(import_id)
        return left[who] >= 0

    monkeypatch.setattr(Work, "time_left", property(time_left))
    advance(import_id)
    monkeypatch.undo()
    done = import_of(house, import_id).entered
    assert entered_now() == done == min(2 + 2 * chunks, 6)
    for _ in range(2):
        advance(import_id)
    assert narratives(house) == [f"told {n}" for n in range(6)]


def test_a_row_that_is_wrong_by_now_ends_the_import_in_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = halfway(house, monkeypatch)
    monkeypatch.setattr(checking, "departments_by_word", dict)
    advance(import_id)
    advance(import_id)
    assert import_of(house, import_id).state == ImportState.CANCELLED
    page = log_in(Client(), house.worker)
    shown = page.get(reverse("import", args=[import_id])).content.decode()
    assert "no department that is known here" in shown
    assert entered_now() == 0


def test_a_chunk_that_fails_leaves_none_of_its_rows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = started(house, table(*rows(6)))
    monkeypatch.setattr(bringing, "CHUNK", 2)
    bring_in = bringing._bring_in

    def break_down(row: Any, past: Any) -> None:
        bring_in(row, past)
        if past.entry.text.narrative == "told 3":
            raise MemoryError

    monkeypatch.setattr(bringing, "_bring_in", break_down)
    with pytest.raises(MemoryError):
        advance(import_id)
    assert entered_now() == import_of(house, import_id).entered == 2
    monkeypatch.setattr(bringing, "_bring_in", bring_in)
    advance(import_id)
    assert narratives(house) == [f"told {n}" for n in range(6)]


def test_killed_in_the_middle_it_goes_on_at_the_next_row(house: House) -> None:
    many = 400
    import_id = started(house, table(*rows(many)))
    code = (
        "import django; django.setup();"
        "from uuid import UUID;"
        "from accountability.cases.importing import bringing;"
        "bringing.CHUNK = 20;"
        "from accountability.cases.importing.services import advance;"
        f"advance(UUID('{import_id}'))"
    )
    environment = {
        **worker_environment(),
        "DJANGO_SETTINGS_MODULE": "accountability.settings",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while import_of(house, import_id).entered < 60 and time.monotonic() < deadline:
        assert worker.poll() is None
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    middle = import_of(house, import_id).entered
    assert 60 <= middle < many
    assert entered_now() == middle
    assert narratives(house) == []
    advance(import_id)  # the dead worker's lease still stands
    assert import_of(house, import_id).entered == middle
    with acting_as(house.worker, Purpose.IMPORT):
        CaseImport.objects.update(lease_until=datetime.now(UTC))
    advance(import_id)
    assert import_of(house, import_id).state == ImportState.DONE
    assert narratives(house) == sorted(f"told {n}" for n in range(many))


def test_a_worker_does_it_all_when_the_broker_rings(
    house: House, tmp_path: Path
) -> None:
    broker, log = empty_broker(), tmp_path / "log"
    canaries = [f"{CANARIES[n]} and {CANARIES[n + 1]}" for n in range(0, 40, 2)]
    lines = [(*ROW[:2], words, words, "") for words in canaries]
    page = log_in(Client(), house.worker)
    with running_worker(log, concurrency=1):
        answer = page.post(
            reverse("import-new"),
            {"file": _posted(table(*lines), CANARIES[0]), "team": house.day.pk},
        )
        assert answer.status_code == 302
        import_id = UUID(answer["Location"].rstrip("/").split("/")[-1])
        wait_until(lambda: bool(import_of(house, import_id).rows), "read", log)
        columns = page.get(reverse("import-columns", args=[import_id]))
        assert CANARIES[0] in columns.content.decode()
        chosen = {
            f"column-{n}": field.value if field else ""
            for n, field in enumerate(
                guessed(("received", "department", "what happened", "name", "closed"))
            )
        }
        page.post(reverse("import-columns", args=[import_id]), chosen)
        wait_until(
            lambda: import_of(house, import_id).state == "checked", "checked", log
        )
        ready = page.get(reverse("import", args=[import_id])).content.decode()
        assert "20 rows are ready" in ready
        assert CANARIES[0] in ready
        assert found_in(every_row()) == []
        page.post(reverse("import-enter", args=[import_id]))
        wait_until(
            lambda: (
                import_of(house, import_id).state == "done"
                and import_of(house, import_id).lease_until is None
            ),
            "brought in",
            log,
        )
    assert len(narratives(house)) == 20
    assert found_in(every_row()) == []
    keys: Any = broker.scan_iter(count=1000)
    assert found_in(b"".join((broker.dump(key) or b"") for key in keys)) == []
    assert found_in(log.read_bytes()) == []
    for place in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR", "DATA_DIR"):
        for path in Path(getattr(django_settings, place)).rglob("*"):
            assert found_in(str(path).encode()) == []
            assert not path.is_file() or found_in(path.read_bytes()) == []


def _posted(data: bytes, name: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(f"{name}.csv", data)


# Ending


@pytest.mark.parametrize("by", ["worker", "supervisor"])
def test_a_cancelled_import_leaves_no_case_and_no_key(
    house: House, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    import_id = halfway(house, monkeypatch)
    with owner_connection() as owner:
        owner.execute("ALTER TABLE accountability_case NO FORCE ROW LEVEL SECURITY")
        staged = [
            str(pk) for (pk,) in owner.execute("SELECT id FROM accountability_case")
        ]
        owner.execute("ALTER TABLE accountability_case FORCE ROW LEVEL SECURITY")
    with acting_as(getattr(house, by), Purpose.REQUEST):
        cancel_import(import_id)
        with pytest.raises(WrongStateError):
            cancel_import(import_id)
    advance(import_id)
    row = import_of(house, import_id)
    assert (row.state, row.lease_until, row.name) == (ImportState.CANCELLED, None, None)
    for name in ("case", "casehistory", "caseperson"):
        assert counted(f"SELECT count(*) FROM accountability_{name}") == 0
    assert len(staged) == 2
    for name in (*staged, str(import_id)):
        with pytest.raises(KeyDestroyedError):
            keystore().open(name)
    advance(import_id)  # nothing is left to do


def test_a_cancelled_import_whose_asker_left_is_cleared_up_by_a_supervisors_right(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = halfway(house, monkeypatch)
    with acting_as(house.supervisor, Purpose.REQUEST):
        Membership.objects.get(user=house.worker).delete()
        cancel_import(import_id)
    advance(import_id)
    assert entered_now() == 0


def test_clearing_up_cut_short_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = brought_in(house, table(*rows(3)))
    with acting_as(house.worker, Purpose.REQUEST):
        take_back(import_id)
    destroy, calls = type(keystore()).destroy, []

    def break_down(store: Any, name: str, **more: Any) -> bool:
        calls.append(name)
        if len(calls) == 2:
            raise MemoryError
        return bool(destroy(store, name, **more))

    monkeypatch.setattr(type(keystore()), "destroy", break_down)
    with pytest.raises(MemoryError):
        advance(import_id)
    assert narratives(house) == []
    monkeypatch.undo()
    assert ring_for_waiting() == 1
    advance(import_id)
    assert entered_now() == 0
    assert ring_for_waiting() == 0


@pytest.mark.parametrize("by", ["worker", "supervisor"])
def test_an_import_is_taken_back_whole(
    house: House, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "CHUNK", 2)
    mine = house.case()
    import_id = brought_in(house, table(*rows(3)))
    with acting_as(getattr(house, by), Purpose.REQUEST):
        imported = [
            str(pk)
            for pk in Case.objects.exclude(pk=mine.pk).values_list("pk", flat=True)
        ]
        take_back(import_id)
    advance(import_id)
    assert import_of(house, import_id).state == ImportState.TAKEN_BACK
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert [case.pk for case in Case.objects.all()] == [mine.pk]
    assert len(imported) == 3
    assert all(keystore().is_destroyed(name) for name in imported)
    assert entered_now() == 1
    assert AuditEvent.objects.filter(
        action="import.take_back", object_id=str(import_id)
    ).exists()


def why(house: House, import_id: UUID) -> ImportStands:
    with (
        acting_as(house.supervisor, Purpose.REQUEST),
        pytest.raises(ImportStandsError) as stands,
    ):
        take_back(import_id)
    assert import_of(house, import_id).state != ImportState.TAKEN_BACK
    return stands.value.why


def test_an_import_that_was_worked_on_is_not_taken_back(house: House) -> None:
    import_id = brought_in(house, table(*rows(2)))
    with acting_as(house.worker, Purpose.REQUEST):
        case = Case.objects.first()
        assert case is not None
        services.write_note(case.pk, "called")
    assert why(house, import_id) is ImportStands.CHANGED
    assert len(narratives(house)) == 2


def test_a_case_changed_between_asking_and_taking_back_keeps_all(
    house: House,
) -> None:
    import_id = brought_in(house, table(*rows(2)))
    with acting_as(house.supervisor, Purpose.REQUEST):
        take_back(import_id)
    with acting_as(house.worker, Purpose.REQUEST):
        case = Case.objects.first()
        assert case is not None
        services.write_note(case.pk, "called")
    advance(import_id)
    assert import_of(house, import_id).state == ImportState.DONE
    assert len(narratives(house)) == 2


def test_an_import_whose_case_others_are_merged_into_is_not_taken_back(
    house: House,
) -> None:
    old = house.case()
    with acting_as(house.supervisor, Purpose.REQUEST):
        old = services.hold_case(old.pk, held=True)
    import_id = brought_in(house, table(*rows(2)))
    with acting_as(house.worker, Purpose.REQUEST):
        kept = Case.objects.filter(imported_by=import_id)[0]
        merge_case(old.pk, kept.pk, revision=old.revision, reason="twice")
        with pytest.raises(ImportStandsError):
            take_back(import_id)
        assert services.read_case(kept.pk).row.legal_hold


def test_an_import_is_not_taken_back_too_late_or_too_early(house: House) -> None:
    early = checked(house, table(ROW))
    assert why(house, early) is ImportStands.NOT_DONE
    import_id = brought_in(house, table(ROW))
    with acting_as(house.supervisor, Purpose.REQUEST):
        long_ago = datetime.now(UTC) - ending.TAKEN_BACK_WITHIN - timedelta(hours=1)
        CaseImport.objects.filter(pk=import_id).update(finished_at=long_ago)
    assert why(house, import_id) is ImportStands.TOO_LATE


def test_a_sweep_cancels_what_nobody_finished_in_seven_days(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = checked(house, table(ROW))
    half = halfway(house, monkeypatch)
    done = brought_in(house, table(ROW))
    now = datetime.now(UTC)
    assert sweep(now + timedelta(days=6)).imports == 0
    late = now + timedelta(days=7, minutes=1)
    assert sweep(late, rehearse=True).imports == 2
    assert sweep(late).imports == 2
    for import_id in (begun, half):
        assert import_of(house, import_id).state == ImportState.CANCELLED
        advance(import_id)
        assert import_of(house, import_id).lease_until is None
    assert import_of(house, done).state == ImportState.DONE
    assert entered_now() == 1
