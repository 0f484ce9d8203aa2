"""``manage.py publish``: draft, approve, publish, return or go back to a release."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accountability.models import Release, User
from accountability.publication import services
from accountability.publication.bundle_writer import BundleRefusedError


class Command(BaseCommand):
    """One step of a release, by one named member of staff."""

    help = "Draft a release, approve it (two people), publish, return or go back to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the step, the release and who takes the step."""
        parser.add_argument(
            "step",
            choices=["draft", "again", "approve", "release", "return", "rollback"],
        )
        parser.add_argument("name", nargs="?", help="the release, as draft printed it")
        parser.add_argument("--by", required=True, help="user name of who decides")
        parser.add_argument(
            "--reason", default="", help="why it is returned, or current again"
        )

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
            return _drafted(services.draft_release(by=by))
        release = Release.objects.filter(name=options["name"]).first()
        if release is None:
            raise CommandError(f"no release is called {options['name']!r}")
        reason = options["reason"]
        match step:
            case "again":
                return _drafted(services.rebuild_draft(release, by=by))
            case "rollback":
                services.roll_back(release, by=by, reason=reason)
                return release.name
            case "approve":
                return services.approve(release, by=by).state
            case "release":
                return str(services.publish(release, by=by))
            case _:
                return services.return_release(release, by=by, reason=reason).state


def _drafted(release: Release) -> str:
    """Return its name; CommandError with the checks that failed."""
    audit = release.audits.first()
    failed = (
        [check["name"] for check in audit.checks if not check["passed"]]
        if audit
        else []
    )
    if failed:
        raise CommandError(f"audit_failed: {release.name} fails {', '.join(failed)}")
    return release.name
