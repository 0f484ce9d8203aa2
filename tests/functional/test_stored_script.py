"""Words made to run as script, in every field, shown on every case page (S12)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.allegations import Kind, record_finding
from accountability.cases.attachments.services import receive
from accountability.cases.consent import record_consent
from accountability.cases.content import CaseFacts, CaseText, ConsentText, PersonText
from accountability.cases.drafts import save_draft
from accountability.cases.entering import (
    EnteredAct,
    EnteredOfficer,
    EnteredPerson,
    Entry,
    enter,
)
from accountability.cases.filters import save_filter
from accountability.cases.services import enter_case
from accountability.cases.tags import LONGEST, tag_case, tags_offered
from accountability.cases.worklist import add_task
from accountability.models import CaseHistory
from accountability.staff.entry_forms import typed_of
from accountability.vocab import (
    CaseStatus,
    ConsentPurpose,
    Disposition,
    FindingStage,
    PersonRole,
)
from tests.accounts import log_browser_in
from tests.attachment_files import photo, uploaded
from tests.casework import House

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
#: Each sets a mark on the window if it runs anywhere.
RUN = "window.ran=1"
CORPUS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"'><img src=x onerror='{RUN}'>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    "<link rel=stylesheet href=https://example.invalid/x.css>",
    "<style>@import 'https://example.invalid/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<base href='https://example.invalid/'>",
    "<object data='https://example.invalid/x'></object>",
    "<img src='https://example.invalid/pixel.png'>",
    f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</template><script>{RUN}</script>",
    f"</option></datalist><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"<![CDATA[<script>{RUN}</script>]]>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    f"${{{RUN}}}`{RUN}`",
    f"'-{RUN}-'",
    f'" autofocus onfocus="{RUN}" x="',
    f"\u202e<script>{RUN}</script>",
    f"\ufeff<script>{RUN}</script>",
    f"＜script＞{RUN}＜/script＞",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}",
    "x" * 3000,
    "🕊️" * 50,
)


def poison(number: int) -> str:
    """Return a part of the corpus; every part stands in some field."""
    return " ".join(CORPUS[number % 6 :: 6])


@pytest.fixture
def browser_of(chromium: Browser, live_server: Any) -> Iterator[Any]:
    contexts: list[BrowserContext] = []

    def open_as(user: Any) -> BrowserContext:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        log_browser_in(context, user, live_server.url)
        return context

    yield open_as
    for context in contexts:
        context.close()


def test_nothing_stored_runs_or_reaches_out(browser_of: Any, live_server: Any) -> None:
    house = House()
    house.organisation.name = "<b onmouseover=window.ran=1>" + CORPUS[2]
    house.organisation.save()
    house.day.name = CORPUS[3]
    house.day.save()
    with acting_as(house.worker, Purpose.REQUEST):
        case = enter(
            house.day,
            Entry(
                facts=CaseFacts(date(2026, 5, 1)),
                text=CaseText(
                    narrative=" ".join(CORPUS),
                    occurred=poison(1),
                    place=poison(2),
                    wishes=poison(3),
                    reporting=poison(4),
                ),
                officers=(EnteredOfficer(poison(5), (EnteredAct(poison(0), Kind()),)),),
                people=(
                    EnteredPerson(
                        PersonRole.AFFECTED, PersonText(poison(1), poison(2), poison(3))
                    ),
                ),
            ),
        )
        services.write_note(case.pk, " ".join(CORPUS))
        record_consent(
            case.pk,
            ConsentPurpose.SHARE,
            given=True,
            text=ConsentText(poison(4), poison(5)),
        )
        receive(case.pk, uploaded(photo(), f"{CORPUS[2]}.jpg"))
        opened = services.read_case(case.pk)
        act = opened.allegations[0].row.pk
        record_finding(
            case.pk,
            act,
            FindingStage.FINAL,
            Disposition.PENDING,
            decided_by=poison(0),
        )
        save_draft(case.pk, typed_of(opened), tab="x", sequence=1)
        case.refresh_from_db()
        services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        case.refresh_from_db()
        services.move_case(
            case.pk, CaseStatus.FILED, revision=case.revision, reason=poison(1)
        )
        add_task(case.pk, " ".join(CORPUS[:30]))
        for words in CORPUS:
            if len(words) <= LONGEST:
                tag_case(case.pk, words)
        other = enter_case(house.day, CaseFacts(date(2026, 5, 1)), CaseText(poison(2)))
        services.move_case(other.pk, CaseStatus.OPEN, revision=other.revision)
        save_filter(f"tag={tags_offered()[0].id}")
        person = opened.people[0].row.pk
        version = CaseHistory.objects.filter(id=case.pk).latest("pgh_id").pgh_id
    context = browser_of(house.supervisor)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " event => console.error('violated ' + event.violatedDirective))"
    )
    for part in (
        *("", "change/", "history/", f"history/{version}/", f"allegations/{act}/"),
        *(f"people/{person}/", f"people/{person}/remove/", "exports/", "erasure/"),
        *("public/", f"merge/?number={other.number}"),
    ):
        answer = page.goto(f"/cases/{case.pk}/{part}")
        assert answer is not None
        assert answer.status == 200, part
        assert page.evaluate("() => window.ran") is None, part
    for address in ("/", "/cases/", "/cases/new/", "/people/"):
        page.goto(address)
        assert page.evaluate("() => window.ran") is None, address
    page.goto(f"/cases/{case.pk}/")
    assert CORPUS[0] in page.locator("main").inner_text(), "shown as the words it is"
    assert "{{ 7|add:7 }}" in page.locator("main").inner_text(), "no template runs"
    assert {url for url in asked if not url.startswith(live_server.url)} == set()
    assert said == []
