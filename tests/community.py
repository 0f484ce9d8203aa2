"""Cases that may be counted, and the written policy they are counted under."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from accountability.access.context import Purpose, acting_as
from accountability.models import Case, ConsentEvent, Department
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    NotReportedBecause,
    OutcomeGroup,
    ReportedTo,
)
from tests.casework import House, department

#: A policy whose every day has come.
SMALL: dict[str, Any] = {
    "organisation": "harbour",
    "plan": "small",
    "expected": 200,
    "jurisdictions": ["CA-BC"],
    "decided_on": "2022-01-10",
    "cohorts": [{"cohort": "2022-2024", "final": "2025-04-01"}],
}
ANNUAL: dict[str, Any] = {
    "organisation": "harbour",
    "plan": "annual",
    "expected": 1_500,
    "jurisdictions": ["CA-BC"],
    "decided_on": "2022-01-10",
    "cohorts": [
        {"cohort": "2023", "preliminary": "2024-04-02", "final": "2026-04-07"},
        {"cohort": "2024", "preliminary": "2025-04-01", "final": "2099-04-07"},
    ],
}


def write_policy(settings: Any, tmp_path: Path, value: Mapping[str, Any]) -> Path:
    """Put a policy where the settings find it."""
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(value))
    settings.COMMUNITY_POLICY_FILE = path
    return path


@dataclass
class Counted:
    """A house whose cases may be counted; plain columns only: many are quick."""

    house: House = field(default_factory=House)
    seed: int = 7

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._number = 0
        for slug in ("delta", "oak-bay", "saanich", "vancouver", "victoria"):
            if not Department.objects.filter(slug=slug).exists():
                department(slug)

    def cases(self, number: int, *, year: int = 2023, **facts: Any) -> list[Case]:
        """Enter cases with a yes to statistics, all codes drawn unless given."""
        departments = list(Department.objects.filter(jurisdiction="CA-BC"))
        with acting_as(self.house.worker, Purpose.REQUEST):
            made = [self._case(departments, year, facts) for _ in range(number)]
            Case.objects.bulk_create(made)
            ConsentEvent.objects.bulk_create(
                self._answer(case, given=True) for case in made
            )
        return made

    def answer(self, case: Case, *, given: bool) -> None:
        """Record a later answer about statistics."""
        with acting_as(self.house.worker, Purpose.REQUEST):
            self._answer(case, given=given).save()

    def _answer(self, case: Case, *, given: bool) -> ConsentEvent:
        return ConsentEvent(
            case=case,
            purpose=ConsentPurpose.STATISTICS.value,
            given=given,
            wording="1.en",
            recorded_by=self.house.worker,
        )

    def _case(
        self, departments: list[Department], year: int, facts: Mapping[str, Any]
    ) -> Case:
        self._number += 1
        choose = self._random.choice
        told = choose([ReportedTo.NOBODY, ReportedTo.NOBODY, ReportedTo.OPCC])
        reasons = [] if told.official else [choose(list(NotReportedBecause)).value]
        drawn = {
            "department": choose([*departments[:3], *departments]),
            "allegation_class": choose(list(AllegationClass)[:6]).value,
            "outcome": choose(list(OutcomeGroup)).value,
            "reported_to": told.value,
            "not_reported_because": reasons,
            "received_month": date(year, choose(range(1, 13)), 1),
            "status": CaseStatus.OPEN.value,
        }
        return Case(
            number=f"SYN-{self.seed}-{self._number:06d}",
            organisation=self.house.organisation,
            team=self.house.day,
            created_by=self.house.worker,
            **{**drawn, **facts},
        )
