"""``manage.py seal_audit``: seal the audit's new entries now."""

from typing import Any

from django.core.management.base import BaseCommand

from accountability.audit.sealing import seal_audit


class Command(BaseCommand):
    """Seal until nothing is left; beat does it every minute by itself."""

    help = "Seal the audit's new entries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal batch after batch."""
        while (seal := seal_audit()) is not None:
            self.stdout.write(f"seal {seal.number}: entries up to {seal.last_seq}")
