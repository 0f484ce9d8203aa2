"""A case leaves as one encrypted file, for the asker alone; lists as codes (S21)."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.cases.errors import CaseNotFoundError, CaseRefusedError
from accountability.cases.exporting import (
    ask_export,
    fetch_export,
    list_as_csv,
    make_export,
    make_waiting,
)
from accountability.cases.merging import merge_case
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task
from accountability.models import AuditEvent, CaseExport, Team
from tests.accounts import log_in
from tests.casework import PLANTED, SECRET_PERSON, SECRET_WORDS, House
from tests.integration.worker import running_worker, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def house() -> House:
    return House()


def test_the_file_holds_tasks_tags_and_the_other_telling(house: House) -> None:
    case, again = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        add_task(case.pk, "call", due=date(2026, 12, 1))
        tag_case(case.pk, "court")
        merge_case(again.pk, case.pk, revision=again.revision, reason="twice")
        row = ask_export(case.pk)
    make_export(row.pk, house.worker.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        _, document, passphrase = fetch_export(row.pk)
    told = json.loads(pyrage.passphrase.decrypt(document, passphrase))
    assert told["to_do"] == [
        {"what": "call", "limit": None, "due": "2026-12-01", "done": False}
    ]
    assert told["tags"] == ["court"]
    assert [other["number"] for other in told["told_again"]] == [again.number]


def test_the_file_opens_with_its_passphrase_and_holds_the_case(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        row = ask_export(case.pk)
        with pytest.raises(CaseNotFoundError):
            fetch_export(row.pk)
    make_export(row.pk, house.worker.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        stored = CaseExport.objects.get()
        _, document, passphrase = fetch_export(row.pk)
    for word in PLANTED:
        assert word.encode() not in document
        assert word.encode() not in bytes(stored.document or b"")
    told = json.loads(pyrage.passphrase.decrypt(document, passphrase))
    assert told["told"]["narrative"] == SECRET_WORDS.narrative
    assert told["people"][0]["name"] == SECRET_PERSON.name
    assert told["consent"]["statistics"] is False
    actions = AuditEvent.objects.filter(object_id=str(case.pk)).order_by("seq")
    assert [e.action for e in actions][-3:] == [
        "case.export",
        "case.view",
        "case.export_open",
    ]
    assert actions.get(action="case.view").purpose == "export"


def test_an_export_is_its_askers_alone(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        row = ask_export(case.pk)
    make_export(row.pk, house.supervisor.pk)
    make_export(row.pk, house.other_worker.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        assert CaseExport.objects.get().state == "waiting"
    make_export(row.pk, house.worker.pk)
    with acting_as(house.supervisor, Purpose.REQUEST), pytest.raises(CaseNotFoundError):
        fetch_export(row.pk)


def test_a_lost_message_is_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        "accountability.cases.exporting._ring", lambda *what: rung.append(what)
    )
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        row = ask_export(case.pk)
    assert make_waiting() == 0
    with acting_as(house.worker, Purpose.REQUEST):
        CaseExport.objects.update(asked_at=timezone.now() - timedelta(minutes=3))
    assert make_waiting() == 1
    assert rung == [(row.pk, house.worker.pk)] * 2


def test_an_intake_exports_nothing(house: House) -> None:
    case = house.case(house.intake, person=False)
    with (
        acting_as(house.intake, Purpose.REQUEST),
        pytest.raises((CaseNotFoundError, CaseRefusedError)),
    ):
        ask_export(case.pk)


def test_a_worker_makes_it_as_whoever_asked(house: House, tmp_path: Path) -> None:
    mine = house.case()
    hidden = house.case(house.other_worker, team=house.night)
    page, other = log_in(Client(), house.worker), log_in(Client(), house.other_worker)
    with running_worker(tmp_path / "log"):
        for client, case in ((page, mine), (other, hidden)):
            client.post(reverse("case-exports", args=[case.pk]))

        def ready() -> bool:
            with acting_as(house.supervisor, Purpose.REQUEST):
                return CaseExport.objects.filter(state="ready").count() == 2

        wait_until(ready, "both exports", tmp_path / "log")
    said = (tmp_path / "log").read_text()
    assert not any(word in said for word in PLANTED)
    with acting_as(house.worker, Purpose.REQUEST):
        row = CaseExport.objects.get()
        assert row.case_id == mine.pk
    shown = page.get(reverse("export", args=[row.pk])).content.decode()
    assert "Passphrase" in shown
    saved = page.get(reverse("export-file", args=[row.pk]))
    assert saved.content.startswith(b"age-encryption.org")
    assert saved["Cache-Control"] == "no-store"


def test_a_list_is_codes_and_runs_nothing_in_a_spreadsheet(house: House) -> None:
    names = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx", 'a"b,c']
    for name in names:
        team = Team.objects.create(organisation=house.organisation, name=name)
        house.case(house.supervisor, team=team)
    with acting_as(house.supervisor, Purpose.REQUEST):
        text = "".join(list_as_csv())
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(names)
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert {row["received_month"] for row in rows} == {"2026-05"}
    assert not any(word in text for word in PLANTED)
    with acting_as(house.worker, Purpose.REQUEST), pytest.raises(CaseNotFoundError):
        list_as_csv()
    entry = AuditEvent.objects.filter(action="case.export_list").latest("seq")
    assert entry.details == {"count": len(names)}
