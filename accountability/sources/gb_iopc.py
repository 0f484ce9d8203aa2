"""Independent Office for Police Conduct, England and Wales: bulletins of each force.

Publisher: https://www.policeconduct.gov.uk/; one PDF a force and quarter ("police
complaints information bulletin"). Cadence: quarterly. Figures count from 1 April to the
end of the quarter, so that the fourth bulletin is the year's; the next one takes the
place of the last at the same address, and both are right for their periods: a document
is known by its address and its period.

Quirks: beside each figure stand the same period of last year (SPLY), which is read as a
figure of that period and may revise it, and the average of most similar forces, which
is no figure of the force and is not read. Complaints are dealt with under Schedule 3 of
the Police Reform Act 2002 or outside it. In England OPCC is the Office of the Police
and Crime Commissioner, and Surrey Police is not the Surrey Police Service of British
Columbia: names are matched whole, within England and Wales.

History: figures and words were taken from forces' narratives; the bulletins themselves
and the page that lists them were not seen (2026-11-26). The form below is drawn from
those words. The first live run is expected to fail loudly.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.departments import department_names
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_day
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.lines import Layout, Line, line_text
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.pdf import open_pdf
from accountability.sources.formats.tables import Row, TableForm, table_rows
from accountability.sources.proposals import (
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import DocumentType, Flag, Metric, Period, unit_of

_TITLE = re.compile(r"police complaints information bulletin:? (?P<force>.+)", re.I)
_PERIOD = re.compile(
    r"reporting period:? (?P<start>\d{1,2} \w+ \d{4}) (?:to|[-–—]) "
    r"(?P<end>\d{1,2} \w+ \d{4})",
    re.IGNORECASE,
)
_NOW, _BEFORE, _SIMILAR = "Year to date", "SPLY", "MSF average"
_CASES = TableForm(
    caption="Complaints and reviews",
    headings=("Measure", _NOW, _BEFORE, _SIMILAR),
    values=frozenset({_NOW, _BEFORE, _SIMILAR}),
    ends=("Source", "Allegations by category"),
)
_CATEGORIES = TableForm(
    caption="Allegations by category",
    headings=("Category", _NOW, _BEFORE, _SIMILAR),
    values=frozenset({_NOW, _BEFORE, _SIMILAR}),
    ends=("Source",),
)
#: The rows of the first table: what each counts, and of which part.
_MEASURES = {
    "complaints logged": (Metric.COMPLAINTS_RECEIVED, ""),
    "complaints logged under schedule 3": (Metric.COMPLAINTS_RECEIVED, "Schedule 3"),
    "complaints finalised under schedule 3": (
        Metric.COMPLAINTS_CONCLUDED,
        "Schedule 3",
    ),
    "complaints finalised outside schedule 3": (
        Metric.COMPLAINTS_CONCLUDED,
        "outside Schedule 3",
    ),
    "allegations logged": (Metric.ALLEGATIONS_BY_TYPE, ""),
    "reviews received": (Metric.REQUESTS_FOR_REVIEW, ""),
}


class Iopc(Source):
    """What the office counts for each force, quarter by quarter."""

    id = "gb_iopc"
    body = "iopc"
    jurisdiction = "GB-EAW"
    home = "https://www.policeconduct.gov.uk/"
    starts = ("/publications/",)
    hosts = ("policeconduct.gov.uk", "www.policeconduct.gov.uk")
    cadence_days = 30
    publishes_days = 92
    version = "2"
    by_period = True
    licence = "Publication of the IOPC; no licence text was seen"
    attribution = "Independent Office for Police Conduct"

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the bulletins."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target, words = urljoin(url, str(anchor.get("href"))), text_of(anchor)
            named = "information bulletin" in words.casefold()
            if named and urlsplit(target).path.endswith(".pdf"):
                yield Link(target, words, DocumentType.STATISTICAL_REPORT)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the period, by which one bulletin is told from the next."""
        _, period, _ = _opened(document)
        return DocumentFacts(period=period.label)

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read both tables: the year to date, and the same period of last year."""
        if document.document_type is not DocumentType.STATISTICAL_REPORT:
            raise SourceError(Failure.WRONG_TYPE, document.url, "not a bulletin")
        force, period, layouts = _opened(document)
        earlier = _period(_year_before(period.start), _year_before(period.end))
        for layout in layouts:
            for table in table_rows(layout, _CASES, document.url):
                for row in table:
                    yield from _figures(force, row, "Measure", (period, earlier))
            # Three of its headings are the first table's: only the caption tells.
            if not any(_captions(line, _CATEGORIES) for line in layout.lines):
                continue
            for table in table_rows(layout, _CATEGORIES, document.url):
                for row in table:
                    yield from _figures(force, row, "Category", (period, earlier))


def _opened(document: DocumentContent) -> tuple[str, Period, list[Layout]]:
    """Return the force, the period, and the pages laid out."""
    with open_pdf(document) as pdf:
        layouts = [Layout(page) for page in pdf.pages()]
    texts = [line_text(line) for layout in layouts for line in layout.lines]
    title = next((found for text in texts if (found := _TITLE.search(text))), None)
    span = next((found for text in texts if (found := _PERIOD.search(text))), None)
    if title is None or span is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            document.url,
            f"no line with {'the title' if title is None else 'the period'}",
        )
    start, end = printed_day(span["start"]), printed_day(span["end"])
    if start is None or end is None or (start.month, start.day) != (4, 1):
        raise SourceError(
            Failure.LAYOUT_CHANGED, document.url, "the period does not begin in April"
        )
    return title["force"].strip(), _period(start, end), layouts


def _captions(line: Line, form: TableForm) -> bool:
    return line_text(line).casefold().startswith(form.caption.casefold())


def _period(start: date, end: date) -> Period:
    """Name a year to date by its fiscal year and quarters."""
    year = f"{start.year}/{(start.year + 1) % 100:02d}"
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    label = year if months == 12 else f"{year} Q1-Q{months // 3}"
    return Period(start, end, label)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1)


def _figures(
    force: str, row: Row, heading: str, periods: tuple[Period, Period]
) -> Iterator[Reading]:
    """Return the row's figure for this year and the one for the last."""
    name = row.cells[heading].name
    if heading == "Category":
        counted: tuple[Metric, str] | None = (Metric.ALLEGATIONS_BY_TYPE, name)
    else:
        counted = _MEASURES.get(name.casefold())
    department = department_names("GB-EAW").slug(force)
    for column, period in zip((_NOW, _BEFORE), periods, strict=True):
        cell = row.cells[column]
        place = Locator(page=row.page, box=cell.box)
        if counted is None:
            key = f"{heading}:{name}:{period.label}"
            yield Rejection(key, "unknown_row", heading, place, {heading: name})
            continue
        metric, category = counted
        printed = printed_number(cell.text)
        unknown = (Flag.UNKNOWN_DEPARTMENT,) if department is None else ()
        yield StatisticProposal(
            key=f"{metric}:{force.casefold()}:{period.label}:{category}",
            department=department,
            department_raw=force,
            metric=metric,
            category=category,
            unit=unit_of(metric),
            period=period,
            value=printed.value,
            value_raw=printed.raw,
            status=printed.status,
            locator=place,
            flags=(*printed.flags, *unknown),
        )
