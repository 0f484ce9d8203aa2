"""Erasing: two people or the clock, for good, in every copy (S4, S18)."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases import services
from accountability.cases.attachments.services import clean_attachment, receive
from accountability.cases.erasure import (
    ask_for_erasure,
    decide_erasure,
    finish_erasures,
    replay_erasures,
    withdraw_request,
)
from accountability.cases.errors import CaseErasedError, WrongStateError
from accountability.cases.exporting import ask_export
from accountability.cases.keys import keystore
from accountability.cases.retention import sweep
from accountability.embedded.binaries import binaries_for
from accountability.models import (
    Attachment,
    AuditEvent,
    Case,
    CaseExport,
    CaseHistory,
    CaseNoteHistory,
    CasePersonHistory,
    ErasureReason,
    ErasureRequest,
    Tombstone,
)
from accountability.vault.errors import KeyDestroyedError
from accountability.vault.keystore import FileKeyStore
from accountability.vocab import CaseStatus
from tests.accounts import log_in
from tests.attachment_files import photo, uploaded
from tests.casework import House

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


@pytest.fixture
def house() -> House:
    return House()


def erase_by_two(house: House, case: Case) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(case.pk, ErasureReason.CONSENT_WITHDRAWN)
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert decide_erasure(case.pk, agreed=True)


def rows_of(case: Case) -> dict[str, int]:
    with acting_as(SYSTEM, Purpose.RETENTION):
        return {
            "case": Case.objects.filter(pk=case.pk).count(),
            "history": CaseHistory.objects.filter(id=case.pk).count(),
            "people": CasePersonHistory.objects.filter(case_id=case.pk).count(),
            "notes": CaseNoteHistory.objects.filter(case_id=case.pk).count(),
            "files": Attachment.objects.filter(case_id=case.pk).count(),
            "exports": CaseExport.objects.filter(case_id=case.pk).count(),
            "asked": ErasureRequest.objects.filter(case_id=case.pk).count(),
        }


def full_case(house: House) -> Case:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        services.write_note(case.pk, "a note")
        row = receive(case.pk, uploaded(photo(), "a.jpg"))
        ask_export(case.pk)
    clean_attachment(row.pk)
    return case


def test_two_people_erase_everything_and_a_tombstone_stays(house: House) -> None:
    kept, case = house.case(), full_case(house)
    assert all(rows_of(case)[name] for name in ("case", "history", "people", "files"))
    erase_by_two(house, case)
    assert set(rows_of(case).values()) == {0}
    assert rows_of(kept)["case"] == 1
    with pytest.raises(KeyDestroyedError):
        keystore().open(str(case.pk))
    files = Path(django_settings.ATTACHMENTS_DIR)
    assert [*files.rglob("*.original"), *files.rglob("*.clean")] == []
    with acting_as(house.worker, Purpose.REQUEST):
        stone = Tombstone.objects.get()
        with pytest.raises(CaseErasedError):
            services.read_case(case.pk)
    assert (stone.number, stone.reason) == (case.number, "consent_withdrawn")
    assert (stone.asked_by, stone.agreed_by) == (house.worker, house.supervisor)
    told = AuditEvent.objects.filter(object_id=str(case.pk), action__contains="erasure")
    assert [event.action for event in told.order_by("seq")] == [
        "erasure.ask",
        "erasure.decide",
        "erasure.done",
    ]


def test_one_person_erases_nothing(house: House) -> None:
    case = house.case()
    with acting_as(house.supervisor, Purpose.REQUEST):
        ask_for_erasure(case.pk, ErasureReason.DANGER)
        with pytest.raises(WrongStateError):
            decide_erasure(case.pk, agreed=True)
        with pytest.raises(WrongStateError):
            ask_for_erasure(case.pk, ErasureReason.DANGER)
        for trick in (
            {"decided_by": house.supervisor, "agreed": True},
            {"agreed": True},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                ErasureRequest.objects.update(decided_at=datetime.now(UTC), **trick)
        with (
            pytest.raises(DatabaseError, match="two people"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT erase_case(%s, 'clock')", [case.pk])
        withdraw_request(case.pk)
    assert rows_of(case)["case"] == 1


def test_refused_means_kept(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(case.pk, ErasureReason.DANGER)
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert not decide_erasure(case.pk, agreed=False)
        assert services.read_case(case.pk).text.narrative
    assert finish_erasures() == 0


def test_a_hold_keeps_a_case_from_everybody(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(case.pk, ErasureReason.DANGER)
    with acting_as(house.supervisor, Purpose.REQUEST):
        services.hold_case(case.pk, held=True)
        with pytest.raises(WrongStateError):
            decide_erasure(case.pk, agreed=True)
    with (
        pytest.raises(DatabaseError, match="held"),
        acting_as(SYSTEM, Purpose.RETENTION),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT erase_case(%s, 'clock')", [case.pk])
    assert sweep(datetime.now(UTC) + timedelta(days=9999)).cases == ()
    assert rows_of(case)["case"] == 1


def test_cut_short_it_is_erased_and_the_rest_is_done_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.case()

    class PowerCut(BaseException):
        pass

    destroy = FileKeyStore.destroy

    def cut(store: FileKeyStore, case_id: str) -> None:
        destroy(store, case_id)
        raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(FileKeyStore, "destroy", cut)
        with pytest.raises(PowerCut):
            erase_by_two(house, case)
    assert rows_of(case)["case"] == 1
    with acting_as(house.worker, Purpose.REQUEST), pytest.raises(KeyDestroyedError):
        services.read_case(case.pk)
    assert finish_erasures() == 1
    assert rows_of(case)["case"] == 0


def test_the_pages_of_an_erasure(house: House) -> None:
    case = house.case()
    worker, boss = log_in(Client(), house.worker), log_in(Client(), house.supervisor)
    address = reverse("case-erasure", args=[case.pk])
    assert worker.post(address, {"reason": "danger"}).status_code == 302
    assert "You asked for it" in worker.get(address).content.decode()
    wrong = boss.post(address, {"wish": "agree", "number": "0000-0000"})
    assert wrong.status_code == 422
    assert "not the number" in wrong.content.decode()
    done = boss.post(address, {"wish": "agree", "number": case.number.lower()})
    assert done.status_code == 302
    gone = worker.get(reverse("case", args=[case.pk]))
    assert gone.status_code == 410
    assert "was erased" in gone.content.decode()


def test_a_backup_brings_nothing_back(house: House, tmp_path: Path) -> None:
    """pg_dump, erase, restore: undecryptable, and gone again after a replay."""
    case, kept = full_case(house), house.case()
    keys = tmp_path / "keys-of-then"
    shutil.copytree(django_settings.KEYSTORE_DIR, keys)
    backup = dump(tmp_path)
    erase_by_two(house, case)
    restore(backup)
    assert rows_of(case)["case"] == 1
    assert rows_of(case)["history"] > 0
    for row in (house.worker, house.supervisor):
        with acting_as(row, Purpose.REQUEST), pytest.raises(KeyDestroyedError):
            services.read_case(case.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        assert services.read_case(kept.pk).text.narrative
    with acting_as(SYSTEM, Purpose.RETENTION):
        Case.objects.filter(pk=case.pk).update(legal_hold=True)  # as it was held then
    assert replay_erasures() == 1
    assert set(rows_of(case).values()) == {0}
    # A copy of the keystore from before, put back with the tombstones of now.
    shutil.rmtree(django_settings.KEYSTORE_DIR)
    shutil.copytree(keys, django_settings.KEYSTORE_DIR)
    assert keystore().open(str(case.pk))
    replay_erasures()
    with pytest.raises(KeyDestroyedError):
        keystore().open(str(case.pk))
    with acting_as(house.worker, Purpose.REQUEST):
        assert services.read_case(kept.pk).text.narrative


def client_of(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a client of PostgreSQL as the owner."""
    from accountability.embedded.account import service_account

    given = urlsplit(os.environ["DATABASE_URL"])
    settings = connection.settings_dict
    done = subprocess.run(
        [binaries_for(service_account()).postgres(program), *arguments],
        env={
            "PGHOST": parse_qs(given.query)["host"][0],
            "PGUSER": "accountability_owner",
            "PGPASSWORD": given.password or "",
            "PGDATABASE": str(settings["NAME"]),
            # The dump's own way round the rules: the machine's, for all cases.
            "PGOPTIONS": "-c app.user_id=0 -c app.purpose=retention",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done


def dump(directory: Path) -> Path:
    path = directory / "dump.sql"
    tables = [f"--table=accountability_{name}*" for name in ("case", "consent")]
    tables += ["--table=accountability_attachment", "--table=accountability_erasure*"]
    done = client_of(
        "pg_dump", "--data-only", "--enable-row-security", "--inserts", *tables
    )
    path.write_bytes(done.stdout)
    return path


def restore(backup: Path) -> None:
    """Put rows back as they were; the present ones are in the way of none."""
    text = backup.read_text()
    client_of(
        "psql",
        "--quiet",
        "--command",
        "ALTER TABLE accountability_case DISABLE TRIGGER USER;"
        "ALTER TABLE accountability_case NO FORCE ROW LEVEL SECURITY;",
    )
    tables = _restored()
    for table in tables:
        client_of("psql", "--command", f"ALTER TABLE {table} DISABLE TRIGGER USER")
        client_of(
            "psql", "--command", f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        )
        client_of("psql", "--command", f"TRUNCATE {table} CASCADE")
    path = backup.with_suffix(".again.sql")
    path.write_text(text)
    client_of("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(path))
    for table in tables:
        client_of("psql", "--command", f"ALTER TABLE {table} ENABLE TRIGGER USER")
        client_of("psql", "--command", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _restored() -> list[str]:
    return [
        "accountability_case",
        "accountability_casehistory",
        "accountability_casepersonhistory",
        "accountability_casenotehistory",
        "accountability_caseperson",
        "accountability_casenote",
        "accountability_caseexport",
        "accountability_consentevent",
        "accountability_attachment",
        "accountability_erasurerequest",
    ]


def test_the_clocks_over_three_years(house: House) -> None:
    start = datetime(2026, 1, 15, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        draft = house.case(house.intake, status=CaseStatus.DRAFT)
        open_case = house.case()
        closed = house.case(status=CaseStatus.CLOSED)
        held = house.case(status=CaseStatus.CLOSED)
        held_draft = house.case(house.intake, status=CaseStatus.DRAFT)
        with acting_as(house.supervisor, Purpose.REQUEST):
            services.hold_case(held.pk, held=True)
            services.hold_case(held_draft.pk, held=True)
    erased: dict[str, int] = {}
    for day in range(0, 3 * 365, 1):
        found = sweep(start + timedelta(days=day))
        erased |= {due.number: day for due in found.cases}
    # Seven days for a draft; 730 from 1 February 2026 for what was closed in January.
    assert erased == {draft.number: 7, closed.number: 17 + 730}
    for case in (open_case, held, held_draft):
        assert rows_of(case)["case"] == 1
    with acting_as(house.supervisor, Purpose.REQUEST):
        reasons = dict(Tombstone.objects.values_list("number", "reason"))
    assert reasons == {draft.number: "abandoned", closed.number: "clock"}


def test_a_rehearsal_erases_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC), tick=False):
        case = house.case(house.intake, status=CaseStatus.DRAFT)
    call_command("retention", dry_run=True)
    assert f"{case.number} would be erased: 7 days" in capsys.readouterr().out
    assert rows_of(case)["case"] == 1
    call_command("retention")
    assert rows_of(case)["case"] == 0


def test_exports_and_forgotten_uploads_go_after_a_day(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        ask_export(case.pk)
    upload = uploaded(photo(), "a.jpg")
    now = datetime.now(UTC)
    early = sweep(now + timedelta(hours=23))
    assert (early.exports, early.uploads) == (0, 0)
    late = sweep(now + timedelta(hours=25))
    assert (late.exports, late.uploads) == (1, 1)
    assert rows_of(case)["exports"] == 0
    del upload


def test_a_copy_of_the_keys_lives_seven_days(house: House, tmp_path: Path) -> None:
    house.case()
    copies = tmp_path / "copies"
    for day in range(0, 12, 2):
        with time_machine.travel(datetime(2026, 3, 1 + day, tzinfo=UTC), tick=False):
            call_command("backup_keys", str(copies), verbosity=0)
    assert sorted(path.name[:13] for path in copies.iterdir()) == [
        "keys-20260305",
        "keys-20260307",
        "keys-20260309",
        "keys-20260311",
    ]
