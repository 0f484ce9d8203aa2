"""Import a local file of a dataset the way a fetched one is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.extraction.importing import import_file
from accountability.sources.errors import SourceError


class Command(BaseCommand):
    """Archive a file, read it, and put its readings into the review queue."""

    help = "Archive and read a local file of a source's dataset. No network is used."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the source and the file."""
        parser.add_argument("--source", required=True)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--period",
            default="",
            help="where editions stand side by side: what this one covers",
        )

    def handle(self, *, source: str, file: Path, period: str, **_options: Any) -> None:
        """Import the file; say what each row came to."""
        try:
            counts = import_file(source, file, period=period)
        except (KeyError, OSError) as error:
            raise CommandError(str(error)) from error
        except SourceError as error:
            raise CommandError(
                f"{file.name}: {error.failure.value}: {error.where}: {error.advice}"
            ) from error
        self.stdout.write(
            f"{counts.rows} rows: {counts.created} new, {counts.updated} changed, "
            f"{counts.unchanged} unchanged, {counts.failed} rejected"
        )
