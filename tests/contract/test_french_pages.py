"""Every staff page in French: nothing English is left on it but what people wrote.

The pages are those of the access matrix, so that a page added there is walked here. A
text that was never marked for translation is found too: it is the same in both
languages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from lxml import html

from accountability.access.context import Purpose, acting_as
from accountability.archive.ledger.proposing import propose
from accountability.cases import services
from accountability.cases.allegations import Kind, change_allegation, record_measure
from accountability.cases.consent import record_consent
from accountability.cases.content import CaseFacts, CaseText
from accountability.cases.drafts import start_draft
from accountability.cases.filters import save_filter
from accountability.cases.importing.ending import cancel_import, take_back
from accountability.cases.importing.services import advance
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task, set_done
from accountability.extraction.revisions import note_revision
from accountability.locale import update
from accountability.models import (
    Case,
    CaseAllegation,
    CaseImport,
    DocumentChange,
    ExtractedRecord,
    HandEntry,
    Job,
    JobKind,
    JobState,
    Membership,
    RecordType,
    Retrieval,
    Role,
    Run,
    Team,
    User,
)
from accountability.models.hand_entries import TYPED_KINDS
from accountability.review import ledger
from accountability.review import services as review
from accountability.sources.errors import Failure
from accountability.sources.registry import all_sources
from accountability.staff.accounts import invitations
from accountability.staff.accounts.tokens import make_token
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    DisciplineStage,
    DocumentChangeKind,
    Flag,
    Harm,
    Measure,
    NotReportedBecause,
    OutcomeGroup,
    PoliceResponse,
    ReportedTo,
    RetrievalOutcome,
    Term,
)
from accountability.vocab.imports import ImportProblemKind
from accountability.vocab.tokens import TokenScope
from tests.accounts import log_in, record, with_app
from tests.casework import PLANTED, SECRET_WORDS
from tests.contract.test_access_matrix import (
    CASES,
    ELSEWHERE,
    IMPORTS,
    PAGES,
    PARTS,
    Row,
)
from tests.contract.world import World
from tests.factories import FETCHED, PASSWORD, Desk, figure, matter, unreadable
from tests.official_records import CANARIES
from tests.once import made_once
from tests.past_cases import ROW, brought_in, checked, received, started, table
from tests.public_plane import write_releases

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
FRENCH = {"Accept-Language": "fr-CA,fr;q=0.9"}
ENGLISH = {"Accept-Language": "en-CA,en;q=0.9"}
#: Shorter phrases of the catalogue may be parts of French words.
_LONGER_THAN = 12
_NO_PROSE = ("script", "style", "code", "kbd")
_SHOWN = ("aria-label", "title", "placeholder", "alt", "data-label")
#: Whose eyes a case is seen through.
SEEN_BY = {
    "draft": {"intake"},
    "day": {"worker", "supervisor"},
    "closed": {"supervisor"},
    "erased": {"worker"},
}
#: Steps that show nothing: a picture, bytes, a redirect, or a POST alone.
SHOWS_NOTHING = {
    *("review-first", "review-accept", "review-reopen", "review-batch-reopen"),
    *("review-page-picture", "review-close-up", "job-retry", "original"),
    *("review-crop-take-back", "review-crop-picture"),
    *("ledger-confirm", "ledger-reopen"),
    *("set_language", "session-end", "quick-exit", "account_logout"),
    *("mfa_reauthenticate_webauthn", "mfa_login_webauthn"),
    "mfa_download_recovery_codes",
    *("cases-file", "audit-file", "export-file", "attachment"),
    *("case-conclusion-remove", "import-problems", "import-enter"),
    *("by-hand-begin", "by-hand-page", "by-hand-discard"),
}
#: Headings that no field has.
_HEADINGS = ("ACOL", "BCOL", "CCOL", "DCOL", "")


#: What people, bodies and machines wrote, which no page translates.
_DATA = re.compile(
    "|".join(
        (
            *map(re.escape, filter(None, vars(SECRET_WORDS).values())),
            *(rf"\b{source}\b" for source in all_sources()),
            *(r"604-555-0199 after ten", r"calls as Goldie", r"synthetic: done"),
            # A page of the report on the desk.
            r"Registered complaints Saanich 48 Vancouver 393",
            *map(re.escape, PLANTED),
            *(r"\bTOLD\b", r"\bPLACE\b", r"\bWISH\b", r"\bACT\b", r"\bNOTE\b"),
            # Names before the words that they are made of.
            # These two bodies have no official French name.
            r"Office of the Police Complaint Commissioner \(OPCC\)",
            r"Independent Investigations Office \(IIO\)",
            r"(?:Saanich|Vancouver|New Orleans) Police Department",
            *(r"\bTASK\b", r"\bTOKEN\b", r"\b[ABCD]COL\b", r"\bpast\.csv\b"),
            *(r"\bReport annual\b", r"\bCANARY\w+", r"\b[Ss]aanich\b"),
            *(r"\bcall back\b", r"\bcourt\b", r"\bthe same\b", r"\btold \b"),
            *(r"[\w-]+-(?:harbour|inlet)\b", r"\bharbour\b", r"\bDay\b", r"\bNight\b"),
            r"\b(?:reviewer|releaser|auditor|administrator|newcomer|halfway)\b",
            *(
                r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b",
                r"\b[0-9a-f-]{32,64}\b",
                r"a\.jpg",
                "SHA-256",
            ),
            *(r"http://\S+", r"\bMay 2026\b"),
            *(r"Annual report 2021/22", r"Complaints 2016 to 2023", r"\bOPCC\b"),
            r"Rule|NEGLECT|Disposition|Sustained|Date Complaint Received|NOPD",
        )
    )
)
#: French has a space before a colon.
_TIGHT_COLON = re.compile(r"\S:(?:\s|$)")
#: Names that are the same in both languages and stand in no catalogue of ours.
_BOTH = {"WARC", "CSV", "Code", "Esc", "test", "Public Integrity Bureau"}


@dataclass(frozen=True)
class Visit:
    """One request for a page."""

    role: str
    address: str
    method: str = "get"
    data: Mapping[str, str] = field(default_factory=dict)


def shown(page: HttpResponse) -> Iterator[str]:
    """Yield every piece of text of a page that a reader sees or hears."""
    yield from shown_in(html.fromstring(page.content.decode()))


def shown_in(tree: html.HtmlElement) -> Iterator[str]:
    """Yield every piece of text in a tree that a reader sees or hears."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _NO_PROSE:
            yield from _said(element.tail)
            continue
        foreign = element.get("lang") is not None and element.tag != "html"
        if not foreign:
            yield from _said(element.text)
            for name, value in element.attrib.items():
                if name in _SHOWN or name.startswith("data-word"):
                    yield from _said(value)
        yield from _said(element.tail)


