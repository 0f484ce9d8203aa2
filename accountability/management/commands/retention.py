"""``manage.py retention``: what the clocks erase, or would."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accountability.cases.retention import sweep
from accountability.vocab.retention import LIMITS


class Command(BaseCommand):
    """Erase what is due; beat does it four times a day by itself."""

    help = "Erase what is due. With --dry-run only say what that is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the rehearsal."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Sweep and print numbers, never content."""
        found = sweep(rehearse=dry_run)
        would = "would be " if dry_run else ""
        for due in found.cases:
            limit = LIMITS[due.clock]
            self.stdout.write(
                f"{due.number} {would}erased: {limit.length.days} days since "
                f"{limit.since}"
            )
        self.stdout.write(
            f"{len(found.cases)} cases, {found.exports} exports, "
            f"{found.uploads} forgotten uploads {would}erased, "
            f"{found.imports} unfinished imports {would}cancelled"
        )
