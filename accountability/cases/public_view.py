"""What the public could see of a case: as codes, and from what was published last.

No live count is made here, for nobody: a number that moves when a case comes in tells
that it came in (PRIVACY.md, decision 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accountability.cases.consent import standing
from accountability.cases.content import OpenCase
from accountability.cases.services import read_case
from accountability.release.bundle import NoRelease, ReleaseInfo, current_release
from accountability.release.community.answers import Figure, answer
from accountability.release.community.cubes import answerable
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord, Entry
from accountability.release.reader import Reader
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    OutcomeGroup,
    ReportedTo,
)
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Reporting,
)
from accountability.vocab.counting import NotCounted


@dataclass(frozen=True)
class Cell:
    """A published figure over the codes of a case: dimension and code of each."""

    codes: tuple[tuple[str, str], ...]
    figure: Figure


@dataclass(frozen=True)
class PublicView:
    """The codes a case would be counted under, what keeps it out, the last release.

    ``released`` is None before anything was published. ``entry`` are the last release's
    figures of the year in which the case was received, None if it holds none; ``cells``
    what they say over the codes that the case has now. Whether the case was counted in
    them is not known here, nor anywhere.
    """

    year: int
    allegation_class: AllegationClass
    outcome: OutcomeGroup
    reporting: Reporting | None
    hindrances: tuple[NotCounted, ...]
    released: ReleaseInfo | None
    entry: Entry | None
    cells: tuple[Cell, ...]

    @property
    def eligible(self) -> bool:
        """Whether it would be counted when the next figures are made."""
        return not self.hindrances


def public_view(case_id: UUID, *, on: date) -> tuple[OpenCase, PublicView]:
    """Return a case and what the public could see of it."""
    opened = read_case(case_id)
    row = opened.row
    kind = AllegationClass.of(row.allegation_class or AllegationClass.UNKNOWN.value)
    outcome = OutcomeGroup.of(row.outcome or OutcomeGroup.UNKNOWN.value)
    reporting = _reporting(opened)
    codes = {
        CommunityDimension.YEAR.value: str(row.received_month.year),
        CommunityDimension.DEPARTMENT.value: row.department.slug
        if row.department
        else UNSTATED_DEPARTMENT,
        CommunityDimension.ALLEGATION_CLASS.value: kind.value,
        CommunityDimension.OUTCOME.value: outcome.value,
        **({CommunityDimension.REPORTING.value: reporting.value} if reporting else {}),
    }
    reader = _released()
    record = reader.community if reader else None
    entry = _entry_of(record, row.received_month.year) if record else None
    return opened, PublicView(
        year=row.received_month.year,
        allegation_class=kind,
        outcome=outcome,
        reporting=reporting,
        hindrances=tuple(_hindrances(opened, on)),
        released=reader.info if reader else None,
        entry=entry,
        cells=tuple(_cells(record, entry, codes)) if record and entry else (),
    )


def _reporting(opened: OpenCase) -> Reporting | None:
    """Return the case's code; None where one of several reasons will be drawn."""
    row = opened.row
    told = ReportedTo.of(row.reported_to) if row.reported_to else ReportedTo.UNKNOWN
    if told is ReportedTo.UNKNOWN:
        return Reporting.UNKNOWN
    if told.official:
        return Reporting.REPORTED
    if len(row.not_reported_because) > 1:
        return None
    [reason] = row.not_reported_because or [Reporting.NO_REASON_TOLD.value]
    return Reporting.of(reason)


def _entry_of(record: CommunityRecord, year: int) -> Entry | None:
    for entry in record.entries:
        if year in entry.cube.cohort.years:
            return entry
    return None


def _cells(
    record: CommunityRecord, entry: Entry, codes: dict[str, str]
) -> Iterator[Cell]:
    """Yield every figure that is answered over the case's own codes."""
    domain = entry.cube.domain
    known = {
        name: code
        for name, code in codes.items()
        if name in domain.names and code in domain.dimension(name).codes
    }
    for names in answerable(entry.cube.measured):
        if set(names) <= set(known):
            where = {name: [known[name]] for name in names}
            question = Question.of(where, [entry.cube.cohort])
            pairs = tuple((name, known[name]) for name in names)
            yield Cell(pairs, answer(record.edition, question))


def _hindrances(opened: OpenCase, on: date) -> list[NotCounted]:
    status = CaseStatus.of(opened.row.status)
    found = []
    if status is CaseStatus.DRAFT:
        found.append(NotCounted.DRAFT)
    if status is CaseStatus.MERGED:
        found.append(NotCounted.MERGED)
    agreed = {item.purpose: item.stands for item in standing(opened.consents, on=on)}
    if not agreed[ConsentPurpose.STATISTICS]:
        found.append(NotCounted.NO_CONSENT)
    return found


def _released() -> Reader | None:
    root = Path(settings.RELEASES_DIR)
    try:
        return Reader(root / current_release(root))
    except NoRelease:
        return None
