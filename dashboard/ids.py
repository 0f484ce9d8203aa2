"""Ids of the page's components, so that no callback spells one."""

from enum import StrEnum


class Id(StrEnum):
    """Everything that a callback, a stylesheet or a test looks up."""

    URL = "url"
    RETRY = "retry"
    NOTICES = "notices"
    LINKS = "page-links"
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
    SCOPE = "scope"

    @property
    def now(self) -> str:
        """The id of the words that say a control's present choice."""
        return f"{self.value}-now"


class ChartId(StrEnum):
    """The charts, by the name they have in addresses."""

    TREND = "trend"
    YEARS = "years"
    OUTCOMES = "outcomes"
    DEPARTMENTS = "departments"
    CLASSES = "classes"

    @property
    def block(self) -> str:
        """The id of the chart with its sentence, table and links."""
        return f"chart-{self.value}"

    @property
    def graph(self) -> str:
        """The id of the drawing itself."""
        return f"graph-{self.value}"
