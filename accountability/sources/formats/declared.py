"""A table of a body as a person declared it: which column is what, and which word.

The same reading as ``dataset.OpenData``, but the declaration is data: it was made on
the desk for one file and is kept with it, so that the file can be read again.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from pydantic import TypeAdapter

from accountability.sources.base import DocumentContent
from accountability.sources.formats.csv import TableRow, digest_of
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
    CellError,
    FigureColumns,
    FigureTable,
    MatterColumns,
    MatterTable,
    Table,
    is_day_or_blank,
    is_spreadsheet_error,
)
from accountability.sources.formats.names import folded_name
from accountability.sources.formats.pdf_tables import pdf_table_rows
from accountability.sources.formats.row_files import RowFile
from accountability.sources.formats.tally import Tally
from accountability.sources.proposals import (
    Locator,
    MatterProposal,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import (
    Crosswalk,
    DocumentKind,
    Metric,
    Period,
    ValueStatus,
    unit_of,
)
from accountability.vocab.handed_in import (
    DEPARTMENT_WORDS,
    FIELDS,
    REQUIRED,
    RowProblem,
    TableField,
    TableKind,
)

#: Where the heading of a figure's column stands, once a row was cut into its figures.
_HEADING = "\x1fheading"
_VALUE = "\x1fvalue"
_DATES = (TableField.RECEIVED, TableField.CONCLUDED, TableField.OCCURRED)
#: Letters that the record has room for; the name of a department is in a key.
_LONGEST = {
    TableField.DEPARTMENT: 90,
    TableField.NUMBER: 60,
    TableField.CLASS: 200,
    TableField.SUBTYPE: 300,
    TableField.MEASURE: 200,
}
_LONGEST_HERE = 120
_PARTS = (TableField.PART, TableField.SECOND_PART, TableField.THIRD_PART)


class UnusableError(ValueError):
    """Columns that no row can be read by: two for one field, or one is missing."""

    def __init__(self, field: TableField, problem: str) -> None:
        """Keep the field; ``problem`` is a code.

        twice, missing, not_of_kind, not_named (nobody said what a figure counts).
        """
        super().__init__(f"{field.value}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Columns:
    """What staff said of a table's columns; kept for the next one with its headings.

    ``fields`` is by heading. ``words`` are (field of the crosswalk, the body's words,
    code of our term, ``none`` for words that state nothing). ``department`` is the one
    that every row is about, ``all`` for the body's totals, empty if a column names it.
    """

    kind: TableKind
    fields: Mapping[str, TableField]
    department: str = ""
    metric: Metric | None = None
    words: tuple[tuple[str, str, str], ...] = ()

    def checked(self) -> "Columns":
        """Return columns with which rows can be read; raises UnusableError."""
        given = list(self.fields.values())
        for field in given:
            if field not in FIELDS[self.kind]:
                raise UnusableError(field, "not_of_kind")
            if given.count(field) > 1 and field is not TableField.VALUE:
                raise UnusableError(field, "twice")
        for field in REQUIRED[self.kind]:
            if field not in given:
                raise UnusableError(field, "missing")
        if not self.department and TableField.DEPARTMENT not in given:
            raise UnusableError(TableField.DEPARTMENT, "missing")
        if self.kind is TableKind.FIGURES and self.metric is None:
            raise UnusableError(TableField.VALUE, "not_named")
        if _is_cut(self) and not _by_period(self) and _all_parts(self):
            raise UnusableError(TableField.VALUE, "twice")
        return self

    def by_period(self) -> bool:
        """Say whether figures of several periods stand side by side in a row."""
        return _is_cut(self) and _by_period(self)

    def heading(self, field: TableField) -> str:
        """Return the heading of the column that holds ``field``; empty if none."""
        return next((name for name, held in self.fields.items() if held is field), "")


@dataclass(frozen=True)
class Declaration:
    """All that is needed to read one file again as it was read.

    ``departments`` are the names by which the jurisdiction's departments were known
    that day, with their slugs. ``headings`` are those of a PDF's table, by which it is
    found again; ``heading`` the row that those of a sheet stand in. ``period`` is what
    the document as a whole is about, as the label of a period.
    """

    source: str
    body: str
    jurisdiction: str
    columns: Columns
    departments: tuple[tuple[str, str], ...]
    department_name: str = ""
    period: str = ""
    sheet: str = ""
    heading: int = 1
    headings: tuple[str, ...] = ()
    licence: str = ""
    attribution: str = ""

    @property
    def version(self) -> str:
        """Name the way of reading: another where anything of it is different."""
        said = _ADAPTER.dump_json(self)
        return f"table {hashlib.sha256(said).hexdigest()[:12]}"


_ADAPTER = TypeAdapter(Declaration)
_COLUMNS = TypeAdapter(Columns)


def written_declaration(declaration: Declaration) -> str:
    """Return a declaration as JSON."""
    return _ADAPTER.dump_json(declaration).decode()


def read_declaration(written: str) -> Declaration:
    """Read what ``written_declaration`` wrote."""
    return _ADAPTER.validate_json(written)


def written_columns(columns: Columns) -> str:
    """Return columns as JSON."""
    return _COLUMNS.dump_json(columns).decode()


def read_columns(written: str) -> Columns:
    """Read what ``written_columns`` wrote."""
    return _COLUMNS.validate_json(written)


def declared_source(
    declaration: Declaration, crosswalk: Crosswalk | None = None
) -> "DeclaredTable":
    """Return the source that reads the file of a declaration.

    ``crosswalk`` stands in for the declaration's own, to hear which words it lacks.
    """
    facts = {
        "id": declaration.source,
        "body": declaration.body,
        "jurisdiction": declaration.jurisdiction,
        "version": declaration.version,
        "licence": declaration.licence,
        "attribution": declaration.attribution,
        "period": period_of(declaration.period),
        "tables": (_table(declaration),),
        "named_by_title": True,
        "declaration": declaration,
        "words": crosswalk or crosswalk_of(declaration),
        "names": _names(declaration),
        "__doc__": DeclaredTable.__doc__,
    }
    made = type("DeclaredTable", (DeclaredTable,), facts)
    return cast("DeclaredTable", made())


def crosswalk_of(declaration: Declaration) -> Crosswalk:
    """Return the words of a declaration as a crosswalk."""
    words = declaration.columns.words
    return Crosswalk.of(declaration.source, declaration.version, words)


class DeclaredTable(OpenData):
    """One file of a body, read as it was declared."""

    kind = DocumentKind.OPEN_DATA
    home = ""
    crawled = False
    declaration: Declaration
    words: Crosswalk
    names: Mapping[str, str]

    def crosswalk(self) -> Crosswalk:
        """Return what staff said the words mean."""
        return self.words

    def department_of(self, cells: Mapping[str, str]) -> tuple[str | None, str]:
        """Return the one department of all rows, or the one that the row names."""
        columns = self.declaration.columns
        heading = columns.heading(TableField.DEPARTMENT)
        if not heading:
            return columns.department, self.declaration.department_name
        printed = " ".join(cells[heading].split())
        found = self.names.get(folded_name(printed))
        return found or self.words.code(DEPARTMENT_WORDS, printed), printed

    def lines(self, document: DocumentContent, table: Table) -> Iterator[TableRow]:
        """Yield the rows; one with several figures once for each of them."""
        declared = self.declaration
        expected = _expected(declared.columns)
        if declared.headings:
            rows = pdf_table_rows(
                document.content, document.url, declared.headings, expected
            )
        else:
            rows = RowFile(
                document.content, document.url, declared.sheet, declared.heading
            ).rows(expected)
        return _cut(rows, expected, declared.columns, self.headings_read(table))

    def refuse_other_types(self, document: DocumentContent) -> None:
        """Refuse none: a report that has a table is no dataset."""

    def headings_read(self, table: Table) -> tuple[str, ...]:
        """Return the names of the cells that a row is read by."""
        heading = self.declaration.columns.heading(TableField.DEPARTMENT)
        return tuple(
            dict.fromkeys((*table.columns.headings(), *filter(None, [heading])))
        )

    def refuse_cells(self, cells: Mapping[str, str]) -> None:
        """Raise CellError for words that are longer than a record can hold."""
        parts = 0
        for heading, field in _read_as(self.declaration.columns).items():
            length = len(cells.get(heading, ""))
            parts += length + 3 if field in _PARTS else 0
            if length > _LONGEST.get(field, _LONGEST_HERE) or parts > _LONGEST_HERE:
                raise CellError(heading, RowProblem.TOO_LONG.value)

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the rows; a second one of the same figure or matter is refused."""
        seen = Tally()
        for reading in super().readings(document):
            field, name = self._names_one(reading)
            if name and (count := seen.count(name)) > 1:
                key = f"again:{hashlib.sha256(name.encode()).hexdigest()[:32]}/{count}"
                twice = RowProblem.NAMED_TWICE.value
                yield Rejection(key, twice, field, reading.locator)
            elif _no_number(reading):
                assert isinstance(reading, StatisticProposal)  # noqa: S101
                yield Rejection(
                    reading.key,
                    RowProblem.NOT_A_NUMBER.value,
                    self._heading_of(reading),
                    reading.locator,
                    {"value": reading.value_raw},
                )
            else:
                yield reading

    def _names_one(self, reading: Reading) -> tuple[str, str]:
        columns = self.declaration.columns
        if isinstance(reading, StatisticProposal):
            return self._heading_of(reading), reading.key
        if isinstance(reading, MatterProposal):
            return columns.heading(TableField.NUMBER), reading.complaint.key
        return "", ""

    def _heading_of(self, reading: StatisticProposal) -> str:
        """Return the heading of the column that a figure stands in."""
        values = _values(self.declaration.columns)
        if len(values) == 1:
            return values[0]
        said = {reading.period.label, *reading.category.split(" | ")}
        return next((name for name in values if name in said), values[0])


