"""``manage.py audit_public_key``: what others need to verify the audit."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accountability.audit import chain


class Command(BaseCommand):
    """Print the public half of the key that signs seals."""

    help = "Print the public key of the audit's seals, to be kept elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it as PEM."""
        pem = Path(str(settings.AUDIT_SIGNING_KEY_FILE)).read_bytes()
        self.stdout.write(
            chain.public_pem(chain.signing_key(pem).public_key()).decode()
        )
