"""Taking files in, cleaning them in a worker, opening them (S13, S14)."""

import hashlib
import json
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases.attachments.services import (
    ORIGINAL,
    attachments_of,
    clean_attachment,
    clean_waiting,
    open_copy,
)
from accountability.cases.keys import keystore, place
from accountability.cases.services import read_case
from accountability.models import Attachment, AuditEvent
from accountability.vault.errors import VaultError
from tests.accounts import log_in, streamed
from tests.attachment_files import HIDDEN, document, photo, recording
from tests.casework import House
from tests.integration.worker import (
    ROOT,
    running_worker,
    wait_until,
    worker_environment,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def page(client: Client, house: House) -> Client:
    return log_in(client, house.worker)


def attach(page: Client, case: UUID, data: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return page.post(reverse("attachment-add", args=[case]), {"file": file})


def only(house: House) -> Attachment:
    with acting_as(house.supervisor, Purpose.REQUEST):
        return Attachment.objects.get()


def on_disk() -> bytes:
    files = Path(django_settings.ATTACHMENTS_DIR).rglob("*")
    return b"".join(path.read_bytes() for path in files if path.is_file())


def test_a_photo_is_kept_cleaned_and_opened(house: House, page: Client) -> None:
    case = house.case().pk
    data = photo()
    assert attach(page, case, data, "Quayside.jpg").status_code == 302
    row = only(house)
    assert (row.state, row.size) == ("received", len(data))
    assert page.get(reverse("attachment", args=[row.pk])).status_code == 404
    clean_attachment(row.pk)
    answer = page.get(reverse("attachment", args=[row.pk]))
    copy = streamed(answer)
    assert copy.startswith(b"\xff\xd8")
    assert not any(word.encode() in copy for word in HIDDEN)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'attachment; filename="Quayside.jpg"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    original = page.post(reverse("attachment-original", args=[row.pk]))
    assert streamed(original) == data
    assert original["Content-Type"] == "application/octet-stream"
    assert [e.action for e in AuditEvent.objects.filter(object_id=str(case))][-3:] == [
        "attachment.clean",
        "attachment.view",
        "attachment.original",
    ]


def test_the_original_is_evidence(house: House, page: Client) -> None:
    case = house.case().pk
    data = document()
    attach(page, case, data, "letter.pdf")
    row = only(house)
    key = keystore().open(str(case))
    where = place(row._meta.db_table, "fingerprint", row.pk)
    assert key.open(where, bytes(row.fingerprint)) == hashlib.sha256(data).digest()


def test_nothing_readable_is_on_disk_or_in_the_row(house: House, page: Client) -> None:
    case = house.case().pk
    attach(page, case, recording(), "Marigold.mp4")
    row = only(house)
    clean_attachment(row.pk)
    stored = on_disk()
    assert len(stored) > 2 * row.size
    for word in (*HIDDEN, "frames", "ftyp", "Marigold"):
        assert word.encode() not in stored
    with acting_as(house.worker, Purpose.REQUEST), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accountability_attachment t")
        assert b"Marigold".hex() not in str(cursor.fetchall())
        assert "Marigold" not in str(cursor.fetchall())
    assert list(Path(django_settings.ATTACHMENTS_DIR, "spool").iterdir()) == []


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.svg", "kind"),
        (b"<html><script>x()</script></html>", "a.jpg", "kind"),
        (b"PK\x03\x04" + b"word/document.xml" * 20, "a.docx", "kind"),
        (b"MZ" + bytes(300), "a.pdf", "kind"),
        (photo(), "a.png", "name"),
        (photo(), "a.jpg.exe", "name"),
        (photo()[:150], "a.jpg", "unreadable"),
        (recording(b"qt  "), "a.mp4", "kind"),
    ],
    ids=["svg", "html", "docx", "exe", "ending", "two-endings", "cut", "quicktime"],
)
def test_what_is_not_taken_says_why_and_keeps_the_original(
    house: House, page: Client, data: bytes, name: str, reason: str
) -> None:
    case = house.case().pk
    attach(page, case, data, name)
    clean_attachment(only(house).pk)
    row = only(house)
    assert (row.state, row.reason) == ("refused", reason)
    assert page.get(reverse("attachment", args=[row.pk])).status_code == 404
    shown = page.get(reverse("case", args=[case])).content.decode()
    assert "Not taken" in shown
    with acting_as(house.worker, Purpose.REQUEST):
        _, reader = open_copy(row.pk, ORIGINAL)
        with reader:
            assert reader.read() == data


class Daemon(socketserver.StreamRequestHandler):
    """As much of ClamAV's protocol as a client of INSTREAM speaks."""

    def handle(self) -> None:
        assert self.rfile.readline().strip() in {b"nINSTREAM", b"zINSTREAM"}
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        found = b"stream: Eicar-Test FOUND\n" if EICAR in data else b"stream: OK\n"
        self.wfile.write(found)


#: Put together here, so that no scanner stumbles over this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def daemon() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_virus_is_refused(house: House, page: Client, settings: Any) -> None:
    attach(page, house.case().pk, photo() + EICAR, "a.jpg")
    with daemon() as settings.CLAMAV_ADDRESS:
        clean_attachment(only(house).pk)
    assert (only(house).state, only(house).reason) == ("refused", "infected")


