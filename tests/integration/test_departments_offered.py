"""Which departments the page of a case offers, and how the others are reached."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.models import Case, Department, Organisation, OversightBody, User
from accountability.records.reference import ELSEWHERE, load_reference
from accountability.staff.words import place_label
from accountability.vocab import CaseStatus
from accountability.vocab.places import Jurisdiction
from tests.accounts import log_in
from tests.casework import House

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def house() -> House:
    load_reference()
    return House()


def offered(page: str) -> set[str]:
    (select,) = re.findall(r'<select name="department".*?</select>', page, re.DOTALL)
    return set(re.findall(r">([^<]+)</option>", select)[1:])


def test_those_of_the_organisation_s_place_are_offered_and_the_rest_is_typed(
    house: House,
) -> None:
    worker = log_in(Client(), house.worker)
    page = worker.get("/cases/new/").content.decode()
    here = {d.name for d in Department.objects.filter(jurisdiction="CA-BC")}
    names = {name.replace("&#x27;", "'") for name in offered(page)}
    assert names == here
    assert '<option value="Toronto Police Service">' in page
    assert '<option value="Saanich Police Department">' not in page

    sent = {
        "received_month": "2026-05",
        "team": house.day.pk,
        "elsewhere": "toronto  police SERVICE",
    }
    answer = worker.post("/cases/new/", sent)
    assert answer.status_code == 302
    case = reverse("case-edit", args=[answer["Location"].split("/")[2]])
    with acting_as(house.worker, Purpose.REQUEST):
        kept = Case.objects.latest("touched_at")
        assert kept.department
        assert kept.department.slug == "toronto"
    # What is stored is offered, and chosen, when the case is opened again.
    page = worker.get(case).content.decode()
    assert "Toronto Police Service" in offered(page)
    assert re.search(r"selected>\s*Toronto Police Service", page)

    wrong = worker.post("/cases/new/", {**sent, "elsewhere": "Toronto"})
    assert wrong.status_code == 422
    assert "Choose one from the list" in wrong.content.decode()


def test_an_organisation_of_all_places_is_offered_all(house: House) -> None:
    Organisation.objects.update(jurisdiction="")
    page = log_in(Client(), house.worker).get("/cases/new/").content.decode()
    assert len(offered(page)) == Department.objects.count()
    assert 'name="elsewhere"' not in page


def test_a_name_that_two_departments_have_is_nobody_s(house: House) -> None:
    body = OversightBody.objects.get(slug="leca")
    Department.objects.create(
        slug="toronto-too",
        name="Toronto Police Service",
        kind="municipal",
        jurisdiction="US-OH",
        body=body,
        source="made up",
    )
    sent = {
        "received_month": "2026-05",
        "team": house.day.pk,
        "elsewhere": "Toronto Police Service",
    }
    answer = log_in(Client(), house.worker).post("/cases/new/", sent)
    assert answer.status_code == 422


def test_every_place_of_the_reference_data_has_a_name() -> None:
    load_reference()
    load_reference(ELSEWHERE)
    places = {*Department.objects.values_list("jurisdiction", flat=True)}
    places |= {*OversightBody.objects.values_list("jurisdiction", flat=True)}
    assert places <= {*Jurisdiction.codes()}
    assert place_label("CA-BC") == "British Columbia"
    assert place_label("XX-YY") == "XX-YY"


def test_the_list_is_narrowed_by_departments_with_cases_that_one_sees_first(
    house: House,
) -> None:
    saanich = Department.objects.get(slug="saanich")
    delta = Department.objects.get(slug="delta")
    nelson = Department.objects.get(slug="nelson")
    for case, department in (
        (house.case(), saanich),
        (house.case(by=house.other_worker, team=house.night), delta),
        (house.case(by=house.intake, status=CaseStatus.DRAFT), nelson),
    ):
        with acting_as(house.supervisor, Purpose.REQUEST):
            Case.objects.filter(pk=case.pk).update(department=department)
    group = re.compile(
        r'<optgroup label="with cases that you see">(.*?)</optgroup>', re.DOTALL
    )

    def first_offered(user: User) -> set[str]:
        page = log_in(Client(), user).get("/cases/").content.decode()
        (seen,) = group.findall(page)
        assert page.count('<optgroup label="other departments">') == 1
        return set(re.findall(r">([^<]+)</option>", seen))

    assert first_offered(house.worker) == {saanich.name, nelson.name}
    assert first_offered(house.supervisor) == {saanich.name, delta.name, nelson.name}
    # Whoever takes cases in sees their own drafts, and no more of the team.
    assert first_offered(house.intake) == {nelson.name}
    # The others are there to be chosen all the same.
    chosen = log_in(Client(), house.worker).get(f"/cases/?department={delta.pk}")
    assert "No case that you see is like that." in chosen.content.decode()
