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
from accountability.extraction.importing import import_file
from accountability.health.checking import look_at_sources
from accountability.management import synthetic_cases
from accountability.models import (
    ChangeState,
    CommunityDrawing,
    ExtractedRecord,
    ReadingState,
    RecordType,
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
from accountability.review import ledger, queue
from accountability.review.crops import allow_crop, crop_of
from accountability.review.policies import BatchGroup
from accountability.review.services import accept_batch, accept_for_demonstration
from accountability.vocab import CropShape, Flag, Metric, ValueStatus

TRANSCRIBED = Path(__file__).resolve().parents[2] / "fixtures" / "transcribed"

Say = Callable[[str], None]

#: Of how many figures a demonstration shows the page, each time it reads.
PICTURES_SHOWN = 40

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
        import_what_is_typed()
        accepted, left = accept_what_is_read(reviewer)
        say(f"Accepted {accepted:,} readings; {left} left in the review queue for you")
        if confirmed := confirm_what_was_noticed(reviewer):
            say(f"Confirmed {confirmed} changes of documents for the ledger")
        say(f"Let out {let_pictures_out(reviewer)} pictures of figures")
        name = _publish(author, approvers)
        say(f"Published release {name}" if name else "Nothing new to publish")
    look_at_sources()


def import_what_is_typed() -> None:
    """Hand in the tables of fixtures/transcribed; the same again changes nothing."""
    for path in sorted(TRANSCRIBED.glob("*/*.csv")):
        import_file(path.parent.name, path)


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


def confirm_what_was_noticed(reviewer: User) -> int:
    """Confirm the ledger's entries that a reviewer may confirm; return how many."""
    confirmed = 0
    for change in ledger.entries(ChangeState.PROPOSED):
        try:
            ledger.confirm(change, by=reviewer)
        except ledger.ChangeRefusedError:
            continue  # left for a person, with the readings it waits for
        confirmed += 1
    return confirmed


def let_pictures_out(reviewer: User) -> int:
    """Let out the pictures of some figures, one by one as a person would; count them.

    Documents of the demo are rebuilt from printed figures: no line names a person.
    """
    figures = ExtractedRecord.objects.filter(
        state=ReadingState.ACCEPTED,
        record_type=RecordType.STATISTIC,
        locator__page__isnull=False,
        payload__metric=Metric.REGISTERED_COMPLAINTS.value,
        payload__status=ValueStatus.REPORTED.value,
        crop_decisions=None,
    ).select_related("snapshot__document")
    shown = figures.order_by("-snapshot__retrieved_at", "position")[:PICTURES_SHOWN]
    for figure in shown:
        crop = crop_of(figure, CropShape.ROW)
        allow_crop(figure, shape=crop.shape, seen=crop.sha256, by=reviewer)
    return len(shown)


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
