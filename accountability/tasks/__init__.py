"""Celery tasks: a name around a service. Arguments are ids, never content."""

from uuid import UUID

from celery import shared_task

from accountability.extraction.queue import ring_again as ring_for_waiting_jobs
from accountability.extraction.runs import close_runs, start_due_runs
from accountability.extraction.steps import perform


@shared_task(name="accountability.discover")
def discover(job_id: str) -> None:
    """Read a list page."""
    perform(UUID(job_id))


@shared_task(name="accountability.fetch")
def fetch(job_id: str) -> None:
    """Fetch a document."""
    perform(UUID(job_id))


@shared_task(name="accountability.extract")
def extract(job_id: str) -> None:
    """Read a snapshot."""
    perform(UUID(job_id))


@shared_task(name="accountability.ring_again")
def ring_again() -> None:
    """Ring for jobs that no worker took, and close runs that are done."""
    ring_for_waiting_jobs()
    close_runs()


@shared_task(name="accountability.scrape_due")
def scrape_due() -> None:
    """Start runs of the sources whose time has come."""
    start_due_runs()