def _said(text: str | None) -> Iterator[str]:
    words = " ".join((text or "").split())
    if re.search(r"[A-Za-z]{2}", words):
        yield words


@cache
def english_phrases() -> set[str]:
    """Return what the catalogue and the vocabularies say in English alone."""
    found, french = set(), []
    for message in update.read():
        if message.id:
            originals = [message.id] if isinstance(message.id, str) else message.id
            words = message.string
            assert words is not None
            french += [words] if isinstance(words, str) else list(words)
            for original in originals:
                found.update(re.split(r"%\(\w+\)s|%s", original))
    for vocabulary in Term.__subclasses__():
        for term in vocabulary:
            found.add(term.english)
            french.append(term.french)
    told = "\n".join(french)
    phrases = {" ".join(phrase.split()) for phrase in found}
    return {p for p in phrases if len(p) > _LONGER_THAN and p not in told}


@cache
def words_of_both() -> set[str]:
    """Return what the catalogue or a vocabulary says alike in both languages."""
    found = set(_BOTH)
    for message in update.read():
        if message.id and message.id == message.string:
            found.update(_parts(re.sub(r"%\(\w+\)s", "", str(message.id))))
    for vocabulary in Term.__subclasses__():
        found.update(term.french for term in vocabulary if term.french == term.english)
    return found


