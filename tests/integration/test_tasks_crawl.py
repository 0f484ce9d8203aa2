"""The whole way of the documents: a real site, broker, worker and database."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db.models import F
from pytest_django.fixtures import Settings

from accountability.archive.store import open_bytes
from accountability.extraction.queue import ring_again
from accountability.extraction.reading import content_of
from accountability.extraction.runs import close_runs, start_run, summary_of
from accountability.models import (
    ExtractedRecord,
    Job,
    JobState,
    Retrieval,
    Run,
    Snapshot,
    SourceDocument,
    Statistic,
    User,
)
from accountability.records.reference import load_reference
from accountability.records.services import record_readings
from accountability.sources.registry import source
from fixtures.commission_site.server import SiteServer
from tests.integration.worker import (
    drain,
    empty_broker,
    running_worker,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

REVISED = "/wp-content/uploads/2020/11/2019-2020-annual-report-reconstruction.pdf"


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commission-site")


@pytest.fixture
def site(built_site: Path, settings: Settings) -> Iterator[SiteServer]:
    load_reference()
    empty_broker()
    with SiteServer(built_site) as server:
        server.revise(1)
        base = f"{server.address}/"
        settings.SOURCE_BASES = {"ca_bc_opcc": base, "us_la_nopd": base}
        yield server


def documents_of(site: SiteServer) -> dict[str, str]:
    """Return the hash of every document that the site serves now, by path."""
    return {
        path: entry.at(site.revision).sha256
        for path, entry in site.entries.items()
        if entry.document_type != "page"
    }


def kept_documents() -> dict[str, str]:
    """Return the hash of every document's newest snapshot, by path."""
    return {
        snapshot.document.url.removeprefix("http://127.0.0.1"): snapshot.sha256
        for snapshot in Snapshot.objects.select_related("document").order_by("number")
    }


def wholly_read(snapshot: Snapshot) -> bool:
    """Say whether a snapshot's readings are just those that its parser yields."""
    document = snapshot.document
    readings = source(document.source_id).readings(content_of(document, snapshot))
    return sorted(reading.key for reading in readings) == sorted(
        snapshot.readings.values_list("key", flat=True)
    )


def all_runs_ended() -> bool:
    ring_again()  # as beat does every few seconds
    close_runs()
    return not Run.objects.filter(finished_at=None).exists()


def test_two_workers_bring_every_document_once(
    site: SiteServer, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    said = StringIO()
    with running_worker(log, concurrency=1), running_worker(log, concurrency=1):
        names = ("ca_bc_opcc", "us_la_nopd")
        with suppress(CommandError):
            call_command("scrape", *names, wait=True, stdout=said, stderr=said)
    assert "given up" not in said.getvalue(), said.getvalue() + log.read_text()
    assert kept_documents() == documents_of(site)
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}
    for snapshot in Snapshot.objects.select_related("document"):
        assert snapshot.number == 1
        assert open_bytes(snapshot.sha256)
        assert snapshot.read_at
        assert wholly_read(snapshot)
    data = SourceDocument.objects.get(source_id="us_la_nopd")
    assert (data.kind, data.publisher_url) == ("open_data", "https://data.nola.gov/")
    assert (data.licence, data.authority) == ("CC BY 4.0", "primary")
    rebuilt = SourceDocument.objects.filter(source_id="ca_bc_opcc")
    assert set(rebuilt.values_list("kind", "publisher_url")) == {("reconstruction", "")}
    annual = rebuilt.get(slug="ca-bc-opcc-annual-report-2021-22")
    assert annual.cited_urls.startswith("https://")
    papers = rebuilt.filter(document_type="press_page")
    assert {paper.authority for paper in papers} == {"press"}
    runs = {run.source_id: summary_of(run) for run in Run.objects.all()}
    readings = runs["us_la_nopd"].readings
    assert readings["rows"] == 7530 == readings["created"] + readings["failed"]
    assert runs["ca_bc_opcc"].documents == {"created": len(documents_of(site)) - 1}
    archive = Path(configured.ARCHIVE_DIR)
    assert Retrieval.objects.filter(warc="").count() == 0
    for name in set(Retrieval.objects.values_list("warc", flat=True)):
        assert (archive / name).stat().st_size
    written = log.read_text()
    assert "Traceback" not in written
    for secret in (configured.SECRET_KEY, os.environ["DATABASE_URL"]):
        assert secret not in written
    assert "Saanich" not in written


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    site: SiteServer, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    with running_worker(log) as worker:
        start_run("ca_bc_opcc", "test")
        start_run("us_la_nopd", "test")

        def in_the_middle() -> bool:
            running = Job.objects.filter(state=JobState.RUNNING).exists()
            return running and Snapshot.objects.filter(read_at=None).count() > 4

        wait_until(in_the_middle, "the middle", log)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not all_runs_ended()
    for snapshot in Snapshot.objects.select_related("document"):
        if snapshot.read_at is None:
            assert not snapshot.readings.exists()
        else:
            assert wholly_read(snapshot)
    # As if five minutes had passed: the dead worker's leases are over.
    past = timedelta(minutes=5)
    Job.objects.update(rung_at=F("rung_at") - past, lease_until=F("lease_until") - past)
    with running_worker(log):
        assert ring_again() >= 2
        wait_until(all_runs_ended, "the end of the runs", log)
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert kept_documents() == documents_of(site)
    assert Snapshot.objects.count() == len(documents_of(site))
    for snapshot in Snapshot.objects.select_related("document"):
        assert wholly_read(snapshot)