def wrong_cells(
    columns: Columns, cells: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield heading and reason of every cell of a row that can't be what it should be.

    A row is refused for the first; whoever corrects it wants to know of all.
    """
    for heading, field in columns.fields.items():
        text = cells.get(heading, "").strip()
        if is_spreadsheet_error(text):
            yield heading, RowProblem.SPREADSHEET_ERROR.value
        elif field in _DATES and not is_day_or_blank(text):
            yield heading, RowProblem.NOT_A_DATE.value


def period_of(label: str) -> Period | None:
    """Return the period that a label names, a calendar year too; None for no label.

    Raises ValueError for words that are none.
    """
    return Period.parse(label, calendar_years=True) if label.strip() else None


def _no_number(reading: Reading) -> bool:
    return (
        isinstance(reading, StatisticProposal)
        and reading.status is ValueStatus.PARSE_FAILED
    )


def _names(declaration: Declaration) -> dict[str, str]:
    """Return the names of departments as compared; one that two share is of neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, slug in declaration.departments:
        folded = folded_name(name)
        if found.setdefault(folded, slug) != slug:
            shared.add(folded)
    return {name: slug for name, slug in found.items() if name not in shared}


def _values(columns: Columns) -> list[str]:
    return [name for name, held in columns.fields.items() if held is TableField.VALUE]


def _expected(columns: Columns) -> tuple[str, ...]:
    """Return the headings whose columns are read, and no others."""
    return tuple(columns.fields)


def _read_as(columns: Columns) -> dict[str, TableField]:
    """Return the fields by the headings that a row is read by."""
    if not _is_cut(columns):
        return dict(columns.fields)
    kept = {
        name: field
        for name, field in columns.fields.items()
        if field is not TableField.VALUE
    }
    heading = TableField.YEAR if _by_period(columns) else TableField.PART
    return {**kept, _HEADING: heading, _VALUE: TableField.VALUE}


def _is_cut(columns: Columns) -> bool:
    return columns.kind is TableKind.FIGURES and len(_values(columns)) > 1


def _by_period(columns: Columns) -> bool:
    """Say whether the headings of the figures are periods: one a year, side by side."""
    if columns.heading(TableField.YEAR):
        return False
    try:
        return all(period_of(name) for name in _values(columns))
    except ValueError:
        return False


def _cut(
    rows: Iterator[TableRow],
    expected: tuple[str, ...],
    columns: Columns,
    wanted: tuple[str, ...],
) -> Iterator[TableRow]:
    """Put the cells in the order that is read; cut a row into its figures."""
    values = _values(columns) if _is_cut(columns) else []
    for row in rows:
        if not row.whole:
            yield row
            continue
        cells = dict(zip(expected, row.cells, strict=True))
        for name in values or [""]:
            told = {**cells, _HEADING: name, _VALUE: cells[name]} if name else cells
            figure = name or columns.heading(TableField.VALUE)
            yield replace(
                row,
                cells=tuple(told[heading] for heading in wanted),
                digest=digest_of([row.digest, name]) if name else row.digest,
                place=_place(row, expected, figure),
            )


def _place(row: TableRow, expected: tuple[str, ...], figure: str) -> Locator | None:
    """Return where a figure is printed; what is no figure fills its row."""
    if not row.places or not figure:
        return row.place
    return row.places[expected.index(figure)]


def _table(declaration: Declaration) -> Table:
    columns = declaration.columns
    title, sheet = declaration.source, declaration.sheet
    by_field = {field.value: name for name, field in columns.fields.items()}
    by_field.pop(TableField.DEPARTMENT.value, None)
    if columns.kind is TableKind.FIGURES:
        metric = columns.metric
        assert metric is not None  # noqa: S101  (checked before)
        return FigureTable(
            title=title,
            sheet=sheet,
            columns=_figure_columns(columns, by_field),
            metric=metric,
            unit=unit_of(metric),
        )
    if columns.kind is TableKind.MATTERS:
        return MatterTable(title=title, sheet=sheet, columns=MatterColumns(**by_field))
    number = by_field.pop(TableField.NUMBER.value, "")
    row_id = by_field.get(TableField.ROW_ID.value, "")
    named = (row_id,) if row_id else (number, by_field[TableField.CLASS.value])
    return AllegationTable(
        title=title,
        sheet=sheet,
        columns=AllegationColumns(number=number, **by_field),
        identity=named if all(named) else (),
        subtype_decides=False,
    )


def _figure_columns(columns: Columns, by_field: dict[str, str]) -> FigureColumns:
    named = {"year": "", "part": "", **by_field}
    if not _is_cut(columns):
        return FigureColumns(**named)
    named["value"] = _VALUE
    if _by_period(columns):
        named["year"] = _HEADING
        return FigureColumns(**named)
    free = next(part for part in _PARTS if not named.get(part.value))
    named[free.value] = _HEADING
    return FigureColumns(**named)


def _all_parts(columns: Columns) -> bool:
    return all(columns.heading(part) for part in _PARTS)
