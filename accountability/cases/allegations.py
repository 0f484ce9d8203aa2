"""What police are said to have done, and what was concluded on it.

One allegation is one act by one respondent, who may not be known; what is concluded
on it stands recommended and final apart, and measures stand beside it (DOMAIN.md).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import models

from accountability.cases.content import FindingText, ToldText
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import opened
from accountability.cases.policies import Deed
from accountability.cases.saving import part_changed
from accountability.cases.sealing import seal_into
from accountability.cases.worklist import remind_of_limits
from accountability.models import (
    Case,
    CaseAllegation,
    CaseDiscipline,
    CaseFinding,
    CasePerson,
)
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
    PersonRole,
)
from accountability.vocab.audit import AuditAction


@dataclass(frozen=True)
class Kind:
    """What sort of act it is, as far as somebody has said; both can wait."""

    allegation_class: AllegationClass | None = None
    subtype: AllegationSubtype | None = None

    @classmethod
    def of(
        cls,
        allegation_class: AllegationClass | None,
        subtype: AllegationSubtype | None,
    ) -> "Kind":
        """Return the kind; a sub-type alone brings its class."""
        if allegation_class is None and subtype is not None:
            allegation_class = subtype.allegation_class
        return cls(allegation_class, subtype)


def add_allegation(
    case_id: UUID,
    *,
    told: str,
    kind: Kind = Kind(),
    respondent_id: UUID | None = None,
) -> CaseAllegation:
    """Add one act. CaseNotFoundError for a respondent of another case."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = CaseAllegation(id=uuid4(), case=case, position=_next_position(case))
    return _store(case, row, told, kind, respondent_id, new=True)


def change_allegation(
    case_id: UUID,
    allegation_id: UUID,
    *,
    told: str,
    kind: Kind,
    respondent_id: UUID | None = None,
) -> CaseAllegation:
    """Change what is said of one act; its findings stay."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = allegation_in(case, allegation_id)
    return _store(case, row, told, kind, respondent_id, new=False)


def remove_allegation(case_id: UUID, allegation_id: UUID) -> None:
    """Take an act out, with what was concluded on it. The history keeps all of it."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row = allegation_in(case, allegation_id)
    key = opened(case.id, AuditAction.CASE_CHANGE)
    row.delete()
    part_changed(case)
    remind_of_limits(case, key)


def record_finding(
    case_id: UUID,
    allegation_id: UUID,
    stage: FindingStage,
    disposition: Disposition,
    *,
    decided_by: str = "",
    decided_on: date | None = None,
) -> CaseFinding:
    """Set what was recommended or finally found on an act; one of each stage."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    allegation = allegation_in(case, allegation_id)
    key = opened(case.id, AuditAction.CASE_CHANGE)
    row = allegation.findings.filter(stage=stage.value).first()
    new = row is None
    if row is None:
        row = CaseFinding(
            id=uuid4(), case=case, allegation=allegation, stage=stage.value
        )
    row.disposition = disposition.value
    told = FindingText.of(decided_by, decided_on)
    seal_into(key, row, told, at=row.pk)
    row.save(force_insert=new)
    part_changed(case)
    remind_of_limits(case, key)
    return row


def record_measure(
    case_id: UUID,
    allegation_id: UUID,
    stage: DisciplineStage,
    measure: Measure,
    *,
    days: int | None = None,
) -> CaseDiscipline:
    """Add a measure; several can stand together (Police Act s.126).

    Raises ValueError for days of anything but a suspension.
    """
    if days is not None and measure is not Measure.SUSPENSION:
        raise ValueError("only a suspension has days")
    case = case_for(Deed.CHANGE, case_id, lock=True)
    allegation = allegation_in(case, allegation_id)
    opened(case.id, AuditAction.CASE_CHANGE)
    row = CaseDiscipline.objects.create(
        id=uuid4(),
        case=case,
        allegation=allegation,
        stage=stage.value,
        measure=measure.value,
        days=days,
    )
    part_changed(case)
    return row


def remove_conclusion(case_id: UUID, conclusion_id: UUID) -> None:
    """Take back a finding or a measure that was entered by mistake."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    row: models.Model | None = case.findings.filter(pk=conclusion_id).first()
    row = row or case.discipline.filter(pk=conclusion_id).first()
    if row is None:
        raise CaseNotFoundError
    key = opened(case.id, AuditAction.CASE_CHANGE)
    row.delete()
    part_changed(case)
    remind_of_limits(case, key)


def allegation_in(case: Case, allegation_id: UUID) -> CaseAllegation:
    """Return an act of the case; CaseNotFoundError when it has none like it."""
    row = case.allegations.filter(pk=allegation_id).first()
    if row is None:
        raise CaseNotFoundError
    return row


def _store(
    case: Case,
    row: CaseAllegation,
    told: str,
    kind: Kind,
    respondent_id: UUID | None,
    *,
    new: bool,
) -> CaseAllegation:
    row.respondent = _respondent(case, respondent_id) if respondent_id else None
    row.allegation_class = kind.allegation_class.value if kind.allegation_class else ""
    row.subtype = kind.subtype.value if kind.subtype else ""
    key = opened(case.id, AuditAction.CASE_CHANGE)
    seal_into(key, row, ToldText(told), at=row.pk)
    row.save(force_insert=new)
    part_changed(case)
    return row


def _respondent(case: Case, respondent_id: UUID) -> CasePerson:
    row = case.people.filter(pk=respondent_id, role=PersonRole.RESPONDENT.value).first()
    if row is None:
        raise CaseNotFoundError
    return row


def _next_position(case: Case) -> int:
    last = case.allegations.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1
