"""What a run notices of documents: over real HTTP, the real database, real jobs."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from accountability.archive.ledger.noticing import note_run
from accountability.archive.services import record_retrieval
from accountability.extraction.reading import extract_snapshot
from accountability.extraction.runs import close_runs, start_run
from accountability.extraction.versions import Differences
from accountability.models import (
    ChangeState,
    DocumentChange,
    ExtractedRecord,
    Job,
    JobKind,
    JobState,
    OversightBody,
    Run,
    SourceDocument,
)
from accountability.sources.base import Link
from accountability.vocab import DocumentType
from tests.integration.toy import Toy, answer, document_at, snapshot_of, use_toy
from tests.integration.worker import drain, empty_broker
from tests.sources.loopback import Answer, Scripted, scripted

pytestmark = pytest.mark.django_db(transaction=True)

GONE = Answer(404, b"nothing here")
ILL = Answer(500, b"ill")
CHALLENGE = Answer(404, b"<html><title>Just a moment...</title></html>")


class ListedToy(Toy):
    """A toy with a list: names with spaces between them."""

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find a report for each name."""
        for name in content.decode().split():
            yield Link(urljoin(url, name), name, DocumentType.ANNUAL_REPORT)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Scripted]:
    OversightBody.objects.create(slug="opcc-bc", name="OPCC", jurisdiction="CA-BC")
    empty_broker()
    use_toy(monkeypatch, ListedToy)
    with scripted({}) as server:
        settings.SOURCE_BASES = {"toy": f"http://{server.host}/"}
        yield server


def say(site: Scripted, **pages: str | Answer) -> None:
    """Let the site say these pages from now on."""
    for name, page in pages.items():
        answer = page if isinstance(page, Answer) else Answer(body=page.encode())
        site.answers[f"/{name}"] = answer


def crawl() -> Run:
    """Run once over the site, tries and all."""
    run = start_run("toy", "test")
    drain(later=True)
    run.refresh_from_db()
    assert run.finished_at
    return run


def noticed() -> list[tuple[str, str]]:
    """Return what was proposed: the document's name and what became of it."""
    found = DocumentChange.objects.order_by("id").select_related("document")
    return [(each.document.title, each.kind) for each in found]


def test_what_two_runs_miss_is_gone_and_its_return_answers(site: Scripted) -> None:
    say(site, list="a b", a="saanich=1", b="saanich=2")
    crawl()
    for trouble in (CHALLENGE, GONE, ILL):
        say(site, b=trouble)
        crawl()
        assert noticed() == []
    say(site, b=GONE)
    crawl()
    crawl()
    gone = DocumentChange.objects.get()
    assert noticed() == [("b", "disappeared")]
    attempts = gone.document.retrievals.order_by("at")
    assert gone.before_at == attempts[0].at
    missed = attempts.filter(failure="http_status", status=404)
    assert missed.count() == 3
    assert gone.noticed_at == missed[0].at
    assert gone.before == gone.document.snapshots.get()
    assert gone.after is None
    say(site, b="saanich=2")
    crawl()
    crawl()
    assert noticed() == [("b", "disappeared"), ("b", "reappeared")]
    back = DocumentChange.objects.get(kind="reappeared")
    assert back.answers == gone
    assert back.before_at == missed[2].at
    assert back.after == gone.before
    say(site, b=Answer(410))
    crawl()
    crawl()
    assert noticed()[2:] == [("b", "disappeared")]


def test_the_return_of_what_was_dismissed_is_no_news(site: Scripted) -> None:
    say(site, list="a b", a="saanich=1", b=GONE)
    crawl()
    say(site, b="saanich=2")
    crawl()
    say(site, b=GONE)
    crawl()
    crawl()
    DocumentChange.objects.update(state=ChangeState.DISMISSED)
    crawl()
    say(site, b="saanich=2")
    crawl()
    assert noticed() == [("b", "disappeared")]


def test_what_two_whole_lists_miss_is_unlisted_and_looked_for(site: Scripted) -> None:
    say(site, list="a b c d", a="saanich=1", b="saanich=2", c="saanich=3", d="delta=4")
    crawl()
    say(site, list=ILL)
    crawl()
    crawl()
    assert noticed() == []
    say(site, list="a b c")
    without = crawl()
    assert noticed() == []
    site.seen.clear()
    crawl()
    crawl()
    assert noticed() == [("d", "unlisted")]
    assert DocumentChange.objects.get().noticed_at == without.started_at
    assert [path for _, path, _ in site.seen].count("/d") == 2  # politely, once a run
    say(site, list="a b c d")
    crawl()
    crawl()
    assert noticed() == [("d", "unlisted"), ("d", "listed_again")]
    assert DocumentChange.objects.get(kind="listed_again").answers


def test_what_is_neither_listed_nor_there_is_gone_and_no_job_is_given_up(
    site: Scripted,
) -> None:
    say(site, list="a b c d", a="saanich=1", b="saanich=2", c="saanich=3", d="delta=4")
    crawl()
    say(site, list="a b c", d=GONE)
    crawl()
    crawl()
    crawl()
    assert noticed() == [("d", "disappeared")]
    assert not Job.objects.filter(state=JobState.DEAD).exists()


