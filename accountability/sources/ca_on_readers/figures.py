"""What the complaints figures of Ontario count, and for whom and when."""

from dataclasses import dataclass

from accountability.sources.departments import department_names
from accountability.sources.formats.numbers import printed_number
from accountability.sources.proposals import Locator, StatisticProposal
from accountability.vocab import Flag, Metric, Period, unit_of

JURISDICTION = "CA-ON"
#: Names under which a page counts the whole province.
_PROVINCE = frozenset({"ontario", "all", "province"})


@dataclass(frozen=True)
class Measured:
    """What a line counts: the metric, and which part of it in the page's words."""

    metric: Metric
    category: str = ""


@dataclass(frozen=True)
class Scope:
    """The service and the period that a page is about. ``service`` is as printed."""

    service: str
    period: Period

    def figure(
        self, measured: Measured, value: str, locator: Locator, note: str
    ) -> StatisticProposal:
        """Return the proposal of one printed value; ``note`` is its line's words."""
        number = printed_number(value)
        whole = self.service.casefold() in _PROVINCE
        slug = "all" if whole else department_names(JURISDICTION).slug(self.service)
        unknown = () if slug else (Flag.UNKNOWN_DEPARTMENT,)
        named = slug or self.service.casefold()
        parts = (measured.metric.value, measured.category, named, self.period.label)
        return StatisticProposal(
            key="|".join(parts),
            department=slug,
            department_raw=self.service,
            metric=measured.metric,
            category=measured.category,
            unit=unit_of(measured.metric),
            period=self.period,
            value=number.value,
            value_raw=value,
            status=number.status,
            locator=locator,
            flags=(*unknown, *number.flags),
            note=note,
        )