def without_data(words: str) -> str:
    """Return a text without what people wrote in it."""
    return " ".join(_DATA.sub("", words).split())


def _parts(words: str) -> set[str]:
    """Return the phrases of a text that has dots and numbers between them."""
    parts = re.split(r"[·:,.()/0-9]+", words)
    return {part.strip() for part in parts if re.search(r"[A-Za-z]{2}", part)}


def _tried(
    name: str, row: Row, args: list[Any], roles: Iterable[str]
) -> Iterator[Visit]:
    """Yield a page's visit, and that of its form sent empty, for each role."""
    for method, answered, pages in (
        ("get", row.get, (200,)),
        ("post", row.post, (422,)),
    ):
        for role in sorted(roles) if answered in pages else ():
            yield Visit(role, reverse(name, args=args), method)


class FullWorld(World):
    """The matrix's world, with something of everything that a page can show."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("worker", "supervisor"):
            self.users[name].set_password(PASSWORD)
            self.users[name].save()
        self.clients = {r: log_in(Client(), u) for r, u in self.users.items()}
        for role in ("worker", "supervisor"):
            record(
                self.clients[role],
                self.users[role],
                method="password",
                reauthenticated=True,
            )
        RecoveryCodes.activate(self.users["worker"])
        self.clients["stranger"] = Client()
        # Somebody who has to set up a factor before anything else.
        self.clients["newcomer"] = Client()
        self.clients["newcomer"].force_login(User.objects.create_user("newcomer"))
        halfway = with_app(User.objects.create_user("halfway", password=PASSWORD))
        self.clients["halfway"] = Client()
        login = {"login": halfway.username, "password": PASSWORD}
        self.clients["halfway"].post(reverse("account_login"), login)
        self.desk = Desk()
        self._casework()
        self._work_around_a_case()
        self._past_cases()
        self._official_record()
        self.invitation = invitations.invite(
            Role.RELEASER, by=self.users["administrator"]
        ).token

    def _casework(self) -> None:
        day = self.cases["day"]
        with acting_as(self.users["worker"], Purpose.REQUEST):
            case = Case.objects.get(pk=day)
            services.change_case(
                day,
                revision=case.revision,
                facts=CaseFacts(
                    date(2026, 6, 1),
                    department_id=self.desk.departments["saanich"].pk,
                    outcome=OutcomeGroup.PENDING,
                    reported_to=ReportedTo.NOBODY,
                    not_reported_because=(NotReportedBecause.DISTRUST,),
                    police_response=PoliceResponse.DISMISSIVE,
                ),
                text=CaseText("TOLD", "May 2026", "PLACE", "WISH", Harm.SERIOUS.value),
            )
            act = CaseAllegation.objects.filter(case_id=day).earliest("position")
            change_allegation(
                day,
                act.pk,
                told="ACT",
                kind=Kind(
                    AllegationClass.NEGLECT_OF_DUTY,
                    AllegationSubtype.INADEQUATE_INVESTIGATION,
                ),
                respondent_id=None,
            )
            record_measure(
                day, act.pk, DisciplineStage.IMPOSED, Measure.SUSPENSION, days=3
            )
            record_consent(day, ConsentPurpose.STATISTICS, given=True)
            services.write_note(day, "NOTE")
            start_draft(
                Team.objects.filter(members__user=self.users["worker"])[0],
                {"narrative": ["TOLD"]},
                tab="a",
                sequence=1,
            )

    def _work_around_a_case(self) -> None:
        day, worker = self.cases["day"], self.users["worker"]
        today = timezone.localdate()
        self.other = self.house.case().number
        with acting_as(worker, Purpose.REQUEST):
            for days in (-1, 1, 5):
                due = today + timedelta(days=days)
                add_task(day, "TASK", due=due, for_whom=worker.pk)
            set_done(day, add_task(day, "TASK").pk, done=True)
            tag = tag_case(day, "court")
            save_filter(f"status=open&tag={tag.id}&received_from=2026-05")
            make_token(worker, "TOKEN", TokenScope.READ, days=30)
            make_token(worker, "TOKEN", TokenScope.WRITE, days=30)

    def _past_cases(self) -> None:
        house, worker = self.house, self.users["worker"]
        closed = table((*ROW[:4], "2024-06"))
        wrong = table(("soon", "Gotham", *ROW[2:]), (*ROW, "one more"))
        self.naming = received(house, table(ROW, headings=_HEADINGS))
        self.imports = {
            "named": self.naming,
            "wrong": checked(house, wrong),
            "ready": checked(house, closed),
            "under way": started(house, closed),
            "stood still": started(house, closed, by=self.users["other_worker"],
                                   team=house.night),
            "done": brought_in(house, closed),
            "changed": brought_in(house, table(ROW)),
            "no rows": received(house, b"a,b\n"),
            **{end: brought_in(house, table(ROW)) for end in ("gone",)},
            **{end: checked(house, table(ROW)) for end in ("cancelled", "stopped")},
        }  # fmt: skip
        with acting_as(worker, Purpose.REQUEST):
            of = Case.objects.filter
            self.closed = of(imported_by=self.imports["done"]).get().pk
            services.write_note(
                of(imported_by=self.imports["changed"]).get().pk, "NOTE"
            )
            take_back(self.imports["gone"])
            for end in ("cancelled", "stopped"):
                cancel_import(self.imports[end])
            CaseImport.objects.filter(pk=self.imports["stopped"]).update(
                failure=ImportProblemKind.NO_SUCH_DEPARTMENT.value
            )
        for end in ("gone", "cancelled", "stopped"):
            advance(self.imports[end])
        with acting_as(self.users["supervisor"], Purpose.REQUEST):
            Membership.objects.get(user=self.users["other_worker"]).delete()

    def _official_record(self) -> None:
        reviewer = self.users["reviewer"]
        report = self.desk.report(
            figure(), figure(flags=(Flag.SUM_MISMATCH,)), figure(2)
        )
        self.snapshot = report
        self.desk.dataset(matter(), replace(unreadable(), reason="not_a_date"))
        first = ExtractedRecord.objects.filter(snapshot=report).earliest("position")
        review.accept(first, by=reviewer)
        newer = self.desk.version(report.document, b"%PDF- not one")
        self.desk.reading(newer, figure(key="again"), previous=first)
        note_revision(newer, first_reading=True)
        gone = propose(
            report.document,
            DocumentChangeKind.DISAPPEARED,
            before_at=FETCHED,
            noticed_at=FETCHED,
        )
        ledger.dismiss(gone, reason="outage", by=reviewer)
        Retrieval.objects.create(
            document=report.document,
            url=report.document.url,
            at=FETCHED,
            outcome=RetrievalOutcome.FAILED.value,
        )
        self.run = Run.objects.create(source_id="ca_bc_opcc", reason="due")
        for number, failure in enumerate(Failure):
            Job.objects.create(
                run=self.run,
                kind=list(JobKind)[number % 3],
                key=f"http://127.0.0.1/{number}",
                state=JobState.DEAD,
                outcome=RetrievalOutcome.FAILED.value,
                failure=failure.value,
                counts={"rows": 2, "created": 1, "updated": 1, "failed": 1, "gone": 1},
            )

    def visits(self) -> Iterator[Visit]:
        """Yield a request for every page and for every form that is sent empty."""
        for name, row in CASES.items():
            for case, roles in SEEN_BY.items():
                yield from _tried(name, row, [self.cases[case]], roles & row.roles)
        for name, row in PARTS.items():
            if name not in SHOWS_NOTHING:
                roles = {"worker", "supervisor"} & row.roles
                yield from _tried(name, row, self.parts[name], roles)
        for name, row in PAGES.items():
            if name not in SHOWS_NOTHING:
                roles = {"worker", "supervisor"} & row.roles or row.roles
                yield from _tried(name, row, [], roles)
        yield from self._around_a_case()
        yield from self._of_imports()
        yield from self._elsewhere()

    def _around_a_case(self) -> Iterator[Visit]:
        day, merged = self.cases["day"], self.parts["case-unmerge"][0]
        yield Visit("worker", reverse("case", args=[merged]) + "?alone=1")
        yield Visit("worker", reverse("case", args=[self.closed]))
        yield Visit("worker", reverse("case-public", args=[merged]))
        merging = reverse("case-merge", args=[day])
        for number in (self.other, "none"):
            yield Visit("worker", f"{merging}?number={number}")
        yield Visit("worker", f"{merging}?number={self.other}", "post")
        yield Visit("worker", reverse("cases"), "post", {"find": "PLACE"})
        for query in ("status=open", "outcome=pending"):
            yield Visit("worker", f"{reverse('cases')}?{query}")
        making = reverse("token-new")
        yield Visit("worker", making)
        yield Visit("worker", making, "post")
        made = {"label": "TOKEN", "scope": "read", "days": "30"}
        yield Visit("worker", making, "post", made)

    def _of_imports(self) -> Iterator[Visit]:
        """Yield each page of an import in every state that it can be in."""
        naming = reverse("import-columns", args=[self.naming])
        yield Visit("worker", naming)
        yield Visit("worker", naming, "post")
        twice = {"column-0": "received", "column-1": "received"}
        yield Visit("worker", naming, "post", twice)
        for state, pk in self.imports.items():
            if state != "named":
                yield Visit("supervisor", reverse("import", args=[pk]))
            if state in {"wrong", "ready", "under way", "done", "no rows"}:
                yield Visit("worker", reverse("import", args=[pk]))
            yield Visit("supervisor", reverse("import-take-back", args=[pk]))
        for state in ("named", "ready"):
            yield Visit("worker", reverse("import-cancel", args=[self.imports[state]]))
        for state in ("named", "changed"):
            back = reverse("import-take-back", args=[self.imports[state]])
            yield Visit("worker", back, "post")
        yield Visit("worker", reverse("import-enter", args=[self.naming]), "post")

    def _elsewhere(self) -> Iterator[Visit]:
        joined = Membership.objects.get(user=self.users["worker"])
        yield Visit("supervisor", reverse("member", args=[joined.pk]))
        closing = reverse("person-close", args=[self.users["worker"].pk])
        yield Visit("supervisor", closing)
        for role in ("reviewer", "administrator", "auditor"):
            yield Visit(role, reverse("home"))
        yield Visit("administrator", reverse("people"))
        for name, asked in self.elsewhere.items():
            for role, *parts in asked:
                yield Visit(role, reverse(name, args=parts))
        for read in self.readings:
            correctable = read.record_type != RecordType.REJECTION
            deciding = ("review-correct", "review-reject") if correctable else ()
            for name in (*deciding, "review-crop"):
                yield Visit("reviewer", reverse(name, args=[read.pk]))
                yield Visit("reviewer", reverse(name, args=[read.pk]), "post")
        for kind in TYPED_KINDS:
            begun, _ = HandEntry.objects.get_or_create(
                snapshot=self.snapshot, kind=kind, by=self.users["reviewer"]
            )
            typing = reverse("by-hand", args=[begun.pk])
            yield Visit("reviewer", typing)
            yield Visit("reviewer", typing, "post", {"wish": "enter"})
        dismissing = reverse("ledger-dismiss", args=[self.changes[0].pk])
        yield Visit("reviewer", dismissing, "post")
        yield Visit("reviewer", reverse("ledger") + "?state=")
        for address in ("documents", "review-readings", "cases"):
            yield Visit("supervisor", reverse(address) + "?q=none&number=none")
        yield Visit("reviewer", "/nowhere/")

    @property
    def readings(self) -> QuerySet[ExtractedRecord]:
        """Every reading of the desk; the record's own have nothing that was read."""
        bare = CANARIES["reading_key"]
        return ExtractedRecord.objects.exclude(key__startswith=bare).order_by("pk")

    @property
    def changes(self) -> list[DocumentChange]:
        """What became of the desk's documents."""
        return list(DocumentChange.objects.order_by("pk"))

    @property
    def elsewhere(self) -> dict[str, list[list[Any]]]:
        """Pages that the matrix leaves to other tests: a role, then the address."""
        token = self.invitation
        key = Authenticator.objects.get(user=self.users["supervisor"]).pk
        return {
            "review-reading": [["reviewer", record.pk] for record in self.readings],
            "review-batch": [["reviewer", self.snapshot.pk, "totals_check"]],
            "ledger-change": [["reviewer", change.pk] for change in self.changes],
            "ledger-dismiss": [["reviewer", self.changes[0].pk]],
            "run": [["reviewer", self.run.pk]],
            "document": [["reviewer", self.snapshot.document.slug]],
            "invitation": [["stranger", token], ["stranger", "used"]],
            "account_login": [["stranger"]],
            "account_reauthenticate": [["worker"]],
            "mfa_authenticate": [["halfway"]],
            "mfa_reauthenticate": [["worker"]],
            "mfa_deactivate_totp": [["worker"]],
            "mfa_edit_webauthn": [["supervisor", key]],
            "mfa_remove_webauthn": [["supervisor", key]],
            "account_change_password": [["supervisor"], ["worker"]],
            "mfa_activate_totp": [["supervisor"], ["newcomer"]],
            "mfa_index": [["newcomer"], ["supervisor"], ["worker"]],
            "mfa_view_recovery_codes": [["worker"]],
            "mfa_generate_recovery_codes": [["worker"]],
            "mfa_list_webauthn": [["supervisor"]],
            "mfa_add_webauthn": [["worker"]],
        }


