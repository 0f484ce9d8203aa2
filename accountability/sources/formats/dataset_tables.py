"""The kinds of table that open data come in, and what one row of each becomes.

A declaration names columns as printed. What a kind of table does with them stands
here once, for every publisher.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as default
from datetime import date
from decimal import Decimal
from typing import TypeVar

from accountability.sources.formats.code_book import Code, CodeBook
from accountability.sources.formats.dates import printed_day
from accountability.sources.formats.names import folded_name
from accountability.sources.formats.numbers import printed_number
from accountability.sources.formats.paging import Pages
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    Locator,
    MatterProposal,
    MeasureFacts,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import (
    AllegationClass,
    ApproximateDate,
    Crosswalk,
    DisciplineStage,
    Disposition,
    FileType,
    Flag,
    Measure,
    Metric,
    Period,
    Precision,
    Route,
    Term,
    Unit,
)

#: Between the class and the sub-type in the crosswalk of a two-column class.
_JOIN = " | "
#: What a spreadsheet leaves where it could not work a value out.
_SPREADSHEET_ERROR = re.compile(r"#(?:VALUE|REF|NUM|NULL|DIV/0)!|#NAME\?|#N/A")

#: What publishers put where there is no date.
_NO_DATE = frozenset({"", "-", "–", "—", "n/a", "na", "null"})

T = TypeVar("T", bound=Term)


class CellError(Exception):
    """A cell that can't be read as what its column holds: a reason code."""

    def __init__(self, column: str, reason: str) -> None:
        """Keep the column's heading; the message quotes no content."""
        super().__init__(reason)
        self.column = column
        self.reason = reason


def is_spreadsheet_error(text: str) -> bool:
    """Say whether a cell holds "#VALUE!" or its like."""
    return _SPREADSHEET_ERROR.fullmatch(text) is not None


def is_day_or_blank(text: str) -> bool:
    """Say whether a cell holds a day, or what stands where there is none."""
    return text.casefold() in _NO_DATE or printed_day(text) is not None


@dataclass(frozen=True)
class Columns:
    """Printed headings of the columns that are read; empty where there is none."""

    def headings(self) -> tuple[str, ...]:
        """Return the headings that there are, in the order of the fields."""
        printed = (getattr(self, field.name) for field in fields(self))
        return tuple(heading for heading in printed if heading)


@dataclass(frozen=True)
class MatterColumns(Columns):
    """What is said of a matter. A date of receipt that has a column must be there.

    ``disposition`` is a finding on one allegation in a table of allegations, on the
    whole matter in a list of matters.
    """

    number: str
    received: str = ""
    concluded: str = ""
    occurred: str = ""
    route: str = ""
    file_type: str = ""
    disposition: str = ""


@dataclass(frozen=True)
class AllegationColumns(MatterColumns):
    """What is said of one allegation, and of its matter."""

    class_name: str = ""
    subtype: str = ""
    measure: str = ""
    row_id: str = ""


@dataclass(frozen=True)
class FigureColumns(Columns):
    """One counted figure: its year, the figure, and up to three parts that name it."""

    year: str
    value: str
    part: str
    second_part: str = ""
    third_part: str = ""


@dataclass(frozen=True)
class CodeColumns(Columns):
    """A code, its published name, and the group that the publisher files it in."""

    code: str
    name: str
    group: str


@dataclass(frozen=True)
class PeopleColumns(Columns):
    """How a table about people is recognised: its number and headings not read."""

    number: str
    marks: tuple[str, ...]

    def headings(self) -> tuple[str, ...]:
        """Return the number's heading and the marks."""
        return (self.number, *self.marks)


