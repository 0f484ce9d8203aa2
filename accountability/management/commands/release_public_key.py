"""``manage.py release_public_key``: what others need to verify releases."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accountability.release.signature import public_pem, signing_key


class Command(BaseCommand):
    """Print the public half of the key that signs releases."""

    help = "Print the public key of the releases, to be made known elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it as PEM."""
        key = signing_key(Path(str(settings.RELEASE_SIGNING_KEY_FILE)).read_bytes())
        self.stdout.write(public_pem(key.public_key()).decode(), ending="")
