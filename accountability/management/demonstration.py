"""What ``make demo`` does once the servers are up, step by step and repeatable.

Everything goes through the real parts: the broker, the worker, the review and
release services. Only the people are made up, and their accounts say so.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command

from accountability.access.permissions import grant
from accountability.management import synthetic_cases
from accountability.models import (
    CommunityDrawing,
    ExtractedRecord,
    ReadingState,
    Release,
    ReleaseState,
    Role,
    Snapshot,
    User,
    WorkKind,
    WorkState,
)
from accountability.publication.community.fitting import unfitted
from accountability.publication.services import (
    PublicationRefusedError,
    approve,
    draft_release,
    publish,
)
from accountability.publication.work import ask, work_under_way
from accountability.review import queue
from accountability.review.policies import BatchGroup
from accountability.review.services import accept_batch, accept_for_demonstration
from accountability.vocab import Flag

Say = Callable[[str], None]

#: Left in the queue on purpose, so that whoever tries the review desk finds work.
LEFT_FOR_A_PERSON = frozenset(
    {
        Flag.MISLABELLED,
        Flag.NUMBER_UNREADABLE,
        Flag.READ_BY_OCR,
        Flag.SUM_MISMATCH,
        Flag.UNKNOWN_DEPARTMENT,
    }
)


def prepare_database() -> None:
    """Bring the schema up to date as its owner and load the reference data."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("load_reference", verbosity=0)


def is_published() -> bool:
    """Say whether a release was published and its bundle is still there."""
    published = Release.objects.filter(state=ReleaseState.PUBLISHED)
    return published.exists() and (Path(settings.RELEASES_DIR) / "CURRENT").is_file()


def publish_first_editions(say: Say) -> None:
    """Scrape, review and publish twice: before and after a report is revised."""
    author, approvers = _releasers()
    reviewer = _synthetic("synthetic-reviewer", Role.REVIEWER)
    for revision in (1, 2):
        call_command("commission_site", revise=revision)
        say(f"Reading the commissions' pages, revision {revision}")
        call_command("scrape", wait=True)
        accepted, left = accept_what_is_read(reviewer)
        say(f"Accepted {accepted:,} readings; {left} left in the review queue for you")
        name = _publish(author, approvers)
        say(f"Published release {name}" if name else "Nothing new to publish")


def publish_community_figures(say: Say) -> None:
    """Have a worker draw the figures of the synthetic cases; publish them, once."""
    author, approvers = _releasers()
    if not (CommunityDrawing.objects.exists() and not unfitted()):
        say(f"Counting {synthetic_cases.enter_counted_cases()} synthetic cases")
        work = work_under_way() or ask(WorkKind.DRAW, by=author)
        while work.state in (WorkState.WAITING, WorkState.RUNNING):
            time.sleep(1)
            work.refresh_from_db()
        if work.state == WorkState.FAILED:
            raise CommandError(f"community figures: {work.failure} {work.detail}")
    if name := _publish(author, approvers):
        say(f"Published release {name}, with figures of synthetic cases")


def _releasers() -> tuple[User, list[User]]:
    author, *approvers = [
        _synthetic(name, Role.RELEASER)
        for name in ("synthetic-author", "synthetic-approver-1", "synthetic-approver-2")
    ]
    return author, approvers


def accept_what_is_read(reviewer: User) -> tuple[int, int]:
    """Accept readings as a person would: batches first, then the rest.

    Returns how many were accepted and how many are left for a person.
    """
    waiting = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
    before = waiting.count()
    for snapshot in Snapshot.objects.filter(readings__in=waiting).distinct():
        for group in BatchGroup:
            accept_batch(queue.in_group(snapshot, group), by=reviewer)
    for flag in LEFT_FOR_A_PERSON:
        waiting = waiting.exclude(flags__contains=flag.value)
    accept_for_demonstration(waiting, by=reviewer)
    left = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED).count()
    return before - left, left


def _synthetic(name: str, role: Role) -> User:
    """Return a made-up account that nobody can log in to."""
    user, made = User.objects.get_or_create(username=name, defaults={"synthetic": True})
    if made:
        user.set_unusable_password()
        user.save()
    grant(user, role)
    return user


def _publish(author: User, approvers: list[User]) -> str:
    """Draft, have two approve, publish; empty when nothing changed."""
    try:
        release = draft_release(by=author)
    except PublicationRefusedError as refused:
        if refused.code == "nothing_new":
            return ""
        raise
    for approver in approvers:
        release = approve(release, by=approver)
    publish(release, by=author)
    return release.name
