"""Draft a release, have two people approve it, publish it, or make another current.

A vote is for content, not for a name: each step computes the content's hash again,
and if the records have changed, the votes are void and the release is a draft again.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.audit.acting import note
from accountability.audit.log import record
from accountability.models import (
    Approval,
    CurrentChange,
    Release,
    ReleaseState,
    User,
)
from accountability.publication.bundle_writer import Edition, Tell, write_bundle
from accountability.publication.community.record import community_record
from accountability.publication.drafting import (
    AUDITING,
    COMPARING,
    audit_of,
    draft_release,
    rebuild_draft,
    reset,
)
from accountability.publication.pictures import archived_picture
from accountability.publication.refusals import (
    PublicationRefusedError,
    moved,
    reconstructions,
    refuse_other_mode,
    refuse_reconstructions,
    refuse_synthetic,
    require_releaser,
    stated_reason,
)
from accountability.publication.select import content_sha256, one_moment, sources
from accountability.publication.shelf import (
    current,
    forget_drafts,
    key,
    releases_root,
    settle_published,
    staged_root,
    take_turn,
)
from accountability.publication.states import VOTES_NEEDED, Move
from accountability.release.bundle import (
    BundleError,
    ReleaseInfo,
    damaged_files,
)
from accountability.vocab.audit import AuditAction, Outcome

__all__ = [
    "PublicationRefusedError",
    "approve",
    "draft_release",
    "publish",
    "rebuild_draft",
    "return_release",
    "roll_back",
]


def approve(release: Release, *, by: User, content: str | None = None) -> Release:
    """Vote for the release's content; two votes approve it. Returns it as it is now.

    ``content`` is the hash of what the voter looked at, where a page showed it. Raises
    PublicationRefusedError; with code content_changed the release is a draft again: it
    must be made and audited again before its new content can be voted on.
    """
    require_releaser(by)
    changed = False
    with acting_as(by, Purpose.REQUEST):
        held = _locked(release)
        refuse_reconstructions()
        state = moved(held, Move.APPROVE)
        if content is not None and content != held.content_sha256:
            raise PublicationRefusedError(
                "other_content", "it was made again since you looked at it"
            )
        if by == held.author:
            raise PublicationRefusedError(
                "own_release", "the author of a release cannot approve it"
            )
        if _votes(held).filter(by=by).exists():
            raise PublicationRefusedError(
                "voted_already", "the second vote must be another person's"
            )
        found = content_sha256(community_record())
        changed = found != held.content_sha256
        if changed:
            reset(held, found)
        else:
            _note(AuditAction.RELEASE_VOTE, held)
            held.approvals.create(by=by, content_sha256=held.content_sha256)
            held.state = state
            held.save(update_fields=["state"])
    if changed:
        raise _content_changed(held)
    return held


def publish(
    release: Release,
    *,
    by: User,
    tell: Tell = lambda _: None,
    made_by: UUID | None = None,
) -> Path:
    """Write the approved release and let CURRENT name it; return its directory.

    The bundle is staged, audited once more, recorded, and only then put in its place
    and named. Called again after a crash it finishes what was begun. Raises
    PublicationRefusedError, or BundleRefusedError if the rows break the schema.
    """
    require_releaser(by)
    release.refresh_from_db()
    if release.state != ReleaseState.PUBLISHED:
        _with_content(release, tell, lambda held: _write(held, by, tell, made_by))
    settle_published()
    forget_drafts(release)
    return releases_root() / release.name


def return_release(release: Release, *, by: User, reason: str) -> Release:
    """End a release that shall not go out; raises PublicationRefusedError."""
    require_releaser(by)
    words = stated_reason(reason, "say why the release is returned")
    with acting_as(by, Purpose.REQUEST):
        held = _locked(release)
        held.state = moved(held, Move.RETURN)
        held.reason = words
        _note(AuditAction.RELEASE_RETURN, held)
        held.save(update_fields=["state", "reason"])
        transaction.on_commit(lambda: forget_drafts(held))
    return held


def roll_back(release: Release, *, by: User, reason: str) -> None:
    """Make a published release current again; no bundle changes.

    Its votes were for it and stand. Raises PublicationRefusedError; bundle_damaged if
    its files are not what its manifest says.
    """
    require_releaser(by)
    words = stated_reason(reason, "say why another release becomes current")
    with acting_as(by, Purpose.REQUEST):
        held = _locked(release)
        if held.state != ReleaseState.PUBLISHED:
            raise PublicationRefusedError(
                "wrong_state", f"release {held.name} was never published"
            )
        refuse_other_mode(held)
        if held == current():
            raise PublicationRefusedError(
                "current_already", f"release {held.name} is the current one"
            )
        _refuse_damaged(releases_root() / held.name)
        _note(AuditAction.RELEASE_ROLLBACK, held)
        CurrentChange.objects.create(release=held, by=by, rollback=True, reason=words)
        transaction.on_commit(settle_published)


def _with_content(
    release: Release, tell: Tell, step: Callable[[Release], None]
) -> None:
    """Take a step on the locked release if its content is still what was voted on.

    If it is not, the reset is committed before the refusal is raised.
    """
    with one_moment():
        if not take_turn():
            raise PublicationRefusedError(
                "under_way", "another release is being made or published just now"
            )
        held = _locked(release)
        moved(held, Move.PUBLISH)
        refuse_reconstructions()
        tell(COMPARING)
        content = content_sha256(community_record())
        changed = content != held.content_sha256
        if changed:
            reset(held, content)
        else:
            step(held)
    if changed:
        raise _content_changed(held)


def _write(held: Release, by: User, tell: Tell, made_by: UUID | None) -> None:
    state = moved(held, Move.PUBLISH)
    refuse_other_mode(held)
    last = current()
    if last and last.content_sha256 == held.content_sha256:
        raise PublicationRefusedError(
            "nothing_new", f"release {last.name}, the current one, says the same"
        )
    voters = _voters(held)
    # Left by a publication that did not end: it was never recorded, so never public.
    shutil.rmtree(releases_root() / held.name, ignore_errors=True)
    community = community_record()
    held.state = state
    held.published_at = timezone.now().replace(microsecond=0)
    bundle = write_bundle(
        staged_root(held.name),
        Edition(
            release=held.name,
            published_at=held.published_at.astimezone(UTC),
            demo=held.demo,
            reconstruction=reconstructions().exists(),
            approvals=len(voters),
            synthetic_approvals=any(voter.synthetic for voter in voters),
            previous=last.name if last else None,
            community=community,
        ),
        sources(community),
        key=key(),
        shelf=releases_root(),
        picture=archived_picture,
        tell=tell,
    )
    tell(AUDITING)
    failed = [check.name for check in audit_of(bundle) if not check.passed]
    if failed:
        raise PublicationRefusedError(
            "audit_failed", f"the written bundle fails: {', '.join(failed)}"
        )
    with _noted(held, by):
        held.save(update_fields=["state", "published_at"])
        CurrentChange.objects.create(release=held, by=by, made_by=made_by)


@contextmanager
def _noted(held: Release, by: User) -> Iterator[None]:
    """Write that it is published before it is; say so if it then is not."""

    def write(outcome: Outcome) -> None:
        record(
            AuditAction.RELEASE_PUBLISH,
            actor_id=by.pk,
            outcome=outcome,
            purpose="release",
            object_type="release",
            object_id=held.name,
        )

    write(Outcome.ALLOWED)
    try:
        yield
    except BaseException:
        write(Outcome.ROLLED_BACK)
        raise


def _voters(held: Release) -> list[User]:
    """Return who approved it: enough people, none of them its author or made up."""
    votes = _votes(held).select_related("by").exclude(by=held.author)
    voters = [vote.by for vote in votes]
    for voter in voters:
        refuse_synthetic(voter)
    if len({voter.pk for voter in voters}) < VOTES_NEEDED:
        raise PublicationRefusedError("wrong_state", "two valid votes are needed")
    return voters


def _votes(held: Release) -> QuerySet[Approval, Approval]:
    return held.approvals.filter(content_sha256=held.content_sha256, voided_at=None)


def _locked(release: Release) -> Release:
    """Return the release, locked; a worker that builds it has it for long."""
    try:
        with transaction.atomic():
            return Release.objects.select_for_update(nowait=True).get(pk=release.pk)
    except OperationalError:
        raise PublicationRefusedError(
            "under_way", f"release {release.name} is being made or published just now"
        ) from None


def _refuse_damaged(bundle: Path) -> None:
    try:
        ReleaseInfo.of(bundle)
        damaged = list(damaged_files(bundle))
    except (BundleError, OSError) as error:
        damaged = [str(error)]
    if damaged:
        raise PublicationRefusedError(
            "bundle_damaged", f"{bundle.name} is not whole: {damaged[0]}"
        )


def _note(action: AuditAction, held: Release) -> None:
    note(action, object_type="release", object_id=held.name)


def _content_changed(held: Release) -> PublicationRefusedError:
    return PublicationRefusedError(
        "content_changed",
        f"the records changed after release {held.name} was drafted; its votes are "
        "void and it is a draft again: have it made again",
    )
