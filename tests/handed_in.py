"""Files as staff hand them in, and one brought through every step for a test."""

import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from accountability.access.context import Purpose, acting_as
from accountability.extraction.handing_in.bringing import start_import
from accountability.extraction.handing_in.mapping import name_columns
from accountability.extraction.handing_in.receiving import Facts, receive_file
from accountability.extraction.handing_in.services import advance
from accountability.models import HandedInFile, OversightBody, User
from accountability.sources.formats.declaration import Columns
from accountability.vocab import Metric
from accountability.vocab.handed_in import TableField, TableKind

#: Every ugly thing that still can be read: a byte-order mark, semicolons, a title above
#: the headings, quotes with a newline, thousands with a space and with a comma.
UGLY = (
    "\ufeffComplaints by department;;\r\n"
    'Department;Year;"Complaints\r\nregistered"\r\n'
    "Saanich;2021/22;48\r\n"
    '"Vancouver";2021/22;1 393\r\n'
    'Delta;2021/22;"1,029"\r\n'
).encode()
FIGURES = Columns(
    TableKind.FIGURES,
    {
        "Department": TableField.DEPARTMENT,
        "Year": TableField.YEAR,
        "Complaints registered": TableField.VALUE,
    },
    metric=Metric.REGISTERED_COMPLAINTS,
)
ALLEGATIONS = Columns(
    TableKind.ALLEGATIONS,
    {
        "File": TableField.NUMBER,
        "Received": TableField.RECEIVED,
        "Département": TableField.DEPARTMENT,
        "Class": TableField.CLASS,
        "Finding": TableField.DISPOSITION,
    },
    words=(
        ("allegation_class", "neglect of duty", "neglect_of_duty"),
        ("disposition", "sustained", "substantiated"),
    ),
)
LOG = "File;Received;Département;Class;Finding"


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Write a workbook; a cell ``("=1/0", "#DIV/0!")`` is a formula and its result."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(at, column, cell[0], None, cell[1])
                elif hasattr(cell, "isoformat"):
                    sheet.write_datetime(at, column, cell, day)
                else:
                    sheet.write(at, column, cell)
    book.close()
    return data.getvalue()


def report(*pages: Sequence[Sequence[str]]) -> bytes:
    """Draw a report: a line of one cell is prose, of more a row of a table."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(page):
            for x, cell in zip((72, 260, 340, 420), line, strict=False):
                canvas.drawString(x, 700 - 16 * number, cell)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def file_of(file_id: UUID) -> HandedInFile:
    """Return the file as it stands."""
    return HandedInFile.objects.get(pk=file_id)


def handed_in(content: bytes, by: User, name: str = "table.csv", **facts: Any) -> UUID:
    """Hand a file in and have a worker look at it."""
    given: Mapping[str, Any] = {"title": "Complaints by department", **facts}
    body = given.get("body") or OversightBody.objects.get(slug="opcc-bc")
    with acting_as(by, Purpose.REQUEST):
        file = receive_file(content, name, Facts(**{**given, "body": body}))
    advance(file.pk)
    return file.pk


def mapped(
    content: bytes,
    by: User,
    columns: Columns = FIGURES,
    *,
    heading: int = 1,
    part: str = "",
    **facts: Any,
) -> UUID:
    """Hand a table in, say what its columns are, and have every row checked."""
    file_id = handed_in(content, by, **facts)
    with acting_as(by, Purpose.REQUEST):
        name_columns(file_id, columns, name="A table", part=part, heading=heading)
    advance(file_id)
    return file_id


def imported(file_id: UUID, by: User, *, leave_out: int = 0) -> HandedInFile:
    """Import a checked file."""
    with acting_as(by, Purpose.REQUEST):
        start_import(file_id, leave_out=leave_out)
    advance(file_id)
    return file_of(file_id)