@cache
def has_english(words: str) -> bool:
    """Say whether an English phrase of ours is among some words of a page."""
    return any(phrase in words for phrase in english_phrases())


def left_over(french: HttpResponse, english: HttpResponse) -> list[str]:
    """Return what is English on the French page, never marked or set as English is.

    The same on both pages may be what people wrote, and words that both languages have.
    """
    unchanged = words_of_both()
    on_the_other = {without_data(words) for words in shown(english)}
    found = []
    for words in map(without_data, shown(french)):
        same = words in on_the_other and not unchanged.issuperset(_parts(words))
        if has_english(words) or same or _TIGHT_COLON.search(words):
            found.append(words)
    return found


def test_every_page_of_the_staff_plane_speaks_french(
    settings: Any, tmp_path: Path
) -> None:
    settings.RELEASES_DIR = tmp_path / "releases"
    copytree(made_once("releases", write_releases), settings.RELEASES_DIR)
    world = FullWorld()
    wrong: list[str] = []
    walked = 0
    for visit in world.visits():
        request = getattr(world.clients[visit.role], visit.method)
        french = request(visit.address, visit.data, headers=FRENCH)
        english = request(visit.address, visit.data, headers=ENGLISH)
        where = f"{visit.role} {visit.method} {visit.address}"
        assert french.status_code == english.status_code, where
        assert french.status_code in {200, 403, 404, 409, 410, 422}, where
        assert '<html lang="fr">' in french.content.decode(), where
        wrong += [f"{where}: {words}" for words in left_over(french, english)]
        walked += 1
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert walked > 220
    # Every page that the matrix leaves to other tests is among them, or shows nothing.
    paths = {visit.address.partition("?")[0] for visit in world.visits()}
    names = {resolve(path).url_name for path in paths - {"/nowhere/"}}
    assert names | SHOWS_NOTHING >= {*ELSEWHERE, *IMPORTS, "token-new"}


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("<p>Nothing entered yet.</p>", "<p>Nothing entered yet.</p>"),
        ("<p>Never marked</p>", "<p>Never marked</p>"),
        ('<p title="Never marked">a</p>', '<p title="Never marked">a</p>'),
        ("<p>Ouvert: rien</p>", "<p>Open: none</p>"),
        ("<p>Dossier Nobody named yet</p>", "<p>Case Nobody named yet</p>"),
    ],
)
def test_english_on_a_french_page_is_found(french: str, english: str) -> None:
    assert left_over(HttpResponse(french), HttpResponse(english))


def test_what_people_wrote_and_words_of_both_languages_are_no_fault() -> None:
    page = (
        "<p>Documents</p><p>Marigold Unsworth</p><code>not_a_word</code>"
        '<button lang="en">English</button><script>let words</script>'
    )
    assert left_over(HttpResponse(page), HttpResponse(page)) == []