@dataclass(frozen=True)
class Row:
    """One row with what is known around it. ``cells`` are by heading, as printed."""

    key: str
    place: Locator
    cells: Mapping[str, str]
    repeated: bool
    crosswalk: Crosswalk
    department: str | None
    department_name: str
    period: Period | None = None
    book: CodeBook | None = None

    def printed(self, heading: str) -> str:
        """Return a cell as printed; empty if there is no column."""
        return self.cells[heading] if heading else ""

    def words(self, heading: str) -> str:
        """Return a cell without the spaces around it; empty if there is no column."""
        return self.printed(heading).strip()

    def term(self, vocabulary: type[T], name: str, heading: str) -> T:
        """Map a cell by the crosswalk's field ``name``."""
        return self.crosswalk.term(vocabulary, name, self.words(heading))

    def day(self, heading: str, *, required: bool = False) -> date | None:
        """Return a cell's day; None where a cell that may be blank is."""
        text = self.words(heading)
        if text.casefold() in _NO_DATE:
            if required:
                raise CellError(heading, "missing")
            return None
        day = printed_day(text)
        if day is None:
            raise CellError(heading, "not_a_date")
        return day

    def refuse_spreadsheet_errors(self) -> None:
        """Raise CellError naming the first cell that holds "#VALUE!" or its like."""
        for heading, text in self.cells.items():
            if is_spreadsheet_error(text.strip()):
                raise CellError(heading, "spreadsheet_error")


@dataclass(frozen=True, kw_only=True)
class Table(ABC):
    """One table of a publisher. ``address`` is empty if it is only handed in.

    ``dataset`` is the publisher's own id of it, by which lists of sources name it.
    ``pages`` says how the portal gives it out in parts, if it does. ``total`` names the
    number of rows that a JSON file states of itself, ``sheet`` the sheet of a workbook,
    the first if empty. ``kept`` is false for a table whose content we do not want, not
    even in a rejection.
    """

    title: str
    columns: Columns
    address: str = ""
    dataset: str = ""
    pages: Pages | None = None
    total: str = ""
    sheet: str = ""
    kept: bool = True

    def name_of(self, cells: Mapping[str, str]) -> str:
        """Return what names a row in every edition; empty: the whole row does."""
        return ""

    @abstractmethod
    def reading(self, row: Row) -> Reading | None:
        """Return what the row proposes, None for one only looked up; CellError."""


@dataclass(frozen=True, kw_only=True)
class MatterTable(Table):
    """One row for each matter, told of again by tables of allegations.

    ``number_year`` finds the calendar year of receipt in the matter's number.
    """

    columns: MatterColumns
    number_year: str = ""

    def name_of(self, cells: Mapping[str, str]) -> str:
        """Name the row by the matter's number."""
        number = _number(cells[self.columns.number])
        return f"matter:{number}" if number else ""

    def reading(self, row: Row) -> Reading:
        """Return the matter; a row without its number is rejected."""
        row.refuse_spreadsheet_errors()
        if not row.words(self.columns.number):
            raise CellError(self.columns.number, "missing")
        facts = _matter(row, self.columns, self.number_year)
        disposition = row.term(Disposition, "disposition", self.columns.disposition)
        flags = {
            Flag.UNKNOWN_DEPARTMENT: row.department is None,
            Flag.UNMAPPED_TERM: disposition is Disposition.UNASSIGNED,
            Flag.DUPLICATE_ROW: row.repeated,
            Flag.DATE_ORDER: _out_of_order(facts),
        }
        return MatterProposal(
            key=row.key,
            complaint=facts,
            locator=row.place,
            disposition=disposition,
            disposition_raw=row.words(self.columns.disposition),
            flags=_holding(flags),
        )


