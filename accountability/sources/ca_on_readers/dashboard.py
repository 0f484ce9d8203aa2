"""The dashboard of one year: opening lines, tables of pairs, a row of types."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from accountability.sources.ca_on_readers.figures import Measured, Scope
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlCell, HtmlPage, text_of
from accountability.sources.formats.numbers import printed_number
from accountability.sources.proposals import Locator, Reading, StatisticProposal
from accountability.sources.sums import check_sum
from accountability.vocab import Metric, Period, ValueStatus

TITLE = re.compile(r"Stats Dashboard / (?P<period>[^/]+?) / (?P<service>.+)")
_SENTENCE = re.compile(r"(?P<value>\d[\d,\s]*) (?P<words>[a-z].*)")
TYPES = (
    "Breach of Confidence",
    "Consumption of Drug/Alcohol",
    "Corrupt Practise",
    "Damage to Clothing or Equipment",
    "Deceit",
    "Discreditable Conduct",
    "Insubordination",
    "Neglect of Duty",
    "Unlawful/Unnecessary Exercise of Authority",
)

_SENTENCES = {
    "complaints managed": Measured(Metric.COMPLAINTS_MANAGED),
    "received during the year": Measured(Metric.COMPLAINTS_RECEIVED),
    "carried in from a prior year": Measured(Metric.COMPLAINTS_CARRIED_IN),
    "complaints were withdrawn by the complainant prior to screening": Measured(
        Metric.COMPLAINTS_CONCLUDED, "Conduct, withdrawn prior to screening"
    ),
}
_CONDUCT = {
    "Managed": Measured(Metric.COMPLAINTS_MANAGED, "Conduct"),
    "Screened during the year": Measured(Metric.COMPLAINTS_SCREENED, "Conduct"),
    "Screened in during a prior year": Measured(
        Metric.COMPLAINTS_CARRIED_IN, "Conduct, screened in"
    ),
    "Screened in": Measured(Metric.COMPLAINTS_SCREENED, "Conduct, screened in"),
    "Screened out": Measured(Metric.COMPLAINTS_SCREENED, "Conduct, screened out"),
}
_OUTCOMES = (
    "Unsubstantiated",
    "Substantiated",
    "Section 72",
    "Withdrawn",
    "Early Resolution",
)
_FINDINGS = {
    "Total": Measured(Metric.ALLEGATIONS_CONCLUDED, "ALL"),
    "Unsubstantiated": Measured(Metric.ALLEGATIONS_CONCLUDED, "Unsubstantiated"),
    "Substantiated": Measured(Metric.ALLEGATIONS_CONCLUDED, "Substantiated"),
}
_REVIEWS = {
    "Managed": Measured(Metric.REQUESTS_FOR_REVIEW),
    **{
        words: Measured(Metric.REQUESTS_FOR_REVIEW, words)
        for words in (
            "New investigation ordered",
            "Chief's decision confirmed",
            "Panel varied decision",
            "Carried over",
        )
    },
}
#: The two tables of outcomes, in their order on the page.
_TABLES = ("first table", "second table")

#: A printed total and its parts, by the labels that ``_read`` gives them.
_SUMS = (
    (
        "complaints managed",
        ("received during the year", "carried in from a prior year"),
    ),
    (
        "Conduct Managed",
        (
            "Conduct Screened during the year",
            "Conduct Screened in during a prior year",
        ),
    ),
    (
        "Conduct Screened during the year",
        ("Conduct Screened in", "Conduct Screened out"),
    ),
    *(
        (f"{table} Outcomes", tuple(f"{table} {words}" for words in _OUTCOMES))
        for table in _TABLES
    ),
    ("Findings Total", ("Findings Unsubstantiated", "Findings Substantiated")),
    ("Findings Total", tuple(f"Types {words}" for words in TYPES)),
    ("Reviews Managed", tuple(f"Reviews {words}" for words in list(_REVIEWS)[1:])),
)


def scope_on(page: HtmlPage) -> Scope:
    """Return whom the dashboard counts, and when; SourceError if it does not say."""
    for block in page.blocks():
        title = TITLE.fullmatch(block.text)
        if title:
            period = Period.parse(title["period"], calendar_years=True)
            return Scope(title["service"], period)
    raise SourceError(
        Failure.LAYOUT_CHANGED, page.where, "no title names the year and the service"
    )


def dashboard_readings(content: bytes, where: str) -> Iterator[Reading]:
    """Read every figure. Raises SourceError when a part of the page is not there."""
    page = HtmlPage(content, where)
    scope = scope_on(page)
    figures = {**_sentences(page, scope), **_tables(page, scope)}
    for total, parts in _SUMS:
        missing = [name for name in (total, *parts) if name not in figures]
        if missing:
            raise SourceError(
                Failure.LAYOUT_CHANGED, where, f"the line {missing[0]!r} is gone"
            )
        figures = check_sum(figures, total, parts, f"{scope.period.label}|{total}")
    yield from figures.values()


def _sentences(page: HtmlPage, scope: Scope) -> dict[str, StatisticProposal]:
    """Read the lines whose number comes first."""
    found = {}
    for block in page.blocks():
        printed = _SENTENCE.fullmatch(block.text)
        measured = _SENTENCES.get(printed["words"]) if printed else None
        if printed and measured:
            found[printed["words"]] = scope.figure(
                measured, printed["value"], Locator(xpath=block.xpath), printed["words"]
            )
    return found


def _tables(page: HtmlPage, scope: Scope) -> dict[str, StatisticProposal]:
    found: dict[str, StatisticProposal] = {}
    outcomes = iter(_TABLES)
    for table in page.find("//table"):
        if table.xpath(".//th") and text_of(table.xpath(".//th")[0]) == TYPES[0]:
            (row,) = page.table(table, TYPES)
            for words, cell in row.items():
                measured = Measured(Metric.ALLEGATIONS_BY_TYPE, words)
                found[f"Types {words}"] = _figure(scope, measured, cell, words)
            continue
        pairs = _pairs(page, table)
        if "Outcomes" in pairs:
            name = next(outcomes, None)
            if name is None:
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{page.where} at {page.xpath_of(table)}",
                    "a third table of outcomes, where two were",
                )
            section, known = name, _outcomes_of(name)
        else:
            section, known = _section(page, table, pairs)
        for words, cell in pairs.items():
            if words not in known:
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{page.where} at {cell.xpath}",
                    f"the label {words!r} is new in this table",
                )
            found[f"{section} {words}"] = _figure(scope, known[words], cell, words)
    return found


def _figure(
    scope: Scope, measured: Measured, cell: HtmlCell, words: str
) -> StatisticProposal:
    return scope.figure(measured, cell.text, Locator(xpath=cell.xpath), words)


def _outcomes_of(table: str) -> dict[str, Measured]:
    """Return what an outcome table's labels count; which complaints is not said."""
    concluded = Metric.COMPLAINTS_CONCLUDED
    return {
        "Outcomes": Measured(concluded, f"Conduct, {table}, ALL"),
        **{
            words: Measured(concluded, f"Conduct, {table}, {words}")
            for words in _OUTCOMES
        },
        "Carried over": Measured(Metric.COMPLAINTS_CARRIED_OVER, f"Conduct, {table}"),
    }


