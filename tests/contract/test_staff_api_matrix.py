"""Role x endpoint x object over the API, with tokens (S6); no address without a row.

The world is the pages' own: what a person may not see is not there for their program.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.models import ApiToken, AuditEvent, Case, User
from accountability.vocab.tokens import TokenScope
from tests.accounts import give_factor, log_in
from tests.casework import PLANTED
from tests.contract.world import OF_THE_HOUSE, SEES, World
from tests.staff_addresses import OPEN, api_addresses, staff_addresses
from tests.staff_api import PROBLEM, Program, token_of

METHODS = ("get", "post", "patch", "put", "delete")
WITH_CASES = {"intake", "worker", "other_worker", "supervisor", "supervisor_elsewhere"}


@pytest.fixture(autouse=True)
def ask_as_often_as_a_matrix_does(settings: Any) -> None:
    settings.TOKEN_RATE_LIMITS = {}


@dataclass(frozen=True)
class Row:
    """What a method answers to whoever sees the case; all else is 405.

    Nothing is sent along, so that a POST which is let in answers 422.
    """

    answers: dict[str, int]
    when_closed: int | None = None


CASES = {
    "staff-api-case": Row({"get": 200, "patch": 422}),
    "staff-api-notes": Row({"post": 422}),
    "staff-api-consents": Row({"post": 422}, when_closed=422),
    "staff-api-moves": Row({"post": 422}, when_closed=422),
}
LISTS = {
    "staff-api-me": Row({"get": 200}),
    "staff-api-vocabularies": Row({"get": 200}),
    "staff-api-cases": Row({"get": 200, "post": 422}),
    "staff-api-schema": Row({"get": 200}),
}


def without_cases(world: World, role: str) -> Program:
    """Return a program whose token belongs to somebody who has no role in cases."""
    give_factor(world.users[role])
    secret = token_of(world.users["worker"])
    row = ApiToken.objects.order_by("-made_at")[0]
    ApiToken.objects.filter(pk=row.pk).update(user=world.users[role])
    return Program(secret)


def expected(role: str, case: str, row: Row, method: str) -> int:
    """Return the status that the table says."""
    if role not in WITH_CASES:
        return 401
    if method not in row.answers:
        return 405
    if case == "erased":
        return 410 if role in OF_THE_HOUSE else 404
    if case not in SEES[role]:
        return 404
    if case == "closed" and method != "get":
        return row.when_closed or 403
    return row.answers[method]


# The mark has the database made when this module runs alone; the world is later.
@pytest.mark.django_db(transaction=True)
def test_every_address_has_its_row() -> None:
    names = [item.name for item in api_addresses()]
    assert sorted(names) == sorted([*CASES, *LISTS])


def test_the_matrix_of_cases(world: World) -> None:
    asked = {
        role: Program.of(world.users[role])
        if role in WITH_CASES
        else without_cases(world, role)
        for role in SEES
    }
    wrong: list[str] = []
    tried = 0
    for role, case, (name, row), method in product(
        SEES, world.cases, CASES.items(), METHODS
    ):
        address = reverse(name, args=[world.cases[case]])
        answer = asked[role].ask(method, address, {} if method != "get" else None)
        status = expected(role, case, row, method)
        tried += 1
        if answer.status_code != status:
            wrong.append(
                f"{role} {method} {name} {case}: {answer.status_code} {status}"
            )
        if status != 200:
            told = answer.content.decode()
            wrong += [f"{role} {name}: {word}" for word in PLANTED if word in told]
            if answer["Content-Type"] != PROBLEM:
                wrong.append(f"{role} {method} {name}: {answer['Content-Type']}")
    assert not wrong, "\n".join(wrong)
    assert tried == len(SEES) * len(world.cases) * len(CASES) * len(METHODS)


def test_the_matrix_of_lists(world: World) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    for role, (name, row), method in product(SEES, LISTS.items(), METHODS):
        program = (
            Program.of(world.users[role])
            if role in WITH_CASES
            else without_cases(world, role)
        )
        answer = program.ask(
            method, reverse(name), {} if method != "get" else None, **key
        )
        status = row.answers.get(method, 405) if role in WITH_CASES else 401
        assert answer.status_code == status, (role, name, method)


def test_a_list_holds_what_its_person_sees(world: World) -> None:
    for role in WITH_CASES:
        rows = Program.of(world.users[role]).get("cases/").json()["results"]
        by_id = {str(pk): name for name, pk in world.cases.items()}
        assert {by_id[row["id"]] for row in rows} == SEES[role]


def test_a_token_that_reads_writes_nothing_wherever(world: World) -> None:
    program = Program.of(world.users["supervisor"], TokenScope.READ)
    last = AuditEvent.objects.order_by("-seq")[0].seq
    refused = 0
    for (name, row), pk in product(CASES.items(), world.cases.values()):
        for method in {"post", "patch"} & row.answers.keys():
            answer = program.ask(method, reverse(name, args=[pk]), {"text": "x"})
            assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
            refused += 1
    assert program.enter({}).status_code == 403
    entries = AuditEvent.objects.filter(seq__gt=last)
    assert {(e.action, e.details["reason"]) for e in entries} == {
        ("token.refused", "scope")
    }
    assert entries.count() == refused + 1
    assert program.get(f"cases/{world.cases['day']}/").status_code == 200


def test_a_session_opens_the_description_and_nothing_else_of_the_api(
    world: World,
) -> None:
    for page in (world.clients["worker"], Client()):
        for item in api_addresses():
            for method in METHODS:
                answer = getattr(page, method)(item.address)
                if page is world.clients["worker"] and item.name == "staff-api-schema":
                    assert answer.status_code == (200 if method == "get" else 405)
                    continue
                assert answer.status_code == 401, item
                assert answer["Content-Type"] == PROBLEM
                assert answer["WWW-Authenticate"] == 'Bearer realm="staff"'
    assert world.clients["worker"].get("/").status_code == 200


def test_half_a_login_opens_not_even_the_description(
    world: World, client: Client
) -> None:
    client.force_login(world.users["worker"])
    answer = client.get("/api/staff/v1/schema/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/factors/reauthenticate/"


def test_a_token_opens_no_page(world: World) -> None:
    program = Program.of(world.users["supervisor"])
    addresses = {item.address for item in staff_addresses()} - OPEN
    addresses |= {reverse("case", args=[world.cases["day"]])}
    assert len(addresses) > 60
    for address in addresses:
        for method in ("get", "post"):
            answer = program.ask(method, address)
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/account/login/?next=")
    for address in OPEN - {"/exit/", "/account/logout/"}:
        assert "Log out" not in program.get(address).content.decode()


def test_a_session_that_comes_along_stays_what_it_was(world: World) -> None:
    page = log_in(Client(), world.users["intake"])
    program = Program(token_of(world.users["worker"]), page)
    answer = program.get("me/")
    assert answer.json()["username"] == world.users["worker"].get_username()
    assert not answer.cookies
    assert page.get("/cases/").status_code == 200


def test_an_answer_is_kept_by_nobody(world: World) -> None:
    program = Program.of(world.users["worker"])
    for address in ("me/", "cases/", f"cases/{world.cases['day']}/", "nowhere/"):
        answer = program.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    nowhere = program.get("nowhere/")
    assert (nowhere.status_code, nowhere["Content-Type"]) == (404, PROBLEM)


def test_a_refused_request_for_a_case_is_one_entry(world: World) -> None:
    program = Program.of(world.users["other_worker"])
    last = AuditEvent.objects.order_by("-seq")[0].seq
    program.get(f"cases/{world.cases['day']}/")
    entry = AuditEvent.objects.get(seq__gt=last)
    assert (entry.action, entry.outcome) == ("case.access", "denied")
    assert entry.actor_id == world.users["other_worker"].pk


def test_the_roles_are_those_of_the_world(world: World) -> None:
    assert isinstance(world.users["worker"], User)
    with acting_as(world.users["worker"], Purpose.REQUEST):
        told_again = Case.objects.filter(merged_into__isnull=False).count()
        assert Case.objects.count() == len(SEES["worker"]) + told_again
