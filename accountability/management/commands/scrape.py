"""Start runs of sources through the broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.extraction.runs import (
    close_runs,
    crawled_sources,
    start_run,
    summary_of,
)
from accountability.models import Run
from accountability.sources.registry import all_sources

_PAUSE = 0.5


class Command(BaseCommand):
    """Fetch what is new at the sources; workers do it."""

    help = "Start a run of each source named, or of all. Workers do the work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the sources and --wait."""
        parser.add_argument("sources", nargs="*", metavar="source")
        parser.add_argument(
            "--wait", action="store_true", help="show progress until the runs end"
        )
        parser.add_argument("--reason", default="asked for", help="said in the run log")

    def handle(
        self, *, sources: list[str], wait: bool, reason: str, **_options: Any
    ) -> None:
        """Start the runs; with --wait fail when a job was given up."""
        unknown = sorted(set(sources) - set(all_sources()))
        if unknown:
            known = ", ".join(all_sources())
            raise CommandError(f"no source {', '.join(unknown)}; known: {known}")
        crawled = [source.id for source in crawled_sources()]
        if left := sorted(set(sources) - set(crawled)):
            raise CommandError(
                f"{', '.join(left)}: read from files handed in (import_dataset), or of "
                "a place whose bodies are not loaded (load_reference --elsewhere)"
            )
        runs = [start_run(name, reason) for name in sources or crawled]
        for run in runs:
            self.stdout.write(f"{run.source_id}: run {run.pk}")
        if wait and self._given_up(runs):
            raise CommandError("some jobs were given up; see above", returncode=1)

    def _given_up(self, runs: list[Run]) -> int:
        shown = ""
        while True:
            close_runs()
            fresh = list(Run.objects.filter(pk__in=[run.pk for run in runs]))
            line = "; ".join(f"{run.source_id} {_progress(run)}" for run in fresh)
            if line != shown:
                self.stdout.write(line)
                shown = line
            if all(run.finished_at for run in fresh):
                break
            time.sleep(_PAUSE)
        dead = [job for run in fresh for job in summary_of(run).dead]
        for job in dead:
            self.stderr.write(f"given up: {job.failure}: {job.where}: {job.advice}")
        return len(dead)


def _progress(run: Run) -> str:
    counts = summary_of(run).jobs
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
