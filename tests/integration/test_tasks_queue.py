"""Claims, leases, turns: the state of a job is in Postgres and nowhere else."""

from datetime import timedelta

import pytest
from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils import timezone
from pytest_django.fixtures import Settings

from accountability import tasks
from accountability.celery import app
from accountability.extraction import queue, steps
from accountability.extraction.pacing import SharedPacer
from accountability.extraction.queue import (
    MAX_ATTEMPTS,
    LeaseLostError,
    NotOurTurnError,
    add_job,
    claim,
    complete,
    fail,
    ring_again,
)
from accountability.extraction.runs import close_runs, start_due_runs, start_run
from accountability.extraction.steps import perform
from accountability.models import Job, JobKind, JobState, Run
from accountability.records.reference import load_reference
from accountability.sources.errors import Failure, SourceError
from accountability.vocab import RetrievalOutcome
from tests.integration.worker import empty_broker

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "redis+socket:///nowhere/valkey.sock"
DONE = RetrievalOutcome.CREATED


@pytest.fixture(autouse=True)
def quiet_broker() -> None:
    empty_broker()


@pytest.fixture
def job() -> Job:
    run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
    job = add_job(run, JobKind.EXTRACT, "1")
    assert job
    return job


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def test_a_job_has_one_holder_at_a_time(job: Job) -> None:
    assert claim(job.pk)
    assert claim(job.pk) is None


def test_a_run_has_a_job_once(job: Job) -> None:
    assert add_job(job.run, JobKind.EXTRACT, "1") is None
    assert Job.objects.count() == 1


def test_who_lost_the_lease_can_end_nothing(job: Job) -> None:
    first = claim(job.pk)
    assert first
    expire(job)
    second = claim(job.pk)
    assert second
    with pytest.raises(LeaseLostError):
        complete(first, outcome=DONE, counts={})
    fail(first, SourceError(Failure.DEFECT, "x", "y"))
    job.refresh_from_db()
    assert (job.state, job.claimed_by) == (JobState.RUNNING, second.token)
    complete(second, outcome=DONE, counts={"rows": 3})
    job.refresh_from_db()
    assert (job.state, job.counts) == (JobState.DONE, {"rows": 3})
    assert claim(job.pk) is None  # a message that comes again does nothing


def test_a_job_that_ends_its_workers_is_given_up(job: Job) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert claim(job.pk)
        expire(job)
    assert claim(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.DEAD, "worker_lost")


def test_waiting_for_a_turn_uses_up_no_attempt(job: Job) -> None:
    pacer = SharedPacer(longest=1.0)
    pacer.wait("opcc.example", 100.0)
    with pytest.raises(NotOurTurnError) as put_off:
        pacer.wait("opcc.example", 100.0)
    assert put_off.value.retry_after
    claimed = claim(job.pk)
    assert claimed
    fail(claimed, put_off.value)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure) == (JobState.QUEUED, 0, "")
    assert job.not_before
    assert claim(job.pk) is None  # not yet
    SharedPacer(longest=1.0).wait("other.example", 100.0)  # another host is free


def test_a_defect_ends_in_its_job_without_its_words(
    job: Job, caplog: pytest.LogCaptureFixture
) -> None:
    Job.objects.filter(pk=job.pk).update(key="no snapshot: a secret")
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.DEAD, "defect")
    assert "ValueError" in job.advice
    assert "secret" not in job.advice
    assert Run.objects.get().finished_at


def test_a_broker_out_of_reach_delays_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker = empty_broker()
    dead = Celery("dead", broker=NOWHERE, set_as_current=False)
    dead.conf.broker_transport_options = app.conf.broker_transport_options
    monkeypatch.setattr(queue, "app", dead)
    run = start_run("ca_bc_opcc", "test")
    assert set(run.jobs.values_list("state", "rung_at")) == {(JobState.QUEUED, None)}
    assert ring_again() == run.jobs.count()  # still out of reach
    assert broker.llen("celery") == 0
    monkeypatch.setattr(queue, "app", app)
    assert ring_again() == run.jobs.count()
    assert broker.llen("celery") == run.jobs.count()
    assert ring_again() == 0  # rung for already


def test_the_sweeper_rings_for_what_nobody_holds(job: Job) -> None:
    assert ring_again() == 0
    assert claim(job.pk)
    assert ring_again() == 0
    expire(job)
    Job.objects.update(rung_at=timezone.now() - timedelta(seconds=60))
    assert ring_again() == 1
    assert ring_again() == 0
    Job.objects.update(
        state=JobState.QUEUED, not_before=timezone.now() + timedelta(hours=1)
    )
    Job.objects.update(rung_at=None)
    assert ring_again() == 0
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert ring_again() == 1


def test_a_run_ends_with_its_last_job(job: Job) -> None:
    assert close_runs() == 0
    claimed = claim(job.pk)
    assert claimed
    complete(claimed, outcome=DONE, counts={})
    tasks.ring_again()
    assert Run.objects.get().finished_at


def test_a_source_has_one_run_at_a_time() -> None:
    assert start_run("ca_bc_opcc", "a") == start_run("ca_bc_opcc", "b")
    with pytest.raises(KeyError, match="known: "):
        start_run("no_such", "a")


def test_runs_start_when_their_cadence_has_passed(settings: Settings) -> None:
    settings.SOURCE_BASES = {"us_la_nopd": "http://127.0.0.1:9/"}
    tasks.scrape_due()
    assert not Run.objects.exists()  # whose body is not known is not asked
    load_reference()
    tasks.scrape_due()  # in demo mode only what stands on loopback
    run = Run.objects.get()
    assert (run.source_id, run.reason) == ("us_la_nopd", "due")
    assert start_due_runs() == []
    Run.objects.update(finished_at=timezone.now())
    assert start_due_runs() == []
    Run.objects.update(started_at=timezone.now() - timedelta(days=8))
    assert [run.source_id for run in start_due_runs()] == ["us_la_nopd"]
    settings.DEMO = False
    others = {run.source_id for run in start_due_runs()}
    assert {"ca_bc_opcc", "ca_on_siu"} <= others
    assert "us_la_nopd" not in others  # asked already
    assert "us_il_chicago" not in others  # only files handed in are read


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (SoftTimeLimitExceeded(), "timed_out"),
        (OperationalError("server closed the connection"), "unreachable"),
    ],
)
def test_what_may_pass_by_itself_is_tried_again_later(
    job: Job, monkeypatch: pytest.MonkeyPatch, error: Exception, failure: str
) -> None:
    def step(*_: object) -> None:
        raise error

    monkeypatch.setitem(steps._STEPS, JobKind.EXTRACT, step)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        perform(job.pk)
        job.refresh_from_db()
        assert (job.failure, job.attempts) == (failure, attempt)
        waits = attempt < MAX_ATTEMPTS
        assert job.state == (JobState.QUEUED if waits else JobState.DEAD)
        assert bool(job.not_before) is waits
        Job.objects.update(not_before=None)
