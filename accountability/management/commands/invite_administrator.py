"""``manage.py invite_administrator``: the link for an installation's first person."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from accountability.models import Role
from accountability.staff.accounts.invitations import invite


class Command(BaseCommand):
    """Print a link. Who can run commands here runs the system anyway."""

    help = "Print a link with which somebody becomes administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the invitation and print it; it is not shown again."""
        offer = invite(Role.ADMINISTRATOR, by=None)
        path = reverse("invitation", args=[offer.token])
        self.stdout.write(f"{settings.STAFF_URL}{path}")
