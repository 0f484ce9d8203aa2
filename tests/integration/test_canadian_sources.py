"""Ontario's sources from a site on loopback to the official record."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accountability.extraction.runs import start_run, summary_of
from accountability.models import (
    ExtractedRecord,
    Job,
    Proceeding,
    ProceedingStatement,
    Run,
    SourceDocument,
    Statistic,
    User,
)
from accountability.records import proceedings
from accountability.records.reference import load_reference
from accountability.review import queue, services
from accountability.review.policies import BatchGroup, Refused
from accountability.vocab import Flag
from tests.accounts import log_in
from tests.factories import make_reviewer
from tests.integration.worker import drain, empty_broker
from tests.sources.examples import example
from tests.sources.loopback import Answer, Scripted, scripted

pytestmark = pytest.mark.django_db(transaction=True)

HTML = (("Content-Type", "text/html; charset=utf-8"),)
SIU_INDEX = "/en/directors_reports.php"
SIU_FRENCH = "/fr/directors_reports.php"
SIU_NEWS = "/en/news.php"
SIU_REPORT = "/en/directors_report_details.php?drid=1"
SIU_TWIN = "/en/directors_report_details.php?drid=2"
SIU_NOTICE = "/en/news_template.php?nrid=1"
LECA_PAGE = "/print.php?service=Toronto&year=2025-Q1"


@pytest.fixture(autouse=True)
def reference() -> None:
    load_reference()
    empty_broker()


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


def page(text: str) -> Answer:
    return Answer(200, text.encode(), HTML)


def words(source: str, case: str) -> str:
    return example(source, case).content.decode()


@contextmanager
def site(
    settings: Settings, source: str, pages: dict[str, Answer]
) -> Iterator[Scripted]:
    """Serve ``pages`` as the site of ``source``."""
    with scripted(pages) as server:
        settings.SOURCE_BASES = {source: f"http://{server.host}/"}
        yield server


def crawl(source: str) -> Run:
    run = start_run(source, "test")
    drain()
    run.refresh_from_db()
    assert run.finished_at
    return run


def index_row(number: str, day: str, drid: int) -> str:
    return (
        f"<tr><td>{number}</td><td>{day}</td>"
        f'<td><a href="directors_report_details.php?drid={drid}">Read</a></td></tr>'
    )


def siu_pages() -> dict[str, Answer]:
    """An index with two addresses of one case, in both languages, and a correction."""
    rows = index_row("00-TCI-001a", "May 2, 2000", 1) + (
        '<tr><td>00-TCI-001a</td><td>May 2, 2000</td><td><a href="directors_report_'
        'details.php?drid=2">Read</a></td></tr>'
    )
    index = words("ca_on_siu", "index-2024")
    head, _, _body = index.partition("</th></tr>")
    french = words("ca_on_siu", "index-fr").replace("24-OVI-336", "00-TCI-001a")
    news = (
        '<h1>News</h1><a href="news_template.php?nrid=1">Notice of Correction to '
        "Director's Report, Case Number: 00-TCI-001a</a>"
    )
    return {
        SIU_INDEX: page(f"{head}</th></tr>{rows}</table></body></html>"),
        SIU_FRENCH: page(french.replace("24 octobre 2024", "2 mai 2000")),
        SIU_NEWS: page(news),
        SIU_REPORT: page(words("ca_on_siu", "report")),
        SIU_TWIN: page(words("ca_on_siu", "report-fr-at-en")),
        SIU_NOTICE: page(words("ca_on_siu", "correction")),
    }


def accept_all(by: User) -> None:
    for reading in ExtractedRecord.objects.filter(state="proposed").order_by("pk"):
        services.accept(reading, by=by)


def test_leca_comes_from_its_site_to_the_record(settings: Settings, rosa: User) -> None:
    pages = {
        "/": page(f'<h1>Statistics</h1><a href="{LECA_PAGE}">Print</a>'),
        LECA_PAGE: page(words("ca_on_leca", "toronto-2025-q1")),
    }
    with site(settings, "ca_on_leca", pages) as server:
        assert summary_of(crawl("ca_on_leca")).documents == {"created": 1}
        document = SourceDocument.objects.get()
        assert document.slug == "ca-on-leca-statistical-report-toronto-2025-q1"
        assert (document.kind, document.period) == ("reconstruction", "2025-Q1")
        assert ExtractedRecord.objects.filter(state="proposed").count() == 27

        snapshot = document.snapshots.get()
        checked = queue.in_group(snapshot, BatchGroup.TOTALS_CHECK)
        assert services.accept_batch(checked, by=rosa).number == 12
        accept_all(rosa)
        assert Statistic.objects.count() == 27
        wrong = Statistic.objects.filter(flags__contains=Flag.SUM_MISMATCH)
        assert {int(figure.value or 0) for figure in wrong} == {143, 377, 425, 567}
        assert {figure.department.slug for figure in wrong if figure.department} == {
            "toronto"
        }
        assert {str(figure.body) for figure in wrong} == {
            "Law Enforcement Complaints Agency"
        }

        again = crawl("ca_on_leca")
        assert summary_of(again).documents == {"unchanged": 1}
        assert Statistic.objects.count() == ExtractedRecord.objects.count() == 27

        revised = words("ca_on_leca", "toronto-2025-q1").replace(">742<", ">743<")
        server.answers[LECA_PAGE] = page(revised)
        crawl("ca_on_leca")
        # The total changed, and with it what is to be said of its other part.
        changed = ExtractedRecord.objects.filter(state="proposed", snapshot__number=2)
        assert {reading.payload["value"] for reading in changed} == {"743", "365"}
        assert {reading.flags for reading in changed} == {Flag.SUM_MISMATCH}
        assert all(reading.previous for reading in changed)


def test_the_site_taken_down_then_changed_alarms_and_the_record_stands(
    settings: Settings, rosa: User
) -> None:
    index = page(f'<h1>Statistics</h1><a href="{LECA_PAGE}">Print</a>')
    good = page(words("ca_on_leca", "toronto-2025-q1"))
    with site(settings, "ca_on_leca", {"/": index, LECA_PAGE: good}) as server:
        crawl("ca_on_leca")
        accept_all(rosa)
        before = list(Statistic.objects.values())
        challenge = page("<!doctype html><title>Just a moment...</title>")
        changed = words("ca_on_leca", "toronto-2025-q1").replace("Count", "Number")
        for answers, failure in (
            ({}, "http_status"),
            ({"/": page("<h1>Statistics</h1>")}, "empty_list"),
            ({"/": challenge}, "challenge_page"),
            ({"/": index, LECA_PAGE: challenge}, "challenge_page"),
            ({"/": index, LECA_PAGE: page(changed)}, "layout_changed"),
        ):
            server.answers = dict(answers)
            run = crawl("ca_on_leca")
            dead = Job.objects.filter(run=run).exclude(state="done")
            assert [job.failure for job in dead] == [failure]
            assert list(Statistic.objects.values()) == before
        server.answers = {"/": index, LECA_PAGE: good}
        crawl("ca_on_leca")
        assert Statistic.objects.filter(absent_since=None).count() == 27


def test_every_document_in_both_languages_tells_of_one_matter(
    settings: Settings, rosa: User
) -> None:
    with site(settings, "ca_on_siu", siu_pages()):
        crawl("ca_on_siu")
        told = ExtractedRecord.objects.filter(key="case:00-TCI-001a", state="proposed")
        assert told.count() == 5  # two indexes, a report, its French twin, a notice
        accept_all(rosa)
    matter = Proceeding.objects.get(key="case:00-TCI-001a")
    assert matter.statements.count() == 5
    assert matter.department
    assert (matter.department.slug, matter.outcome) == ("toronto", "no_grounds")
    days = (matter.opened, matter.reported, matter.corrected)
    assert [str(day) for day in days] == ["2000-01-03", "2000-05-02", "2000-06-05"]
    assert Proceeding.objects.count() == 2  # the French index names one more
    languages = SourceDocument.objects.filter(document_type="investigation_report")
    assert sorted(languages.values_list("language", flat=True)) == ["en", "fr"]
    for statement in ProceedingStatement.objects.select_related("provenance"):
        assert statement.provenance.xpath


def test_a_correction_at_its_address_is_a_new_version_and_the_old_one_stays(
    settings: Settings, rosa: User
) -> None:
    with site(settings, "ca_on_siu", siu_pages()) as server:
        crawl("ca_on_siu")
        accept_all(rosa)
        corrected = words("ca_on_siu", "report").replace(
            "Toronto Police Service ( <abbr>TPS</abbr> )", "Ontario Provincial Police"
        )
        server.answers[SIU_REPORT] = page(corrected)
        server.answers[SIU_TWIN] = Answer(404)
        crawl("ca_on_siu")
        (changed,) = ExtractedRecord.objects.filter(state="proposed")
        assert changed.previous
        matter = Proceeding.objects.get(key="case:00-TCI-001a")
        assert matter.department
        assert matter.department.slug == "toronto"  # until a person has looked

        services.accept(changed, by=rosa)
        matter.refresh_from_db()
        assert matter.department.slug == "opp"
        old = ProceedingStatement.objects.get(superseded_by__isnull=False)
        assert old.department
        assert old.department.slug == "toronto"
        assert old.superseded_by == changed.provenances.get().proceeding_statement

        services.reopen(changed, by=rosa)
        matter.refresh_from_db()
        assert matter.department.slug == "toronto"
        assert not ProceedingStatement.objects.filter(superseded_by__isnull=False)


def test_lines_of_an_index_are_accepted_together_and_an_unknown_service_is_not(
    settings: Settings, rosa: User
) -> None:
    pages = siu_pages()
    pages[SIU_INDEX] = page(words("ca_on_siu", "index-2024"))
    unknown = words("ca_on_siu", "report").replace(
        "Toronto Police Service ( <abbr>TPS</abbr> )", "Toronto Island Police Service"
    )
    pages["/en/directors_report_details.php?drid=5000"] = page(unknown)
    with site(settings, "ca_on_siu", pages):
        crawl("ca_on_siu")
    index = SourceDocument.objects.get(document_type="case_list", url__contains="/en/")
    listed = queue.in_group(index.snapshots.get(), BatchGroup.LISTED_CASES)
    assert services.accept_batch(listed, by=rosa, expected=8).number == 8
    assert Proceeding.objects.count() == 8

    reading = ExtractedRecord.objects.get(flags=Flag.UNKNOWN_DEPARTMENT)
    with pytest.raises(services.DecisionRefusedError) as refused:
        services.accept(reading, by=rosa)
    assert refused.value.refused is Refused.NO_DEPARTMENT
    with pytest.raises(services.CorrectionError):
        services.correct(reading, changes={"department": ""}, reason="look", by=rosa)
    with pytest.raises(services.CorrectionError):
        services.correct(
            reading, changes={"department": "saanich"}, reason="look", by=rosa
        )
    services.correct(reading, changes={"department": "peel"}, reason="look", by=rosa)
    statement = ProceedingStatement.objects.get(department__slug="peel")
    assert statement.flags == ""


@pytest.mark.usefixtures("staff_pages")
def test_a_matter_stands_in_words_beside_its_place(
    settings: Settings, rosa: User, client: Client
) -> None:
    with site(settings, "ca_on_siu", siu_pages()):
        crawl("ca_on_siu")
    report = SourceDocument.objects.get(url__endswith="drid=1")
    reading = report.snapshots.get().readings.get()
    log_in(client, rosa)
    shown = client.get(reverse("review-reading", args=[reading.pk])).content.decode()
    for said in ("Toronto Police Service", "Independent investigation", "May 2, 2000"):
        assert said in shown
    assert "notified the SIU of an injury" in shown  # the place it was read from
    form = client.get(reverse("review-correct", args=[reading.pk]))
    assert b"How it ended" in form.content


def own_list(source: str, case: str) -> dict[str, Answer]:
    """A page that is list and document in one."""
    path = example(source, case).url.split("/", 3)[3]
    return {f"/{path}": page(words(source, case))}


def opcc_papers() -> dict[str, Answer]:
    pages = {
        "/decisions/": page('<main><h1>Decisions</h1><a href="/d.pdf">A</a></main>'),
        "/adjudications": page('<main><a href="/o.pdf">B</a></main>'),
        "/news-media/": page(
            '<p>March 3, 2000</p><a href="/h.pdf">View Release (.pdf)</a>'
        ),
    }
    for path, case in (("/d.pdf", "decision"), ("/o.pdf", "order")):
        content = example("ca_bc_opcc_orders", case).content
        pages[path] = Answer(200, content, (("Content-Type", "application/pdf"),))
    hearing = example("ca_bc_opcc_orders", "hearing").content
    pages["/h.pdf"] = Answer(200, hearing, (("Content-Type", "application/pdf"),))
    return pages


def crcc_pages() -> dict[str, Answer]:
    return {
        "/en/report-rcmp-public-complaints": page(
            '<a href="/en/report-rcmp-public-complaints-2017-18">2017-18</a>'
        ),
        **own_list("ca_crcc", "complaints-2017-18"),
        **own_list("ca_crcc", "reviews"),
    }


def asirt_pages() -> dict[str, Answer]:
    link = '<a href="/release.cfm?xID=00000-0000">ASIRT investigations concluded</a>'
    return {
        "/asirt-news-releases": page(link),
        **own_list("ca_ab_asirt", "three-files"),
    }


@pytest.mark.parametrize(
    ("source", "pages", "figures", "matters"),
    [
        ("ca_on_oiprd", own_list("ca_on_oiprd", "dashboard-2023"), 40, 0),
        ("ca_crcc", crcc_pages(), 8, 2),
        ("ca_bc_iio", own_list("ca_bc_iio", "cases-2014"), 0, 10),
        ("ca_ab_asirt", asirt_pages(), 0, 3),
        ("ca_bc_opcc_orders", opcc_papers(), 0, 3),
    ],
)
def test_every_source_comes_from_its_site_to_the_record_once(
    settings: Settings,
    rosa: User,
    source: str,
    pages: dict[str, Answer],
    figures: int,
    matters: int,
) -> None:
    with site(settings, source, pages):
        crawl(source)
        accept_all(rosa)
        again = crawl(source)
    assert not Job.objects.exclude(state="done").exists()
    assert set(summary_of(again).documents) == {"unchanged"}
    assert (Statistic.objects.count(), Proceeding.objects.count()) == (figures, matters)
    assert not ExtractedRecord.objects.filter(state="proposed").exists()


def test_a_list_of_reviews_without_rows_alarms_and_the_figures_still_come(
    settings: Settings,
) -> None:
    pages = crcc_pages()
    whole = words("ca_crcc", "reviews").partition("<tr><td>")[0]
    pages["/en/sample-review-findings"] = page(f"{whole}</table></body></html>")
    with site(settings, "ca_crcc", pages):
        run = crawl("ca_crcc")
    (dead,) = Job.objects.filter(run=run).exclude(state="done")
    assert (dead.failure, dead.key.rpartition("/")[2]) == (
        "empty_list",
        "sample-review-findings",
    )
    assert ExtractedRecord.objects.filter(record_type="statistic").count() == 8


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0)])
def test_in_whatever_order_versions_are_accepted_the_newest_counts(
    settings: Settings, rosa: User, order: tuple[int, ...]
) -> None:
    pages = siu_pages()
    pages[SIU_TWIN] = Answer(404)
    known = "Toronto Police Service ( <abbr>TPS</abbr> )"
    services_named = (known, "Ontario Provincial Police", "Peel Regional Police")
    with site(settings, "ca_on_siu", pages) as server:
        for name in services_named:
            report = words("ca_on_siu", "report").replace(known, name)
            server.answers[SIU_REPORT] = page(report)
            crawl("ca_on_siu")
    told = list(
        ExtractedRecord.objects.filter(
            snapshot__document__url__endswith="drid=1"
        ).order_by("snapshot__number")
    )
    for index in order:
        services.accept(told[index], by=rosa)
    matter = Proceeding.objects.get(key="case:00-TCI-001a")
    assert matter.department
    assert matter.department.slug == "peel"
    in_force = ProceedingStatement.objects.get(superseded_by=None)
    assert in_force.department == matter.department


def test_two_who_record_statements_of_one_matter_at_once_lose_neither(
    settings: Settings, rosa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have written their statement before either works out the matter."""
    with site(settings, "ca_on_siu", siu_pages()):
        crawl("ca_on_siu")
    index, report, notice = (
        ExtractedRecord.objects.filter(
            snapshot__document__url__endswith=end, state="proposed"
        ).earliest("pk")
        for end in (SIU_INDEX, SIU_REPORT, SIU_NOTICE)
    )
    services.accept(index, by=rosa)
    both = threading.Barrier(2, timeout=30)
    work_out = proceedings.refresh_proceedings

    def together(touched: Sequence[int]) -> None:
        both.wait()
        work_out(touched)

    monkeypatch.setattr(proceedings, "refresh_proceedings", together)

    def accept(reading: ExtractedRecord) -> None:
        try:
            services.accept(reading, by=rosa)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=accept, args=[reading]) for reading in (report, notice)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    matter = Proceeding.objects.get(key="case:00-TCI-001a")
    assert matter.statements.count() == 3
    assert matter.department
    assert (matter.department.slug, str(matter.corrected)) == ("toronto", "2000-06-05")
