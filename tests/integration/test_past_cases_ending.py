"""An import of past cases that is cancelled, taken back or forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.errors import WrongStateError
from accountability.cases.importing import ending
from accountability.cases.importing.ending import cancel_import, take_back
from accountability.cases.importing.errors import ImportStandsError
from accountability.cases.importing.services import advance, ring_for_waiting
from accountability.cases.keys import keystore
from accountability.cases.merging import merge_case
from accountability.cases.retention import sweep
from accountability.models import AuditEvent, Case, CaseImport, Membership
from accountability.vault.errors import KeyDestroyedError
from accountability.vocab.imports import ImportStands, ImportState
from tests.application_role import owner_connection
from tests.casework import House, department
from tests.past_cases import (
    ROW,
    brought_in,
    checked,
    counted,
    entered_now,
    halfway,
    import_of,
    narratives,
    rows,
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
