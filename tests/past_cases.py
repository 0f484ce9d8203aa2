"""Tables of past cases as organisations have them, and one brought in for a test."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.importing import bringing
from accountability.cases.importing.bringing import start_import
from accountability.cases.importing.checking import name_columns
from accountability.cases.importing.columns import guessed
from accountability.cases.importing.finding import import_for, open_import
from accountability.cases.importing.receiving import receive_import
from accountability.cases.importing.services import advance
from accountability.cases.importing.working import Work
from accountability.models import Case, CaseImport, Team, User
from tests.application_role import owner_connection
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


def rows(count: int) -> list[tuple[str, ...]]:
    """Return rows that can be told apart by what happened."""
    return [(*ROW[:2], f"told {n}", f"person {n}", "") for n in range(count)]


def narratives(house: House) -> list[str]:
    """Return what happened in every case that the supervisor sees."""
    with acting_as(house.supervisor, Purpose.REQUEST):
        ids = list(Case.objects.values_list("pk", flat=True))
        return sorted(services.read_case(pk).text.narrative for pk in ids)


def counted(sql: str) -> int:
    """Return a number as the tables' owner, whom no policy hides a case from."""
    with owner_connection() as owner:
        for name in ("case", "casehistory", "caseimport", "caseperson"):
            owner.execute(
                f"ALTER TABLE accountability_{name} NO FORCE ROW LEVEL SECURITY"
            )
        found = owner.execute(sql).fetchone()
        for name in ("case", "casehistory", "caseimport", "caseperson"):
            owner.execute(f"ALTER TABLE accountability_{name} FORCE ROW LEVEL SECURITY")
    assert found
    return int(found[0])


def entered_now() -> int:
    return counted("SELECT count(*) FROM accountability_case")


def halfway(house: House, monkeypatch: pytest.MonkeyPatch, count: int = 4) -> UUID:
    """Bring in a first chunk of two rows and stop there."""
    import_id = started(house, table(*rows(count)))
    monkeypatch.setattr(bringing, "CHUNK", 2)
    stop_after(monkeypatch, chunks=1)
    advance(import_id)
    monkeypatch.undo()
    assert import_of(house, import_id).entered == 2
    return import_id


def stop_after(monkeypatch: pytest.MonkeyPatch, *, chunks: int) -> None:
    """Let a turn be over after some chunks."""
    left = [True] * chunks

    def time_left(_: object) -> bool:
        return bool(left and left.pop())

    monkeypatch.setattr(Work, "time_left", property(time_left))
