"""Files as staff hand them in, and one brought through every step for a test."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accountability.access.context import Purpose, acting_as
from accountability.extraction.handing_in.bringing import start_import
from accountability.extraction.handing_in.mapping import name_columns
from accountability.extraction.handing_in.receiving import Facts, receive_file
from accountability.extraction.handing_in.services import advance
from accountability.models import HandedInFile, OversightBody, User
from accountability.sources.formats.declared import Columns
from accountability.vocab import Metric
from accountability.vocab.handed_in import TableField, TableKind

#: A body's table with every ugly thing that still can be read: a byte-order mark,
#: semicolons, a title above the headings, quotes with a newline, thousands.
UGLY = (
    '\ufeffComplaints by department;;\r\n'
    'Department;Year;"Complaints\r\nregistered"\r\n'
    'Saanich;2021/22;48\r\n'
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


def file_of(file_id: UUID) -> HandedInFile:
    """Return the file as it stands."""
    return HandedInFile.objects.get(pk=file_id)


def handed_in(
    content: bytes, by: User, name: str = "table.csv", **facts: Any
) -> UUID:
    """Hand a file in and have a worker look at it."""
    given: Mapping[str, Any] = {
        "body": OversightBody.objects.get(slug="opcc-bc"),
        "title": "Complaints by department",
        **facts,
    }
    with acting_as(by, Purpose.REQUEST):
        file = receive_file(content, name, Facts(**given))
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
        name_columns(
            file_id, columns, name="A table", part=part, heading=heading
        )
    advance(file_id)
    return file_id


def imported(file_id: UUID, by: User, *, leave_out: int = 0) -> HandedInFile:
    """Import a checked file."""
    with acting_as(by, Purpose.REQUEST):
        start_import(file_id, leave_out=leave_out)
    advance(file_id)
    return file_of(file_id)
