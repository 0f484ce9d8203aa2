"""What the release desk shows of a release: its changes, its audit, its votes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from accountability.models import (
    Approval,
    CropDecision,
    CurrentChange,
    Release,
    ReleaseAudit,
    ReleaseState,
    ReleaseWork,
    ReviewDecision,
    User,
    WorkState,
)
from accountability.publication.audit.checks import Checked
from accountability.publication.audit.oddities import (
    Mismatch,
    UnassignedWords,
    mismatched,
    unassigned,
)
from accountability.publication.audit.written import opened
from accountability.publication.community.desk import ShownCohort, shown_cohorts
from accountability.publication.crops import NewPicture, new_pictures
from accountability.publication.differences import (
    RowDifference,
    Slice,
    TableDifference,
    by_table,
    changed_rows,
)
from accountability.publication.shelf import current, draft_bundle, releases_root
from accountability.publication.states import Move, after
from accountability.release.bundle import PUBLIC, ReleaseInfo, crop_name
from accountability.release.comparison import ADDED, COMPARED
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS, STATISTICS, Table

#: Rows shown of what is new, before the whole list.
_SHOWN = 10
#: The official record's own rows.
_RECORD = (STATISTICS, ALLEGATIONS)


@dataclass(frozen=True)
class NewRows:
    """The first rows of one table that the current release does not have."""

    table: str
    rows: list[RowDifference]
    total: int


@dataclass(frozen=True)
class Content:
    """What stands in a release's bundle, read from its files."""

    info: ReleaseInfo
    differences: list[TableDifference]
    new: list[NewRows]
    unassigned: list[UnassignedWords]
    mismatched: list[Mismatch]
    community: list[ShownCohort]
    pictures: list[NewPicture]


@dataclass(frozen=True)
class Looked:
    """A release as the desk shows it. ``content`` is None while no bundle is there.

    ``decided_since`` counts what reviewers decided after the draft was made: if any of
    it changed the record, publishing will be refused.
    """

    release: Release
    audit: ReleaseAudit | None
    checks: list[Checked]
    votes: list[Approval]
    content: Content | None
    decided_since: int = 0
    is_current: bool = False
    namings: list[CurrentChange] = field(default_factory=list)


def bundle_of(release: Release) -> Path | None:
    """Return the bundle that shows what the release holds; None if there is none."""
    if release.state == ReleaseState.PUBLISHED:
        bundle = releases_root() / release.name
    else:
        bundle = draft_bundle(release)
    return bundle if bundle.is_dir() else None


def looked_at(release: Release) -> Looked:
    """Return everything about one release that a person needs to decide on it."""
    audit = release.audits.first()
    bundle = bundle_of(release)
    return Looked(
        release=release,
        audit=audit,
        checks=[Checked(**found) for found in audit.checks] if audit else [],
        votes=list(
            release.approvals.filter(
                voided_at=None, content_sha256=release.content_sha256
            ).select_related("by")
        ),
        content=_content(bundle) if bundle else None,
        decided_since=_decided_since(audit.at) if audit and _is_open(release) else 0,
        is_current=release == current(),
        namings=list(release.namings.select_related("by")),
    )


def changes_of(
    release: Release, table: Table, *, change: str, offset: int, limit: int
) -> Slice | None:
    """Return some of one table's changes; None when the release has no bundle now."""
    bundle = bundle_of(release)
    if bundle is None:
        return None
    return changed_rows(
        bundle,
        table,
        before=_before(bundle),
        change=change,
        offset=offset,
        limit=limit,
    )


def picture_of(release: Release, sha256: str) -> Path | None:
    """Return the file of a picture in a release's bundle; None if it has none such."""
    bundle = bundle_of(release)
    if bundle is None:
        return None
    found = bundle / PUBLIC / crop_name(sha256)
    return found if found.is_file() else None


def table_called(name: str) -> Table | None:
    """Return the table of this name whose changes can be looked at."""
    return next((t for t in COMPARED if t.name == name), None)


def releases_listed() -> QuerySet[Release]:
    """Return every release, the newest first."""
    return Release.objects.select_related("author").prefetch_related("audits")


def waiting_releases() -> QuerySet[Release]:
    """Return the releases that are neither published nor returned, the newest first."""
    over = [ReleaseState.PUBLISHED, ReleaseState.RETURNED]
    return Release.objects.exclude(state__in=over)


def may_vote(looked: Looked, user: User) -> bool:
    """Say whether this person's vote would be taken now."""
    return (
        after(looked.release.state, Move.APPROVE) is not None
        and looked.release.author_id != user.pk
        and all(vote.by_id != user.pk for vote in looked.votes)
    )


def last_failed() -> ReleaseWork | None:
    """Return the last work if it failed: nothing newer has gone well since."""
    last = ReleaseWork.objects.select_related("release", "asked_by").first()
    return last if last and last.state == WorkState.FAILED else None


def _content(bundle: Path) -> Content:
    differences = by_table(bundle)
    with opened(bundle) as written:
        words, totals = unassigned(written), mismatched(written)
    return Content(
        info=ReleaseInfo.of(bundle),
        differences=differences,
        new=list(_new(bundle)),
        unassigned=words,
        mismatched=totals,
        community=_community(bundle),
        pictures=new_pictures(bundle, _before(bundle)),
    )


def _community(bundle: Path) -> list[ShownCohort]:
    record = Reader(bundle).community
    return shown_cohorts(record) if record else []


def _new(bundle: Path) -> Sequence[NewRows]:
    before = _before(bundle)
    found = []
    for table in _RECORD:
        part = changed_rows(bundle, table, before=before, change=ADDED, limit=_SHOWN)
        found.append(NewRows(table.name, part.rows, part.total))
    return found


def _before(bundle: Path) -> Path | None:
    previous = ReleaseInfo.of(bundle).previous
    return releases_root() / previous if previous else None


def _decided_since(moment: datetime) -> int:
    return sum(
        decided.objects.filter(at__gt=moment).count()
        for decided in (ReviewDecision, CropDecision)
    )


def _is_open(release: Release) -> bool:
    return after(release.state, Move.RESET) is not None
