"""``manage.py verify_audit``: whether the audit still says what was sealed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accountability.audit import chain
from accountability.audit.verify import SignedHead, verify_audit


class Command(BaseCommand):
    """Compare entries, seals and heads kept elsewhere; name the first bad entry."""

    help = "Verify the audit. Give heads and public key that were kept off this host."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take heads and a key from elsewhere."""
        parser.add_argument("--head", type=Path, action="append", default=[])
        parser.add_argument("--public-key", type=Path)

    def handle(
        self, *args: Any, head: list[Path], public_key: Path | None, **options: Any
    ) -> None:
        """Verify and say what was found."""
        try:
            if public_key:
                key = chain.public_key(public_key.read_bytes())
            else:
                pem = Path(str(settings.AUDIT_SIGNING_KEY_FILE)).read_bytes()
                key = chain.signing_key(pem).public_key()
            heads = [SignedHead.from_file(path) for path in head]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"a head or the key can't be read: {error}") from None
        verdict = verify_audit(key, heads)
        if not verdict.good:
            raise CommandError(
                f"the first entry that can't be vouched for is {verdict.bad_seq}: "
                f"{verdict.why}"
            )
        self.stdout.write(
            f"{verdict.entries} entries in {verdict.seals} seals are as they were; "
            f"{verdict.unsealed} newer ones wait for a seal."
        )
        if not heads:
            self.stdout.write(
                "Without a head from elsewhere a cut-off end can't be noticed."
            )
