"""Past cases cut short: all of a file or none of it; nobody sees half of one."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
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
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.exporting import list_as_csv
from accountability.cases.finding import cases_listed, own_draft_cases
from accountability.cases.importing import bringing, checking
from accountability.cases.importing.columns import guessed
from accountability.cases.importing.services import advance, ring_for_waiting
from accountability.cases.importing.working import Work
from accountability.cases.matching import cases_matching, likely_duplicates, marks_of
from accountability.models import Case, CaseHistory, CaseImport
from accountability.vocab import PersonRole
from accountability.vocab.imports import ImportState
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
    entered_now,
    halfway,
    import_of,
    narratives,
    rows,
    started,
    table,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


@pytest.fixture
def house() -> House:
    department()
    return House()


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
