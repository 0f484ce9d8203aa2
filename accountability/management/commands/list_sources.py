"""Write docs/reference/sources.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.environment import ROOT
from accountability.management.source_list import write_page


class Command(BaseCommand):
    """Write the page of sources and of the known tables that they cover."""

    help = "Write docs/reference/sources.md from openpolicedata's source table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="opd_source_table.csv, or its .gz")

    def handle(self, *, file: Path, **_options: Any) -> None:
        """Write, and say whether anything changed."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        changed = write_page(ROOT / "docs" / "reference" / "sources.md", content)
        self.stdout.write("written" if changed else "nothing changed")
