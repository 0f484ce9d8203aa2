"""Annual, year-end and quarterly reports: tables, and the page of large numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from accountability.sources.base import DocumentContent
from accountability.sources.ca_bc_opcc_readers.infographic import (
    infographic_readings,
)
from accountability.sources.ca_bc_opcc_readers.words import (
    DEPARTMENT,
    DEPARTMENT_COLUMNS,
    DEPARTMENT_TABLE,
    DISPOSITION_TABLE,
    DISPOSITION_TOTAL,
    INFOGRAPHIC_TITLE,
    OTHER_TABLE,
    SOURCE,
    Measured,
    PrintedFigure,
    category_of,
    department_of,
    metric_of,
    period_in,
    unreadable,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_period
from accountability.sources.formats.lines import Layout, line_text
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.pdf import PdfDocument, open_pdf
from accountability.sources.formats.tables import Row, table_rows
from accountability.sources.proposals import Box, Locator, Reading, StatisticProposal
from accountability.sources.sums import Figures, check_sum
from accountability.vocab import (
    Crosswalk,
    Disposition,
    Flag,
    Metric,
    Period,
    ValueStatus,
)

#: Parts of the files opened, as the office's tables print them.
_PARTS = (
    "Registered complaints",
    "Mandatory external",
    "Questions or concerns",
    "Internal discipline",
    "Monitor files",
)
_BY_ORIGIN = ("Ordered (department request)", "Ordered (Commissioner)")
_ORDERED = "Ordered investigations (all)"
_SYNTHETIC = re.compile(
    r"version\. (?P<department>[^.]+?), (?P<figure>[a-z ]+): the value printed here"
    r" is a synthetic"
)
_ADDRESS = re.compile(r"https?://\S+")


def report_period(document: PdfDocument, where: str) -> Period:
    """Return the period a report covers, from the first page that prints one."""
    for page in document.pages():
        text = " ".join(line_text(line) for line in Layout(page).lines)
        if (period := period_in(text)) is not None:
            return period
    raise SourceError(Failure.LAYOUT_CHANGED, where, "no page names the period")


def report_readings(report: DocumentContent) -> Iterator[Reading]:
    """Read every figure of a report, page by page."""
    where = report.url
    with open_pdf(report) as document:
        period = report_period(document, where)
        synthetic: set[tuple[str | None, str]] = set()
        rows: list[Row] = []
        for page in document.pages():
            text = page.text()
            synthetic |= _synthetic_figures(text)
            layout = Layout(page)
            if INFOGRAPHIC_TITLE in text:
                yield from infographic_readings(layout, period)
                continue
            found = [
                row for t in table_rows(layout, DEPARTMENT_TABLE, where) for row in t
            ]
            rows += found
            if not found:
                _refuse_headless(layout, where)
            for table in table_rows(layout, DISPOSITION_TABLE, where):
                yield from _dispositions(table, period)
            for table in table_rows(layout, OTHER_TABLE, where):
                for row in table:
                    yield _other(row)
        yield from _departments(rows, period, synthetic)


def cited_urls(document: PdfDocument) -> tuple[str, ...]:
    """Return the addresses that the document says its figures were read from."""
    found: dict[str, None] = {}
    for page in document.pages():
        reading = False
        for line in Layout(page).lines:
            text = line_text(line)
            if text.startswith("Read from"):
                reading = True
            elif not _ADDRESS.match(text):
                reading = False
            if reading:
                found.update(dict.fromkeys(_ADDRESS.findall(text)))
    return tuple(found)


def _locator(page: int, box: Box) -> Locator:
    return Locator(page=page, box=box)


def _departments(
    rows: list[Row], period: Period, synthetic: set[tuple[str | None, str]]
) -> Iterator[StatisticProposal]:
    """Read the rows per department, each checked against its own parts."""
    read: list[Figures] = []
    for row in rows:
        name = row.cells[DEPARTMENT].name
        figures = {}
        for heading, measured in DEPARTMENT_COLUMNS.items():
            cell = row.cells[heading]
            figure = PrintedFigure(
                "departments",
                name,
                measured,
                period,
                cell.text,
                _locator(row.page, cell.box),
            ).proposal()
            if (figure.department, heading.casefold()) in synthetic:
                figure = replace(figure, flags=(*figure.flags, Flag.SYNTHETIC))
            figures[heading] = figure
        read.append(_row_checked(figures, f"departments|{name}|{period.label}"))
    for figures in _columns_checked(read, f"departments|{period.label}"):
        yield from figures.values()


def _row_checked(figures: Figures, group: str) -> Figures:
    """Check a department's files against their types, and complaints against theirs."""
    known = figures[_ORDERED].status is ValueStatus.REPORTED
    ordered = (_ORDERED,) if known else _BY_ORIGIN
    figures = check_sum(figures, "Files opened", (*_PARTS, *ordered), group)
    figures = check_sum(
        figures, "Registered complaints", ("Admissible", "Inadmissible"), group
    )
    return check_sum(figures, _ORDERED, _BY_ORIGIN, group)


