"""Tables of past cases as organisations have them, and one brought in for a test."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import xlsxwriter

from accountability.access.context import Purpose, acting_as
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.importing.bringing import start_import
from accountability.cases.importing.checking import name_columns
from accountability.cases.importing.columns import guessed
from accountability.cases.importing.finding import import_for, open_import
from accountability.cases.importing.receiving import receive_import
from accountability.cases.importing.services import advance
from accountability.models import CaseImport, Team, User
from tests.attachment_files import uploaded
from tests.casework import House

HEADINGS = ("received", "department", "what happened", "name", "closed")
ROW = ("2024-05", "saanich", "told Quayside-Motel", "Marigold Unsworth", "")


def csv_bytes(rows: Sequence[Sequence[object]], *, encoding: str = "utf-8") -> bytes:
    """Write rows as a CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Write rows as a spreadsheet; nothing in it is a formula."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if hasattr(cell, "isoformat"):
                sheet.write_datetime(at, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell)
            else:
                sheet.write(at, column, cell)
    book.close()
    return data.getvalue()


def table(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """Write a CSV with its heading."""
    return csv_bytes([headings, *rows])


def upload(data: bytes, name: str = "past.csv") -> EncryptedUpload:
    """Receive bytes as the upload handler does."""
    return uploaded(data, name)


def received(
    house: House,
    data: bytes,
    name: str = "past.csv",
    *,
    by: User | None = None,
    team: Team | None = None,
) -> UUID:
    """Upload a table and have it read."""
    with acting_as(by or house.worker, Purpose.REQUEST):
        found = receive_import(team or house.day, upload(data, name))
    advance(found.pk)
    return found.pk


def checked(house: House, data: bytes, name: str = "past.csv", **more: Any) -> UUID:
    """Upload a table, have its columns guessed and its rows checked."""
    import_id = received(house, data, name, **more)
    with acting_as(more.get("by") or house.worker, Purpose.REQUEST):
        found = open_import(import_for(import_id))
        name_columns(found, guessed(found.headings))
    advance(import_id)
    return import_id


def started(house: House, data: bytes, name: str = "past.csv", **more: Any) -> UUID:
    """Upload a table, have it checked, and say that it is to be brought in."""
    import_id = checked(house, data, name, **more)
    with acting_as(more.get("by") or house.worker, Purpose.REQUEST):
        start_import(import_id)
    return import_id


def brought_in(house: House, data: bytes, name: str = "past.csv", **more: Any) -> UUID:
    """Bring a whole table in."""
    import_id = started(house, data, name, **more)
    while import_of(house, import_id).lease_until or (
        import_of(house, import_id).state == "entering"
    ):
        advance(import_id)
    return import_id


def import_of(house: House, import_id: UUID) -> CaseImport:
    """Return an import as its organisation's supervisor sees it."""
    with acting_as(house.supervisor, Purpose.REQUEST):
        return CaseImport.objects.get(pk=import_id)
