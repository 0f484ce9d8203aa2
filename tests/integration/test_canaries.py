"""Forty planted strings are nowhere a thief, a log reader or an administrator looks.

S1, S16: every table, history, session, cache, broker, log, error page, the database's
own files and a dump of them. Entered through the real pages, in front of a real worker.
"""

import logging
import os
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.models import Case
from tests.accounts import log_in
from tests.application_role import owner_connection
from tests.attachment_files import photo
from tests.casework import House
from tests.integration.test_erasure import client_of
from tests.integration.worker import empty_broker, running_worker, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
CANARIES = [f"Canary{number:02}Zwitscher" for number in range(40)]


def planted(count: int, used: list[str]) -> str:
    """Return the next canaries as a text."""
    taken = CANARIES[len(used) : len(used) + count]
    used.extend(taken)
    return " and ".join(taken)


def plant(page: Client, house: House) -> tuple[Any, list[str]]:
    """Fill every field of every form with canaries, through the pages."""
    used: list[str] = []
    given = {
        "narrative": planted(3, used),
        "occurred": planted(2, used),
        "place": planted(2, used),
        "wishes": planted(2, used),
        "received_month": "2026-05",
        "team": str(house.day.pk),
    }
    answer = page.post(reverse("case-new"), given)
    case = answer["Location"].rstrip("/").split("/")[-1]
    for role in ("affected", "respondent", "witness"):
        page.post(
            reverse("case-person-add", args=[case]),
            {
                "role": role,
                "name": planted(2, used),
                "contact": planted(1, used),
                "details": planted(2, used),
            },
        )
    page.post(reverse("case-note", args=[case]), {"text": planted(3, used)})
    page.post(
        reverse("case-consent", args=[case]),
        {
            "purpose": "share",
            "given": "yes",
            "partner": planted(2, used),
            "witness": planted(2, used),
        },
    )
    page.post(reverse("case-task-add", args=[case]), {"what": planted(2, used)})
    page.post(reverse("case-tag-add", args=[case]), {"name": planted(1, used)})
    with acting_as(house.worker, Purpose.REQUEST):
        revision = Case.objects.get(pk=case).revision
    moved = {"to": "closed", "revision": str(revision), "reason": planted(1, used)}
    assert page.post(reverse("case-move", args=[case]), moved).status_code == 409
    assert page.post(reverse("cases"), {"find": planted(1, used)}).status_code == 200
    name = f"{planted(1, used)}.jpg"
    page.post(
        reverse("attachment-add", args=[case]),
        {"file": SimpleUploadedFile(name, photo() + planted(1, used).encode())},
    )
    # A change, so that the history has an older version; and words in a broken form.
    with acting_as(house.worker, Purpose.REQUEST):
        revision = Case.objects.get(pk=case).revision
    changed = {**given, "narrative": planted(1, used), "revision": str(revision)}
    assert page.post(reverse("case-edit", args=[case]), changed).status_code == 302
    broken = {**given, "received_month": "never", "place": planted(1, used)}
    assert page.post(reverse("case-edit", args=[case]), broken).status_code == 422
    assert page.post(reverse("case-new"), broken).status_code == 422
    return case, used


def found_in(data: bytes) -> list[str]:
    """Return the canaries in bytes, as they are or as PostgreSQL prints bytes."""
    return [
        word
        for word in CANARIES
        if word.encode() in data
        or word.encode().hex().encode() in data
        or word.lower().encode() in data
    ]


def every_row() -> bytes:
    """Return the text of every row of every table of every schema, as the owner."""
    texts: list[str] = []
    with owner_connection() as owner:
        owner.execute("SET app.user_id = '0'")
        owner.execute("SET app.purpose = 'retention'")
        tables = owner.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) > 40
        for (table,) in tables:
            for (row,) in owner.execute(f"SELECT t::text FROM {table} t").fetchall():
                texts.append(row)
    return "\n".join(texts).encode()


