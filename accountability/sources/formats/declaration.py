"""What a person says of a table: which column is what, and which word. Data alone."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from accountability.sources.formats.dataset_tables import (
    is_day_or_blank,
    is_spreadsheet_error,
)
from accountability.vocab import Crosswalk, Metric, Period
from accountability.vocab.handed_in import (
    FIELDS,
    REQUIRED,
    RowProblem,
    TableField,
    TableKind,
)

_DATES = (TableField.RECEIVED, TableField.CONCLUDED, TableField.OCCURRED)
#: What names the part that a figure counts, the outermost first.
PARTS = (TableField.PART, TableField.SECOND_PART, TableField.THIRD_PART)


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
        full = all(self.heading(part) for part in PARTS)
        if self.is_cut() and not self.by_period() and full:
            raise UnusableError(TableField.VALUE, "twice")
        return self

    def values(self) -> list[str]:
        """Return the headings of the columns that hold figures."""
        return [name for name, held in self.fields.items() if held is TableField.VALUE]

    def is_cut(self) -> bool:
        """Say whether a row holds several figures."""
        return self.kind is TableKind.FIGURES and len(self.values()) > 1

    def by_period(self) -> bool:
        """Say whether the figures of a row are of the periods that head them."""
        if not self.is_cut() or self.heading(TableField.YEAR):
            return False
        try:
            return all(period_of(name) for name in self.values())
        except ValueError:
            return False

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


def crosswalk_of(declaration: Declaration) -> Crosswalk:
    """Return the words of a declaration as a crosswalk."""
    words = declaration.columns.words
    return Crosswalk.of(declaration.source, declaration.version, words)


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
