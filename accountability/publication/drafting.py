"""Make a draft: a whole bundle of the records as they are now, audited, to vote on.

All of it is one transaction and one directory that the public plane can't see. Cut
short at any moment it leaves no release, no vote and no audit behind.
"""

import shutil
from datetime import UTC, date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accountability.audit.log import record
from accountability.models import (
    Approval,
    CommunityDrawing,
    Release,
    ReleaseAudit,
    User,
)
from accountability.publication.audit.checks import CHECKS, Checked, audit
from accountability.publication.audit.community import Drawn, community_checks
from accountability.publication.audit.crops import crop_checks
from accountability.publication.bundle_writer import Edition, Tell, write_bundle
from accountability.publication.community.record import community_record
from accountability.publication.differences import by_table
from accountability.publication.pictures import allowed_pictures, archived_picture
from accountability.publication.refusals import (
    PublicationRefusedError,
    moved,
    reconstructions,
    refuse_other_mode,
    refuse_reconstructions,
    require_releaser,
)
from accountability.publication.select import content_sha256, one_moment, sources
from accountability.publication.shelf import (
    current,
    draft_root,
    forget_drafts,
    key,
    releases_root,
    take_turn,
)
from accountability.publication.states import Move
from accountability.release.bundle import ReleaseInfo, next_release_id, release_order
from accountability.release.schema import TABLES
from accountability.vocab.audit import AuditAction

#: What a builder tells beside the names of tables.
COMPARING, AUDITING = "records", "audit"
STEPS = (COMPARING, *(table.name for table in TABLES), AUDITING)


def draft_release(
    *, by: User, tell: Tell = lambda _: None, made_by: UUID | None = None
) -> Release:
    """Name the next release, write its draft and audit it.

    Returns it audited, or still a draft if a check failed. Raises
    PublicationRefusedError if ``by`` may not, if reconstructed documents are among the
    records outside demo mode, or if nothing changed since the current release;
    BundleRefusedError if the rows break the schema.
    """
    require_releaser(by)
    with one_moment():
        _take_turn()
        refuse_reconstructions()
        tell(COMPARING)
        content = content_sha256(community_record())
        last = current()
        if last and last.content_sha256 == content:
            raise PublicationRefusedError(
                "nothing_new",
                f"the records are the same as in release {last.name}",
            )
        release = Release.objects.create(
            name=_next_name(timezone.now().astimezone(UTC).date()),
            author=by,
            demo=settings.DEMO,
            content_sha256=content,
        )
        _check_keys_now()
        forget_drafts(release)
        _write_and_audit(release, tell, made_by)
        _note(release, by)
    return release


def rebuild_draft(
    release: Release,
    *,
    by: User,
    tell: Tell = lambda _: None,
    made_by: UUID | None = None,
) -> Release:
    """Make the draft again with the records of now; its votes are void.

    Raises as ``draft_release`` does, and for a release that is published or returned.
    """
    require_releaser(by)
    with one_moment():
        _take_turn()
        held = Release.objects.select_for_update().get(pk=release.pk)
        refuse_other_mode(held)
        refuse_reconstructions()
        tell(COMPARING)
        reset(held, content_sha256(community_record()))
        shutil.rmtree(draft_root(held), ignore_errors=True)
        _check_keys_now()
        _write_and_audit(held, tell, made_by)
        _note(held, by)
    forget_drafts(held, but=draft_root(held))
    return held


def reset(held: Release, content: str) -> None:
    """Let a locked release be a draft again, with this content and without votes."""
    held.state, held.content_sha256 = moved(held, Move.RESET), content
    held.save(update_fields=["state", "content_sha256"])
    Approval.objects.filter(release=held, voided_at=None).update(
        voided_at=timezone.now()
    )


def _write_and_audit(release: Release, tell: Tell, made_by: UUID | None) -> None:
    last, community = current(), community_record()
    bundle = write_bundle(
        draft_root(release),
        Edition(
            release=release.name,
            published_at=timezone.now().replace(microsecond=0).astimezone(UTC),
            demo=release.demo,
            reconstruction=reconstructions().exists(),
            approvals=0,
            synthetic_approvals=False,
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
    checks = audit_of(bundle)
    passed = all(check.passed for check in checks)
    ReleaseAudit.objects.create(
        release=release,
        content_sha256=release.content_sha256,
        passed=passed,
        checks=[check.as_dict() for check in checks],
        rows=dict(ReleaseInfo.of(bundle).rows),
        changes={
            found.table: {
                "added": found.added,
                "removed": found.removed,
                "revised": found.revised,
            }
            for found in by_table(bundle)
        },
        made_by=made_by,
    )
    if passed:
        release.state = moved(release, Move.AUDIT)
        release.save(update_fields=["state"])


def audit_of(bundle: Path) -> list[Checked]:
    """Run every check of a written bundle, those of the community record too."""
    ledger = [
        Drawn(
            row.organisation_id,
            row.cohort.label,
            row.vintage,
            row.epsilon,
            row.measurements_sha256,
        )
        for row in CommunityDrawing.objects.all()
    ]
    checks = (
        *CHECKS,
        *crop_checks(allowed_pictures()),
        *community_checks(releases_root(), ledger),
    )
    return audit(bundle, key().public_key(), checks)


def _take_turn() -> None:
    if not take_turn():
        raise PublicationRefusedError(
            "under_way", "another release is being made or published just now"
        )


def _check_keys_now() -> None:
    """Check foreign keys while this moment is young.

    At the end of a long build the rows they lead to may have been changed (an account
    notes each login), and the transaction, which sees one moment, would be refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _note(release: Release, by: User) -> None:
    record(
        AuditAction.RELEASE_DRAFT,
        actor_id=by.pk,
        object_type="release",
        object_id=release.name,
        purpose="release",
        details={"to": release.state},
    )


def _next_name(day: date) -> str:
    """Return the first name that neither a directory nor a draft has taken."""
    name = next_release_id(releases_root(), day)
    taken = Release.objects.filter(name__startswith=f"{day.isoformat()}.")
    numbers = [release_order(held)[1] for held in taken.values_list("name", flat=True)]
    return f"{day.isoformat()}.{max([release_order(name)[1] - 1, *numbers]) + 1}"
