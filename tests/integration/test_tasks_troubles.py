"""Every trouble ends in its job, named, and the run goes on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accountability.extraction.queue import MAX_ATTEMPTS, try_again
from accountability.extraction.runs import add_links, summary_of
from accountability.models import Job, JobKind, JobState, Retrieval, Run, Snapshot
from accountability.records.reference import load_reference
from accountability.sources.base import Link
from accountability.vocab import DocumentType
from fixtures.commission_site.server import SiteServer
from fixtures.commission_site.troubles import TROUBLES, Trouble
from tests.integration.worker import drain, empty_broker

pytestmark = pytest.mark.django_db(transaction=True)

#: The slow drip takes the whole of a fetch's time: the client's tests cap it lower.
ON_THE_WAY = [trouble for trouble in TROUBLES.values() if trouble.act != "drip"]
PASSING = {"rate_limited", "connection_cut"}


@pytest.fixture(scope="session")
def site_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("troubled-site")


@pytest.fixture
def site(site_directory: Path, settings: Settings) -> Iterator[SiteServer]:
    load_reference()
    empty_broker()
    with SiteServer(site_directory) as server:
        settings.SOURCE_BASES = {"ca_bc_opcc": f"{server.address}/"}
        yield server


def link_to(trouble: Trouble, site: SiteServer) -> Link:
    kind: DocumentType | None = DocumentType.ANNUAL_REPORT
    if trouble.name == "empty-list":
        kind = None
    elif not trouble.path.endswith(".pdf"):
        kind = DocumentType.DECISION_LIST
        if trouble.name in ("thin-space-number", "windows-1252"):
            kind = DocumentType.PRESS_PAGE
    return Link(f"{site.address}{trouble.path}", trouble.name, kind)


def jobs_for(trouble: Trouble, run: Run) -> list[Job]:
    """Return the jobs of a trouble's document, reading included."""
    jobs = list(run.jobs.filter(key__endswith=trouble.path))
    snapshots = Snapshot.objects.filter(document__url__endswith=trouble.path)
    keys = [str(snapshot.pk) for snapshot in snapshots]
    return jobs + list(run.jobs.filter(kind=JobKind.EXTRACT, key__in=keys))


def test_every_trouble_is_named_and_the_run_goes_on(site: SiteServer) -> None:
    run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
    add_links(run, [link_to(trouble, site) for trouble in ON_THE_WAY])
    drain()
    waiting = run.jobs.filter(state=JobState.QUEUED)
    assert set(waiting.values_list("failure", flat=True)) >= PASSING
    assert not waiting.exclude(not_before__gt=timezone.now()).exists()
    assert not run.finished_at
    drain(later=True)
    run.refresh_from_db()
    assert run.finished_at
    failures = {
        trouble.name: [job.failure for job in jobs_for(trouble, run) if job.failure]
        for trouble in ON_THE_WAY
    }
    assert failures == {
        trouble.name: []
        if not trouble.failure or trouble.name.endswith("-once")
        else [trouble.failure]
        for trouble in ON_THE_WAY
    }
    dead = summary_of(run).dead
    assert {job.outcome for job in dead} == {"failed"}
    assert all(job.where and job.advice for job in dead)
    for job in dead:
        assert "/trouble/" in job.where
    for job in run.jobs.filter(failure__in=PASSING):
        assert job.attempts == MAX_ATTEMPTS
    attempts = {job.failure: job.attempts for job in dead}
    assert attempts["truncated"] == attempts["off_host"] == 1
    failed = Retrieval.objects.filter(outcome="failed")
    assert set(failed.values_list("failure", flat=True)) >= {
        "truncated",
        "challenge_page",
        "http_status",
        "too_large",
    }
    kept = failed.filter(failure__in=["truncated", "encrypted", "challenge_page"])
    assert all(retrieval.warc and retrieval.status for retrieval in kept)
    assert not Snapshot.objects.filter(
        document__url__contains="truncated-pdf"
    ).exists()  # what is no document makes no version of one
    half_read = Snapshot.objects.filter(read_at=None, readings__isnull=False)
    assert not half_read.exists()
    flagged = {
        flag
        for flags in Snapshot.objects.filter(
            document__url__contains="/trouble/"
        ).values_list("readings__flags", flat=True)
        for flag in (flags or "").split()
    }
    assert flagged >= {
        "number_unreadable",
        "approximate",
        "sum_mismatch",
        "unknown_department",
    }


def test_a_passing_failure_waits_as_long_as_the_server_asks(site: SiteServer) -> None:
    run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
    trouble = TROUBLES["rate-limited-once"]
    add_links(run, [link_to(trouble, site)])
    begun = timezone.now()
    drain()
    job = run.jobs.get(kind=JobKind.FETCH)
    assert (job.state, job.failure, job.attempts) == ("queued", "rate_limited", 1)
    assert job.not_before
    assert job.not_before >= begun + timedelta(seconds=1)
    drain(later=True)
    job.refresh_from_db()
    assert (job.state, job.failure, job.attempts) == ("done", "", 2)


def test_staff_can_have_a_job_tried_again(site: SiteServer) -> None:
    run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
    add_links(run, [link_to(TROUBLES["missing"], site)])
    drain()
    job = run.jobs.get()
    assert job.state == JobState.DEAD
    assert try_again(job)
    assert not try_again(job)  # it waits already
    assert site.times_asked(TROUBLES["missing"].path) == 1
    drain()
    assert site.times_asked(TROUBLES["missing"].path) == 2
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.DEAD, "http_status")


def test_a_robots_file_that_forbids_is_obeyed(
    site_directory: Path, settings: Settings
) -> None:
    load_reference()
    empty_broker()
    robots = "User-agent: *\nDisallow: /wp-content/\n"
    with SiteServer(site_directory, robots=robots) as server:
        settings.SOURCE_BASES = {"ca_bc_opcc": f"{server.address}/"}
        run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
        path = next(p for p in server.entries if p.startswith("/wp-content/"))
        url = f"{server.address}{path}"
        add_links(run, [Link(url, "Report", DocumentType.ANNUAL_REPORT)])
        drain()
        assert server.times_asked(path) == 0
    job = run.jobs.get()
    assert (job.state, job.failure, job.where) == (
        JobState.DEAD,
        "forbidden_by_robots",
        url,
    )
