"""Tags, links to the official record, merges, kept filters."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases import services
from accountability.cases.consent import (
    eligible_for_statistics,
    record_consent,
    standing,
)
from accountability.cases.erasure import ask_for_erasure, decide_erasure
from accountability.cases.errors import (
    CaseChangedError,
    CaseErasedError,
    CaseNotFoundError,
    CaseRefusedError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.cases.filters import (
    MOST,
    TooManyFiltersError,
    forget_filter,
    own_filters,
    save_filter,
)
from accountability.cases.finding import case_for, cases_listed
from accountability.cases.keys import keystore
from accountability.cases.links import (
    MatterNotFoundError,
    link_matter,
    unlink_matter,
)
from accountability.cases.merging import merge_case, merged_into, unmerge_case
from accountability.cases.policies import Deed
from accountability.cases.retention import sweep
from accountability.cases.tags import (
    LONGEST,
    tag_case,
    tags_of,
    tags_offered,
    untag_case,
)
from accountability.models import Case, CaseTagging, ErasureReason, Tombstone
from accountability.vocab import CaseStatus, ConsentPurpose, Measure
from tests.casework import House
from tests.official_records import OfficialRecord

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]


@pytest.fixture
def house() -> House:
    return House()


# --- Tags


def test_a_tag_is_one_whatever_its_letters_and_seen_in_its_organisation(
    house: House,
) -> None:
    elsewhere = House("inlet")
    one, two = house.case(), house.case(house.other_worker, team=house.night)
    far = elsewhere.case()
    with acting_as(house.worker, Purpose.REQUEST):
        tag = tag_case(one.pk, "  Court   support ")
        assert tag.name == "Court support"
    with acting_as(house.other_worker, Purpose.REQUEST):
        assert tag_case(two.pk, "court SUPPORT").id == tag.id
        assert tags_of([two], tags_offered())[two.pk][0].name == "Court support"
    with acting_as(elsewhere.worker, Purpose.REQUEST):
        assert tags_offered() == []
        assert tag_case(far.pk, "court support").id != tag.id
    with acting_as(house.worker, Purpose.REQUEST):
        assert list(cases_listed(tag_id=tag.id)) == [one]
        untag_case(one.pk, tag.id)
        # The night team's case has it still, which the day's worker does not see.
        assert tags_offered() == []
    with acting_as(house.other_worker, Purpose.REQUEST):
        assert [found.id for found in tags_offered()] == [tag.id]
        untag_case(two.pk, tag.id)
        assert tags_offered() == []


def test_a_tag_s_word_is_not_legible_and_another_organisation_s_is_refused(
    house: House,
) -> None:
    elsewhere = House("inlet")
    case, far = house.case(), elsewhere.case()
    with acting_as(elsewhere.worker, Purpose.REQUEST):
        theirs = tag_case(far.pk, "theirs")
    with acting_as(house.worker, Purpose.REQUEST):
        tag_case(case.pk, "Marigold")
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM accountability_casetag t")
            assert all("Marigold" not in row for (row,) in cursor.fetchall())
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseTagging.objects.create(case=case, tag_id=theirs.id)
        for wrong in ("", "   ", "x" * (LONGEST + 1)):
            with pytest.raises(ValueError, match="letters"):
                tag_case(case.pk, wrong)
        with pytest.raises(CaseNotFoundError):
            untag_case(case.pk, theirs.id)


# --- Links


def test_a_link_shows_what_was_published_and_its_target_is_sealed(
    house: House,
) -> None:
    case = house.case()
    record = OfficialRecord()
    matter = record.complaint(number_raw="2016-11867")
    record.allegation(
        record.snapshot(record.document()),
        matter,
        measures=(("recorded_after_departure", "dismissal", None),),
    )
    with acting_as(house.worker, Purpose.REQUEST):
        first = link_matter(case.pk, " 2016-11867 ")
        assert link_matter(case.pk, "2016-11867") == first
        with pytest.raises(MatterNotFoundError):
            link_matter(case.pk, "1999-00001")
        with pytest.raises(MatterNotFoundError):
            link_matter(case.pk, "")
        (link,) = services.read_case(case.pk).links
        assert link.matter == matter
        said = [term for act in link.published for _, term, _ in act.said]
        assert Measure.DISMISSAL in said
        with connection.cursor() as cursor:
            cursor.execute("SELECT l::text FROM accountability_caselink l")
            stored = " ".join(row for (row,) in cursor.fetchall())
        assert "11867" not in stored
        assert f",{matter.pk}," not in stored
        unlink_matter(case.pk, link.row.pk)
        assert services.read_case(case.pk).links == ()
    draft = house.case(house.intake, status=CaseStatus.DRAFT)
    with (
        acting_as(house.intake, Purpose.REQUEST),
        pytest.raises(CaseRefusedError),
    ):
        link_matter(draft.pk, "2016-11867")


# --- Merges


def merged(house: House) -> tuple[Case, Case]:
    gone, kept = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        record_consent(gone.pk, ConsentPurpose.STATISTICS, given=True)
        record_consent(kept.pk, ConsentPurpose.STATISTICS, given=True)
        merge_case(gone.pk, kept.pk, revision=gone.revision, reason="told twice")
        gone.refresh_from_db()
    return gone, kept


def test_a_merged_case_keeps_all_is_counted_once_and_comes_back(house: House) -> None:
    gone, kept = merged(house)
    with acting_as(house.worker, Purpose.REQUEST):
        assert (gone.status, gone.merged_into_id) == (CaseStatus.MERGED, kept.pk)
        assert services.read_case(gone.pk).text.narrative
        assert list(cases_listed()) == [kept]
        assert set(cases_listed(number=gone.number)) == {gone}
        assert list(merged_into(kept)) == [gone]
        for deed in (Deed.CHANGE, Deed.EXPORT, Deed.ASK_ERASURE, Deed.RECORD_CONSENT):
            with pytest.raises(CaseRefusedError):
                case_for(deed, gone.pk)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert list(eligible_for_statistics()) == [kept]
    with acting_as(house.worker, Purpose.REQUEST):
        back = unmerge_case(gone.pk)
        assert (back.status, back.merged_into) == (CaseStatus.OPEN, None)
        with pytest.raises(WrongStateError):
            unmerge_case(gone.pk)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert set(eligible_for_statistics()) == {gone, kept}


def test_a_filed_case_comes_back_filed(house: House) -> None:
    gone, kept = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        gone = services.move_case(
            gone.pk, CaseStatus.FILED, revision=gone.revision, reason="sent"
        )
        merge_case(gone.pk, kept.pk, revision=gone.revision, reason="twice")
        assert unmerge_case(gone.pk).status == CaseStatus.FILED


def test_what_cannot_be_merged(house: House) -> None:
    gone, kept = merged(house)
    third = house.case()
    draft = house.case(status=CaseStatus.DRAFT)
    closed = house.case(status=CaseStatus.CLOSED)
    far = House("inlet").case()
    night = house.case(house.other_worker, team=house.night)
    with acting_as(house.worker, Purpose.REQUEST):
        for one, other, error in (
            (third, third, WrongStateError),
            (third, gone, WrongStateError),  # merged itself
            (kept, third, WrongStateError),  # another is merged into it
            (third, draft, WrongStateError),
            (third, closed, CaseRefusedError),
            (third, far, CaseNotFoundError),
            (third, night, CaseNotFoundError),
        ):
            with pytest.raises(error):
                merge_case(one.pk, other.pk, revision=one.revision, reason="x")
        with pytest.raises(ReasonMissingError):
            merge_case(third.pk, kept.pk, revision=third.revision, reason=" ")
        with pytest.raises(CaseChangedError):
            merge_case(third.pk, kept.pk, revision=third.revision + 7, reason="x")
        with pytest.raises(WrongStateError):
            services.move_case(
                third.pk, CaseStatus.MERGED, revision=third.revision, reason="x"
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=kept.pk).update(
                merged_into=third, status=CaseStatus.MERGED.value
            )


def test_a_merged_case_is_erased_with_the_other_by_the_same_two_people(
    house: House,
) -> None:
    gone, kept = merged(house)
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(kept.pk, ErasureReason.DANGER)
    with acting_as(house.supervisor, Purpose.REQUEST):
        decide_erasure(kept.pk, agreed=True)
    with acting_as(house.worker, Purpose.REQUEST):
        for case in (gone, kept):
            with pytest.raises(CaseErasedError):
                services.read_case(case.pk)
            assert keystore().is_destroyed(str(case.pk))
            grave = Tombstone.objects.get(pk=case.pk)
            assert grave.agreed_by_id == house.supervisor.pk


def test_a_hold_holds_both_and_a_held_case_holds_the_one_it_goes_into(
    house: House,
) -> None:
    gone, kept = house.case(), house.case()
    with acting_as(house.supervisor, Purpose.REQUEST):
        gone = services.hold_case(gone.pk, held=True)
    with acting_as(house.worker, Purpose.REQUEST):
        merge_case(gone.pk, kept.pk, revision=gone.revision, reason="twice")
        kept.refresh_from_db()
        assert kept.legal_hold
        with pytest.raises(WrongStateError):
            ask_for_erasure(kept.pk, ErasureReason.DANGER)
    with acting_as(house.supervisor, Purpose.REQUEST):
        services.hold_case(kept.pk, held=False)
        gone.refresh_from_db()
        assert not gone.legal_hold


def test_the_clock_of_the_case_that_goes_on_is_the_merged_one_s_too(
    house: House,
) -> None:
    gone, kept = merged(house)
    with acting_as(house.worker, Purpose.REQUEST):
        kept.refresh_from_db()
        services.move_case(
            kept.pk, CaseStatus.CLOSED, revision=kept.revision, reason="done"
        )
    sweep(timezone.now() + timedelta(days=700))
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.count() == 2
    sweep(timezone.now() + timedelta(days=770))
    with acting_as(house.worker, Purpose.REQUEST):
        assert not Case.objects.exists()
    assert keystore().is_destroyed(str(gone.pk))


def test_a_refusal_holds_whichever_telling_it_was_given_to(house: House) -> None:
    gone, kept = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        record_consent(gone.pk, ConsentPurpose.QUOTE, given=True)
        record_consent(kept.pk, ConsentPurpose.STATISTICS, given=True)
        record_consent(gone.pk, ConsentPurpose.STATISTICS, given=False)
        merge_case(gone.pk, kept.pk, revision=gone.revision, reason="twice")
        stands = {
            found.purpose: found.stands
            for found in standing(services.read_case(kept.pk).consents)
        }
    assert not stands[ConsentPurpose.STATISTICS]
    assert not stands[ConsentPurpose.QUOTE], "a yes is not carried"
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert not eligible_for_statistics().exists()


def test_nothing_is_merged_while_an_erasure_is_asked_for(house: House) -> None:
    gone, kept = house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(kept.pk, ErasureReason.DANGER)
        for one, other in ((gone, kept), (kept, gone)):
            with pytest.raises(WrongStateError):
                merge_case(one.pk, other.pk, revision=one.revision, reason="twice")


def test_a_hold_is_every_telling_s(house: House) -> None:
    first, second, kept = house.case(), house.case(), house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        merge_case(first.pk, kept.pk, revision=first.revision, reason="twice")
    with acting_as(house.supervisor, Purpose.REQUEST):
        second = services.hold_case(second.pk, held=True)
    with acting_as(house.worker, Purpose.REQUEST):
        merge_case(second.pk, kept.pk, revision=second.revision, reason="thrice")
        assert set(Case.objects.values_list("legal_hold", flat=True)) == {True}
        assert unmerge_case(first.pk).legal_hold


# --- Kept filters


def test_filters_are_one_s_own(house: House) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        kept = save_filter("status=open")
        assert save_filter("status=open") == kept
        for number in range(MOST - 1):
            save_filter(f"department={number}")
        with pytest.raises(TooManyFiltersError):
            save_filter("status=closed")
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert own_filters() == []
        with pytest.raises(CaseNotFoundError):
            forget_filter(kept.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        assert forget_filter(kept.pk).query == "status=open"
        assert len(own_filters()) == MOST - 1