def test_a_second_crawl_finds_nothing_new_and_a_revision_is_a_new_version(
    site: SiteServer,
) -> None:
    start_run("ca_bc_opcc", "first")
    drain()
    by = User.objects.create(username="reviewer")
    report = SourceDocument.objects.get(url__endswith=REVISED)
    first = report.snapshots.get()
    accepted = first.readings.filter(state="proposed", payload__department="saanich")
    changed = first.readings.filter(
        payload__department="central-saanich", payload__metric="files_opened"
    )
    ids = [reading.pk for reading in accepted | changed]
    record_readings(ids, by=by)
    ExtractedRecord.objects.filter(pk__in=ids).update(state="accepted")

    before = ExtractedRecord.objects.count()
    site.requests.clear()
    second = start_run("ca_bc_opcc", "second")
    drain()
    second.refresh_from_db()
    assert second.finished_at
    assert summary_of(second).documents == {"unchanged": len(documents_of(site)) - 1}
    assert not second.jobs.filter(kind="extract").exists()
    assert ExtractedRecord.objects.count() == before
    asked = [request for request in site.requests if request.path == REVISED]
    assert all("if-none-match" in request.headers for request in asked)
    assert asked
    again = Retrieval.objects.filter(document=report).latest("at")
    assert (again.status, again.outcome, again.snapshot) == (304, "unchanged", first)

    site.revise()
    third = start_run("ca_bc_opcc", "third")
    drain()
    assert summary_of(third).documents["updated"] == 1
    newest = report.snapshots.get(number=2)
    revised = newest.readings.get(previous__in=ids, state="proposed")
    assert revised.previous
    assert revised.previous.payload["value"] == "16"
    assert revised.payload["value"] == "17"
    assert revised.payload["department"] == "central-saanich"
    summed = summary_of(third).readings
    assert summed["updated"] == 1
    assert summed["unchanged"] == summed["rows"] - summed["updated"]
    carried = Statistic.objects.filter(department__slug="saanich")
    assert {figure.last_seen for figure in carried} == {newest}
    assert {figure.absent_since for figure in Statistic.objects.all()} == {None}
    older = Statistic.objects.get(department__slug="central-saanich")
    assert older.value == 16
    assert older.last_seen == first


def test_a_site_on_another_port_is_the_same_site(
    site: SiteServer, built_site: Path, settings: Settings
) -> None:
    start_run("us_la_nopd", "first")
    drain()
    with SiteServer(built_site) as moved:
        settings.SOURCE_BASES = {"us_la_nopd": f"{moved.address}/"}
        run = start_run("us_la_nopd", "after a restart")
        drain()
    assert summary_of(run).documents == {"unchanged": 1}
    assert SourceDocument.objects.count() == 1


def test_job_arguments_are_ids(site: SiteServer) -> None:
    run = start_run("us_la_nopd", "test")
    broker = empty_broker()
    Job.objects.update(rung_at=None)
    assert ring_again() == 1
    (message,) = broker.lrange("celery", 0, -1)
    assert json.loads(message)["headers"]["argsrepr"] == f"['{run.jobs.get().pk}']"
