"""Load bodies, departments, their names and denominators."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.records.reference import (
    ELSEWHERE,
    REFERENCE,
    ReferenceDataError,
    load_reference,
)


class Command(BaseCommand):
    """Bring the reference tables up to what fixtures/reference says."""

    help = "Load fixtures/reference/*.csv; loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --elsewhere."""
        parser.add_argument(
            "--elsewhere",
            action="store_true",
            help="the bodies and departments of places outside this edition instead",
        )

    def handle(self, *, elsewhere: bool = False, **_options: Any) -> None:
        """Load everything or nothing."""
        try:
            counts = load_reference(ELSEWHERE if elsewhere else REFERENCE)
        except ReferenceDataError as error:
            raise CommandError(str(error)) from error
        for table, number in counts.items():
            self.stdout.write(f"{table}: {number}")
