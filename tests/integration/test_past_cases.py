"""Past cases from a table: a row becomes a whole case, for whoever may."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.errors import (
    CaseNotFoundError,
    CaseRefusedError,
    WrongStateError,
)
from accountability.cases.importing.bringing import start_import
from accountability.cases.importing.checking import name_columns
from accountability.cases.importing.columns import guessed, kept_columns
from accountability.cases.importing.finding import import_for, open_import
from accountability.cases.importing.receiving import receive_import
from accountability.cases.importing.services import advance, rests
from accountability.cases.keys import keystore
from accountability.cases.moves import moves_of
from accountability.cases.retention import sweep
from accountability.models import Case, ImportMapping, Membership, TeamMember
from accountability.vault.errors import KeyDestroyedError
from accountability.vocab import CaseStatus, ConsentPurpose, PersonRole
from accountability.vocab.consent import NOT_KNOWN
from accountability.vocab.imports import ImportField, ImportState
from tests.accounts import log_in
from tests.casework import House, department
from tests.past_cases import (
    ROW,
    brought_in,
    checked,
    halfway,
    import_of,
    narratives,
    received,
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
