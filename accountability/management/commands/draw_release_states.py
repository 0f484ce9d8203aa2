"""``manage.py draw_release_states``: the diagram in docs/how-to/publish.md."""

from typing import Any

from django.core.management.base import BaseCommand

from accountability.environment import ROOT
from accountability.publication.diagram import draw


class Command(BaseCommand):
    """Draw the states of a release into its page; a test compares."""

    help = "Draw the states of a release into docs/how-to/publish.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, and say whether anything changed."""
        changed = draw(ROOT / "docs" / "how-to" / "publish.md")
        self.stdout.write("drawn" if changed else "nothing changed")
