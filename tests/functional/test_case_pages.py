"""The case pages, accounts and the audit in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.consent import record_consent
from accountability.models import Case, CaseHistory, Membership, Role, User
from accountability.vocab import ConsentPurpose
from tests.accounts import code_now, log_browser_in, with_app
from tests.attachment_files import photo
from tests.casework import House, department, officer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
WIDTHS = {"wide": 1280, "phone": 390}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """Open pages as somebody; every console must stay empty."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_as(user: User | None, width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="en-CA",
        )
        contexts.append(context)
        if user is not None:
            log_browser_in(context, user, live_server.url)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert [
        line
        for line in said
        if not re.search(r"status of 4\d\d|^\[DOM\]|^Clear-Site", line)
    ] == []


def _first_version(house: House, case: Case) -> int:
    with acting_as(house.supervisor, Purpose.REQUEST):
        found: int = CaseHistory.objects.filter(id=case.pk).earliest("pgh_id").pgh_id
        return found


def accessible(page: Page) -> None:
    # From the top: what lies half below the exit that stays in sight is no fault.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    wide = "() => document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wide) <= 0


def test_a_photo_is_attached_by_hand(house: House, opened: Any) -> None:
    case = house.case()
    page = opened(house.worker)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_label("File").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("status")).to_contain_text("being made")
    expect(page.get_by_text("Being cleaned")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_every_page_is_accessible(house: House, opened: Any, width: int) -> None:
    case = house.case(department_id=department().pk)
    with acting_as(house.worker, Purpose.REQUEST):
        services.write_note(case.pk, "Synthetic note.")
        record_consent(case.pk, ConsentPurpose.STATISTICS, given=True)
    page = opened(house.supervisor, width)
    pages = ["/cases/", "/cases/new/", "/people/", "/account/factors/"]
    pages += [f"/cases/{case.pk}/{part}" for part in ("", "change/", "history/")]
    pages += [f"/cases/{case.pk}/{part}" for part in ("people/add/", "erasure/")]
    pages += [f"/cases/{case.pk}/exports/", "/account/sessions/"]
    joined = Membership.objects.get(user=house.worker)
    version = f"/cases/{case.pk}/history/{_first_version(house, case)}/"
    pages += [f"/people/members/{joined.pk}/", version]
    pages += [f"/people/{house.worker.pk}/close/"]
    pages += [f"/cases/{'0' * 8}-0000-4000-8000-{'0' * 12}/"]
    for address in pages:
        page.goto(address)
        accessible(page)
    auditor = opened(officer("otto", Role.AUDITOR), width)
    auditor.goto("/audit/")
    accessible(auditor)
    stranger = opened(None, width)
    stranger.goto("/account/login/")
    accessible(stranger)


def test_a_passkey_from_enrolment_to_login(
    house: House, opened: Any, settings: Any, live_server: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    sam = house.supervisor
    sam.set_password("correct horse battery staple")
    sam.save()
    with_app(sam)
    page = opened(None)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "automaticPresenceSimulation": True}},
    )
    page.goto("/cases/")
    page.get_by_label("Name").fill(sam.username)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign In", exact=True).click()
    # A supervisor without a passkey comes no further; the password is asked again.
    expect(page).to_have_url(re.compile("/account/reauthenticate/"))
    accessible(page)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/factors/webauthn/add/"))
    accessible(page)
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/")
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()


def test_an_app_is_set_up_by_a_new_person(opened: Any, live_server: Any) -> None:
    User.objects.create_user("new", password="correct horse battery staple")
    page = opened(None, 390)
    page.goto("/")
    page.get_by_label("Name").fill("new")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/factors/$"))
    accessible(page)
    page.get_by_role("link", name="Set up an app").click()
    accessible(page)
    assert page.get_by_role("img").is_visible()
    from allauth.mfa.totp.internal import auth

    secret = page.get_by_label("Authenticator secret").input_value()
    code = auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))
    page.get_by_label("Authenticator code").fill(auth.format_hotp_value(code))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".staff-codes li").count() == 10
    accessible(page)
    page.get_by_role("link", name="Go on to the desk").click()
    expect(page).to_have_url(f"{live_server.url}/")
