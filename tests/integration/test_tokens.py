"""Tokens: made after a fresh proof, shown once, and ended at once by many things."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.models import (
    ApiToken,
    AuditEvent,
    Membership,
    Role,
    TeamMember,
    User,
)
from accountability.staff.accounts import people
from accountability.staff.accounts.tokens import make_token
from accountability.vocab.tokens import TokenScope
from tests.accounts import log_in, record
from tests.application_role import owner_connection
from tests.casework import House, officer
from tests.staff_api import API, Program, token_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
NEW = "/account/tokens/new/"
GIVEN = {"label": "sheet", "scope": "read", "days": "30"}


@pytest.fixture
def house() -> House:
    return House()


def proven(user: User) -> Client:
    """Return a session that has just asked for the password again."""
    client = log_in(Client(), user)
    record(client, user, method="password", reauthenticated=True)
    return client


def entries(action: str, last: int) -> list[AuditEvent]:
    found = AuditEvent.objects.filter(action=action, seq__gt=last)
    return list(found.order_by("seq"))


def last_seq() -> int:
    return AuditEvent.objects.order_by("-seq")[0].seq


def made(page: Client, **more: str) -> str:
    answer = page.post(NEW, {**GIVEN, **more})
    assert answer.status_code == 200, answer.content
    found = re.search(r"pat_[\w-]{43}", answer.content.decode())
    assert found
    return found[0]


def test_a_token_is_made_after_a_fresh_proof_and_shown_once(house: House) -> None:
    page = log_in(Client(), house.worker)
    for method in ("get", "post"):
        answer = getattr(page, method)(NEW, GIVEN)
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
        assert answer["Location"].endswith("next=%2Faccount%2Ftokens%2Fnew%2F")
    assert not ApiToken.objects.exists()
    page, last = proven(house.worker), last_seq()
    assert page.get(NEW).status_code == 200
    secret = made(page)
    row = ApiToken.objects.get()
    assert secret not in page.get("/account/tokens/").content.decode()
    assert secret not in page.get(NEW).content.decode()
    assert b"sheet" in page.get("/account/tokens/").content
    [entry] = entries("token.made", last)
    assert (entry.actor_id, entry.object_id) == (house.worker.pk, str(row.pk))
    assert row.used_on is None
    assert Program(secret).get("me/").status_code == 200
    assert ApiToken.objects.get().used_on == timezone.localdate()
    with owner_connection() as owner:
        stored = owner.execute("SELECT t::text FROM accountability_apitoken t")
        assert secret not in str(stored.fetchall())


def test_the_proof_leads_back_to_the_form(house: House) -> None:
    house.worker.set_password("correct horse battery staple")
    house.worker.save()
    page = log_in(Client(), house.worker)
    asked = page.get(NEW)["Location"]
    answer = page.post(asked, {"password": "correct horse battery staple"})
    assert answer["Location"] == NEW
    assert page.get(NEW).status_code == 200


@pytest.mark.parametrize(
    ("more", "field"),
    [({"days": "91"}, "days"), ({"days": "0"}, "days"), ({"scope": "all"}, "scope"),
     ({"label": ""}, "label")],
)  # fmt: skip
def test_a_token_has_its_limits(house: House, more: dict[str, str], field: str) -> None:
    answer = proven(house.worker).post(NEW, {**GIVEN, **more})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not ApiToken.objects.exists()
    with (
        acting_as(house.worker, Purpose.REQUEST),
        pytest.raises(ValueError, match="time"),
    ):
        make_token(house.worker, "x", TokenScope.READ, days=91)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_who_has_no_cases_has_no_tokens(role: Role) -> None:
    page = proven(officer("otto", role))
    assert page.get("/account/tokens/").status_code == 403
    assert page.post(NEW, GIVEN).status_code == 403
    assert b"Tokens for programs" not in page.get("/account/factors/").content


def test_the_pages_of_sessions_and_factors_lead_to_the_tokens(house: House) -> None:
    page = log_in(Client(), house.worker)
    for address in ("/account/factors/", "/account/sessions/"):
        assert b'href="/account/tokens/"' in page.get(address).content


def test_a_revoked_token_opens_nothing(house: House) -> None:
    page = proven(house.worker)
    program = Program(made(page))
    row = ApiToken.objects.get()
    other = log_in(Client(), house.supervisor)
    assert other.post(f"/account/tokens/{row.pk}/revoke/").status_code == 404
    assert program.get("me/").status_code == 200
    last = last_seq()
    assert page.post(f"/account/tokens/{row.pk}/revoke/").status_code == 302
    assert program.get("me/").status_code == 401
    [entry] = entries("token.revoked", last)
    assert (entry.actor_id, entry.object_id) == (house.worker.pk, str(row.pk))
    [entry] = entries("token.refused", last)
    assert (entry.outcome, entry.object_id) == ("denied", str(row.pk))
    assert entry.details == {"reason": "revoked"}


def test_a_token_ends_on_its_day(house: House) -> None:
    program = Program(token_of(house.worker, days=2))
    with time_machine.travel(timezone.now() + timedelta(hours=47), tick=False):
        assert program.get("me/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2, seconds=1), tick=False):
        assert program.get("me/").status_code == 401


def _close(house: House, settings: Any) -> None:
    with acting_as(house.supervisor, Purpose.REQUEST):
        people.close_account(house.worker, by=house.supervisor)


def _close_by_hand(house: House, settings: Any) -> None:
    User.objects.filter(pk=house.worker.pk).update(is_active=False)


def _leave(house: House, settings: Any) -> None:
    with acting_as(house.supervisor, Purpose.REQUEST):
        people.leave(Membership.objects.get(user=house.worker), by=house.supervisor)


def _leave_by_hand(house: House, settings: Any) -> None:
    with acting_as(house.supervisor, Purpose.REQUEST):
        Membership.objects.get(user=house.worker).delete()


def _lose_the_factor(house: House, settings: Any) -> None:
    Authenticator.objects.filter(user=house.worker).delete()


def _need_a_passkey(house: House, settings: Any) -> None:
    with acting_as(house.supervisor, Purpose.REQUEST):
        Membership.objects.filter(user=house.worker).update(role="supervisor")


def _synthetic(house: House, settings: Any) -> None:
    User.objects.filter(pk=house.worker.pk).update(synthetic=True)
    settings.DEMO = False


@pytest.mark.parametrize(
    "what",
    [_close, _close_by_hand, _leave, _leave_by_hand, _lose_the_factor,
     _need_a_passkey, _synthetic],
)  # fmt: skip
def test_what_ends_a_person_s_work_ends_their_token_at_once(
    house: House, settings: Any, what: Any
) -> None:
    program = Program.of(house.worker)
    assert program.get("cases/").status_code == 200
    what(house, settings)
    last = last_seq()
    answer = program.get("cases/")
    assert answer.status_code == 401
    [entry] = entries("token.refused", last)
    assert entry.actor_id is None


def test_an_old_token_does_not_live_again_with_a_new_role(house: House) -> None:
    program = Program.of(house.worker)
    _leave(house, None)
    with acting_as(house.supervisor, Purpose.REQUEST):
        Membership.objects.create(
            user=house.worker, organisation=house.organisation, role="case_worker"
        )
        TeamMember.objects.create(user=house.worker, team=house.day)
    assert program.get("cases/").status_code == 401
    assert Program.of(house.worker).get("cases/").status_code == 200


def test_a_token_sees_what_its_person_sees_now(house: House) -> None:
    case, program = house.case(), Program.of(house.worker)
    assert program.get(f"cases/{case.pk}/").status_code == 200
    with acting_as(house.supervisor, Purpose.REQUEST):
        people.place_in_teams(
            Membership.objects.get(user=house.worker), [house.night],
            by=house.supervisor,
        )  # fmt: skip
    assert program.get(f"cases/{case.pk}/").status_code == 404


def test_unknown_expired_and_revoked_get_one_answer(house: House) -> None:
    expired, revoked = token_of(house.worker), token_of(house.worker)
    rows = list(ApiToken.objects.order_by("made_at"))
    before = timezone.now() - timedelta(days=9)
    ApiToken.objects.filter(pk=rows[0].pk).update(
        made_at=before, expires_at=before + timedelta(days=1)
    )
    ApiToken.objects.filter(pk=rows[1].pk).update(revoked_at=timezone.now())
    last = last_seq()
    given = [expired, revoked, "pat_" + "a" * 43, "nonsense", "", expired + "a"]
    told = {
        (answer.status_code, answer.content, answer["WWW-Authenticate"])
        for answer in (Program(secret).get("cases/") for secret in given)
    }
    assert len(told) == 1
    reasons = [entry.details["reason"] for entry in entries("token.refused", last)]
    assert reasons == ["expired", "revoked", *(["unknown"] * 4)]


def test_failures_are_limited_and_shut_nobody_else_out(house: House) -> None:
    program, guess, last = Program.of(house.worker), Program("guess"), last_seq()
    statuses = [guess.get("me/").status_code for _ in range(25)]
    assert statuses == [401] * 20 + [429] * 5
    assert guess.get("me/")["Retry-After"] == "60"
    assert len(entries("token.refused", last)) == 20
    assert program.get("me/").status_code == 200


def test_a_token_may_not_ask_without_end(house: House, settings: Any) -> None:
    settings.TOKEN_RATE_LIMITS = {"token_used": "3/m/key"}
    program, other = Program.of(house.worker), Program.of(house.worker)
    assert [program.get("me/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.get("me/").status_code == 200


def test_a_token_in_another_place_is_no_token(house: House) -> None:
    secret, client = token_of(house.worker), Client()
    for headers in (
        {"Authorization": secret},
        {"Authorization": f"Token {secret}"},
        {"Authorization": f"Basic {secret}"},
        {"X-Api-Key": secret},
    ):
        assert client.get(f"{API}/me/", headers=headers).status_code == 401
    assert client.get(f"{API}/me/?token={secret}").status_code == 401
    client.cookies["token"] = secret
    assert client.get(f"{API}/me/").status_code == 401


def test_no_log_line_holds_a_token(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    program = Program(made(proven(house.worker)))
    for address in ("me/", "cases/", "nowhere/", "cases/x/"):
        program.get(address)
    Program(program.token + "x").get("me/")
    assert "/api/staff/v1/nowhere/" in caplog.text
    assert program.token not in caplog.text
