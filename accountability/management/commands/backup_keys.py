"""``manage.py backup_keys``: a copy of the keystore that lives seven days at most."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accountability.cases.keys import keystore

#: An erased case is readable from no copy after this (PRIVACY.md B4).
LONGEST = timedelta(days=7)
_NAME = "keys-%Y%m%dT%H%M%SZ"


class Command(BaseCommand):
    """Copy the wrapped keys to a directory on another, encrypted disk."""

    help = "Copy the keystore to DIRECTORY and delete its copies older than 7 days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the directory."""
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        """Copy, then delete what is too old."""
        store = keystore().directory
        if not store.is_dir():
            raise CommandError("there is no key yet")
        if directory.resolve().is_relative_to(store.resolve()):
            raise CommandError("the copy must stand outside the keystore")
        now = timezone.now()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = directory / now.strftime(_NAME)
        shutil.copytree(store, copy)
        copy.chmod(0o700)
        oldest = (now - LONGEST).strftime(_NAME)
        gone = [path for path in directory.glob("keys-*Z") if path.name <= oldest]
        for path in gone:
            shutil.rmtree(path)
        self.stdout.write(f"copied to {copy}; {len(gone)} old copies deleted")
