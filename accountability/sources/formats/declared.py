"""A table of a body as a person declared it.

The same reading as ``dataset.OpenData``, but the declaration is data: it was made on
the desk for one file and is kept with it, so that the file can be read again.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

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
)
from accountability.sources.formats.declaration import (
    PARTS,
    Columns,
    Declaration,
    crosswalk_of,
    period_of,
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
    ValueStatus,
    unit_of,
)
from accountability.vocab.handed_in import (
    DEPARTMENT_WORDS,
    RowProblem,
    TableField,
    TableKind,
)

#: Where the heading of a figure's column stands, once a row was cut into its figures.
_HEADING = "\x1fheading"
_VALUE = "\x1fvalue"
#: Letters that the record has room for; the name of a department is in a key.
_LONGEST = {
    TableField.DEPARTMENT: 90,
    TableField.NUMBER: 60,
    TableField.CLASS: 200,
    TableField.SUBTYPE: 300,
    TableField.MEASURE: 200,
}
_LONGEST_HERE = 120


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
            parts += length + 3 if field in PARTS else 0
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
        values = self.declaration.columns.values()
        if len(values) == 1:
            return values[0]
        said = {reading.period.label, *reading.category.split(" | ")}
        return next((name for name in values if name in said), values[0])


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


def _expected(columns: Columns) -> tuple[str, ...]:
    """Return the headings whose columns are read, and no others."""
    return tuple(columns.fields)


def _read_as(columns: Columns) -> dict[str, TableField]:
    """Return the fields by the headings that a row is read by."""
    if not columns.is_cut():
        return dict(columns.fields)
    kept = {
        name: field
        for name, field in columns.fields.items()
        if field is not TableField.VALUE
    }
    heading = TableField.YEAR if columns.by_period() else TableField.PART
    return {**kept, _HEADING: heading, _VALUE: TableField.VALUE}


def _cut(
    rows: Iterator[TableRow],
    expected: tuple[str, ...],
    columns: Columns,
    wanted: tuple[str, ...],
) -> Iterator[TableRow]:
    """Put the cells in the order that is read; cut a row into its figures."""
    values = columns.values() if columns.is_cut() else []
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
    if not columns.is_cut():
        return FigureColumns(**named)
    named["value"] = _VALUE
    if columns.by_period():
        named["year"] = _HEADING
        return FigureColumns(**named)
    free = next(part for part in PARTS if not named.get(part.value))
    named[free.value] = _HEADING
    return FigureColumns(**named)
