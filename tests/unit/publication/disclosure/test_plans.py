"""Plans keep what they promise: shares, budgets, dimensions, lengths of cohorts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accountability.publication.disclosure.domains import standard_domain
from accountability.publication.disclosure.plans import (
    LIFETIME_EPSILON,
    Plan,
    PlanError,
    Share,
    Spending,
    annual,
    pooled,
    small,
)
from accountability.release.community.domain import (
    Cohort,
    Dimension,
    Domain,
    UnknownDimensionError,
    require_disjoint,
)
from accountability.vocab.community import Vintage
from tests.unit.publication.disclosure.made_up import DOMAIN, PLAN

DECADE = Cohort(2010, 2019)
STANDARD = standard_domain(["saanich", "victoria"])
PLANS = [
    annual(STANDARD),
    annual(standard_domain(["saanich"], groups=["one", "other"])),
    pooled(standard_domain(["saanich"], years=DECADE)),
    pooled(standard_domain(["saanich"], years=DECADE, groups=["one", "other"])),
    small(STANDARD),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.kind)
def test_each_plan_keeps_to_the_lifetime_budget_and_survives_its_json(
    plan: Plan,
) -> None:
    assert plan.lifetime_epsilon <= LIFETIME_EPSILON
    for spending in plan.spendings:
        spent = sum(spending.epsilon_of(names) for names in spending.measured)
        assert spent == spending.epsilon
    again = Plan.from_json(plan.as_json())
    assert again == plan
    assert again.sha256 == plan.sha256


def test_the_annual_plan_has_the_shares_of_the_specification() -> None:
    final = PLANS[0].spending(Vintage.FINAL)
    shares = [str(final.epsilon_of(names)) for names in final.measured]
    assert [float(share) for share in shares] == [0.45, 0.33, 0.27, 0.225, 0.225]
    preliminary = PLANS[0].spending(Vintage.PRELIMINARY)
    assert preliminary.epsilon == Decimal("0.5")
    assert preliminary.measured == (("department", "allegation_class"),)


def test_a_small_plan_is_measured_once_and_never_two_dimensions_together() -> None:
    plan = PLANS[-1]
    assert [spending.vintage for spending in plan.spendings] == [Vintage.FINAL]
    assert max(map(len, plan.spendings[0].measured)) == 1
    with pytest.raises(PlanError, match="preliminary"):
        plan.spending(Vintage.PRELIMINARY)


def final(*tables: tuple[tuple[str, ...], str], epsilon: str = "1.5") -> Spending:
    shares = tuple(Share(names, Decimal(share)) for names, share in tables)
    return Spending(Vintage.FINAL, Decimal(epsilon), shares)


@pytest.mark.parametrize(
    ("spending", "why"),
    [
        (final((("department",), "0.9")), "are not 1"),
        (final((("department",), "0.5"), (("department",), "0.5")), "twice"),
        (final((("outcome", "department"), "1")), "order"),
        (final((("department", "allegation_class", "outcome"), "1")), "two dimensions"),
        (final((("department",), "1.5"), (("outcome",), "-0.5")), "above zero"),
        (final((("department",), "1"), epsilon="2.1"), "more than 2.0"),
    ],
)
def test_an_unsound_plan_is_refused(spending: Spending, why: str) -> None:
    with pytest.raises(PlanError, match=why):
        replace(PLAN, spendings=(spending,))


def test_a_plan_over_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(UnknownDimensionError):
        replace(PLAN, spendings=(final((("badge_number",), "1")),))


def test_both_vintages_together_keep_to_the_budget() -> None:
    preliminary = replace(PLAN.spendings[0], epsilon=Decimal("0.6"))
    with pytest.raises(PlanError, match="together"):
        replace(PLAN, spendings=(preliminary, PLAN.spendings[1]))
    with pytest.raises(PlanError, match="once"):
        replace(PLAN, spendings=(PLAN.spendings[1], PLAN.spendings[1]))


def test_cohorts_have_the_length_of_the_plan_and_share_no_year() -> None:
    with pytest.raises(PlanError, match="1 to 1 years"):
        PLAN.require_cohort(DECADE)
    with pytest.raises(PlanError, match="years of the domain"):
        PLANS[2].require_cohort(Cohort(2009, 2018))
    PLANS[2].require_cohort(DECADE)
    with pytest.raises(ValueError, match="share a year"):
        require_disjoint([Cohort(2019, 2020), DECADE])
    assert Cohort.of(DECADE.label) == DECADE


def test_codes_come_from_the_register_and_are_complete_whatever_the_cases_say() -> None:
    assert STANDARD.dimension("department").codes == ("saanich", "victoria", "unknown")
    assert "fear_of_retaliation" in STANDARD.dimension("reporting").codes
    with pytest.raises(ValueError, match="each of them once"):
        Dimension("department", ("saanich", "saanich"))
    with pytest.raises(ValueError, match="stands twice"):
        Domain((DOMAIN.dimensions[0], DOMAIN.dimensions[0]))
