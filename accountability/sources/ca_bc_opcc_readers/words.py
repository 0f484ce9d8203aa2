"""The words the office's documents print, and what they count."""

import hashlib
import re
from dataclasses import dataclass

from accountability.sources.departments import department_names
from accountability.sources.formats.dates import printed_period
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.tables import TableForm
from accountability.sources.proposals import (
    Locator,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import Flag, Metric, Period, unit_of

SOURCE = "ca_bc_opcc"
JURISDICTION = "CA-BC"

#: Lines that stand below a table.
ENDS = ("Read from", "Reconstruction made", "Figures may vary", "Page ")
NOT_STATED = frozenset({"", "not stated"})
ALL_DEPARTMENTS = "all"
_TOTAL_LABELS = frozenset({"opcc total", "total", "all departments", "all"})
_ALL_CATEGORIES = frozenset({"", "all"})


@dataclass(frozen=True)
class Measured:
    """What a heading or caption counts: the metric and its category."""

    metric: Metric
    category: str = ""


DEPARTMENT = "Department"
DEPARTMENT_COLUMNS = {
    "Files opened": Measured(Metric.FILES_OPENED),
    "Registered complaints": Measured(Metric.REGISTERED_COMPLAINTS),
    "Admissible": Measured(Metric.REGISTERED_COMPLAINTS, "Admissible"),
    "Inadmissible": Measured(Metric.REGISTERED_COMPLAINTS, "Inadmissible"),
    "Ordered (department request)": Measured(
        Metric.ORDERED_INVESTIGATIONS, "requested by the department"
    ),
    "Ordered (Commissioner)": Measured(
        Metric.ORDERED_INVESTIGATIONS, "initiated by the Commissioner"
    ),
    "Ordered investigations (all)": Measured(Metric.ORDERED_INVESTIGATIONS),
    "Mandatory external": Measured(Metric.MANDATORY_EXTERNAL_INVESTIGATIONS),
    "Questions or concerns": Measured(Metric.QUESTIONS_OR_CONCERNS),
    "Internal discipline": Measured(Metric.INTERNAL_DISCIPLINE_FILES),
    "Monitor files": Measured(Metric.MONITOR_FILES),
}
DEPARTMENT_TABLE = TableForm(
    caption="Files opened by department and type",
    headings=(DEPARTMENT, *DEPARTMENT_COLUMNS),
    values=frozenset(DEPARTMENT_COLUMNS),
    ends=ENDS,
)
DISPOSITION_TABLE = TableForm(
    caption="Allegations concluded by disposition",
    headings=("Disposition", "Allegations"),
    values=frozenset({"Allegations"}),
    ends=ENDS,
)
DISPOSITION_TOTAL = "All allegations concluded"
OTHER_TABLE = TableForm(
    caption="Other figures",
    headings=("Figure", DEPARTMENT, "Category", "Value", "Unit", "Period"),
    values=frozenset({"Value"}),
    ends=ENDS,
)
INFOGRAPHIC_TITLE = "THE YEAR IN NUMBERS"

_METRIC_WORDS = {metric.english.casefold(): metric for metric in Metric} | {
    "change in investigations from the year before": Metric.CHANGE_IN_INVESTIGATIONS,
    "change in files resolved by complaint resolution from the year before": (
        Metric.CHANGE_IN_FILES_RESOLVED
    ),
    "investigations concluded with a substantiated allegation": (
        Metric.INVESTIGATIONS_CONCLUDED_SUBSTANTIATED
    ),
    "share of complaints found inadmissible": Metric.SHARE_OF_COMPLAINTS_INADMISSIBLE,
}
_CATEGORIES = {
    column.category.casefold(): column.category
    for column in DEPARTMENT_COLUMNS.values()
}
_PAGE_PERIOD = re.compile(
    r"[A-Z][a-z]+ \d{1,2}, \d{4} (?:-|–|to) [A-Z][a-z]+ \d{1,2}, \d{4}"
)
_TITLE_PERIOD = re.compile(r"(\d{4})\s?/\s?(\d{4})\b|(\d{4}/\d{2})\b")


def metric_of(words: str) -> Metric | None:
    """Return the metric that a figure's printed name means, or None."""
    return _METRIC_WORDS.get(" ".join(words.split()).casefold())


def captioned(words: str) -> Measured | None:
    """Return what a caption counts: "FILES OPENED" or "METRIC, CATEGORY"; or None."""
    name, _, category = words.partition(",")
    metric = metric_of(name)
    if metric is None:
        return None
    printed = " ".join(category.split())
    return Measured(metric, _CATEGORIES.get(printed.casefold(), printed))


def category_of(words: str) -> str:
    """Return a category as kept: empty where the figure is over all of them."""
    return "" if words.casefold() in _ALL_CATEGORIES else words


def department_of(printed: str) -> tuple[str | None, tuple[Flag, ...]]:
    """Return a printed department's slug (``all`` for the office's total) and flags."""
    if printed.casefold() in _TOTAL_LABELS:
        return ALL_DEPARTMENTS, ()
    slug = department_names(JURISDICTION).slug(printed)
    return slug, () if slug else (Flag.UNKNOWN_DEPARTMENT,)


def period_in(text: str) -> Period | None:
    """Return the first period that running text prints; None if there is none.

    Both dates come before a title's "2018/2019"; a bare year is never a period.
    """
    if dated := _PAGE_PERIOD.search(text):
        return printed_period(dated[0])
    if titled := _TITLE_PERIOD.search(text):
        return Period.parse(titled[3] or f"{titled[1]}/{titled[2]}")
    return None


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as found, before it is a proposal. ``section`` is part of its key."""

    section: str
    department: str
    measured: Measured
    period: Period
    value: str
    locator: Locator
    unit: str = ""

    def proposal(self) -> StatisticProposal:
        """Return the proposal, with the flags that its words ask for."""
        number = printed_number(self.value)
        slug, flags = department_of(self.department)
        metric = self.measured.metric
        unit = unit_of(metric)
        # A narrow column breaks a long unit in the middle of the word.
        printed = self.unit.casefold().replace(" ", "")
        if printed and printed not in (unit.value, unit.english.replace(" ", "")):
            flags = (*flags, Flag.MISLABELLED)
        named = slug or self.department.casefold()
        parts = (metric.value, self.measured.category, named, self.period.label)
        return StatisticProposal(
            key="|".join((self.section, *parts)),
            department=slug,
            department_raw=self.department,
            metric=metric,
            category=self.measured.category,
            unit=unit,
            period=self.period,
            value=number.value,
            value_raw=self.value,
            status=number.status,
            locator=self.locator,
            flags=(*flags, *number.flags),
        )


def unreadable(
    section: str, reason: str, field: str, raw: dict[str, str], locator: Locator
) -> Rejection:
    """Return the rejection of a figure that can't be a proposal."""
    words = hashlib.sha256("\x1f".join(raw.values()).encode()).hexdigest()[:16]
    return Rejection(f"{section}|{reason}|{words}", reason, field, locator, raw)
