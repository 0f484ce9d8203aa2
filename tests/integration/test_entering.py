"""Drafts and entering: what is typed, what is stored, what two people do."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.allegations import (
    Kind,
    add_allegation,
    change_allegation,
    record_finding,
    record_measure,
    remove_allegation,
    remove_conclusion,
)
from accountability.cases.content import CaseFacts, CaseText, ConsentText, PersonText
from accountability.cases.drafts import (
    LARGEST,
    DraftElsewhereError,
    DraftTooLargeError,
    device_key,
    draft_of,
    mark_of,
    own_drafts,
    save_draft,
    start_draft,
)
from accountability.cases.entering import (
    EnteredAct,
    EnteredAnswer,
    EnteredOfficer,
    EnteredPerson,
    Entry,
    enter,
    save,
)
from accountability.cases.errors import CaseChangedError, CaseNotFoundError
from accountability.cases.people import add_person
from accountability.models import (
    AuditEvent,
    Case,
    CaseAllegationHistory,
    CaseDraft,
    CaseFinding,
)
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
    NotReportedBecause,
    PersonRole,
    ReportedTo,
)
from accountability.vocab.consent import CURRENT
from tests.application_role import owner_connection
from tests.casework import House

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]
TYPED = {"narrative": ["Quayside-Motel, told half"], "received_month": ["nonsense"]}


@pytest.fixture
def house() -> House:
    return House()


def entry(**more: Any) -> Entry:
    given: dict[str, Any] = {
        "facts": CaseFacts(
            date(2026, 5, 1),
            reported_to=ReportedTo.NOBODY,
            not_reported_because=(NotReportedBecause.STIGMA,),
        ),
        "text": CaseText(narrative="told", occurred="spring 2023"),
        "officers": (
            EnteredOfficer(
                "short hair",
                (
                    EnteredAct("laughed", Kind(AllegationClass.DISCOURTESY)),
                    EnteredAct("took no report", Kind()),
                ),
            ),
            EnteredOfficer("not known", (EnteredAct("never called", Kind()),)),
        ),
        "people": (EnteredPerson(PersonRole.AFFECTED, PersonText("Sky", "by day")),),
        "answers": (EnteredAnswer(ConsentPurpose.KEEP, True, ConsentText("", "Ana")),),
        **more,
    }
    return Entry(**given)


def test_a_draft_keeps_what_no_form_would_take(house: House) -> None:
    with acting_as(house.intake, Purpose.REQUEST):
        draft = start_draft(house.day, TYPED, tab="one", sequence=1)
        found = draft_of(draft.case_id)
        assert found is not None
        assert found.typed == TYPED
        assert b"Quayside" not in bytes(draft.body)
    with owner_connection() as owner:
        owner.execute("SELECT set_config('app.user_id', '0', false)")
        owner.execute("SELECT set_config('app.purpose', 'retention', false)")
        (rows,) = owner.execute(
            "SELECT string_agg(d::text, ' ') FROM accountability_casedraft d"
        ).fetchone() or ("",)
        assert rows
        assert "Quayside" not in rows


def test_a_page_that_heard_no_answer_begins_one_case_only(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        first = start_draft(house.day, TYPED, tab="one", sequence=1)
        again = start_draft(house.day, {"place": ["later"]}, tab="one", sequence=2)
        assert again.case_id == first.case_id
        found = draft_of(first.case_id)
        assert found is not None
        assert found.typed == {"place": ["later"]}
        assert Case.objects.count() == 1


def test_an_older_message_of_a_page_changes_nothing(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        save_draft(case.pk, {"place": ["new"]}, tab="one", sequence=5)
        save_draft(case.pk, {"place": ["old"]}, tab="one", sequence=4)
        found = draft_of(case.pk)
        assert found is not None
        assert found.typed == {"place": ["new"]}


def test_a_second_window_is_told_and_may_take_over(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        drawn = save_draft(case.pk, {"place": ["one"]}, tab="one", sequence=1)
        mark = mark_of(drawn)
        with pytest.raises(DraftElsewhereError):
            save_draft(case.pk, {"place": ["two"]}, tab="two", sequence=1)
        save_draft(case.pk, {"place": ["two"]}, tab="two", sequence=1, seen=mark)
        with pytest.raises(DraftElsewhereError):
            save_draft(case.pk, {"place": ["x"]}, tab="one", sequence=2, seen=mark)
        save_draft(case.pk, {"place": ["x"]}, tab="one", sequence=3, take_over=True)
        assert CaseDraft.objects.count() == 1


def test_a_draft_is_its_authors_alone(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        save_draft(case.pk, TYPED, tab="one", sequence=1)
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert draft_of(case.pk) is None
        assert not CaseDraft.objects.exists()
        save_draft(case.pk, {"place": ["mine"]}, tab="two", sequence=1)
    with acting_as(house.worker, Purpose.REQUEST):
        assert [draft.case_id for draft in own_drafts()] == [case.pk]
        key = device_key()
    with acting_as(house.other_worker, Purpose.REQUEST):
        assert device_key() != key
        with pytest.raises(CaseNotFoundError):
            save_draft(case.pk, TYPED, tab="three", sequence=1)


def test_typing_is_one_entry_a_sitting_and_holds_off_the_clock(house: House) -> None:
    with acting_as(house.intake, Purpose.REQUEST):
        draft = start_draft(house.day, TYPED, tab="one", sequence=1)
    typed = AuditEvent.objects.filter(action="case.draft", object_id=str(draft.case_id))
    assert typed.count() == 1
    with acting_as(house.intake, Purpose.REQUEST):
        before = Case.objects.get().touched_at
        save_draft(draft.case_id, TYPED, tab="one", sequence=2)
    assert typed.count() == 1
    later = timezone.now() + timedelta(hours=1)
    with (
        time_machine.travel(later, tick=True),
        acting_as(house.intake, Purpose.REQUEST),
    ):
        save_draft(draft.case_id, TYPED, tab="one", sequence=3)
        assert Case.objects.get().touched_at > before
    assert typed.count() == 2
    assert not any("Quayside" in json.dumps(e.details) for e in typed)


def test_too_large_a_draft_is_refused_whole(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        with pytest.raises(DraftTooLargeError):
            save_draft(case.pk, {"narrative": ["x" * LARGEST]}, tab="one", sequence=1)
        assert not CaseDraft.objects.exists()


def test_a_whole_case_is_entered(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        case = enter(house.day, entry())
        found = services.read_case(case.pk)
        assert found.row.allegation_class == AllegationClass.DISCOURTESY.value
        assert found.row.reported_to == ReportedTo.NOBODY.value
        assert [act.text.told for act in found.allegations] == [
            "laughed",
            "took no report",
            "never called",
        ]
        assert len({act.row.respondent_id for act in found.allegations}) == 2
        assert [c.text.witness for c in found.consents] == ["Ana"]
        assert found.consents[0].row.wording == f"{CURRENT}.en"


def test_saving_again_changes_what_is_named_and_leaves_the_rest(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        case = enter(house.day, entry())
        found = services.read_case(case.pk)
        laughed, took, never = found.allegations
        other = add_person(case.pk, PersonRole.WITNESS, PersonText("Wren"))
        case.refresh_from_db()
        officer = EnteredOfficer(
            "long hair",
            (
                EnteredAct("mocked", Kind(), laughed.row.pk),
                EnteredAct("", Kind(), took.row.pk, removed=True),
            ),
            laughed.row.respondent_id,
        )
        again = entry(officers=(officer,), people=())
        saved = save(case.pk, again, revision=case.revision)
        found = services.read_case(case.pk)
        assert [act.text.told for act in found.allegations] == [
            "mocked",
            "never called",
        ]
        assert never.row.pk in {act.row.pk for act in found.allegations}
        assert other.pk in {person.row.pk for person in found.people}
        assert len(found.consents) == 1, "the same answer is not added twice"
        assert found.row.allegation_class == AllegationClass.DISCOURTESY.value
        with pytest.raises(CaseChangedError):
            save(case.pk, again, revision=saved.revision - 1)


def test_an_officer_is_taken_out_with_what_they_did(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        case = enter(house.day, entry())
        act = services.read_case(case.pk).allegations[2]
        gone = EnteredOfficer(
            "", (EnteredAct("", Kind(), act.row.pk),), act.row.respondent_id, True
        )
        save(case.pk, entry(officers=(gone,)), revision=case.revision)
        found = services.read_case(case.pk)
        assert len(found.allegations) == 2
        assert act.row.respondent_id not in {p.row.pk for p in found.people}
    with acting_as(house.supervisor, Purpose.REQUEST):
        kept = CaseAllegationHistory.objects.filter(id=act.row.pk)
        assert kept.filter(pgh_label="delete").exists()


def test_findings_stand_recommended_and_final_and_measures_together(
    house: House,
) -> None:
    case = house.case(person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        act = add_allegation(case.pk, told="an act")
        for disposition in (Disposition.PENDING, Disposition.SUBSTANTIATED):
            record_finding(case.pk, act.pk, FindingStage.RECOMMENDED, disposition)
        record_finding(
            case.pk,
            act.pk,
            FindingStage.FINAL,
            Disposition.UNSUBSTANTIATED,
            decided_by="Brannigan",
            decided_on=date(2026, 5, 4),
        )
        for measure in (Measure.TRAINING, Measure.SUSPENSION):
            record_measure(
                case.pk,
                act.pk,
                DisciplineStage.IMPOSED,
                measure,
                days=5 if measure is Measure.SUSPENSION else None,
            )
        with pytest.raises(ValueError, match="suspension"):
            record_measure(
                case.pk, act.pk, DisciplineStage.IMPOSED, Measure.ADVICE, days=2
            )
        shown = services.read_case(case.pk).allegations[0].conclusions
        assert [(found.term, found.days) for found in shown] == [
            (Disposition.SUBSTANTIATED, None),
            (Disposition.UNSUBSTANTIATED, None),
            *[
                (m, 5 if m is Measure.SUSPENSION else None)
                for m in (shown[2].term, shown[3].term)
            ],
        ]
        assert (shown[1].decided_by, shown[1].decided_on) == (
            "Brannigan",
            date(2026, 5, 4),
        )
        assert all(
            b"Brannigan" not in bytes(row.details or b"")
            for row in CaseFinding.objects.all()
        )
        remove_conclusion(case.pk, shown[0].id)
        with pytest.raises(CaseNotFoundError):
            remove_conclusion(case.pk, shown[0].id)
        remove_allegation(case.pk, act.pk)
        assert not CaseFinding.objects.exists()


def test_parts_of_another_case_are_refused(house: House) -> None:
    one, two = house.case(person=False), house.case(person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        act = add_allegation(one.pk, told="an act")
        officer = add_person(two.pk, PersonRole.RESPONDENT, PersonText(details="x"))
        witness = add_person(one.pk, PersonRole.WITNESS, PersonText("y"))
        with pytest.raises(CaseNotFoundError):
            record_finding(two.pk, act.pk, FindingStage.FINAL, Disposition.PENDING)
        for somebody in (officer.pk, witness.pk, uuid4()):
            with pytest.raises(CaseNotFoundError):
                change_allegation(
                    one.pk, act.pk, told="x", kind=Kind(), respondent_id=somebody
                )
        act.respondent_id = officer.pk
        with transaction.atomic(), pytest.raises(IntegrityError, match="another"):
            act.save()


def test_a_note_or_a_file_stops_nobody_who_is_changing_the_case(house: House) -> None:
    case = house.case(person=False)
    with acting_as(house.supervisor, Purpose.REQUEST):
        services.write_note(case.pk, "a note")
    with acting_as(house.worker, Purpose.REQUEST):
        save(case.pk, entry(), revision=case.revision)


@pytest.mark.parametrize("subtype", AllegationSubtype)
def test_a_sub_type_never_says_another_class_than_the_one_it_is_of(
    subtype: AllegationSubtype,
) -> None:
    implied = subtype.allegation_class
    if implied is not None:
        assert subtype.definition.startswith(implied.english.split()[0]), (
            "its definition names its class first"
        )
