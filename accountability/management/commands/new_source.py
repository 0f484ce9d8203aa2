"""Begin a source: module, example, crosswalk, reference lines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accountability.environment import ROOT
from accountability.management.scaffold import (
    CannotBeginError,
    NewSource,
    begin_source,
    headings_of,
)


class Command(BaseCommand):
    """Write what a new source begins with; docs/how-to/add-a-source.md goes on."""

    help = "Begin a source: its module, an example, a crosswalk, reference lines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what only a person knows."""
        parser.add_argument("id", help="country, region, body: us_la_nopd")
        parser.add_argument("--jurisdiction", required=True, help="US-LA")
        parser.add_argument("--department", required=True, help="its whole name")
        parser.add_argument("--body", required=True, help="who publishes")
        parser.add_argument("--home", required=True, help="https://…")
        parser.add_argument(
            "--headings",
            type=Path,
            help="a CSV file of the publisher: only its first row is looked at",
        )

    def handle(
        self,
        *,
        id: str,  # noqa: A002  (the argument's name)
        jurisdiction: str,
        department: str,
        body: str,
        home: str,
        headings: Path | None,
        **_options: Any,
    ) -> None:
        """Write the files and say what to do with them."""
        try:
            names = headings_of(headings.read_bytes()) if headings else ()
            new = NewSource(id, jurisdiction, department, body, home, names)
            written = begin_source(new, ROOT, today=timezone.localdate())
        except (CannotBeginError, OSError) as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(f"{path.relative_to(ROOT)}")
        self.stdout.write(
            "\nRead the module, fill in the words in capitals, then run\n"
            "  python -m pytest tests/sources/test_examples.py\n"
            "The first run writes what was read and fails: review it. See\n"
            "docs/how-to/add-a-source.md"
        )
