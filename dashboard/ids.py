"""Ids of the page's components, so that no callback spells one."""

from enum import StrEnum


class Id(StrEnum):
    """Everything that a callback, a stylesheet or a test looks up."""

    URL = "url"
    RETRY = "retry"
    NOTICES = "notices"
    LINKS = "page-links"
    TABS = "page-tabs"
    METRIC = "metric"
    DEPARTMENT = "department"
    PERIOD_MIN = "period-min"
    PERIOD_MAX = "period-max"
    JURISDICTION = "jurisdiction"
    POLICE = "police"
    YEAR_MIN = "year-min"
    YEAR_MAX = "year-max"
    CLASS = "class"
    OUTCOME = "outcome"
    PERIOD = "period"
    PER = "per"
    BY = "by"
    VERSUS = "versus"
    COHORT = "cohort"
    TOLD_BY = "told-by"
    CASE_BY = "case-by"
    CASE_YEAR = "case-year"
    CASE_DEPARTMENT = "case-department"
    CASE_CLASS = "case-class"
    CASE_OUTCOME = "case-outcome"
    CASE_REPORTING = "case-reporting"
    SCOPE = "scope"

    def on(self, page: str) -> str:
        """Return the id of this on a page; each page has components of its own.

        Dash would otherwise ask one page's callback about another's components.
        """
        return f"{page}-{self.value}" if page else self.value

    def now(self, page: str) -> str:
        """Return the id of the words that say a control's present choice."""
        return f"{self.on(page)}-now"


class ChartId(StrEnum):
    """The charts, by the name they have in addresses."""

    TREND = "trend"
    YEARS = "years"
    OUTCOMES = "outcomes"
    DEPARTMENTS = "departments"
    CLASSES = "classes"
    RATES = "rates"
    FUNNEL = "funnel"
    HELD = "held"
    FLOW = "flow"
    SHARES = "shares"
    MEASURES = "measures"
    DEPARTED = "departed"
    SURVIVAL = "survival"
    MEDIANS = "medians"
    SUBTYPES = "subtypes"
    PARTS = "parts"
    CHANGES = "changes"
    SIDES = "sides"
    PROPORTIONS = "proportions"
    TOLD = "told"
    REASONS = "reasons"
    PRINTED = "printed"
    RECORDED = "recorded"
    CASES = "cases"

    @property
    def block(self) -> str:
        """The id of the chart with its sentence, table and links."""
        return f"chart-{self.value}"

    @property
    def graph(self) -> str:
        """The id of the drawing itself."""
        return f"graph-{self.value}"
