"""Plans: which tables of a cohort are measured, and what share of the budget each has.

A plan is an organisation's written policy, chosen from the intake it expects and before
any data are seen (PRIVACY.md 0.3). Shares and budgets are decimals: sums are exact.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from accountability.release.community.cubes import Dimensions
from accountability.release.community.domain import Cohort, Domain
from accountability.vocab.community import CommunityDimension, PlanKind, Vintage

#: No complaint's loss may be more than this over both vintages of its cohort.
LIFETIME_EPSILON = Decimal("2.0")
_DEPARTMENT = CommunityDimension.DEPARTMENT.value
_CLASS = CommunityDimension.ALLEGATION_CLASS.value
_OUTCOME = CommunityDimension.OUTCOME.value
_YEAR = CommunityDimension.YEAR.value
_REPORTING = CommunityDimension.REPORTING.value


class PlanError(ValueError):
    """A plan that promises what it does not keep."""


@dataclass(frozen=True)
class Share:
    """One measured table and its share of the vintage's budget; () is the total."""

    dimensions: Dimensions
    share: Decimal


@dataclass(frozen=True)
class Spending:
    """What one vintage measures.

    A case is in one cell at most of each table, so the vintage is
    ``epsilon``-differentially private by sequential composition.
    """

    vintage: Vintage
    epsilon: Decimal
    tables: tuple[Share, ...]

    def epsilon_of(self, dimensions: Dimensions) -> Decimal:
        """Return the exact budget of one of its tables."""
        for table in self.tables:
            if table.dimensions == dimensions:
                return self.epsilon * table.share
        raise PlanError("the vintage does not measure this table")

    @property
    def measured(self) -> tuple[Dimensions, ...]:
        """The dimensions of its tables, in the plan's order."""
        return tuple(table.dimensions for table in self.tables)


