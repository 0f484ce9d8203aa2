"""The demo's people and cases: marked, real in everything else, made once."""

import pytest
from django.test import Client

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.management.synthetic_cases import admit_staff, enter_cases
from accountability.models import Case, User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


def test_the_ways_in_work_and_are_new_each_time(client: Client) -> None:
    before = admit_staff()
    now = admit_staff()
    assert {one.password for one in before}.isdisjoint(one.password for one in now)
    demo = next(one for one in now if one.name == "demo")
    given = {"login": demo.name, "password": demo.password}
    assert client.post("/account/login/", given).status_code == 302
    code = {"code": demo.recovery_code}
    assert client.post("/account/factors/authenticate/", code)["Location"] == "/"
    assert client.get("/cases/").status_code == 200
    boss = next(one for one in now if one.role == "supervisor")
    other = Client()
    other.post("/account/login/", {"login": boss.name, "password": boss.password})
    other.post("/account/factors/authenticate/", {"code": boss.recovery_code})
    assert other.get("/cases/")["Location"] == "/account/factors/webauthn/add/"


def test_cases_are_made_once_and_say_what_they_are(client: Client) -> None:
    admit_staff()
    made = enter_cases()
    assert enter_cases() == made == 5
    assert all(user.synthetic for user in User.objects.all())
    with acting_as(User.objects.get(username="demo"), Purpose.REQUEST):
        for case in Case.objects.select_related("organisation"):
            assert case.organisation.synthetic
            opened = services.read_case(case.pk)
            assert opened.text.narrative.startswith("Synthetic")
            for person in opened.people:
                said = person.text.name or person.text.details
                assert said.casefold().startswith("synthetic")