@dataclass(frozen=True, kw_only=True)
class AllegationTable(Table):
    """One row for each allegation.

    ``book`` is the title of the ``CodeTable`` that names the codes of the sub-types:
    the name then stands behind the code, a code that it does not name is flagged, and a
    class the crosswalk lacks is asked for again with the group of its code.

    ``identity`` are headings whose cells name an allegation in every edition of the
    table (with a count where several are alike); none: only an equal row is the same.
    ``shapes`` are patterns that a cell must match, blank or whole, or else the row's
    cells stand in the wrong columns. ``subtype_decides`` is true if class and sub-type
    are mapped together. ``number_year`` finds the calendar year of receipt in the
    matter's number, ``days`` the days of a suspension in the words of a measure.
    """

    columns: AllegationColumns
    identity: tuple[str, ...] = ()
    shapes: Mapping[str, str] = default(default_factory=dict)
    subtype_decides: bool = True
    number_year: str = ""
    days: str = ""
    book: str = ""

    def name_of(self, cells: Mapping[str, str]) -> str:
        """Name the row by the cells of its identity."""
        if not self.identity:
            return ""
        words = (" ".join(cells[name].split()).casefold() for name in self.identity)
        return "allegation:" + _JOIN.join(words)

    def reading(self, row: Row) -> Reading:
        """Return the allegation with its matter as far as the row tells of it."""
        row.refuse_spreadsheet_errors()
        names = self.columns
        facts = _matter(row, names, self.number_year)
        code = row.book.named(row.words(names.subtype)) if row.book else None
        shifted = any(
            row.words(heading) and not re.fullmatch(pattern, row.words(heading))
            for heading, pattern in self.shapes.items()
        )
        allegation_class = (
            AllegationClass.UNASSIGNED
            if shifted
            else row.crosswalk.term(
                AllegationClass, "allegation_class", self._stated(row, code)
            )
        )
        disposition = row.term(Disposition, "disposition", names.disposition)
        measures = self._measures(row)
        flags = {
            Flag.UNKNOWN_DEPARTMENT: row.department is None,
            Flag.SHIFTED_CELLS: shifted,
            Flag.UNMAPPED_TERM: allegation_class is AllegationClass.UNASSIGNED
            or disposition is Disposition.UNASSIGNED
            or self._lacks_name(row, code)
            or any(item.measure is Measure.UNASSIGNED for item in measures),
            Flag.DUPLICATE_ROW: row.repeated,
            Flag.DATE_ORDER: _out_of_order(facts),
        }
        return AllegationProposal(
            key=row.key,
            complaint=facts,
            allegation_class=allegation_class,
            class_raw=row.words(names.class_name),
            subtype_raw=_JOIN.join(
                filter(None, (row.words(names.subtype), code.name if code else ""))
            ),
            disposition=disposition,
            disposition_raw=row.words(names.disposition),
            locator=row.place,
            measures=measures,
            flags=_holding(flags),
        )

    def _lacks_name(self, row: Row, code: Code | None) -> bool:
        """Say whether the row prints a code that no book at hand names."""
        return bool(self.book and row.words(self.columns.subtype)) and code is None

    def _stated(self, row: Row, code: Code | None) -> str:
        """Return the words by which the crosswalk knows the class."""
        words = row.words(self.columns.class_name)
        if code and words and row.crosswalk.code("allegation_class", words) is None:
            return f"{words}{_JOIN}{code.group}"
        if not self.columns.subtype or not self.subtype_decides:
            return words
        subtype = row.words(self.columns.subtype)
        return f"{words}{_JOIN}{subtype}" if words or subtype else ""

    def _measures(self, row: Row) -> tuple[MeasureFacts, ...]:
        words = row.words(self.columns.measure)
        if row.crosswalk.says_nothing("measure", words):
            return ()
        measure = row.crosswalk.term(Measure, "measure", words)
        found = re.fullmatch(self.days, words) if self.days else None
        days = Decimal(found["days"]) if found else None
        if measure is not Measure.SUSPENSION or not days:
            days = None
        return (MeasureFacts(measure, words, DisciplineStage.IMPOSED, days),)


