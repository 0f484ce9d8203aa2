"""Draft a release, have two people approve it, publish it.

A vote is for content, not for a name: each step computes the content's hash again,
and if the records have changed, the votes are void and the release is a draft again.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accountability.access.permissions import may
from accountability.models import Release, ReleaseState, Role, SourceDocument, User
from accountability.publication.bundle_writer import Edition, write_bundle
from accountability.publication.select import content_sha256, one_moment, sources
from accountability.publication.states import VOTES_NEEDED, Move, after
from accountability.release.bundle import (
    NoRelease,
    current_release,
    make_current,
    next_release_id,
    release_order,
)
from accountability.vocab import DocumentKind


class PublicationRefusedError(Exception):
    """A step that must not be taken. ``code`` is permanent, the text is for people.

    Codes: not_a_releaser, synthetic_approver, reconstruction, demo_release,
    wrong_state, own_release, voted_already, content_changed, nothing_new, no_reason.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the words."""
        super().__init__(message)
        self.code = code


def draft_release(*, by: User) -> Release:
    """Name the next release and fix the content to vote on.

    Raises PublicationRefusedError if ``by`` may not, if reconstructed documents are
    among the records outside demo mode, or if nothing changed since the last release.
    """
    _require_releaser(by)
    with one_moment():
        _refuse_reconstructions()
        content = content_sha256()
        last = Release.objects.filter(state=ReleaseState.PUBLISHED).order_by(
            "-published_at"
        )
        if last.values_list("content_sha256", flat=True).first() == content:
            raise PublicationRefusedError(
                "nothing_new", "the records are the same as in the last release"
            )
        return Release.objects.create(
            name=_next_name(timezone.now().astimezone(UTC).date()),
            author=by,
            demo=settings.DEMO,
            content_sha256=content,
        )


def approve(release: Release, *, by: User) -> Release:
    """Vote for the release's content; two votes approve it. Returns it as it is now.

    Raises PublicationRefusedError; with code content_changed the release is a draft
    again and its new content can be looked at and voted on.
    """
    _require_releaser(by)

    def vote(held: Release) -> None:
        state = _moved(held, Move.APPROVE)
        if by == held.author:
            raise PublicationRefusedError(
                "own_release", "the author of a release cannot approve it"
            )
        content = held.content_sha256
        if held.approvals.filter(by=by, content_sha256=content).exists():
            raise PublicationRefusedError(
                "voted_already", "the second vote must be another person's"
            )
        held.approvals.create(by=by, content_sha256=content)
        held.state = state
        held.save(update_fields=["state"])

    return _with_content(release, vote)


def publish(release: Release, *, by: User) -> Path:
    """Write the approved release and let CURRENT name it; return its directory.

    The bundle is written beside its place, renamed into it, recorded, and only then
    named. Called again after a crash it finishes what was begun. Raises
    PublicationRefusedError, or BundleRefusedError if the rows break the schema.
    """
    _require_releaser(by)
    root = Path(settings.RELEASES_DIR)
    release.refresh_from_db()
    if release.state != ReleaseState.PUBLISHED:
        _with_content(release, lambda held: _write(root, held))
    _name_current(root, release.name)
    return root / release.name


def return_release(release: Release, *, by: User, reason: str) -> Release:
    """End a release that shall not go out; raises PublicationRefusedError."""
    _require_releaser(by)
    if not reason.strip():
        raise PublicationRefusedError("no_reason", "say why the release is returned")
    with transaction.atomic():
        held = Release.objects.select_for_update().get(pk=release.pk)
        held.state = _moved(held, Move.RETURN)
        held.reason = reason.strip()
        held.save(update_fields=["state", "reason"])
    return held


def _with_content(release: Release, step: Callable[[Release], None]) -> Release:
    """Take a step on the locked release if its content is still what was voted on.

    If it is not, the reset is committed before the refusal is raised.
    """
    with one_moment():
        held = Release.objects.select_for_update().get(pk=release.pk)
        _refuse_reconstructions()
        content = content_sha256()
        changed = content != held.content_sha256
        if changed:
            reset = after(held.state, Move.RESET)
            if reset is None:
                raise _wrong_state(held, Move.RESET)
            held.state, held.content_sha256 = reset, content
            held.save(update_fields=["state", "content_sha256"])
        else:
            step(held)
    if changed:
        raise PublicationRefusedError(
            "content_changed",
            f"the records changed after release {held.name} was drafted; "
            "its votes are void and it is a draft again",
        )
    return held


def _write(root: Path, held: Release) -> None:
    state = _moved(held, Move.PUBLISH)
    if held.demo != settings.DEMO:
        raise PublicationRefusedError(
            "demo_release", "drafted in demo mode; it cannot leave it, or enter it"
        )
    votes = held.approvals.filter(content_sha256=held.content_sha256)
    voters = [vote.by for vote in votes.select_related("by").exclude(by=held.author)]
    for voter in voters:
        _refuse_synthetic(voter)
    if len({voter.pk for voter in voters}) < VOTES_NEEDED:
        raise PublicationRefusedError("wrong_state", "two valid votes are needed")
    # Left by a publication that did not end: it was never recorded, so never public.
    shutil.rmtree(root / held.name, ignore_errors=True)
    held.state = state
    held.published_at = timezone.now().replace(microsecond=0)
    write_bundle(
        root,
        Edition(
            release=held.name,
            published_at=held.published_at.astimezone(UTC),
            demo=held.demo,
            reconstruction=_reconstructions().exists(),
            approvals=len(voters),
            synthetic_approvals=any(voter.synthetic for voter in voters),
            previous=_current_or_none(root),
        ),
        sources(),
    )
    held.save(update_fields=["state", "published_at"])


def _name_current(root: Path, name: str) -> None:
    current = _current_or_none(root)
    if current is None or release_order(current) < release_order(name):
        make_current(root, name)


def _current_or_none(root: Path) -> str | None:
    try:
        return current_release(root)
    except NoRelease:
        return None


def _next_name(day: date) -> str:
    """Return the first name that neither a directory nor a draft has taken."""
    name = next_release_id(Path(settings.RELEASES_DIR), day)
    taken = Release.objects.filter(name__startswith=f"{day.isoformat()}.")
    numbers = [release_order(held)[1] for held in taken.values_list("name", flat=True)]
    return f"{day.isoformat()}.{max([release_order(name)[1] - 1, *numbers]) + 1}"


def _require_releaser(user: User) -> None:
    _refuse_synthetic(user)
    if not may(user, Role.RELEASER):
        raise PublicationRefusedError(
            "not_a_releaser", "only members of the group of releasers may do this"
        )


def _refuse_synthetic(user: User) -> None:
    if user.synthetic and not settings.DEMO:
        raise PublicationRefusedError(
            "synthetic_approver",
            f"{user.username} is a made-up account of the demo; people must decide",
        )


def _reconstructions() -> QuerySet[SourceDocument, SourceDocument]:
    return SourceDocument.objects.filter(
        kind=DocumentKind.RECONSTRUCTION, snapshots__isnull=False
    ).distinct()


def _refuse_reconstructions() -> None:
    if settings.DEMO:
        return
    found = list(_reconstructions().values_list("slug", flat=True)[:20])
    if found:
        raise PublicationRefusedError(
            "reconstruction",
            "reconstructed documents are not sources and are never published: "
            + ", ".join(found),
        )


def _moved(release: Release, move: Move) -> ReleaseState:
    state = after(release.state, move)
    if state is None:
        raise _wrong_state(release, move)
    return state


def _wrong_state(release: Release, move: Move) -> PublicationRefusedError:
    return PublicationRefusedError(
        "wrong_state", f"release {release.name} is {release.state}: cannot {move}"
    )
