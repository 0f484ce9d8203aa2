"""Celery tasks: a name around a service. Arguments are ids, never content."""

from uuid import UUID

from celery import shared_task

from accountability.audit import sealing
from accountability.cases import erasure, exporting, retention, rotation
from accountability.cases.attachments import services as attachments
from accountability.cases.importing import services as importing
from accountability.extraction.handing_in import services as handing_in
from accountability.extraction.handing_in.working import ring_for_waiting
from accountability.extraction.queue import ring_again as ring_for_waiting_jobs
from accountability.extraction.runs import close_runs, start_due_runs
from accountability.extraction.steps import perform
from accountability.health import checking
from accountability.publication import work


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
    """Ring for jobs and files that no worker took, and close runs that are done."""
    ring_for_waiting_jobs()
    ring_for_waiting()
    close_runs()
    work.tend()


@shared_task(
    name="accountability.work_on_release", time_limit=3600, soft_time_limit=3500
)
def work_on_release(work_id: str) -> None:
    """Make or publish a release.

    It may last longer than the broker waits: rung for again meanwhile, it is held.
    """
    work.perform(UUID(work_id))


@shared_task(name="accountability.tend_file", time_limit=1800, soft_time_limit=1700)
def tend_file(file_id: str) -> None:
    """Go on with a file that somebody handed in.

    It may last longer than the broker waits: rung for again meanwhile, it is held.
    """
    handing_in.advance(UUID(file_id))


@shared_task(name="accountability.scrape_due")
def scrape_due() -> None:
    """Start runs of the sources whose time has come."""
    start_due_runs()


@shared_task(name="accountability.look_at_sources")
def look_at_sources() -> None:
    """See how each source is, and tell whoever must know."""
    checking.look_at_sources()


@shared_task(name="accountability.seal_audit")
def seal_audit() -> None:
    """Seal the audit's new entries."""
    sealing.seal_audit()


@shared_task(name="accountability.clean_attachment")
def clean_attachment(attachment_id: str) -> None:
    """Make the clean copy of a file."""
    attachments.clean_attachment(UUID(attachment_id))


@shared_task(name="accountability.make_export")
def make_export(export_id: str, user_id: int) -> None:
    """Make the file that somebody asked for."""
    exporting.make_export(UUID(export_id), user_id)


@shared_task(name="accountability.tend_import")
def tend_import(import_id: str) -> None:
    """Go on with past cases that somebody uploaded."""
    importing.advance(UUID(import_id))


@shared_task(name="accountability.tend_cases")
def tend_cases() -> None:
    """Ring for what waits (files, exports, imports); end erasures cut short."""
    attachments.clean_waiting()
    exporting.make_waiting()
    importing.ring_for_waiting()
    erasure.finish_erasures()


@shared_task(name="accountability.keep_clocks")
def keep_clocks() -> None:
    """Erase what is due."""
    retention.sweep()


@shared_task(name="accountability.rotate_keys")
def rotate_keys() -> None:
    """Rewrap a batch of keys that an old master key wraps, and ring for the next."""
    if rotation.rotate_some():
        rotate_keys.delay()
