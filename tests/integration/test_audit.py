"""The audit can't be written differently without being found out (S8)."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from accountability.audit import chain
from accountability.audit.log import NotACodeError, record
from accountability.audit.sealing import head_of, seal_audit
from accountability.audit.verify import SignedHead, Verdict, verify_audit
from accountability.models import AuditEvent, AuditSeal, Role
from accountability.vocab.audit import AuditAction, Outcome
from tests.accounts import log_in, streamed
from tests.application_role import owner_connection
from tests.casework import officer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture(autouse=True)
def empty_audit() -> None:
    """Begin with an empty audit, as nobody but the owner could."""
    tamper("TRUNCATE accountability_auditevent, accountability_auditseal")


def tamper(*statements: str) -> None:
    """Do what an owner with bad intentions can: triggers off, then the deed."""
    tables = ("accountability_auditevent", "accountability_auditseal")
    with owner_connection() as owner:
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            owner.execute(statement)
        for table in tables:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def some(count: int = 5) -> list[int]:
    for number in range(count):
        record(
            AuditAction.CASE_VIEW,
            actor_id=number + 1,
            object_type="case",
            object_id=f"case-{number}",
            details={"count": number},
        )
    return list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True))


def key() -> Any:
    pem = Path(str(django_settings.AUDIT_SIGNING_KEY_FILE)).read_bytes()
    return chain.signing_key(pem).public_key()


def verdict(*heads: Path) -> Verdict:
    return verify_audit(key(), [SignedHead.from_file(path) for path in heads])


def head(number: int) -> Path:
    return Path(django_settings.AUDIT_HEADS_DIR) / f"head-{number:09}.json"


def sealed_twice() -> list[int]:
    some(5)
    seal_audit()
    seqs = some(5)
    seal_audit()
    return seqs


def test_what_is_untouched_is_vouched_for() -> None:
    seqs = sealed_twice()
    some(1)
    found = verdict(head(1), head(2))
    assert (found.good, found.entries, found.seals, found.unsealed) == (True, 10, 2, 1)
    assert len(seqs) == 10
    assert seal_audit() is not None
    assert seal_audit() is None


def test_an_edited_entry_is_named() -> None:
    seqs = sealed_twice()
    tamper(f"UPDATE accountability_auditevent SET actor_id = 99 WHERE seq = {seqs[7]}")
    assert verdict().bad_seq == seqs[7]
    assert "edited" in verdict().why


def test_a_deleted_entry_is_named() -> None:
    seqs = sealed_twice()
    tamper(f"DELETE FROM accountability_auditevent WHERE seq = {seqs[3]}")
    assert (verdict().bad_seq, verdict().why) == (seqs[3], "entries are missing")


def test_entries_that_changed_places_are_named() -> None:
    one, two = sealed_twice()[2:4]
    tamper(
        f"UPDATE accountability_auditevent SET seq = 0 WHERE seq = {one}",
        f"UPDATE accountability_auditevent SET seq = {one} WHERE seq = {two}",
        f"UPDATE accountability_auditevent SET seq = {two} WHERE seq = 0",
    )
    assert verdict().bad_seq == one


def test_an_entry_slipped_in_is_named() -> None:
    seqs = sealed_twice()
    tamper(
        f"UPDATE accountability_auditevent SET seq = seq + 1000 WHERE seq >= {seqs[5]}"
    )
    tamper(
        f"UPDATE accountability_auditevent SET seq = seq - 1000 WHERE seq >= {seqs[5]}"
    )
    assert verdict().good
    tamper(
        "INSERT INTO accountability_auditevent SELECT"
        f" {seqs[0]} - 1, at, 5, purpose, action, outcome, object_type, object_id,"
        f" request_id, details FROM accountability_auditevent WHERE seq = {seqs[0]}"
    )
    assert verdict().bad_seq == seqs[0] - 1


def test_a_cut_off_end_is_known_to_a_head_kept_elsewhere(tmp_path: Path) -> None:
    seqs = sealed_twice()
    kept = tmp_path / "kept.json"
    kept.write_bytes(head(2).read_bytes())
    tamper(f"DELETE FROM accountability_auditevent WHERE seq > {seqs[7]}")
    assert verdict().bad_seq == seqs[8]
    tamper(
        f"DELETE FROM accountability_auditevent WHERE seq > {seqs[4]}",
        "DELETE FROM accountability_auditseal WHERE number = 2",
    )
    assert verdict().good  # the seals alone can't tell
    assert verdict(kept).bad_seq == seqs[5]
    assert "cut off" in verdict(kept).why


def test_seals_written_anew_by_another_key_are_refused() -> None:
    seqs = sealed_twice()
    tamper(f"UPDATE accountability_auditevent SET actor_id = 99 WHERE seq = {seqs[0]}")
    from accountability.audit.sealing import entry_of

    first = AuditSeal.objects.get(number=1)
    entries = AuditEvent.objects.filter(seq__lte=first.last_seq).order_by("seq")
    digest, marks = chain.chained(chain.FIRST, (entry_of(e) for e in entries))
    first.digest, first.marks = digest, marks
    forged = chain.signing_key(chain.new_signing_key()).sign(head_of(first).as_bytes())
    tamper(
        f"UPDATE accountability_auditseal SET digest = '\\x{digest.hex()}',"
        f" marks = '\\x{marks.hex()}', signature = '\\x{forged.hex()}' WHERE number = 1"
    )
    assert verdict().bad_seq == seqs[0]
    assert "not signed" in verdict().why


def test_a_missing_seal_and_a_broken_chain_are_named() -> None:
    seqs = sealed_twice()
    tamper("UPDATE accountability_auditseal SET number = 3 WHERE number = 2")
    assert verdict().bad_seq == seqs[5]
    assert "missing" in verdict().why


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accountability_auditevent SET actor_id = 1",
        "DELETE FROM accountability_auditevent",
        "TRUNCATE accountability_auditevent",
        "DELETE FROM accountability_auditseal",
    ],
)
def test_even_the_owner_has_to_switch_the_protection_off(statement: str) -> None:
    some(1)
    with owner_connection() as owner, pytest.raises(psycopg.Error, match="never"):
        owner.execute(statement)


def test_the_role_that_writes_can_do_nothing_else() -> None:
    address = django_settings.AUDIT_DATABASE_URL
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(address, dbname=name, autocommit=True) as writer:
        for statement in (
            "SELECT * FROM accountability_auditevent",
            "UPDATE accountability_auditevent SET actor_id = 1",
            "DELETE FROM accountability_auditevent",
            "SELECT * FROM accountability_case",
            "SELECT * FROM accountability_user",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                writer.execute(statement)


@pytest.mark.parametrize(
    "wrong",
    [
        {"details": {"deed": "Marigold Unsworth"}},
        {"details": {"name": "x"}},
        {"object_id": "Marigold Unsworth"},
        {"object_type": "A name"},
    ],
)
def test_content_is_never_written_down(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotACodeError) as refused:
        record(AuditAction.CASE_VIEW, actor_id=1, **wrong)
    assert "Marigold" not in str(refused.value)
    assert not AuditEvent.objects.exists()


def test_sixteen_writers_at_once_and_a_sealer_between_them() -> None:
    def write(worker: int) -> None:
        for number in range(50):
            record(AuditAction.CASE_VIEW, actor_id=worker, details={"count": number})

    with ThreadPoolExecutor(16) as pool:
        done = [pool.submit(write, worker) for worker in range(16)]
        while not all(one.done() for one in done):
            seal_audit()
        for one in done:
            one.result()
    while seal_audit():
        pass
    found = verdict()
    assert (found.good, found.entries, found.unsealed) == (True, 800, 0)


def test_a_lost_connection_is_made_anew() -> None:
    some(1)
    with psycopg.connect(django_settings.AUDIT_DATABASE_URL, autocommit=True) as same:
        # The role may end its own connections.
        ended = same.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'audit' AND pid <> pg_backend_pid()"
        ).fetchone()
    assert ended is not None
    assert ended[0] >= 1
    some(1)
    assert AuditEvent.objects.count() == 2


def test_the_command_fails_naming_the_entry(tmp_path: Path) -> None:
    seqs = sealed_twice()
    public = tmp_path / "public.pem"
    public.write_bytes(chain.public_pem(key()))
    call_command("verify_audit", head=[head(2)], public_key=public)
    tamper(
        f"UPDATE accountability_auditevent SET outcome = 'denied' WHERE seq = {seqs[1]}"
    )
    with pytest.raises(CommandError, match=f"is {seqs[1]}: an entry was edited"):
        call_command("verify_audit", head=[head(2)], public_key=public)
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("verify_audit", head=[broken])
    told = json.loads(head(2).read_text())
    assert told["number"] == 2
    assert set(told) >= {"digest", "signature", "key_id"}


def test_the_auditor_reads_and_is_read(client: Client) -> None:
    some(3)
    record(AuditAction.CASE_ACCESS, actor_id=None, outcome=Outcome.DENIED)
    auditor = officer("otto", Role.AUDITOR)
    log_in(client, auditor)
    shown = client.get("/audit/").content.decode()
    assert "Opened a case" in shown
    assert "Refused" in shown
    assert AuditEvent.objects.filter(action="audit.view").count() == 1
    narrowed = client.get("/audit/?object_id=case-1").content.decode()
    assert "case-1" in narrowed
    assert "case-2" not in narrowed
    assert client.get("/audit/?since=never").status_code == 422
    saved = client.get("/audit/audit.csv?action=case.view")
    lines = streamed(saved).decode().splitlines()
    assert lines[0].startswith("seq,at,actor")
    assert len(lines) == 4
    assert AuditEvent.objects.filter(action="audit.export").count() == 1


def test_pages_of_the_audit_follow_each_other(client: Client) -> None:
    some(130)
    log_in(client, officer("otto", Role.AUDITOR))
    first = client.get("/audit/?action=case.view").content.decode()
    assert first.count("case-") >= 100
    older = AuditEvent.objects.filter(action="case.view").order_by("-seq")[99].seq
    assert f"before={older}" in first
    second = client.get(f"/audit/?action=case.view&before={older}").content.decode()
    assert second.count('<th scope="row">') == 30
