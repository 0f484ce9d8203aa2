"""Files with a row for each thing, in whichever form: CSV, JSON or a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from accountability.sources.formats.csv import TableRow, csv_headings, csv_rows
from accountability.sources.formats.json import is_json, json_headings, json_rows
from accountability.sources.formats.xlsx import (
    MEDIA_TYPE,
    is_workbook,
    xlsx_headings,
    xlsx_rows,
)


@dataclass(frozen=True)
class RowFile:
    """The bytes of such a file; what they are is told by how they begin.

    ``where`` names it in errors. ``sheet`` is the one of a workbook that is meant, the
    first if empty; ``heading`` the number of the row that the headings stand in.
    """

    content: bytes
    where: str
    sheet: str = ""
    heading: int = 1

    @property
    def media_type(self) -> str:
        """What such bytes are called on the web."""
        if is_workbook(self.content):
            return MEDIA_TYPE
        return "application/json" if is_json(self.content) else "text/csv"

    def headings(self) -> tuple[str, ...]:
        """Return the printed headings with single spaces; raises SourceError."""
        if is_workbook(self.content):
            return xlsx_headings(
                self.content, self.where, sheet=self.sheet, heading=self.heading
            )
        if is_json(self.content):
            return json_headings(self.content, self.where)
        return csv_headings(self.content, self.where, self.heading)

    def rows(self, expected: tuple[str, ...], *, total: str = "") -> Iterator[TableRow]:
        """Yield the rows with the ``expected`` columns, in order; raises SourceError.

        ``total`` names the number of rows that a JSON file states of itself.
        """
        if is_workbook(self.content):
            return xlsx_rows(
                self.content,
                self.where,
                expected,
                sheet=self.sheet,
                heading=self.heading,
            )
        if is_json(self.content):
            return json_rows(self.content, self.where, expected, total)
        return csv_rows(self.content, self.where, expected, self.heading)