@dataclass(frozen=True)
class Plan:
    """A domain, the longest cohort and the vintages; PlanError when it is not sound."""

    kind: PlanKind
    domain: Domain
    years: tuple[int, int]
    spendings: tuple[Spending, ...]

    def __post_init__(self) -> None:
        vintages = [spending.vintage for spending in self.spendings]
        if len(set(vintages)) != len(vintages) or Vintage.FINAL not in vintages:
            raise PlanError("a plan has a final vintage, and each vintage once")
        for spending in self.spendings:
            self._check(spending)
        if self.lifetime_epsilon > LIFETIME_EPSILON:
            raise PlanError(f"the vintages spend more than {LIFETIME_EPSILON} together")

    def _check(self, spending: Spending) -> None:
        if not spending.epsilon > 0 or any(not t.share > 0 for t in spending.tables):
            raise PlanError("budgets and shares are above zero")
        if sum((table.share for table in spending.tables), Decimal(0)) != 1:
            raise PlanError(f"the shares of the {spending.vintage} vintage are not 1")
        if len(set(spending.measured)) != len(spending.measured):
            raise PlanError("a table is measured twice")
        for names in spending.measured:
            if len(names) > 2:
                raise PlanError("no table has more than two dimensions")
            if self.domain.ordered(names) != names:
                raise PlanError("dimensions stand in the order of the domain")

    @property
    def lifetime_epsilon(self) -> Decimal:
        """What all vintages of a cohort spend together."""
        return sum((spending.epsilon for spending in self.spendings), Decimal(0))

    def spending(self, vintage: Vintage) -> Spending:
        """Return what a vintage measures; PlanError when the plan does not have it."""
        for spending in self.spendings:
            if spending.vintage is vintage:
                return spending
        raise PlanError(f"the {self.kind} plan has no {vintage} vintage")

    def require_cohort(self, cohort: Cohort) -> None:
        """Raise PlanError when a cohort is shorter or longer than the plan says."""
        fewest, most = self.years
        if not fewest <= len(cohort.years) <= most:
            raise PlanError(
                f"a cohort of the {self.kind} plan has {fewest} to {most} years"
            )
        if _YEAR in self.domain.names and self.domain.dimension(_YEAR).codes != tuple(
            str(year) for year in cohort.years
        ):
            raise PlanError("the years of the domain are not those of the cohort")

    def as_json(self) -> dict[str, Any]:
        """Return plain values: for settings, ``methodology.json`` and the hash."""
        return {
            "kind": self.kind.value,
            "years": list(self.years),
            "dimensions": self.domain.as_json(),
            "vintages": [
                {
                    "vintage": spending.vintage.value,
                    "epsilon": str(spending.epsilon),
                    "tables": [
                        {"dimensions": list(t.dimensions), "share": str(t.share)}
                        for t in spending.tables
                    ],
                }
                for spending in self.spendings
            ],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Plan":
        """Read what ``as_json`` gave; PlanError or ValueError when it is not sound."""
        fewest, most = value["years"]
        return cls(
            PlanKind.of(value["kind"]),
            Domain.from_json(value["dimensions"]),
            (int(fewest), int(most)),
            tuple(
                Spending(
                    Vintage.of(spending["vintage"]),
                    Decimal(spending["epsilon"]),
                    tuple(
                        Share(tuple(t["dimensions"]), Decimal(t["share"]))
                        for t in spending["tables"]
                    ),
                )
                for spending in value["vintages"]
            ),
        )

    @property
    def sha256(self) -> str:
        """Hash of the plan's canonical JSON: names the plan in measurements."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def _shares(*tables: tuple[Dimensions, str]) -> tuple[Share, ...]:
    return tuple(Share(names, Decimal(share)) for names, share in tables)


#: Department by class alone, soon after the period: outcomes are not settled yet.
_PRELIMINARY = Spending(
    Vintage.PRELIMINARY, Decimal("0.5"), _shares(((_DEPARTMENT, _CLASS), "1"))
)


def annual(domain: Domain) -> Plan:
    """Return the plan for 1,000 expected cases a year and more.

    The domain's last dimension (reporting or group) has the shares that A4 gives to
    the demographic one.
    """
    fourth = domain.names[-1]
    tables = _shares(
        ((_DEPARTMENT, _CLASS), "0.30"),
        ((_DEPARTMENT, _OUTCOME), "0.22"),
        ((_CLASS, _OUTCOME), "0.18"),
        ((_DEPARTMENT, fourth), "0.15"),
        ((_CLASS, fourth), "0.15"),
    )
    final = Spending(Vintage.FINAL, Decimal("1.5"), tables)
    return Plan(PlanKind.ANNUAL, domain, (1, 1), (_PRELIMINARY, final))


def pooled(domain: Domain) -> Plan:
    """Return the plan for one cohort of 2 to 10 years with the year as a dimension.

    Without reporting in the domain the shares are A4's; with it they are 0.85 of
    A4's, and department by reporting has the 0.15.
    """
    if _REPORTING in domain.names:
        shares = (".170", ".170", ".170", ".102", ".085", ".153")
        more: tuple[tuple[Dimensions, str], ...] = (
            ((_DEPARTMENT, _REPORTING), "0.15"),
        )
    else:
        shares, more = (".20", ".20", ".20", ".12", ".10", ".18"), ()
    pairs = (
        (_YEAR, _DEPARTMENT),
        (_DEPARTMENT, _CLASS),
        (_DEPARTMENT, _OUTCOME),
        (_YEAR, _CLASS),
        (_YEAR, _OUTCOME),
        (_CLASS, _OUTCOME),
    )
    tables = _shares(*zip(pairs, shares, strict=True), *more)
    final = Spending(Vintage.FINAL, Decimal("1.5"), tables)
    return Plan(PlanKind.POOLED, domain, (2, 10), (_PRELIMINARY, final))


def small(domain: Domain) -> Plan:
    """Return the plan for tens to hundreds of cases in one cohort of 1 to 10 years.

    The total and each dimension by itself, once: a preliminary vintage would take a
    quarter of the budget for a table that shows nothing at this size.
    """
    one_way = [((name,), "0.21") for name in domain.names]
    if len(one_way) != 4:
        raise PlanError("the small plan measures four dimensions and the total")
    final = Spending(Vintage.FINAL, Decimal("1.5"), _shares(((), "0.16"), *one_way))
    return Plan(PlanKind.SMALL, domain, (1, 10), (final,))