def test_what_was_scanned_says_so(house: House, page: Client, settings: Any) -> None:
    attach(page, house.case().pk, photo(), "a.jpg")
    with daemon() as settings.CLAMAV_ADDRESS:
        clean_attachment(only(house).pk)
    assert (only(house).state, only(house).scanned) == ("clean", True)


def test_a_silent_scanner_holds_the_file_back_until_it_answers(
    house: House, page: Client, settings: Any
) -> None:
    attach(page, house.case().pk, photo(), "a.jpg")
    settings.CLAMAV_ADDRESS = "127.0.0.1:1"
    row = only(house)
    clean_attachment(row.pk)
    assert only(house).state == "quarantined"
    assert page.get(reverse("attachment", args=[row.pk])).status_code == 404
    with daemon() as settings.CLAMAV_ADDRESS:
        clean_attachment(row.pk)
    assert only(house).state == "clean"


def test_a_touched_file_is_not_given_out(house: House, page: Client) -> None:
    case = house.case().pk
    attach(page, case, photo(), "a.jpg")
    row = only(house)
    clean_attachment(row.pk)
    (path,) = Path(django_settings.ATTACHMENTS_DIR).rglob("*.clean")
    stored = bytearray(path.read_bytes())
    stored[-1] ^= 1
    path.write_bytes(bytes(stored))
    answer = page.get(reverse("attachment", args=[row.pk]))
    assert answer.status_code == 503
    failed = AuditEvent.objects.filter(object_id=str(case), outcome="failed")
    assert [event.action for event in failed] == ["case.decrypt"]


def test_the_file_of_another_case_does_not_open_here(
    house: House, page: Client
) -> None:
    one, other = house.case().pk, house.case().pk
    attach(page, one, photo(), "a.jpg")
    attach(page, other, photo(), "b.jpg")
    first, second = Path(django_settings.ATTACHMENTS_DIR).rglob("*.original")
    second.write_bytes(first.read_bytes())
    with acting_as(house.worker, Purpose.REQUEST):
        row = Attachment.objects.get(pk=second.stem)
        with pytest.raises(VaultError):
            open_copy(row.pk, ORIGINAL)


def test_an_upload_that_breaks_off_leaves_nothing(
    house: House, page: Client, settings: Any
) -> None:
    case = house.case().pk
    settings.ATTACHMENT_LARGEST = 1000
    answer = attach(page, case, photo((300, 300)), "a.jpg")
    assert answer.status_code == 302
    assert "No file arrived" in page.get(answer["Location"]).content.decode()
    assert on_disk() == b""


def test_nothing_is_received_from_a_stranger(settings: Any) -> None:
    settings.ATTACHMENT_LARGEST = 10**9
    stranger = Client()
    stranger.get("/account/login/")
    file = SimpleUploadedFile("a.jpg", photo())
    for address in ("/account/login/", f"/cases/{UUID(int=1)}/files/"):
        stranger.post(address, {"file": file})
    assert not Path(settings.ATTACHMENTS_DIR, "spool").exists()


def test_too_slow_a_file_is_refused(
    house: House, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(page, house.case().pk, photo(), "a.jpg")

    def too_long(*_: object) -> bytes:
        raise SoftTimeLimitExceeded

    where = "accountability.cases.attachments.services.cleaned_apart"
    monkeypatch.setattr(where, too_long)
    clean_attachment(only(house).pk)
    assert (only(house).state, only(house).reason) == ("refused", "too_slow")


def test_a_worker_cleans_what_was_uploaded(
    house: House, page: Client, tmp_path: Path
) -> None:
    case = house.case().pk
    with running_worker(tmp_path / "log", concurrency=1):
        attach(page, case, photo(), "a.jpg")
        wait_until(lambda: only(house).state == "clean", "cleaned", tmp_path / "log")
    said = (tmp_path / "log").read_text()
    assert not any(word in said for word in (*HIDDEN, "a.jpg"))


def test_a_lost_message_is_sent_again(
    house: House, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(
        "accountability.cases.attachments.services._ring",
        lambda attachment_id: rung.append(str(attachment_id)),
    )
    attach(page, house.case().pk, photo(), "a.jpg")
    assert clean_waiting() == 0
    with acting_as(house.worker, Purpose.REQUEST), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accountability_attachment"
            " SET uploaded_at = uploaded_at - interval '3 minutes'"
        )
    assert clean_waiting() == 1
    assert rung == [str(only(house).pk)] * 2


def test_a_gigabyte_goes_through_in_little_memory(house: House) -> None:
    case = house.case(person=False).pk
    program = ROOT / "tests" / "integration" / "gigabyte.py"
    done = subprocess.run(
        [sys.executable, str(program), str(case), str(house.worker.pk)],
        env={**worker_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["state"] == "clean"
    assert told["size"] > 1024**3
    assert told["read"] == told["size"]
    assert told["grown"] < 100 * 1024  # KiB
    with acting_as(house.worker, Purpose.REQUEST):
        assert [f.name for f in attachments_of(read_case(case))] == ["long.mp4"]
