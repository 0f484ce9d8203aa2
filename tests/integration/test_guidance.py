"""Where a case can be taken and by when: read from the case, stored nowhere."""

from datetime import date
from typing import Any

import pytest

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.allegations import add_allegation, record_finding
from accountability.cases.content import CaseText
from accountability.cases.guidance import guidance_for
from accountability.models import OversightBody
from accountability.records.reference import load_reference
from accountability.vocab import Disposition, FindingStage, Harm, ReportedTo
from accountability.vocab.clocks import Clock
from accountability.vocab.routing import RouteTo
from tests.casework import House, department

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]
TODAY = date(2026, 11, 24)


def guided(**facts: Any) -> Any:
    house = House()
    told = CaseText(occurred=facts.pop("occurred", ""), harm=facts.pop("harm", ""))
    case = house.case(person=False, text=told, **facts)
    with acting_as(house.worker, Purpose.REQUEST):
        act = add_allegation(case.pk, told="x")
        record_finding(
            case.pk,
            act.pk,
            FindingStage.FINAL,
            Disposition.SUBSTANTIATED,
            decided_on=date(2026, 11, 2),
        )
        return guidance_for(services.read_case(case.pk), TODAY)


def test_the_limit_counts_from_the_first_day_that_can_be_meant() -> None:
    found = guided(occurred="winter 2025", department_id=department().pk)
    limits = {limit.clock: limit.running for limit in found.limits}
    assert limits[Clock.COMPLAINT].due == date(2026, 12, 1)
    assert limits[Clock.COMPLAINT].left == 7
    # Twenty business days after 2 November 2026: Remembrance Day does not count.
    assert limits[Clock.REVIEW].due == date(2026, 12, 1)
    assert limits[Clock.INVESTIGATION] is None
    assert found.bodies == [RouteTo.OPCC]


def test_a_date_that_is_not_read_starts_no_clock() -> None:
    found = guided(occurred="a Friday night")
    assert found.conduct is None
    assert {limit.clock: limit.running for limit in found.limits}[
        Clock.COMPLAINT
    ] is None


def test_a_filed_complaint_has_no_limit_to_complain() -> None:
    found = guided(occurred="May 2026", reported_to=ReportedTo.OPCC)
    assert Clock.COMPLAINT not in {limit.clock for limit in found.limits}


def test_serious_harm_leads_to_the_iio_too() -> None:
    found = guided(harm=Harm.SERIOUS.value, department_id=department().pk)
    assert found.bodies == [RouteTo.OPCC, RouteTo.IIO]


def test_the_rcmp_answers_to_its_commission() -> None:
    load_reference()
    body = OversightBody.objects.get(slug="crcc")
    assert [d.slug for d in body.departments.all()] == ["rcmp-bc"]