def test_a_list_that_lost_nearly_all_or_that_rolls_tells_nothing(
    site: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(site, list="a b c d", a="saanich=1", b="saanich=2", c="saanich=3", d="delta=4")
    crawl()
    say(site, list="a")
    crawl()
    crawl()
    assert noticed() == []
    monkeypatch.setattr(ListedToy, "lists_roll", True)
    say(site, list="a b c")
    crawl()
    crawl()
    assert noticed() == []


def test_an_address_that_leads_elsewhere_for_good_is_a_move(site: Scripted) -> None:
    def to(path: str, status: int) -> Answer:
        return Answer(status, headers=(("Location", path),))

    say(site, list="a b c d", a="saanich=1", b="saanich=2", c="saanich=3")
    say(site, d=to("/old-d", 301))
    site.answers["/old-d"] = Answer(body=b"delta=4")
    crawl()  # d always led on
    for name, status in (("a", 301), ("b", 302), ("c", 308)):
        site.answers[f"/new/{name}"] = site.answers[f"/{name}"]
        say(site, **{name: to(f"/new/{name}", status)})
    site.answers["/c/"] = site.answers["/new/c"]
    say(site, c=to("/c/", 308))
    crawl()
    crawl()
    assert noticed() == [("a", "moved")]
    moved = DocumentChange.objects.get()
    assert moved.before == moved.after == moved.document.snapshots.get()
    assert moved.address_after == ""  # a site on loopback is no publisher


def test_the_same_bytes_listed_elsewhere_are_a_move_and_not_an_absence(
    site: Scripted,
) -> None:
    say(site, list="a b", a="saanich=1", b="saanich=2")
    crawl()
    say(site, list="b c", a=GONE, c="saanich=1")
    for _ in range(4):
        crawl()
    assert noticed() == [("a", "moved")]
    moved = DocumentChange.objects.get()
    assert moved.moved_to == SourceDocument.objects.get(title="c")
    DocumentChange.objects.update(state=ChangeState.DISMISSED)
    crawl()  # if it is no move, it is gone
    assert noticed() == [("a", "moved"), ("a", "disappeared")]


def test_a_publisher_s_own_addresses_are_kept(
    site: Scripted, settings: Settings
) -> None:
    settings.SOURCE_BASES = {}
    document = document_at("a")
    record_retrieval(document=document, fetched=answer(b"saanich=1"), job=None)
    run = Run.objects.create(source_id="toy", reason="test")
    job = Job.objects.create(run=run, kind=JobKind.FETCH, key="https://toy.example/a")
    new = replace(
        answer(b"saanich=1", at=1), final_url="https://toy.example/b", moved=True
    )
    record_retrieval(document=document, fetched=new, job=job)
    note_run(run, ListedToy())
    moved = DocumentChange.objects.get()
    assert moved.address_before == "https://toy.example/a"
    assert moved.address_after == "https://toy.example/b"


def test_a_version_that_says_something_else_is_proposed_once(site: Scripted) -> None:
    first = snapshot_of("saanich=1 delta=2 matter/1=discourtesy")
    extract_snapshot(first)
    extract_snapshot(snapshot_of("delta=2\nsaanich=1 matter/1=discourtesy", at=1))
    assert noticed() == []  # other bytes, nothing else
    second = snapshot_of("saanich=3 oak=4 matter/1=deceit", at=2)
    extract_snapshot(second)
    extract_snapshot(second)
    change = DocumentChange.objects.get()
    assert (change.kind, change.after) == ("revised", second)
    assert change.noticed_at == second.retrieved_at
    assert (
        change.figures_changed,
        change.figures_appeared,
        change.figures_gone,
        change.matters_changed,
    ) == (1, 1, 1, 1)
    assert not change.parsers_differ


def test_a_newer_parser_makes_no_entry(
    site: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_snapshot(snapshot_of("saanich=1"))
    newest = snapshot_of("saanich=1 ", at=1)
    extract_snapshot(newest)
    monkeypatch.setattr(ListedToy, "version", "2")
    monkeypatch.setattr(ListedToy, "misreading", 5)
    newest.refresh_from_db()
    extract_snapshot(newest)
    assert ExtractedRecord.objects.filter(snapshot=newest).latest("id").payload[
        "value"
    ] == ("6")
    assert noticed() == []
    extract_snapshot(snapshot_of("saanich=9", at=2))
    assert noticed() == [("Report a", "revised")]


def test_growth_alone_is_news_of_a_report_only() -> None:
    grown = Differences(matters_appeared=7)
    assert grown.is_news(DocumentType.ANNUAL_REPORT)
    assert not grown.is_news(DocumentType.DATASET)
    assert Differences(matters_appeared=7, matters_gone=1).is_news(DocumentType.DATASET)
    assert not Differences().is_news(DocumentType.ANNUAL_REPORT)


def test_two_workers_that_end_a_run_at_once_notice_once(site: Scripted) -> None:
    say(site, list="a b", a="saanich=1", b="saanich=2")
    crawl()
    say(site, b=GONE)
    crawl()
    run = start_run("toy", "test")
    drain()
    # As if neither of two workers had come to its end yet.
    DocumentChange.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(finished_at=None)
    ready = threading.Barrier(2)
    closed: list[int] = []

    def end() -> None:
        try:
            ready.wait()
            closed.append(close_runs(run.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=end) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(closed) == [0, 1]
    assert noticed() == [("b", "disappeared")]
    close_runs()
    note_run(run, ListedToy())
    assert noticed() == [("b", "disappeared")]
