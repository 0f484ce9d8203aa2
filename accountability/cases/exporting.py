"""One case as a file to take away, and the list of cases as a table.

A case leaves as an age file under a passphrase that a worker makes up; both stay
sealed under the case's key until the asker fetches them, and go after a day. Exporting
within the organisation needs no consent; handing it to anybody else does, and the page
says so.
"""

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pyrage
from django.db import transaction
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting, acting_as
from accountability.audit.acting import note
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.export_document import whole_document
from accountability.cases.finding import case_for, cases_listed
from accountability.cases.keys import failure_noted, keystore, opened, place
from accountability.cases.merging import merged_into
from accountability.cases.policies import Deed
from accountability.cases.services import read_case
from accountability.celery import app
from accountability.models import CaseExport, ExportState, Membership, Role, User
from accountability.release.csv_text import csv_line
from accountability.vocab.audit import AuditAction

_TABLE = CaseExport._meta.db_table
_WORDS = 6
_TRY_AGAIN = timedelta(minutes=2)


def ask_export(case_id: UUID) -> CaseExport:
    """Have a worker make the file. Noted as the export that it is."""
    case = case_for(Deed.EXPORT, case_id)
    note(AuditAction.CASE_EXPORT, object_type="case", object_id=str(case.id))
    row = CaseExport.objects.create(id=uuid4(), case=case, asked_by=acting().person)
    transaction.on_commit(partial(_ring, row.pk, acting().actor_id), robust=True)
    return row


def make_export(export_id: UUID, user_id: int) -> None:
    """Make the file, as whoever asked: what they may not see is not in it."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with acting_as(user, Purpose.EXPORT):
        row = CaseExport.objects.select_for_update().filter(pk=export_id).first()
        waiting = row is not None and row.state == ExportState.WAITING
        if row is None or not waiting or row.asked_by_id != user_id:
            return
        opened_case = read_case(row.case_id)
        key = keystore().open(str(row.case_id))
        passphrase = "-".join(secrets.token_hex(3) for _ in range(_WORDS))
        told_again = [read_case(found.pk) for found in merged_into(opened_case.row)]
        told = whole_document(opened_case, told_again)
        document = json.dumps(told, ensure_ascii=False, indent=1)
        sealed = pyrage.passphrase.encrypt(document.encode(), passphrase)
        row.document = key.seal(place(_TABLE, "document", row.pk), sealed)
        row.passphrase = key.seal(
            place(_TABLE, "passphrase", row.pk), passphrase.encode()
        )
        row.state = ExportState.READY
        row.save()


def make_waiting() -> int:
    """Ring for exports whose message was lost; return how many."""
    long_ago = timezone.now() - _TRY_AGAIN
    with acting_as(SYSTEM, Purpose.RETENTION):
        waiting = CaseExport.objects.filter(
            state=ExportState.WAITING, asked_at__lt=long_ago
        )
        found = list(waiting.values_list("pk", "asked_by_id")[:100])
    for export_id, user_id in found:
        _ring(export_id, user_id)
    return len(found)


def exports_of(case_id: UUID) -> list[CaseExport]:
    """Return the acting person's own exports of a case, the newest first."""
    case = case_for(Deed.EXPORT, case_id)
    mine = CaseExport.objects.filter(case=case, asked_by=acting().person)
    return list(mine.defer("document"))


def fetch_export(export_id: UUID) -> tuple[CaseExport, bytes, str]:
    """Return an export of the acting person's own, its age file and passphrase."""
    row = CaseExport.objects.filter(
        pk=export_id, asked_by=acting().person, state=ExportState.READY
    ).first()
    if row is None:
        raise CaseNotFoundError
    case_for(Deed.EXPORT, row.case_id)
    key = opened(row.case_id, AuditAction.CASE_EXPORT_OPEN)
    assert row.document is not None  # noqa: S101  (it is ready)
    assert row.passphrase is not None  # noqa: S101
    with failure_noted(row.case_id):
        return (
            row,
            key.open(place(_TABLE, "document", row.pk), bytes(row.document)),
            key.open(
                place(_TABLE, "passphrase", row.pk), bytes(row.passphrase)
            ).decode(),
        )


def list_as_csv() -> Iterator[str]:
    """Yield the coded columns of every case that a supervisor sees, line by line.

    Raises CaseNotFoundError for whoever supervises nothing. Decrypts nothing; cells
    are safe in a spreadsheet (``release.csv_text``).
    """
    supervised = Membership.objects.filter(
        user=acting().user, role=Role.SUPERVISOR.value
    ).values_list("organisation_id", flat=True)
    if not supervised:
        raise CaseNotFoundError
    cases = cases_listed().filter(organisation__in=list(supervised))
    note(
        AuditAction.CASE_EXPORT_LIST,
        object_type="cases",
        object_id="",
        details={"count": cases.count()},
    )
    lines = [csv_line(_COLUMNS)]
    for case in cases.order_by("number"):
        values = [
            case.number,
            case.status,
            case.department.slug if case.department else "",
            case.allegation_class,
            case.outcome,
            f"{case.received_month:%Y-%m}",
            f"{case.closed_month:%Y-%m}" if case.closed_month else "",
            case.team.name,
        ]
        lines.append(csv_line(values))
    return iter(lines)


_COLUMNS = (
    "number",
    "status",
    "department",
    "allegation_class",
    "outcome",
    "received_month",
    "closed_month",
    "team",
)


def _ring(export_id: UUID, user_id: int | None) -> None:
    app.send_task(
        "accountability.make_export", args=[str(export_id), user_id], retry=False
    )