def files_of_the_cluster() -> bytes:
    """Return the bytes of this database's files and of the write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    directory = Path(str(django_settings.MASTER_KEYS_FILE)).parent / "postgres"
    paths = [*Path(directory, "base", str(oid)).iterdir()]
    paths += [p for p in Path(directory, "pg_wal").iterdir() if p.is_file()]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def test_forty_strings_are_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House()
    page = log_in(Client(raise_request_exception=False), house.worker)
    broker = empty_broker()
    caplog.set_level(logging.DEBUG)
    with running_worker(tmp_path / "log", concurrency=1):
        case, used = plant(page, house)
        page.post(reverse("case-exports", args=[case]))

        def done() -> bool:
            with acting_as(house.worker, Purpose.REQUEST):
                row = Case.objects.get(pk=case)
                return (
                    row.exports.filter(state="ready").exists()
                    and row.attachments.filter(state="clean").exists()
                )

        wait_until(done, "export and copy", tmp_path / "log")
    assert len(used) == 40
    with acting_as(house.worker, Purpose.REQUEST):
        opened = services.read_case(case)
        assert opened.people[0].text.name
    shown = page.get(reverse("case", args=[case])).content
    assert len(found_in(shown)) > 25  # they are there for whoever may read them

    assert found_in(every_row()) == []
    assert found_in(client_of("pg_dump", "--enable-row-security").stdout) == []
    files = files_of_the_cluster()
    assert house.organisation.slug.encode() in files  # plain columns are to be found
    assert found_in(files) == []
    address = django_settings.BROKER_URL.replace("redis+socket://", "unix://")
    for number in (0, 1):
        store = redis.Redis.from_url(address, db=number)
        stored = b"".join(
            key + (store.dump(key) or b"") for key in store.scan_iter(count=1000)
        )
        assert found_in(stored) == []
    for place in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR", "DATA_DIR"):
        paths = Path(getattr(django_settings, place)).rglob("*")
        kept = b"".join(str(path).encode() + _bytes(path) for path in paths)
        assert found_in(kept) == []
    assert found_in(caplog.text.encode()) == []
    assert found_in((tmp_path / "log").read_bytes()) == []
    broker.close()


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_an_error_page_and_its_log_line_hold_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    page = log_in(Client(raise_request_exception=False), house.worker)
    case, _ = plant(page, house)

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("accountability.staff.views.cases.page.deeds_for", break_down)
    caplog.clear()
    answer = page.get(reverse("case", args=[case]))
    assert answer.status_code == 500
    assert found_in(answer.content) == []
    assert "broken on purpose" in caplog.text
    assert found_in(caplog.text.encode()) == []
    wrong = page.post(
        reverse("case-note", args=[case]), {"text": CANARIES[0], "csrf": CANARIES[1]}
    )
    assert found_in(wrong.content) == []


def test_a_worker_that_breaks_down_logs_nothing(tmp_path: Path) -> None:
    house = House()
    page = log_in(Client(), house.worker)
    case, _ = plant(page, house)
    with acting_as(house.worker, Purpose.REQUEST):
        Case.objects.get(pk=case)
    with owner_connection() as owner:
        owner.execute("SET app.user_id = '0'")
        owner.execute("SET app.purpose = 'retention'")
        owner.execute(
            "UPDATE accountability_case SET narrative = %s",
            [b"\x01\x00\x01" + os.urandom(50)],
        )
    with running_worker(tmp_path / "log", concurrency=1):
        page.post(reverse("case-exports", args=[case]))
        wait_until(
            lambda: "SealBrokenError" in (tmp_path / "log").read_text(),
            "a traceback",
            tmp_path / "log",
        )
    assert found_in((tmp_path / "log").read_bytes()) == []


def test_what_is_opened_does_not_print_itself() -> None:
    house = House()
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        opened = services.read_case(case.pk)
    printed = repr(opened) + str(opened) + f"{opened.text} {opened.people}"
    printed += repr(opened.row) + repr(opened.row.__dict__)
    assert "Quayside" not in printed
