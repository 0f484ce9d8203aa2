"""What the dashboard shows, as its address says it. The address is the whole state.

Printed figures: ``metric``, ``department`` (several; none is the body's total) and
``period__min``, ``period__max`` (the year in which a period starts).

Allegations: ``jurisdiction`` (``all`` adds places together, never by default),
``police`` (departments), ``year__min``, ``year__max``, ``class``, ``outcome``.

Single pages: ``period`` (one printed period) and ``per`` (officers or residents) of
Departments, ``by`` (how Time and Compare divide the allegations) and ``versus`` (the
years that Compare sets side by side).

Community cases: ``cohort`` (years received; ``all`` adds them), ``told_by`` and the
question: ``case_by`` (a figure for each code of it; ``all`` is one figure) and codes of
``case_year``, ``case_department``, ``case_allegation_class``, ``case_outcome``,
``case_reporting``.

All: ``release`` pins an edition, ``lang`` is ``en`` or ``fr``. How an address is read:
``dashboard.address``.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from urllib.parse import urlencode

from accountability.release.overview import OverviewQuery
from accountability.release.schema import (
    COMMUNITY_DIMENSIONS,
)
from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from accountability.vocab.community import CommunityDimension

#: As ``jurisdiction``: every place added together.
EVERYWHERE = "all"
#: As ``department`` of printed figures: the body's total over all departments.
TOTAL = "all"


class Per(StrEnum):
    """What a rate is a rate of."""

    OFFICERS = "officers"
    RESIDENTS = "residents"


class By(StrEnum):
    """What allegations are divided by."""

    NOTHING = "all"
    YEAR = "year"
    DEPARTMENT = "department"


class ToldBy(StrEnum):
    """What the share of cases that an official body was told of is broken down by."""

    DEPARTMENT = "department"
    ALLEGATION_CLASS = "allegation_class"


@dataclass(frozen=True)
class State:
    """What is shown. Empty means everything; see the module for each field."""

    metric: Metric = Metric.REGISTERED_COMPLAINTS
    departments: tuple[str, ...] = ()
    period_min: int | None = None
    period_max: int | None = None
    jurisdiction: str | None = None
    police: tuple[str, ...] = ()
    year_min: int | None = None
    year_max: int | None = None
    classes: tuple[AllegationClass, ...] = ()
    outcomes: tuple[OutcomeGroup, ...] = ()
    period: str | None = None
    per: Per = Per.OFFICERS
    by: By = By.YEAR
    versus: tuple[int, ...] = ()
    cohort: str | None = None
    told_by: ToldBy = ToldBy.DEPARTMENT
    case_by: str = CommunityDimension.DEPARTMENT.value
    case_year: tuple[str, ...] = ()
    case_department: tuple[str, ...] = ()
    case_allegation_class: tuple[str, ...] = ()
    case_outcome: tuple[str, ...] = ()
    case_reporting: tuple[str, ...] = ()
    release: str | None = None
    language: str = "en"

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``read`` reads back to this state."""
        default = State()
        written: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == getattr(default, field.name):
                continue
            several = value if isinstance(value, tuple) else (value,)
            written.extend((PARAMETERS[field.name], str(part)) for part in several)
        return written

    def search(self) -> str:
        """Return the query string with its question mark, or nothing by default."""
        params = self.to_params()
        return f"?{urlencode(params)}" if params else ""

    @property
    def case_codes(self) -> dict[str, tuple[str, ...]]:
        """The codes asked for of each dimension of the community record, if any."""
        found = {name: getattr(self, f"case_{name}") for name in COMMUNITY_DIMENSIONS}
        return {name: codes for name, codes in found.items() if codes}

    def figures_query(self) -> OverviewQuery:
        """Return the question whose ``trend`` the printed figures are."""
        return OverviewQuery(
            departments=self.departments or (TOTAL,),
            metric=self.metric,
            year_min=self.period_min,
            year_max=self.period_max,
        )

    def allegations_query(self, place: str | None) -> OverviewQuery:
        """Return the question whose counts the allegations are, in ``place``."""
        return OverviewQuery(
            departments=self.police,
            jurisdiction=place,
            year_min=self.year_min,
            year_max=self.year_max,
            classes=self.classes,
            outcomes=self.outcomes,
        )


#: Field of the state -> its name in the address.
PARAMETERS = {
    "metric": "metric",
    "departments": "department",
    "period_min": "period__min",
    "period_max": "period__max",
    "jurisdiction": "jurisdiction",
    "police": "police",
    "year_min": "year__min",
    "year_max": "year__max",
    "classes": "class",
    "outcomes": "outcome",
    "period": "period",
    "per": "per",
    "by": "by",
    "versus": "versus",
    "cohort": "cohort",
    "told_by": "told_by",
    "case_by": "case_by",
    **{f"case_{name}": f"case_{name}" for name in COMMUNITY_DIMENSIONS},
    "release": "release",
    "language": "lang",
}