@dataclass(frozen=True, kw_only=True)
class FigureTable(Table):
    """One row for each figure that the publisher counted, by year.

    A bare year is a calendar year; "2019/20" is a fiscal one. Without a column for it
    the period is the whole table's.
    """

    columns: FigureColumns
    metric: Metric
    unit: Unit
    note: str = ""

    def reading(self, row: Row) -> Reading:
        """Return the figure; a period that is none rejects the row."""
        row.refuse_spreadsheet_errors()
        names = self.columns
        period = self._period(row)
        printed = printed_number(row.cells[names.value])
        parts = (names.part, names.second_part, names.third_part)
        category = _JOIN.join(row.words(name) for name in parts if name)
        unknown = {Flag.UNKNOWN_DEPARTMENT: row.department is None}
        return StatisticProposal(
            key=f"{self.metric}:{_named(row)}:{period.label}:{category}",
            department=row.department,
            department_raw=row.department_name,
            metric=self.metric,
            category=category,
            unit=self.unit,
            period=period,
            value=printed.value,
            value_raw=printed.raw,
            status=printed.status,
            locator=row.place,
            flags=(*printed.flags, *_holding(unknown)),
            note=self.note,
        )

    def _period(self, row: Row) -> Period:
        if not self.columns.year and row.period is not None:
            return row.period
        try:
            return Period.parse(row.words(self.columns.year), calendar_years=True)
        except ValueError as error:
            raise CellError(self.columns.year, "not_a_year") from error


@dataclass(frozen=True, kw_only=True)
class CodeTable(Table):
    """A code book: one row for each code, looked up when other tables are read.

    Only a row that names nothing comes out, as a rejection (``OpenData.readings``).
    """

    columns: CodeColumns

    def reading(self, row: Row) -> Reading | None:
        """Return a rejection for a row that the book at hand does not hold."""
        columns = self.columns
        row.refuse_spreadsheet_errors()
        for heading in (columns.code, columns.name):
            if not row.words(heading):
                raise CellError(heading, "missing")
        if row.book is None or row.book.named(row.words(columns.code)) is None:
            raise CellError(columns.code, "named_twice")
        return None


@dataclass(frozen=True, kw_only=True)
class PeopleTable(Table):
    """One row for each person concerned: counted with its matter, never kept.

    Race, sex and age of complainants stand a link away at the publisher's and are
    published by nobody twice (PRIVACY.md A8). The crawler does not fetch such a table.
    """

    columns: PeopleColumns
    kept: bool = False

    def name_of(self, cells: Mapping[str, str]) -> str:
        """Name the row by its matter; the row's own hash would tell who it is."""
        return f"person:{_number(cells[self.columns.number])}"

    def reading(self, row: Row) -> Reading:
        """Return a rejection without a word of the row."""
        return Rejection(row.key, "people_not_kept", "row", row.place)


def _matter(row: Row, names: MatterColumns, number_year: str = "") -> ComplaintFacts:
    received = row.day(names.received, required=bool(names.received))
    concluded, occurred = row.day(names.concluded), row.day(names.occurred)
    number = _number(row.printed(names.number))
    year = re.fullmatch(number_year, number) if number_year else None
    period = Period.parse(year[1], calendar_years=True) if year else row.period
    return ComplaintFacts(
        key=f"number:{number}" if number else row.key,
        department=row.department,
        department_raw=row.department_name,
        number_raw=row.printed(names.number),
        route=row.term(Route, "route", names.route),
        file_type=row.term(FileType, "file_type", names.file_type),
        file_type_raw=row.words(names.file_type),
        report_period=None if received and not year else period,
        occurred=(
            ApproximateDate(occurred, Precision.DAY, row.cells[names.occurred])
            if occurred
            else None
        ),
        received=received,
        concluded=concluded,
    )


def _named(row: Row) -> str:
    """Return what tells a row's department from the others, known or not."""
    return row.department or folded_name(row.department_name)


def _number(printed: str) -> str:
    """Fold what spreadsheets do to a number: its case and spaces."""
    return " ".join(printed.upper().split())


def _out_of_order(facts: ComplaintFacts) -> bool:
    occurred = facts.occurred.first if facts.occurred else None
    days = (occurred, facts.received, facts.concluded)
    stated = [day for day in days if day is not None]
    return stated != sorted(stated)


def _holding(flags: Mapping[Flag, bool]) -> tuple[Flag, ...]:
    return tuple(flag for flag, holds in flags.items() if holds)
