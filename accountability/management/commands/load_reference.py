"""Load bodies, departments, their names and denominators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.records.reference import ReferenceDataError, load_reference


class Command(BaseCommand):
    """Bring the reference tables up to what fixtures/reference says."""

    help = "Load fixtures/reference/*.csv; loading it again changes nothing."

    def handle(self, **_options: Any) -> None:
        """Load everything or nothing."""
        try:
            counts = load_reference()
        except ReferenceDataError as error:
            raise CommandError(str(error)) from error
        for table, number in counts.items():
            self.stdout.write(f"{table}: {number}")
