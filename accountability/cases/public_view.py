"""What the public could see of a case: as codes, and from what was published last.

No live count is made here, for nobody: a number that moves when a case comes in tells
that it came in (PRIVACY.md, decision 1).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accountability.cases.consent import standing
from accountability.cases.content import OpenCase
from accountability.cases.services import read_case
from accountability.release.bundle import NoRelease, ReleaseInfo, current_release
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    OutcomeGroup,
)
from accountability.vocab.counting import NotCounted


@dataclass(frozen=True)
class PublicView:
    """The codes a case would be counted under, what keeps it out, the last release.

    ``released`` is None before anything was published. A release that holds no table
    of the community record shows nothing of any case.
    """

    year: int
    allegation_class: AllegationClass
    outcome: OutcomeGroup
    hindrances: tuple[NotCounted, ...]
    released: ReleaseInfo | None

    @property
    def eligible(self) -> bool:
        """Whether it would be counted when the next figures are made."""
        return not self.hindrances


def public_view(case_id: UUID, *, on: date) -> tuple[OpenCase, PublicView]:
    """Return a case and what the public could see of it."""
    opened = read_case(case_id)
    row = opened.row
    kind, outcome = row.allegation_class, row.outcome
    return opened, PublicView(
        year=row.received_month.year,
        allegation_class=AllegationClass.of(kind) if kind else AllegationClass.UNKNOWN,
        outcome=OutcomeGroup.of(outcome) if outcome else OutcomeGroup.UNKNOWN,
        hindrances=tuple(_hindrances(opened, on)),
        released=_released(),
    )


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


def _released() -> ReleaseInfo | None:
    root = Path(settings.RELEASES_DIR)
    try:
        return ReleaseInfo.of(root / current_release(root))
    except NoRelease:
        return None
