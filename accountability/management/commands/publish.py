"""``manage.py publish``: draft, approve, publish or return a release."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.models import Release, User
from accountability.publication import services
from accountability.publication.bundle_writer import BundleRefusedError


class Command(BaseCommand):
    """One step of a release, by one named member of staff."""

    help = "Draft a release, approve it (two people), publish it, or return it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the step, the release and who takes the step."""
        parser.add_argument("step", choices=["draft", "approve", "release", "return"])
        parser.add_argument("name", nargs="?", help="the release, as draft printed it")
        parser.add_argument("--by", required=True, help="user name of who decides")
        parser.add_argument("--reason", default="", help="why it is returned")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the step; a refusal ends the command with its code and words."""
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"no user is called {options['by']!r}")
        try:
            self.stdout.write(self._take(options["step"], by, options))
        except (services.PublicationRefusedError, BundleRefusedError) as refused:
            code = getattr(refused, "code", "bundle_refused")
            raise CommandError(f"{code}: {refused}") from refused

    def _take(self, step: str, by: User, options: dict[str, Any]) -> str:
        if step == "draft":
            return services.draft_release(by=by).name
        release = Release.objects.filter(name=options["name"]).first()
        if release is None:
            raise CommandError(f"no release is called {options['name']!r}")
        match step:
            case "approve":
                return services.approve(release, by=by).state
            case "release":
                return str(services.publish(release, by=by))
            case _:
                reason = options["reason"]
                return services.return_release(release, by=by, reason=reason).state
