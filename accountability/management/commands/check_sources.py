"""Look at the sources now, as a worker does every five minutes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.health.alarms import send_try
from accountability.health.checking import look_at_sources
from accountability.health.recipients import mail_leaves, told_addresses
from accountability.vocab.health import ALARMING, SourceState


class Command(BaseCommand):
    """Say how each source is, or try whether alarms arrive."""

    help = "Look at every source that is fetched; fail when one needs somebody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --try-mail."""
        parser.add_argument(
            "--try-mail", action="store_true", help="send a mail to whoever is told"
        )

    def handle(self, *, try_mail: bool, **_options: Any) -> None:
        """Print a line for each source; fail when one needs somebody."""
        if try_mail:
            self._try_mail()
            return
        alarming = 0
        for row in look_at_sources():
            state = SourceState.of(row.state)
            alarming += state in ALARMING
            self.stdout.write(f"{row.source_id}: {row.state} {row.failure}".rstrip())
        if alarming:
            raise CommandError(f"{alarming} need somebody", returncode=1)

    def _try_mail(self) -> None:
        told = len(told_addresses())
        if not told:
            raise CommandError(
                "nobody is told of alarms: set ALARM_TO, or keep a list on /sources/"
            )
        if not mail_leaves():
            raise CommandError("MAIL_URL is not set: no mail leaves")
        if not send_try():
            raise CommandError("the mail did not leave; the log says why")
        self.stdout.write(f"sent to {told}")
