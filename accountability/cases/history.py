"""What was changed in a case, when and by whom; and one earlier version, opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accountability.cases.content import CaseText
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import opened
from accountability.cases.policies import Deed
from accountability.cases.sealing import open_from
from accountability.models import (
    Case,
    CaseAllegationHistory,
    CaseDisciplineHistory,
    CaseFindingHistory,
    CaseHistory,
    CaseNoteHistory,
    CasePersonHistory,
    Department,
    Team,
    User,
)
from accountability.models.sealed import SealedField
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    CaseStatus,
    Disposition,
    Measure,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
    Term,
)
from accountability.vocab.audit import AuditAction

#: Change with every save and tell nothing.
_SILENT = frozenset(
    {
        *("revision", "touched_at", "created_at", "id", "case", "written_at"),
        *("number", "organisation", "created_by", "author"),
        *("position", "respondent", "allegation"),
    }
)
#: What coded columns hold.
_VOCABULARIES: dict[str, type[Term]] = {
    "status": CaseStatus,
    "allegation_class": AllegationClass,
    "outcome": OutcomeGroup,
    "role": PersonRole,
    "reported_to": ReportedTo,
    "not_reported_because": NotReportedBecause,
    "police_response": PoliceResponse,
    "subtype": AllegationSubtype,
    "disposition": Disposition,
    "measure": Measure,
}

#: Columns that point elsewhere: what is told is what that is called.
_PLACES: dict[str, Any] = {
    "team": Team,
    "department": Department,
    "merged_into": Case,
}


@dataclass(frozen=True)
class Step:
    """One change: coded columns with before and after, names of sealed ones alone.

    Words are the pages': a coded value is a term, a place, a month or plain.
    """

    at: datetime
    who: str
    part: str
    deed: str
    codes: tuple[tuple[str, Any, Any], ...]
    sealed: tuple[str, ...]
    version: int | None


def history_of(case_id: UUID) -> tuple[Case, list[Step]]:
    """Return the case and its changes, the newest first. Decrypts nothing."""
    case = case_for(Deed.SEE_HISTORY, case_id)
    rows = [
        *_steps(CaseHistory.objects.filter(id=case_id), "case"),
        *_steps(CasePersonHistory.objects.filter(case_id=case_id), "person"),
        *_steps(CaseNoteHistory.objects.filter(case_id=case_id), "note"),
        *_steps(CaseAllegationHistory.objects.filter(case_id=case_id), "allegation"),
        *_steps(CaseFindingHistory.objects.filter(case_id=case_id), "finding"),
        *_steps(CaseDisciplineHistory.objects.filter(case_id=case_id), "measure"),
    ]
    names = dict(User.objects.values_list("pk", "username"))
    steps = [
        Step(at, names.get(who, "–"), part, deed, codes, sealed, version)
        for at, who, part, deed, codes, sealed, version in rows
        if codes or sealed
    ]
    return case, sorted(steps, key=lambda step: step.at, reverse=True)


def open_version(case_id: UUID, version: int) -> tuple[Case, datetime, CaseText]:
    """Return what was told in one earlier version; an entry in the audit of its own."""
    case = case_for(Deed.SEE_HISTORY, case_id)
    row = CaseHistory.objects.filter(id=case_id, pgh_id=version).first()
    if row is None:
        raise CaseNotFoundError
    key = opened(case_id, AuditAction.CASE_HISTORY)
    row_table = case._meta.db_table
    text = open_from(key, row, CaseText, at=case_id, table=row_table)
    return case, row.pgh_created_at, text


def told_at(case_id: UUID, revision: int) -> CaseText | None:
    """Return what was told at one revision, for whoever changes the case now.

    None where the history does not reach back so far. The one who asks has just
    opened the case: it is the same look.
    """
    case = case_for(Deed.CHANGE, case_id)
    row = CaseHistory.objects.filter(id=case_id, revision=revision).last()
    if row is None:
        return None
    key = opened(case_id, AuditAction.CASE_VIEW)
    return open_from(key, row, CaseText, at=case_id, table=case._meta.db_table)


Codes = tuple[tuple[str, Any, Any], ...]
Found = tuple[datetime, int, str, str, Codes, tuple[str, ...], int | None]


def _steps(rows: Any, kind: str) -> Iterator[Found]:
    before: dict[Any, Any] = {}
    for row in rows.order_by("pgh_id"):
        last = before.get(row.id)
        codes, sealed = _difference(last, row)
        context = row.pgh_context or {}
        yield (
            row.pgh_created_at,
            int(context.get("user", 0)),
            kind,
            row.pgh_label,
            codes,
            sealed,
            row.pgh_id if kind == "case" else None,
        )
        before[row.id] = row


def _named(name: str, value: Any) -> Any:
    """Return the term or the place for a stored code; other values as they are."""
    if value in (None, "", False, []):
        return None
    if name in _VOCABULARIES:
        vocabulary = _VOCABULARIES[name]
        if isinstance(value, list):
            return [vocabulary.of(code) for code in value]
        return vocabulary.of(value)
    if name in _PLACES:
        return _PLACES[name].objects.filter(pk=value).first()
    return value


def _difference(before: Any, after: Any) -> tuple[Codes, tuple[str, ...]]:
    codes: list[tuple[str, Any, Any]] = []
    sealed: list[str] = []
    for field in after._meta.local_fields:
        name = field.name
        if name.startswith("pgh_") or name in _SILENT:
            continue
        old = getattr(before, field.attname) if before else None
        new = getattr(after, field.attname)
        if old == new or (before is None and new in (None, "", False, [])):
            continue
        if isinstance(field, SealedField):
            sealed.append(name)
        else:
            codes.append((name, _named(name, old), _named(name, new)))
    return tuple(codes), tuple(sealed)
