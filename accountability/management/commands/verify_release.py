"""``manage.py verify_release``: whether a release is what was signed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accountability.release.verify import verdict


class Command(BaseCommand):
    """Check the signature and every byte; name what is wrong."""

    help = "Verify a release. Outsiders: python -m accountability.release.verify."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the release and a key from elsewhere."""
        parser.add_argument("place", type=Path, help="the release, or its public files")
        parser.add_argument("--key", type=Path, help="the publisher's key (PEM)")

    def handle(self, *args: Any, place: Path, key: Path | None, **options: Any) -> None:
        """Verify and say what was found."""
        try:
            good, lines = verdict(place, key)
        except (OSError, ValueError) as error:
            raise CommandError(f"the key can't be read: {error}") from None
        if not good:
            raise CommandError("; ".join(lines))
        self.stdout.write("\n".join(lines))
