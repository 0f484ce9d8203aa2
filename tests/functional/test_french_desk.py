"""The case pages in French in a real browser: told on a phone, nothing too wide."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.models import Case
from accountability.vocab import AllegationSubtype
from tests.accounts import log_browser_in
from tests.casework import House, department
from tests.functional.test_case_pages import accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def house() -> House:
    department()
    return House()


@pytest.fixture
def phone(chromium: Browser, live_server: object, house: House) -> Iterator[Page]:
    """Open a phone set to Canadian French, as the day's worker."""
    address: str = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, locale="fr-CA"
    )
    log_browser_in(context, house.worker, address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [line for line in said if not re.search(r"^\[DOM\]", line)] == []


def test_a_case_is_told_and_read_in_french_on_a_phone(
    phone: Page, house: House
) -> None:
    phone.goto("/")
    expect(phone.locator("html")).to_have_attribute("lang", "fr")
    accessible(phone)
    phone.goto("/cases/")
    accessible(phone)
    phone.get_by_role("link", name="Nouveau dossier").click()
    accessible(phone)
    phone.get_by_label("Que s’est-il passé").fill("Synthétique : refus au comptoir.")
    phone.get_by_label(re.compile("^Quand")).fill("printemps 2023")
    phone.get_by_label("De quel type de conduite").fill("Enquête inadéquate")
    phone.get_by_label("Personne", exact=True).check()
    phone.get_by_label("Compter dans les statistiques").select_option("oui")
    expect(phone.locator("[data-state]")).to_contain_text("Brouillon conservé")
    expect(phone.get_by_text("Compris comme la période du 1")).to_be_visible()
    accessible(phone)
    phone.get_by_role("button", name="Enregistrer et remettre à l’équipe").click()
    expect(phone.get_by_role("status")).to_contain_text("remis à l’équipe")
    expect(phone.get_by_text("Dernier jour pour porter plainte")).to_be_visible()
    expect(phone.get_by_text("Ouvert", exact=True).first).to_be_visible()
    accessible(phone)
    with acting_as(house.worker, Purpose.REQUEST):
        case = Case.objects.get()
        (act,) = services.read_case(case.pk).allegations
        assert act.subtype is AllegationSubtype.INADEQUATE_INVESTIGATION
        assert case.consents.get().wording.endswith(".fr")
    for part in ("change/", "history/", "erasure/", "exports/", "people/add/"):
        phone.goto(f"/cases/{case.pk}/{part}")
        accessible(phone)


def test_the_language_is_changed_on_the_page_and_stays(
    phone: Page, house: House
) -> None:
    phone.goto("/cases/")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="Cases")).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("heading", name="What needs you")).to_be_visible()
    phone.get_by_role("button", name="Français").click()
    expect(phone.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
