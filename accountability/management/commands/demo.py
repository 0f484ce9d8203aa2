"""``manage.py demo``: fill the demo and say where it is. Run by ``make demo``."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accountability.embedded import announce, wait_until_served
from accountability.management import demonstration, synthetic_cases


class Command(BaseCommand):
    """Prepare everything once, print the addresses, and stay until told to stop."""

    help = "Fill the demo, print its addresses and ways in, and stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each step that has not been taken yet."""
        if not settings.DEMO:
            raise CommandError("DEMO is not set: this command makes up people")
        demonstration.prepare_database()
        announce("migrated")
        if not demonstration.is_published():
            demonstration.publish_first_editions(self._say)
        staff = synthetic_cases.admit_staff()
        synthetic_cases.enter_cases()
        wait_until_served(settings.PUBLIC_URL, settings.STAFF_URL)
        self._say(
            "\n".join(
                [
                    "",
                    "The demo is ready. Documents are reconstructions or open data;",
                    "people and cases are synthetic; every page says so.",
                    "",
                    f"  public  {settings.PUBLIC_URL}/",
                    f"  staff   {settings.STAFF_URL}/",
                    "          name, password, recovery code (new at each start):",
                    *(
                        f"          {one.name:<16} {one.password}  {one.recovery_code}"
                        f"  {one.role}"
                        for one in staff
                    ),
                    "          Supervisor and administrator set up a passkey first.",
                    "",
                    "Figures of synthetic cases follow as one more release, in a few",
                    "minutes. Ctrl-C stops everything.",
                ]
            )
        )
        demonstration.publish_community_figures(self._say)
        signal.sigwait({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