def _section(
    page: HtmlPage, table: HtmlElement, pairs: dict[str, HtmlCell]
) -> tuple[str, dict[str, Measured]]:
    """Return the part of the page that a table of pairs belongs to, by its labels."""
    for name, known, mark in (
        ("Reviews", _REVIEWS, "New investigation ordered"),
        ("Findings", _FINDINGS, "Total"),
        ("Conduct", _CONDUCT, "Screened during the year"),
        ("Conduct", _CONDUCT, "Screened in"),
    ):
        if mark in pairs:
            return name, known
    raise SourceError(
        Failure.LAYOUT_CHANGED,
        f"{page.where} at {page.xpath_of(table)}",
        "a table with none of the labels we know",
    )


def _pairs(page: HtmlPage, table: HtmlElement) -> dict[str, HtmlCell]:
    """Read cells that are a label and its number by turns, row by row."""
    found: dict[str, HtmlCell] = {}
    for row in table.xpath(".//tr"):
        cells = row.xpath("./td | ./th")
        if len(cells) % 2:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{page.where} at {page.xpath_of(row)}",
                "a label without its number",
            )
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            words = text_of(label).replace("’", "'")
            number = printed_number(words)
            if words in found or number.status is ValueStatus.REPORTED:
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{page.where} at {page.xpath_of(label)}",
                    "a label is repeated, or a number stands in its place",
                )
            found[words] = HtmlCell(text_of(value), page.xpath_of(value))
    return found