def _columns_checked(read: list[Figures], group: str) -> list[Figures]:
    """Check each column's total row against the departments, if all are printed."""
    totals = [row for row in read if row["Files opened"].department == "all"]
    if len(totals) != 1:
        return read
    checked = [dict(row) for row in read]
    for heading in DEPARTMENT_COLUMNS:
        column = {row[heading].department_raw: row[heading] for row in read}
        total = totals[0][heading].department_raw
        parts = [name for name in column if name != total]
        column = check_sum(column, total, parts, f"{group}|{heading}")
        for row in checked:
            row[heading] = column[row[heading].department_raw]
    return checked


def _dispositions(table: list[Row], period: Period) -> Iterator[StatisticProposal]:
    """Read the table of dispositions and check it against its printed total."""
    crosswalk = Crosswalk.load(SOURCE)
    figures: Figures = {}
    for row in table:
        words = row.cells["Disposition"].name
        whole = words == DISPOSITION_TOTAL
        cell = row.cells["Allegations"]
        figure = PrintedFigure(
            "dispositions",
            "OPCC total",
            Measured(Metric.ALLEGATIONS_CONCLUDED, "ALL" if whole else words),
            period,
            cell.text,
            _locator(row.page, cell.box),
        ).proposal()
        term = crosswalk.term(Disposition, "disposition", words)
        if term is Disposition.UNASSIGNED and not whole:
            figure = replace(figure, flags=(*figure.flags, Flag.UNMAPPED_TERM))
        figures[words] = figure
    parts = [words for words in figures if words != DISPOSITION_TOTAL]
    group = f"dispositions|{period.label}"
    yield from check_sum(figures, DISPOSITION_TOTAL, parts, group).values()


def _other(row: Row) -> Reading:
    """Read one row of the table of other figures."""
    words = {heading: cell.text for heading, cell in row.cells.items()}
    locator = _locator(row.page, row.cells["Value"].box)
    return stated_figure("other", words, locator)


def stated_figure(section: str, words: dict[str, str], locator: Locator) -> Reading:
    """Read a figure whose row states what it is; a Rejection if that is not known."""
    metric = metric_of(words["Figure"])
    if metric is None:
        return unreadable(section, "unknown_metric", "Figure", words, locator)
    period = printed_period(words["Period"])
    if period is None:
        return unreadable(section, "no_period", "Period", words, locator)
    return PrintedFigure(
        section,
        words[DEPARTMENT],
        Measured(metric, category_of(words["Category"])),
        period,
        words["Value"],
        locator,
        words["Unit"],
    ).proposal()


def _synthetic_figures(text: str) -> set[tuple[str | None, str]]:
    """Return (department, heading) of values that the page says are made up."""
    return {
        (department_of(found["department"])[0], found["figure"])
        for found in _SYNTHETIC.finditer(text)
    }


def _refuse_headless(layout: Layout, where: str) -> None:
    """Raise SourceError for a row of departments' figures without headings above it."""
    for first, *rest in layout.phrases:
        counts = [p for p in rest if printed_number(p.text).value is not None]
        if len(counts) > 2 and department_of(first.text)[0] is not None:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{where} page {layout.page.number}",
                "figures of a department stand under no headings",
            )
