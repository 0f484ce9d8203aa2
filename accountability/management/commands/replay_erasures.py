"""``manage.py replay_erasures``: after a restore, erase again what was erased."""

from typing import Any

from django.core.management.base import BaseCommand

from accountability.cases.erasure import replay_erasures


class Command(BaseCommand):
    """Run it before anybody works with a restored database."""

    help = "Erase again what was erased before a restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and count."""
        self.stdout.write(f"{replay_erasures()} cases erased again")
