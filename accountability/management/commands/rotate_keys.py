"""``manage.py rotate_keys``: rewrap the cases' keys by the newest master key."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accountability.cases.keys import keystore, master_keys
from accountability.cases.rotation import rotate_some
from accountability.vault.errors import MasterKeysUnusableError
from accountability.vault.master import add_master_key, retire_master_key


class Command(BaseCommand):
    """Rotation in steps, each of which can be repeated or cut short."""

    help = "Rewrap keys. --new adds a master key first; --retire takes an old one out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the step."""
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--new", action="store_true")
        step.add_argument("--gauge", action="store_true")
        step.add_argument("--retire", type=int, metavar="VERSION")

    def handle(
        self,
        *args: Any,
        new: bool,
        gauge: bool,
        retire: int | None,
        **options: Any,
    ) -> None:
        """Do the step and print how many keys each master key wraps."""
        try:
            if new:
                version = add_master_key(self._file())
                self.stdout.write(
                    f"master key {version} is there; restart the services, then run "
                    "rotate_keys"
                )
                return
            if retire is not None:
                if keystore().gauge().get(retire):
                    raise CommandError(f"keys are still wrapped by {retire}: rotate")
                retire_master_key(self._file(), retire)
        except MasterKeysUnusableError as error:
            raise CommandError(str(error)) from None
        if not gauge and retire is None:
            while rotate_some():
                pass
        self.stdout.write(f"current master key: {master_keys().current}")
        for version, count in keystore().gauge().items():
            self.stdout.write(f"wrapped by {version}: {count}")

    def _file(self) -> Path:
        if settings.MASTER_KEYS_FILE is None:
            raise CommandError("the master keys are a key service's: rotate there")
        return Path(settings.MASTER_KEYS_FILE)
