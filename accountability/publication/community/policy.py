"""An organisation's written policy on figures of its cases, read from a file.

It is chosen from the intake that is expected, and before any data are seen (PRIVACY.md
0.3): plan, cohorts, and the day of every vintage. The file names no person. Whether
anything is drawn is asked of ``drawing``, not of this file.
"""

from datetime import date
from pathlib import Path
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from accountability.models import Department
from accountability.publication.disclosure.domains import standard_domain
from accountability.publication.disclosure.plans import Plan, annual, pooled, small
from accountability.publication.refusals import PublicationRefusedError
from accountability.release.community.domain import Cohort, require_disjoint
from accountability.release.community.record import Scheduled
from accountability.vocab.community import PlanKind, Vintage

#: Cases a cohort that the annual and the pooled plan are made for.
_LARGE = 1_000


class _CohortDays(BaseModel):
    """The days of one cohort's vintages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cohort: str
    preliminary: date | None = None
    final: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ended = date(Cohort.of(self.cohort).last_year, 12, 31)
        if (self.preliminary or self.final) <= ended:
            raise ValueError(f"cohort {self.cohort}: no day is before its end")
        if self.preliminary and self.preliminary >= self.final:
            raise ValueError(f"cohort {self.cohort}: preliminary comes before final")
        return self


class Policy(BaseModel):
    """What was decided: whose cases, which plan, how many are expected, when.

    ``expected`` are cases a cohort; ``jurisdictions`` those whose departments have
    codes of their own, whether or not a case names them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str
    plan: PlanKind
    expected: int = Field(gt=0)
    jurisdictions: list[str] = Field(min_length=1)
    decided_on: date
    cohorts: list[_CohortDays] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        require_disjoint(Cohort.of(days.cohort) for days in self.cohorts)
        if self.plan is not PlanKind.SMALL and self.expected < _LARGE:
            raise ValueError(
                f"the {self.plan.value} plan is for {_LARGE} expected cases a cohort "
                "and more: take longer cohorts, or the small plan"
            )
        for days in self.cohorts:
            years = len(Cohort.of(days.cohort).years)
            if not _YEARS[self.plan][0] <= years <= _YEARS[self.plan][1]:
                raise ValueError(f"cohort {days.cohort}: not for the {self.plan} plan")
            if self.plan is PlanKind.SMALL and days.preliminary:
                raise ValueError("the small plan has no preliminary vintage")
        return self

    @property
    def calendar(self) -> tuple[Scheduled, ...]:
        """Every vintage and its day, in the order of days."""
        found = []
        for days in self.cohorts:
            cohort = Cohort.of(days.cohort)
            if days.preliminary:
                found.append(Scheduled(cohort, Vintage.PRELIMINARY, days.preliminary))
            found.append(Scheduled(cohort, Vintage.FINAL, days.final))
        return tuple(sorted(found, key=lambda each: (each.day, each.cohort)))

    def plan_for(self, cohort: Cohort) -> Plan:
        """Return the plan with the codes of today's register of departments."""
        slugs = Department.objects.filter(
            jurisdiction__in=self.jurisdictions
        ).values_list("slug", flat=True)
        years = cohort if self.plan is PlanKind.POOLED else None
        domain = standard_domain(slugs, years=years)
        return _PLANS[self.plan](domain)


_PLANS = {PlanKind.ANNUAL: annual, PlanKind.POOLED: pooled, PlanKind.SMALL: small}
_YEARS = {PlanKind.ANNUAL: (1, 1), PlanKind.POOLED: (2, 10), PlanKind.SMALL: (1, 10)}


def policy() -> Policy | None:
    """Return the policy of this installation; None where no figures are published.

    PublicationRefusedError, policy_unreadable, names what is wrong with the file.
    """
    path: Path | None = settings.COMMUNITY_POLICY_FILE
    if path is None:
        return None
    try:
        return Policy.model_validate_json(path.read_bytes())
    except OSError as missing:
        raise _unreadable(f"{path.name}: {missing.strerror}") from missing
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise _unreadable(f"{path.name}: {where}: {first['msg']}") from None


def _unreadable(why: str) -> PublicationRefusedError:
    return PublicationRefusedError("policy_unreadable", why)
