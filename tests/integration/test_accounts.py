"""Getting in, and staying out: second factors, limits, invitations (S10, S11)."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accountability import settings as product
from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.access.permissions import grant, may, roles_of
from accountability.models import (
    AuditEvent,
    Invitation,
    Membership,
    Organisation,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.staff.accounts import invitations
from tests.accounts import SECRET, code_now, give_factor, log_in, record, with_app
from tests.staff_addresses import OPEN, staff_addresses

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
PASSWORD = "correct horse battery staple"
LOGIN = "/account/login/"
PROVE = "/account/factors/authenticate/"


def account(name: str = "rosa", *roles: Role, password: str | None = PASSWORD) -> User:
    user = User.objects.create_user(name, password=password)
    for role in roles:
        grant(user, role)
    return user


def events(user: User | None = None) -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(object_type="account")
    if user is not None:
        found = found.filter(object_id=str(user.pk))
    return list(found.order_by("seq").values_list("action", "outcome"))


def test_a_password_alone_opens_nothing(client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    rosa = with_app(account())
    first = client.post(LOGIN, {"login": "rosa", "password": PASSWORD})
    assert first["Location"] == PROVE
    assert client.get("/")["Location"].startswith(LOGIN)
    second = client.post(PROVE, {"code": code_now()})
    assert second["Location"] == "/"
    assert client.get("/").status_code == 200
    assert ("account.login", "allowed") in events(rosa)
    assert User.objects.get().password.startswith(
        "argon2$argon2id$v=19$m=102400,t=2,p=8$"
    )


def test_a_code_is_used_once(client: Client) -> None:
    with_app(account())
    code = code_now()
    client.post(LOGIN, {"login": "rosa", "password": PASSWORD})
    assert client.post(PROVE, {"code": code}).status_code == 302
    other = Client()
    other.post(LOGIN, {"login": "rosa", "password": PASSWORD})
    again = other.post(PROVE, {"code": code})
    assert again.status_code == 200
    assert "Incorrect code" in again.content.decode()


@pytest.mark.parametrize("enrolled", [False, True])
def test_every_address_asks_a_session_of_a_password_for_more(
    client: Client, enrolled: bool
) -> None:
    rosa = account(password=None)
    if enrolled:
        give_factor(rosa)
    client.force_login(rosa)
    record(client, rosa, method="password")
    reached = {
        *OPEN,
        "/account/logout/",
        "/account/reauthenticate/",
        "/language/setlang/",
    }
    reached |= (
        {
            "/account/factors/reauthenticate/",
            "/account/factors/webauthn/reauthenticate/",
        }
        if enrolled
        else {
            "/account/factors/",
            "/account/factors/totp/activate/",
            "/account/factors/webauthn/add/",
        }
    )
    closed = {item.address for item in staff_addresses()} - reached
    assert len(closed) > 30
    for address in sorted(closed):
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 302, address
            assert answer["Location"] in {
                "/account/factors/",
                "/account/factors/reauthenticate/",
            }, address


@pytest.mark.parametrize("role", [Role.RELEASER, Role.ADMINISTRATOR])
def test_who_decides_for_others_needs_a_passkey(client: Client, role: Role) -> None:
    ruth = with_app(account("ruth", role))
    client.post(LOGIN, {"login": "ruth", "password": PASSWORD})
    client.post(PROVE, {"code": code_now()})
    for address in ("/", "/review/", "/documents/", "/people/"):
        assert client.get(address)["Location"] == "/account/factors/webauthn/add/"
    # A passkey that is enrolled must be shown, not the app's code.
    Authenticator.objects.create(
        user=ruth, type=Authenticator.Type.WEBAUTHN, data={"name": "k"}
    )
    asked = "/account/factors/webauthn/reauthenticate/"
    assert client.get("/")["Location"] == asked
    record(client, ruth, method="mfa", type="webauthn")
    assert client.get("/").status_code == 200


def test_a_supervisor_needs_a_passkey_too(client: Client) -> None:
    organisation = Organisation.objects.create(slug="o", name="O")
    sam = with_app(account("sam"))
    with acting_as(SYSTEM, Purpose.SETUP):
        Membership.objects.create(
            user=sam, organisation=organisation, role=Role.SUPERVISOR.value
        )
    client.post(LOGIN, {"login": "sam", "password": PASSWORD})
    client.post(PROVE, {"code": code_now()})
    assert client.get("/")["Location"] == "/account/factors/webauthn/add/"


def test_the_sixth_failure_closes_the_door_even_to_the_right_password(
    client: Client,
) -> None:
    rosa = with_app(account())
    for _ in range(5):
        assert "not correct" in _try(client, "rosa", "guess")
    sixth = _try(client, "rosa", PASSWORD)
    assert "Too many failed login attempts" in sixth
    assert [e for e in events(rosa) if e[0] == "account.login_refused"] == [
        ("account.login_refused", "denied")
    ] * 5


def test_an_unknown_name_is_answered_as_a_known_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    hashed: list[str] = []
    before = Argon2PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append("encode")
        return before(self, password, salt)

    check = Argon2PasswordHasher.verify

    def checking(self: Any, password: str, encoded: str) -> bool:
        hashed.append("verify")
        return check(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counting)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", checking)
    known = _try(client, "rosa", "guess", keep=False)
    after_known = len(hashed)
    unknown = _try(client, "nobody", "guess", keep=False)
    assert known == unknown
    assert after_known == len(hashed) - after_known == 1
    refused = AuditEvent.objects.filter(action="account.login_refused")
    told = list(refused.order_by("-seq")[:2])
    assert told[0].object_id == ""
    assert "nobody" not in str([(e.object_id, e.details) for e in told])


def test_a_closed_account_is_answered_as_a_wrong_password(client: Client) -> None:
    account("olga")
    User.objects.filter(username="olga").update(is_active=False)
    account()
    assert _try(client, "olga", PASSWORD, keep=False) == _try(
        client, "rosa", "guess", keep=False
    )


def test_codes_are_not_to_be_guessed_either(client: Client) -> None:
    with_app(account())
    client.post(LOGIN, {"login": "rosa", "password": PASSWORD})
    for number in range(5):
        wrong = client.post(PROVE, {"code": f"{number:06}"})
        assert "Incorrect code" in wrong.content.decode()
    sixth = client.post(PROVE, {"code": code_now()})
    assert sixth.status_code == 200
    assert "Too many failed login attempts" in sixth.content.decode()


def test_a_new_password_ends_every_other_session(client: Client) -> None:
    rosa = account()
    other = Client()
    for one in (client, other):
        log_in(one, rosa)
        assert one.get("/").status_code == 200
    new = "another horse battery staple"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", given).status_code == 302
    assert client.get("/").status_code == 200
    assert other.get("/")["Location"].startswith(LOGIN)
    assert ("account.password_changed", "allowed") in events(rosa)


def _try(client: Client, name: str, password: str, *, keep: bool = True) -> str:
    answer = (client if keep else Client()).post(
        LOGIN, {"login": name, "password": password}
    )
    assert answer.status_code == 200
    body = re.sub(
        r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode()
    )
    return body.replace(f'value="{name}"', "")


def test_secrets_of_factors_are_stored_wrapped() -> None:
    rosa = with_app(account())
    stored = Authenticator.objects.get(user=rosa, type="totp").data
    assert SECRET not in str(stored)
    assert TOTP(Authenticator.objects.get(user=rosa)).validate_code(code_now())


def test_the_last_factor_stays(client: Client) -> None:
    rosa = with_app(account())
    log_in(client, rosa)
    record(client, rosa, method="password")
    refused = client.post("/account/factors/totp/deactivate/")
    assert Authenticator.objects.filter(user=rosa, type="totp").exists()
    assert refused.status_code in {200, 302}


def test_no_address_of_a_person_is_kept(client: Client) -> None:
    with_app(account())
    told = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.post(LOGIN, {"login": "rosa", "password": PASSWORD}, HTTP_USER_AGENT=told)
    client.post(PROVE, {"code": code_now()}, HTTP_USER_AGENT=told)
    session = UserSession.objects.get()
    assert session.ip == "0.0.0.0"  # noqa: S104
    assert session.user_agent == "Firefox, computer"


def test_sessions_end_one_by_one_and_all_at_once(client: Client) -> None:
    rosa = account()
    others = [Client(), Client()]
    for other in (client, *others):
        log_in(other, rosa)
        other.get("/")
    first = UserSession.objects.get(session_key=others[0].session.session_key)
    client.post(reverse("session-end", args=[first.pk]))
    assert others[0].get("/").status_code == 302
    assert others[1].get("/").status_code == 200
    client.post(reverse("usersessions_list"))
    assert others[1].get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_a_session_of_another_person_is_not_mine_to_end(client: Client) -> None:
    log_in(client, account())
    other = log_in(Client(), account("olga"))
    other.get("/")
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(reverse("session-end", args=[theirs.pk])).status_code == 404
    assert other.get("/").status_code == 200


def test_a_session_ends_with_the_working_day(client: Client) -> None:
    log_in(client, account())
    session = client.session
    session["began"] -= settings.SESSION_LONGEST + 1
    session.save()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_half_an_hour_without_a_request_ends_a_session(client: Client) -> None:
    start = datetime(2026, 11, 24, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        log_in(client, account())
        for minutes in (29, 58, 87):
            clock.move_to(start + timedelta(minutes=minutes))
            assert client.get("/").status_code == 200
        clock.move_to(start + timedelta(minutes=87 + 31))
        assert client.get("/")["Location"].startswith(LOGIN)


def test_a_slow_request_writes_nothing_over_the_session(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client, account())
    name = client.session.session_key

    def meanwhile(*_: Any) -> dict[str, int]:
        other = SessionStore(session_key=name)
        other["said"] = "while the first was under way"
        other.save()
        return {}

    monkeypatch.setattr("accountability.staff.views.home.queue.counts", meanwhile)
    assert client.get("/").status_code == 200
    assert client.session["said"] == "while the first was under way"


def test_logging_out_clears_what_the_browser_keeps(client: Client) -> None:
    log_in(client, account())
    assert client.get("/account/logout/").status_code == 405
    answer = client.post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/")["Location"].startswith(LOGIN)


@pytest.fixture
def house() -> SimpleNamespace:
    """An organisation with its supervisor, and an administrator."""
    organisation = Organisation.objects.create(slug="o", name="Harbour")
    team = Team.objects.create(organisation=organisation, name="Night")
    sam, ada = account("sam"), account("ada", Role.ADMINISTRATOR)
    with acting_as(SYSTEM, Purpose.SETUP):
        Membership.objects.create(
            user=sam, organisation=organisation, role=Role.SUPERVISOR.value
        )
    return SimpleNamespace(organisation=organisation, team=team, sam=sam, ada=ada)


def test_an_invitation_makes_an_account_once(
    client: Client, house: SimpleNamespace
) -> None:
    supervisor = log_in(Client(), house.sam)
    page = supervisor.get("/people/").content.decode()
    choice = re.search(r'value="(\d+)"[^>]*>case worker, Harbour, Night', page)
    assert choice
    made = supervisor.post("/people/", {"choice": choice.group(1)}).content.decode()
    link = re.search(r"http://testserver(/account/invitations/[^<]+)", made)
    assert link
    given = {"username": "wren", "password": PASSWORD, "again": PASSWORD}
    assert client.post(link.group(1), given)["Location"] == LOGIN
    wren = User.objects.get(username="wren")
    assert roles_of(wren) == {Role.CASE_WORKER}
    assert TeamMember.objects.filter(user=wren, team=house.team).exists()
    assert client.get(link.group(1)).status_code == 410
    assert client.post(link.group(1), given | {"username": "x"}).status_code == 410
    stored = bytes(Invitation.objects.get().token_hash)
    assert link.group(1).encode().split(b"/")[-2] not in stored


@pytest.mark.parametrize("ended", ["used", "revoked", "expired", "never"])
def test_a_link_that_ended_opens_nothing(
    client: Client, house: SimpleNamespace, ended: str
) -> None:
    offer = invitations.invite(Role.REVIEWER, by=house.ada)
    now = timezone.now()
    changes: dict[str, dict[str, Any]] = {
        "used": {"used_at": now},
        "revoked": {"revoked_at": now},
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "never": {"token_hash": b"another"},
    }
    Invitation.objects.update(**changes[ended])
    answer = client.get(f"/account/invitations/{offer.token}/")
    assert answer.status_code == 410


def test_a_weak_or_taken_choice_is_named_at_its_field(
    client: Client, house: SimpleNamespace
) -> None:
    offer = invitations.invite(Role.REVIEWER, by=house.ada)
    address = f"/account/invitations/{offer.token}/"
    weak = client.post(
        address, {"username": "SAM", "password": "short", "again": "other"}
    )
    body = weak.content.decode()
    assert weak.status_code == 422
    for words in ("name is taken", "at least 15 characters", "passwords differ"):
        assert words in body
    assert Invitation.objects.get().used_at is None


def test_who_invites_whom(house: SimpleNamespace) -> None:
    other = Organisation.objects.create(slug="p", name="P")
    team = house.organisation
    allowed = {
        (house.ada, Role.AUDITOR, None),
        (house.ada, Role.ADMINISTRATOR, None),
        (house.ada, Role.SUPERVISOR, other),
        (house.sam, Role.INTAKE, team),
        (house.sam, Role.SUPERVISOR, team),
    }
    refused = {
        (house.ada, Role.SUPERVISOR, team),
        (house.ada, Role.CASE_WORKER, other),
        (house.sam, Role.SUPERVISOR, other),
        (house.sam, Role.RELEASER, None),
        (account("nobody"), Role.REVIEWER, None),
    }
    for by, role, place in allowed:
        assert invitations.may_invite(by, role, place), (by, role)
    for by, role, place in refused:
        assert not invitations.may_invite(by, role, place), (by, role)


def test_an_invitation_dies_with_the_right_to_make_it(
    client: Client, house: SimpleNamespace
) -> None:
    offer = invitations.invite(
        Role.INTAKE, by=house.sam, organisation=house.organisation
    )
    boss = account("boss")
    with acting_as(house.sam, Purpose.REQUEST):
        Membership.objects.create(
            user=boss, organisation=house.organisation, role=Role.SUPERVISOR.value
        )
    with acting_as(boss, Purpose.REQUEST):
        Membership.objects.get(user=house.sam).delete()
    given = {"username": "wren", "password": PASSWORD, "again": PASSWORD}
    answer = client.post(f"/account/invitations/{offer.token}/", given)
    assert answer.status_code == 410
    assert not User.objects.filter(username="wren").exists()


def test_the_first_administrator_is_invited_from_the_machine(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("invite_administrator")
    link = capsys.readouterr().out.split()[-1]
    path = link.split("8001")[-1].removeprefix(settings.STAFF_URL)
    given = {"username": "ada", "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, given).status_code == 302
    assert may(User.objects.get(username="ada"), Role.ADMINISTRATOR)


def test_a_supervisor_moves_people_between_teams(house: SimpleNamespace) -> None:
    page = log_in(Client(), house.sam)
    given = {"organisation": house.organisation.pk, "name": "Morning"}
    assert page.post("/people/teams/", given).status_code == 302
    again = page.post("/people/teams/", given)
    assert again.status_code == 422
    assert "team of this name" in again.content.decode()
    wren = account("wren", password=None)
    with acting_as(house.sam, Purpose.REQUEST):
        row = Membership.objects.create(
            user=wren, organisation=house.organisation, role=Role.CASE_WORKER.value
        )
    address = reverse("member", args=[row.pk])
    assert "Morning" in page.get(address).content.decode()
    morning = Team.objects.get(name="Morning")
    for teams in ([morning], [house.team, morning], []):
        ids = [team.pk for team in teams]
        assert page.post(address, {"teams": ids}).status_code == 302
        held = TeamMember.objects.filter(user=wren)
        assert set(held.values_list("team_id", flat=True)) == set(ids)
    elsewhere = Team.objects.create(
        organisation=Organisation.objects.create(slug="p", name="P"), name="Far"
    )
    assert page.post(address, {"teams": [elsewhere.pk]}).status_code == 422
    assert page.post(address, {"wish": "leave"}).status_code == 302
    assert not Membership.objects.filter(user=wren).exists()
    mine = Membership.objects.get(user=house.sam)
    assert page.get(reverse("member", args=[mine.pk])).status_code == 404
    ada = log_in(Client(), house.ada)
    assert ada.post("/people/teams/", given).status_code == 422


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Role.RELEASER, Role.ADMINISTRATOR),
        (Role.ADMINISTRATOR, Role.RELEASER),
    ],
)
def test_nobody_is_releaser_and_administrator(first: Role, second: Role) -> None:
    rosa = account("rosa", first)
    with pytest.raises(IntegrityError, match="neither a releaser nor sees cases"):
        grant(rosa, second)


def test_a_closed_account_is_out_with_the_next_click(
    client: Client, house: SimpleNamespace
) -> None:
    rosa = log_in(client, account())
    assert rosa.get("/").status_code == 200
    ada = log_in(Client(), house.ada)
    close = reverse("person-close", args=[User.objects.get(username="rosa").pk])
    assert ada.get(close).status_code == 200
    assert ada.post(close).status_code == 302
    assert rosa.get("/")["Location"].startswith(LOGIN)
