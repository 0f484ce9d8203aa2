"""Telling a case on one page, as somebody who has never been here does it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.attachments.services import (
    CLEAN,
    clean_attachment,
    open_copy,
)
from accountability.cases.content import OpenCase
from accountability.models import Attachment, Case, CaseDraft
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    NotReportedBecause,
    PersonRole,
    ReportedTo,
)
from tests.accounts import log_browser_in, log_in
from tests.attachment_files import photo
from tests.casework import House, department
from tests.functional.test_case_pages import accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house() -> House:
    department()
    return House()


class Server:
    """The staff plane in a process of its own, which can be killed and come back."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port, self._environment = port, environment
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.functional.staff_server", str(self.port)],
            cwd=ROOT,
            env=self._environment,
        )
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        self.kill()
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def server(settings: Any, unused_tcp_port: int) -> Iterator[Server]:
    database = connection.settings_dict
    environment = dict(os.environ)
    owner = environment["DATABASE_URL"]
    environment["DATABASE_URL"] = owner.rsplit("/", 1)[0] + (
        f"/{database['NAME']}" + ("?" + owner.split("?", 1)[1] if "?" in owner else "")
    )
    for name in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR"):
        environment[f"TEST_{name}"] = str(getattr(settings, name))
    found = Server(unused_tcp_port, environment)
    yield found
    found.kill()


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Newcomer:
    """Counts what a person has to do: a click, a field filled, a key."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def fill(self, label: str, words: str, nth: int = 0) -> None:
        self.steps += 1
        self.page.get_by_label(label).nth(nth).fill(words)

    def press(self, role: str, name: str, nth: int = 0) -> None:
        self.steps += 1
        found: Any = self.page.get_by_role(role, name=name)  # type: ignore[arg-type]
        found.nth(nth).click()

    def choose(self, label: str, words: str) -> None:
        self.steps += 1
        self.page.get_by_label(label).select_option(words)

    def tick(self, label: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).check()

    def attach(self, name: str, data: bytes) -> None:
        self.steps += 1
        self.page.get_by_label("Add files").set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": data}
        )


def kept(page: Page) -> None:
    """Wait until the words are sent; after an outage a busy machine takes its time."""
    state = page.locator("[data-state]")
    expect(state).to_contain_text("Draft kept", timeout=30_000)
    expect(page.locator("[data-state]")).not_to_contain_text("Keeping")


def told(house: House, case: Any) -> OpenCase:
    with acting_as(house.supervisor, Purpose.REQUEST):
        return services.read_case(case.pk)


def test_a_newcomer_tells_a_case_while_the_server_is_killed(
    house: House, server: Server, chromium: Browser
) -> None:
    context = chromium.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, locale="en-CA"
    )
    log_browser_in(context, house.worker, server.url)
    page = context.new_page()
    page.goto("/cases/")
    person = Newcomer(page)
    person.press("link", "New case")
    person.fill(
        "What happened?",
        "Synthetic: she went to the counter about a bad date and was sent away.",
    )
    person.fill("Where?", "Synthetic: front counter")
    person.fill("When?", "spring 2023")
    person.choose("Which police department?", "Saanich")
    person.fill("Who was it?", "the officer at the counter, short hair")
    person.fill("What did they say or do?", "Laughed and took no report.")
    person.fill("What kind of conduct", "Dismissive response")
    person.press("button", "Add something else")
    person.fill("What did they say or do?", "Told others where she works.", 1)
    kept(page)
    server.kill()
    person.press("button", "Add another officer")
    person.fill("Who was it?", "not known, on the phone", 1)
    person.fill("What did they say or do?", "Never called back.", 2)
    expect(page.locator("[data-state]")).to_contain_text("No connection")
    stored = page.evaluate("() => Object.values(localStorage).join(' ')")
    assert stored
    assert "counter" not in stored
    server.start()
    kept(page)
    page.reload()
    expect(page.get_by_label("What did they say or do?")).to_have_count(3)
    expect(page.get_by_label("What did they say or do?").nth(2)).to_have_value(
        "Never called back."
    )
    person.tick("Nobody")
    person.tick("Fear of what police would do")
    person.fill("What does the person want?", "Synthetic: an apology")
    person.attach("photo.jpg", photo())
    expect(page.get_by_text("photo.jpg · kept")).to_be_visible()
    person.tick("Somebody else, for them")
    person.choose("Count in statistics", "yes")
    person.fill("Name of the person it happened to", "Synthetic Sky")
    person.fill("How to reach them safely", "only through the house")
    person.fill("Name of whoever tells it", "Synthetic Outreach Worker")
    kept(page)
    person.press("button", "Save and hand to the team")
    expect(page.get_by_role("status")).to_contain_text("with the team")
    assert person.steps <= 25, person.steps
    accessible(page)

    case = _only_case(house)
    found = told(house, case)
    assert found.text.occurred == "spring 2023"
    assert [act.subtype for act in found.allegations] == [
        AllegationSubtype.DISMISSIVE_RESPONSE,
        None,
        None,
    ]
    respondents = [p for p in found.people if p.role is PersonRole.RESPONDENT]
    said = [
        sum(act.row.respondent_id == p.row.pk for act in found.allegations)
        for p in respondents
    ]
    assert sorted(said) == [1, 2]
    assert {p.role for p in found.people} == {
        PersonRole.RESPONDENT,
        PersonRole.AFFECTED,
        PersonRole.COMPLAINANT,
    }
    assert found.row.reported_to == ReportedTo.NOBODY.value
    assert found.row.not_reported_because == [
        NotReportedBecause.FEAR_OF_RETALIATION.value
    ]
    assert found.row.allegation_class == AllegationClass.DISCOURTESY.value
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert not CaseDraft.objects.exists()
        attachment = Attachment.objects.get(case=case)
    clean_attachment(attachment.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        _, reader = open_copy(attachment.pk, CLEAN)
        with reader, Image.open(reader) as picture:
            assert not dict(picture.getexif())
    assert page.evaluate("() => localStorage.length") == 0
    context.close()


def _only_case(house: House) -> Case:
    with acting_as(house.supervisor, Purpose.REQUEST):
        return Case.objects.get()


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Any]:
    contexts = []

    def open_as(user: Any, width: int = 1280, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="en-CA",
            **more,
        )
        contexts.append(context)
        log_browser_in(context, user, live_server.url)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


def test_without_a_script_every_word_is_kept_and_officers_are_added(
    house: House, opened: Any
) -> None:
    page = opened(house.intake, 390, java_script_enabled=False)
    page.goto("/cases/new/")
    page.get_by_label("What happened?").fill("Synthetic words about a stop.")
    page.get_by_label("Who was it?").fill("one")
    page.get_by_label("Month in which").fill("2999-01")
    page.get_by_role("button", name="Add another officer").click()
    page.get_by_label("Who was it?").nth(1).fill("two")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("alert").first).to_contain_text("still here")
    expect(page.get_by_text("This month has not begun.")).to_be_visible()
    expect(page.get_by_label("Who was it?").nth(1)).to_have_value("two")
    page.get_by_label("Month in which").fill("2026-05")
    page.get_by_role("button", name="Save and hand to the team").click()
    expect(page.get_by_text("with the team")).to_be_visible()
    found = told(house, _only_case(house))
    assert len(found.people) == 2
    assert found.text.narrative == "Synthetic words about a stop."


def test_a_kind_that_is_not_in_the_list_is_refused_beside_its_field(
    house: House, opened: Any
) -> None:
    page = opened(house.worker)
    page.goto("/cases/new/")
    page.get_by_label("What did they say or do?").fill("something")
    page.get_by_label("What kind of conduct").fill("rudeness of sorts")
    page.get_by_role("button", name="Save as draft").click()
    wrong = page.locator(".wrong")
    expect(wrong).to_contain_text("Choose one from the list")
    expect(page.get_by_label("What kind of conduct")).to_have_value("rudeness of sorts")
    accessible(page)


def test_two_people_change_one_case_and_neither_loses_a_word(
    house: House, opened: Any
) -> None:
    case = house.case(person=False)
    first, second = opened(house.worker), opened(house.supervisor, 390)
    for page in (first, second):
        page.goto(f"/cases/{case.pk}/change/")
    first.get_by_label("Where?").fill("the first place")
    first.get_by_label("What does the person want?").fill("the first wish")
    first.get_by_label("Who was it?").fill("the first one’s officer")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("Saved.")).to_be_visible()
    second.get_by_label("Where?").fill("the second place")
    second.get_by_label("When?").fill("the second date")
    second.get_by_role("button", name="Save", exact=True).click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("Nothing of either is lost")
    expect(alert).to_contain_text("the first place")
    expect(alert).to_contain_text("taken over below")
    expect(alert).to_contain_text("the first one’s officer")
    expect(second.get_by_label("Where?")).to_have_value("the second place")
    expect(second.get_by_label("What does the person want?")).to_have_value(
        "the first wish"
    )
    accessible(second)
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Saved.")).to_be_visible()
    found = told(house, case)
    assert found.text.place == "the second place"
    assert found.text.occurred == "the second date"
    assert found.text.wishes == "the first wish"
    assert [p.text.details for p in found.people] == ["the first one’s officer"]


def test_typing_warns_of_somebody_known_and_of_nobody_hidden(
    house: House, opened: Any
) -> None:
    mine = house.case()
    hidden = house.case(house.other_worker, team=house.night)
    page = opened(house.worker)
    page.goto("/cases/new/")
    page.get_by_label("Name of the person").fill("marigold unsworth")
    expect(page.get_by_text("Somebody like this is in:")).to_be_visible()
    expect(page.get_by_role("link", name=mine.number)).to_be_visible()
    assert hidden.number not in page.content()


def test_another_window_of_the_same_person_is_told(house: House, opened: Any) -> None:
    case = house.case(person=False)
    one = opened(house.worker)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(f"/cases/{case.pk}/change/")
    one.get_by_label("Where?").fill("one")
    kept(one)
    other.get_by_label("Where?").fill("other")
    expect(other.locator("[data-state]")).to_contain_text("another window")
    other.get_by_role("button", name="Go on in this window").click()
    kept(other)
    one.close()
    other.goto(f"/cases/{case.pk}/change/")
    expect(other.get_by_text("not saved yet")).to_be_visible()
    expect(other.get_by_label("Where?")).to_have_value("other")
    other.get_by_text("Throw them away…").click()
    other.get_by_role("button", name="Throw them away").click()
    expect(other.get_by_text("The case is as it was.")).to_be_visible()
    assert told(house, case).text.place == "corner of Wyvern and Larkspur"


def test_another_language_shows_what_was_begun(house: House, opened: Any) -> None:
    page = opened(house.worker, 390)
    page.goto("/cases/new/")
    page.get_by_label("Where?").fill("synthetic: behind the station")
    kept(page)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_place")).to_have_value("synthetic: behind the station")


def test_what_is_wrong_is_led_to(house: House, opened: Any) -> None:
    page = opened(house.worker, 390)
    page.goto("/cases/new/")
    page.get_by_label("Share with a named partner").select_option("yes")
    kept(page)
    page.get_by_role("button", name="Save as draft").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="The partner it may be shared with").click()
    expect(page.get_by_label("The partner it may be shared with")).to_be_focused()
    # Half scrolled away, a link of the masthead is small under "Exit this page".
    page.evaluate("window.scrollTo(0, 0)")
    accessible(page)


def test_a_no_to_being_kept_is_not_handed_over(house: House, opened: Any) -> None:
    page = opened(house.worker, 390)
    page.goto("/cases/new/")
    page.get_by_label("What happened?").fill("Synthetic: they changed their mind.")
    page.get_by_label("Keep the case").select_option("no")
    kept(page)
    page.get_by_role("button", name="Save and hand to the team").click()
    expect(page.get_by_role("status")).to_contain_text("it is not handed over")
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.get().status == "draft"


def test_triage_findings_and_measures(house: House, opened: Any) -> None:
    case = house.case(person=False)
    page = opened(house.worker, 390)
    page.goto(f"/cases/{case.pk}/change/")
    page.get_by_label("Who was it?").fill("an officer")
    page.get_by_label("What did they say or do?").fill("Synthetic: took no report.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Class, findings")).click()
    page.get_by_label("Class of allegation").select_option("Neglect of Duty")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Class, findings")).click()
    page.get_by_text("Enter a finding").click()
    # Nothing is chosen beforehand: a guess would be recorded.
    page.locator("#finding_stage").select_option("Recommended")
    page.get_by_label("Finding:", exact=True).select_option("Substantiated")
    page.get_by_label("Decided by").fill("Synthetic authority")
    page.get_by_label("On:", exact=True).fill("2026-05-04")
    page.get_by_role("button", name="Save the finding").click()
    page.get_by_text("Enter a measure").click()
    page.locator("#measure_stage").select_option("Recommended")
    page.get_by_label("Measure:", exact=True).select_option("Training or re-training")
    page.get_by_label("Days").fill("3")
    page.get_by_role("button", name="Save the measure").click()
    expect(page.get_by_text("Only a suspension has days")).to_be_visible()
    page.get_by_label("Days").fill("")
    page.get_by_role("button", name="Save the measure").click()
    expect(page.get_by_text("Training or re-training").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Take back Training").click()
    police = page.locator("#police")
    expect(police.get_by_text("Synthetic authority")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Synthetic authority")
    page.get_by_text("Move to “Closed”").click()
    page.get_by_label("Why?").last.fill("Synthetic: the person wants no more.")
    page.get_by_role("button", name="Move the case").last.click()
    expect(page.get_by_text("Synthetic: the person wants no more.")).to_be_visible()


def test_a_reason_is_asked_for_by_the_server_too(house: House) -> None:
    case = house.case()
    client = log_in(Client(), house.worker)
    answer = client.post(
        f"/cases/{case.pk}/move/",
        {"to": "closed", "revision": case.revision, "reason": "  "},
        follow=True,
    )
    assert "Say why" in answer.content.decode()
    assert told(house, case).row.status == "open"
