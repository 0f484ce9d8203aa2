"""Finding a case again, what is due, two tellings of one matter: in a browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.content import CaseText
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task
from accountability.models import Case, SavedFilter, User
from accountability.vocab import AllegationClass, CaseStatus
from tests.accounts import log_browser_in
from tests.casework import House, department
from tests.functional.test_case_pages import accessible
from tests.official_records import OfficialRecord

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
SYNTHETIC = CaseText("Synthetic: words", occurred="spring 2026", place="synthetic")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Any]:
    contexts: list[BrowserContext] = []

    def open_as(user: User, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="en-CA",
            **options,
        )
        contexts.append(context)
        log_browser_in(context, user, live_server.url)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_due_is_on_the_home_page_until_it_is_done(
    house: House, opened: Any, width: int
) -> None:
    case = house.case(text=SYNTHETIC, department_id=department().pk)
    with acting_as(house.worker, Purpose.REQUEST):
        late = timezone.localdate() - timedelta(days=3)
        add_task(case.pk, "Synthetic: call back", due=late)
    page = opened(house.worker, width)
    page.goto("/")
    due = page.get_by_role("region", name="Due")
    expect(due.get_by_text("was due")).to_be_visible()
    expect(due.get_by_text("Last day to complain", exact=True)).to_be_visible()
    accessible(page)
    due.get_by_role("button", name="call back").click()
    expect(page.get_by_role("status")).to_contain_text("Ticked off")
    expect(due.get_by_text("call back")).to_have_count(0)
    due.get_by_role("link", name=case.number).click()
    tasks = page.locator("#tasks")
    expect(tasks.get_by_text("done by worker-harbour")).to_be_visible()
    tasks.get_by_role("button", name="Open again").click()
    expect(page.locator("#tasks").get_by_text("was due")).to_be_visible()


def test_something_to_do_is_written_down_on_the_case(house: House, opened: Any) -> None:
    case = house.case(text=SYNTHETIC)
    page = opened(house.worker, 390)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_text("Write down something to do").click()
    page.get_by_label("What is to be done?").fill("Synthetic: bring the form")
    page.get_by_label("Who does it").select_option("supervisor-harbour")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#tasks")).to_contain_text("Synthetic: bring the form")
    expect(page.locator("#tasks")).to_contain_text("supervisor-harbour")


def test_finding_by_words_tags_and_kept_filters(house: House, opened: Any) -> None:
    saanich = department()
    wanted = house.case(
        text=SYNTHETIC,
        department_id=saanich.pk,
        allegation_class=AllegationClass.NEGLECT_OF_DUTY,
    )
    other = house.case(text=SYNTHETIC)
    page = opened(house.worker)
    page.goto(f"/cases/{wanted.pk}/")
    page.get_by_label("Tag", exact=False).last.fill("court support")
    page.get_by_role("button", name="Add the tag").click()
    expect(page.locator("#tags .tag")).to_have_text("court support")
    page.goto("/cases/")
    table = page.get_by_role("table")
    expect(table.get_by_role("link")).to_have_count(2)
    find = page.get_by_role("search", name="Find cases")
    find.get_by_label("Find").fill("court support neglect of duty")
    find.get_by_role("button", name="Find").click()
    expect(table.get_by_role("link")).to_have_text([wanted.number])
    # Words are sent, not asked for by address.
    assert "court" not in page.url
    page.get_by_role("button", name="Keep this filter").click()
    kept = page.get_by_role("list", name="Your filters")
    expect(kept.get_by_role("link")).to_have_text("Neglect of Duty · #court support")
    accessible(page)
    find.get_by_label("Find").fill("motel saanich")
    find.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is called: motel.")
    expect(find.get_by_label("Find")).to_have_value("motel saanich")
    expect(table).to_have_count(0)
    page.get_by_role("link", name="Show all").first.click()
    expect(table.get_by_role("link")).to_have_count(2)
    kept.get_by_role("link").click()
    expect(table.get_by_role("link")).to_have_text([wanted.number])
    find.get_by_label("Find").fill(other.number.lower())
    find.get_by_role("button", name="Find").click()
    expect(table.get_by_role("link")).to_have_text([other.number])
    kept.get_by_role("button", name="Forget").click()
    expect(kept).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(kept.get_by_role("link")).to_have_count(1)
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_two_tellings_are_merged_lead_to_one_and_come_back(
    house: House, opened: Any, width: int
) -> None:
    first, again = house.case(text=SYNTHETIC), house.case(text=SYNTHETIC)
    page = opened(house.worker, width)
    page.goto(f"/cases/{again.pk}/")
    expect(page.get_by_text("Somebody of the same name")).to_be_visible()
    page.get_by_role("link", name="The same matter?").click()
    page.get_by_label("Number of the other case").fill("0000-0000")
    page.get_by_role("button", name="Show both").click()
    expect(page.get_by_role("alert")).to_contain_text("You see no case of this number")
    page.get_by_role("link", name=first.number).click()
    accessible(page)
    page.get_by_label(first.number).check()
    page.get_by_label("Why are they the same").fill("Synthetic: told by two friends")
    # Somebody saves meanwhile: nothing that was typed here is lost.
    with acting_as(house.worker, Purpose.REQUEST):
        services.class_case(again.pk, AllegationClass.DISCOURTESY)
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_text("Somebody changed the case meanwhile")).to_be_visible()
    expect(page.get_by_label("Why are they the same")).to_have_value(
        "Synthetic: told by two friends"
    )
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.number)
    expect(page.get_by_text("Told again in")).to_be_visible()
    expect(page.get_by_text("Somebody of the same name")).to_have_count(0)
    page.goto(f"/cases/{again.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.number)
    page.get_by_role("link", name=again.number).click()
    expect(page.get_by_text("kept as it was")).to_be_visible()
    expect(page.get_by_text("Synthetic: told by two friends")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(again.number)
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.get(pk=again.pk).status == CaseStatus.OPEN


def test_the_published_outcome_stands_on_the_case(house: House, opened: Any) -> None:
    case = house.case(text=SYNTHETIC)
    record = OfficialRecord()
    record.allegation(
        record.snapshot(record.document()),
        record.complaint(number_raw="2016-11867"),
        measures=(("recorded_after_departure", "dismissal", None),),
    )
    page = opened(house.worker)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_text("Link to a published matter").click()
    number = page.get_by_label("Number that the oversight body gave it")
    number.fill("1999-1")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_text("holds no file of this number")).to_be_visible()
    expect(number).to_have_value("1999-1")
    number.fill("2016-11867")
    page.get_by_role("button", name="Link", exact=True).click()
    official = page.locator("#official")
    expect(official).to_contain_text("Dismissal")
    expect(official).to_contain_text("Substantiated")
    official.get_by_role("button", name="Take the link out").click()
    expect(page.locator("#official")).to_contain_text("Not linked")


def test_what_the_public_will_see(house: House, opened: Any) -> None:
    case = house.case(text=SYNTHETIC, department_id=department().pk)
    with acting_as(house.worker, Purpose.REQUEST):
        tag_case(case.pk, "synthetic")
    page = opened(house.worker, 390)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_role("link", name="What will the public see?").click()
    expect(page.get_by_text("Now: nothing of this case.")).to_be_visible()
    expect(page.get_by_text("Nobody said yes to being counted")).to_be_visible()
    accessible(page)


def test_words_typed_into_another_form_are_asked_about(
    house: House, opened: Any
) -> None:
    case = house.case(text=SYNTHETIC)
    page = opened(house.worker)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"/cases/{case.pk}/")
    note = page.get_by_label("Note", exact=False).last
    note.press_sequentially("Synthetic: safe to phone")
    page.locator("#tags").get_by_label("Tag").press_sequentially("court")
    page.get_by_role("button", name="Add the tag").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(note).to_have_value("Synthetic: safe to phone")
    # Having stayed, the tag can still be added: whoever wants to leave the note does.
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Add the tag").click()
    expect(page.locator("#tags .tag")).to_have_text("court")


def test_nothing_is_asked_when_a_form_is_sent_or_when_leaving_at_once(
    house: House, opened: Any
) -> None:
    case = house.case(text=SYNTHETIC)
    page = opened(house.worker)
    asked: list[str] = []

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_label("Note", exact=False).last.press_sequentially("Synthetic: note")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("status")).to_contain_text("The note is saved.")
    page.get_by_label("Note", exact=False).last.press_sequentially("Synthetic: more")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_timeout(500)
    assert str(case.pk) not in page.url
    assert asked == []
