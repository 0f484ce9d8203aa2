"""Releasers, and what stands ready for the release desk."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group

from accountability.models import Release, ReleaseWork, User, WorkState
from accountability.publication import services
from accountability.publication.work import perform
from tests.factories import PASSWORD
from tests.official_records import OfficialRecord


def releaser(name: str, **facts: Any) -> User:
    """Make a member of the group of releasers."""
    user = User.objects.create(username=name, **facts)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get_or_create(name="releaser")[0])
    return user


@dataclass
class ReleaseRoom:
    """A record with a figure and three releasers."""

    record: OfficialRecord = field(default_factory=OfficialRecord)

    def __post_init__(self) -> None:
        self.author, self.first, self.second = (
            releaser(name) for name in ("author", "first", "second")
        )
        self.annual = self.record.snapshot(self.record.document())
        self.record.statistic(self.annual, 48)

    def draft(self) -> Release:
        """Make a draft, at once."""
        return services.draft_release(by=self.author)

    def approved(self) -> Release:
        """Make a draft that two people approved."""
        release = self.draft()
        for voter in (self.first, self.second):
            release = services.approve(release, by=voter)
        return release

    def published(self) -> Release:
        """Publish what the record holds now."""
        release = self.approved()
        services.publish(release, by=self.author)
        release.refresh_from_db()
        return release


def do_all() -> list[ReleaseWork]:
    """Do the work that waits, in this process; return all work, the newest first."""
    for work in ReleaseWork.objects.filter(state=WorkState.WAITING):
        perform(work.pk)
    return list(ReleaseWork.objects.all())
