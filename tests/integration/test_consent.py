"""Without a standing yes for a purpose nothing is done for it (S19)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases import services
from accountability.cases.consent import (
    eligible_for_statistics,
    record_consent,
    standing,
    with_consent,
)
from accountability.cases.content import ConsentText
from accountability.cases.errors import CaseNotFoundError
from accountability.models import Case, ConsentEvent
from accountability.vocab import CaseStatus, ConsentPurpose
from tests.casework import House

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Answer:
    purpose: ConsentPurpose
    given: bool
    days: int | None


answers = st.lists(
    st.builds(
        Answer,
        purpose=st.sampled_from(
            [ConsentPurpose.STATISTICS, ConsentPurpose.QUOTE, ConsentPurpose.KEEP]
        ),
        given=st.booleans(),
        days=st.none() | st.integers(-2, 2),
    ),
    max_size=6,
)


def stands(told: list[Answer], purpose: ConsentPurpose, day: date) -> bool:
    """Return what holds, by reading the answers aloud."""
    now = False
    for answer in told:
        if answer.purpose is purpose:
            ends = None if answer.days is None else TODAY + timedelta(days=answer.days)
            now = answer.given and (ends is None or day < ends)
    return now


@pytest.fixture
def house() -> House:
    return House()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=st.lists(answers, min_size=1, max_size=3), later=st.integers(-3, 3))
def test_what_stands_is_what_was_said_last(
    house: House, told: list[list[Answer]], later: int
) -> None:
    day = TODAY + timedelta(days=later)
    cases: dict[str, list[Answer]] = {}
    for said in told:
        case = house.case(person=False)
        cases[case.number] = said
        with acting_as(house.worker, Purpose.REQUEST):
            for answer in said:
                ends = (
                    None if answer.days is None else TODAY + timedelta(days=answer.days)
                )
                record_consent(
                    case.pk, answer.purpose, given=answer.given, expires_on=ends
                )
            shown = standing(services.read_case(case.pk).consents, on=day)
            for item in shown:
                assert item.stands == stands(said, item.purpose, day)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        mine = Case.objects.filter(number__in=cases)
        counted = set(eligible_for_statistics(on=day).values_list("number", flat=True))
        quoted = set(
            with_consent(mine, ConsentPurpose.QUOTE, on=day).values_list(
                "number", flat=True
            )
        )
    for purpose, found in (
        (ConsentPurpose.STATISTICS, counted & set(cases)),
        (ConsentPurpose.QUOTE, quoted),
    ):
        assert found == {n for n, said in cases.items() if stands(said, purpose, day)}


def test_a_draft_is_never_counted(house: House) -> None:
    case = house.case(house.intake, status=CaseStatus.DRAFT, person=False)
    with acting_as(house.intake, Purpose.REQUEST):
        record_consent(case.pk, ConsentPurpose.STATISTICS, given=True)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert not eligible_for_statistics().exists()


def test_sharing_names_the_partner_and_seals_the_name(house: House) -> None:
    case = house.case(person=False)
    partner = ConsentText(partner="Larkspur Legal Aid", witness="Goldie")
    with acting_as(house.worker, Purpose.REQUEST):
        with pytest.raises(ValueError, match="partner"):
            record_consent(case.pk, ConsentPurpose.SHARE, given=True)
        record_consent(case.pk, ConsentPurpose.SHARE, given=True, text=partner)
        row = ConsentEvent.objects.get()
        assert b"Larkspur" not in bytes(row.partner or b"")
        assert services.read_case(case.pk).consents[0].text == partner


def test_withdrawn_it_is_gone_at_once_and_the_history_stays(house: House) -> None:
    case = house.case(person=False)
    with acting_as(house.worker, Purpose.REQUEST):
        record_consent(case.pk, ConsentPurpose.STATISTICS, given=True)
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert eligible_for_statistics().exists()
    with acting_as(house.worker, Purpose.REQUEST):
        record_consent(case.pk, ConsentPurpose.STATISTICS, given=False)
        assert ConsentEvent.objects.filter(case=case).count() == 2
    with acting_as(SYSTEM, Purpose.STATISTICS):
        assert not eligible_for_statistics().exists()


def test_whoever_does_not_see_a_case_records_nothing(house: House) -> None:
    case = house.case(person=False)
    with (
        acting_as(house.other_worker, Purpose.REQUEST),
        pytest.raises(CaseNotFoundError),
    ):
        record_consent(case.pk, ConsentPurpose.KEEP, given=True)
