"""The print page of one service and one period: a flat table, Statistic and Count."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from accountability.sources.ca_on_readers.figures import Measured, Scope
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage
from accountability.sources.formats.names import folded_name
from accountability.sources.proposals import (
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.sources.sums import check_sum, check_within
from accountability.vocab import Metric, Period

HEADINGS = ("Statistic", "Count")
_TITLE = re.compile(r"Stats Dashboard / (?P<period>[^/]+?) / (?P<service>.+)")

_OUTCOMES = {
    "Unsubstantiated": "unsubstantiated",
    "Substantiated": "substantiated",
    "closed under Section 72": "section 72",
    "withdrawn": "withdrawn",
    "solved via Early Resolution": "early resolution",
}
LINES = {
    "Complaints managed": Measured(Metric.COMPLAINTS_MANAGED),
    "Received during the year": Measured(Metric.COMPLAINTS_RECEIVED),
    "Carried in from a prior year": Measured(Metric.COMPLAINTS_CARRIED_IN),
    "Withdrawn prior to screening": Measured(
        Metric.COMPLAINTS_CONCLUDED, "Withdrawn prior to screening"
    ),
    "Not screened yet": Measured(Metric.COMPLAINTS_NOT_SCREENED),
    "Conduct complaints managed": Measured(Metric.COMPLAINTS_MANAGED, "Conduct"),
    "Conduct complaints received in the year": Measured(
        Metric.COMPLAINTS_RECEIVED, "Conduct"
    ),
    "Conduct complaints received in a prior year": Measured(
        Metric.COMPLAINTS_CARRIED_IN, "Conduct"
    ),
    "Conduct complaints screened during the year": Measured(
        Metric.COMPLAINTS_SCREENED, "Conduct"
    ),
    "Conduct complaints screened IN during the year": Measured(
        Metric.COMPLAINTS_SCREENED, "Conduct, screened in"
    ),
    "Conduct complaints screened OUT during the year": Measured(
        Metric.COMPLAINTS_SCREENED, "Conduct, screened out"
    ),
    "Conduct complaints referred": Measured(
        Metric.COMPLAINTS_ASSIGNED, "Conduct, referred"
    ),
    "Conduct complaints retained": Measured(
        Metric.COMPLAINTS_ASSIGNED, "Conduct, retained"
    ),
    **{
        f"Conduct complaints {words}": Measured(
            Metric.COMPLAINTS_CONCLUDED, f"Conduct, {part}"
        )
        for words, part in _OUTCOMES.items()
    },
    "Conduct complaints carried over": Measured(
        Metric.COMPLAINTS_CARRIED_OVER, "Conduct"
    ),
    **{
        f"Referred conduct complaints {words}": Measured(
            Metric.COMPLAINTS_CONCLUDED, f"Conduct, referred, {part}"
        )
        for words, part in _OUTCOMES.items()
    },
    "Referred conduct complaints carried over": Measured(
        Metric.COMPLAINTS_CARRIED_OVER, "Conduct, referred"
    ),
    "Service complaints managed": Measured(Metric.COMPLAINTS_MANAGED, "Service"),
    "Service complaints with an outcome of 'Action taken'": Measured(
        Metric.COMPLAINTS_CONCLUDED, "Service, action taken"
    ),
    "Policy complaints managed": Measured(Metric.COMPLAINTS_MANAGED, "Policy"),
}
_KNOWN = {folded_name(words): words for words in LINES}
#: The lines without which it is another page than the one we know.
_NEEDED = ("Complaints managed", "Conduct complaints managed")

#: A printed total and the parts that must add up to it.
_SUMS = (
    (
        "Complaints managed",
        ("Received during the year", "Carried in from a prior year"),
    ),
    (
        "Conduct complaints managed",
        (
            "Conduct complaints received in the year",
            "Conduct complaints received in a prior year",
        ),
    ),
    (
        "Conduct complaints screened during the year",
        (
            "Conduct complaints screened IN during the year",
            "Conduct complaints screened OUT during the year",
        ),
    ),
    (
        "Conduct complaints referred",
        (
            *(f"Referred conduct complaints {words}" for words in _OUTCOMES),
            "Referred conduct complaints carried over",
        ),
    ),
)
#: A part alone that must fit into its whole.
_WITHIN = (
    ("Received during the year", ("Conduct complaints received in the year",)),
    ("Complaints managed", ("Conduct complaints managed",)),
)


def scope_of(url: str) -> Scope:
    """Return the service and period that an address asks for.

    Raises SourceError (layout_changed) when it names none: the table itself does not
    say whom it counts.
    """
    asked = parse_qs(urlsplit(url).query)
    service = " ".join(asked.get("service", [""])[0].split())
    try:
        period = Period.parse(asked.get("year", [""])[0], calendar_years=True)
    except ValueError as error:
        raise SourceError(
            Failure.LAYOUT_CHANGED, url, "the address names no year or quarter"
        ) from error
    if not service:
        raise SourceError(Failure.LAYOUT_CHANGED, url, "the address names no service")
    return Scope(service, period)


def print_page_readings(content: bytes, url: str) -> Iterator[Reading]:
    """Read every line; one that is not known is rejected with its words, never lost."""
    page = HtmlPage(content, url)
    scope = scope_of(url)
    refuse_other_scope(page, scope)
    tables = page.find("//table[.//th]")
    if len(tables) != 1:
        raise SourceError(
            Failure.LAYOUT_CHANGED, url, f"{len(tables)} tables where one was"
        )
    figures: dict[str, StatisticProposal] = {}
    unknown = []
    for row in page.table(tables[0], HEADINGS):
        statistic, count = row["Statistic"], row["Count"]
        name = _KNOWN.get(folded_name(statistic.text))
        locator = Locator(xpath=count.xpath)
        if name is None:
            unknown.append(_unknown(statistic.text, count.text, locator))
            continue
        if name in figures:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{url} at {statistic.xpath}",
                f"{name!r} is printed twice",
            )
        figures[name] = scope.figure(LINES[name], count.text, locator, statistic.text)
    missing = [name for name in _NEEDED if name not in figures]
    if missing:
        raise SourceError(
            Failure.LAYOUT_CHANGED, url, f"the line {missing[0]!r} is gone"
        )
    yield from _checked(figures, scope).values()
    yield from unknown


def _checked(
    figures: dict[str, StatisticProposal], scope: Scope
) -> dict[str, StatisticProposal]:
    group = f"{scope.service}|{scope.period.label}"
    for total, parts in _SUMS:
        figures = check_sum(figures, total, parts, f"{group}|{total}")
    for whole, parts in _WITHIN:
        figures = check_within(figures, whole, parts, f"{group}|{whole}")
    return figures


def refuse_other_scope(page: HtmlPage, scope: Scope) -> None:
    """Raise SourceError when a title on the page names another service or period."""
    for block in page.blocks():
        title = _TITLE.fullmatch(block.text)
        if title is None:
            continue
        named = (title["service"].casefold(), title["period"].strip())
        if named != (scope.service.casefold(), scope.period.label):
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{page.where} at {block.xpath}",
                "the page is about another service or period than its address",
            )


def _unknown(statistic: str, count: str, locator: Locator) -> Rejection:
    mark = hashlib.sha256(statistic.encode()).hexdigest()[:16]
    raw = {"Statistic": statistic, "Count": count}
    return Rejection(
        f"unknown_metric|{mark}", "unknown_metric", "Statistic", locator, raw
    )
