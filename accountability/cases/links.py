"""Private links from a case to the official record: what became of it, as published.

A link is never published and never leaves a case's ciphertext (PRIVACY.md A8): who
sees the case sees where it went.
"""

from uuid import UUID, uuid4

from django.db.models import QuerySet

from accountability.access.context import acting
from accountability.cases.content import LinkText, OpenLink, PublishedAct
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import opened
from accountability.cases.policies import Deed
from accountability.cases.saving import stir
from accountability.cases.sealing import open_from, seal_into
from accountability.models import Allegation, Case, CaseLink, Complaint
from accountability.vault.envelope import CaseKey
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
)
from accountability.vocab.audit import AuditAction

_SHOWN = 200


class MatterNotFoundError(CaseNotFoundError):
    """The official record has no matter of that number."""


def link_matter(case_id: UUID, number: str) -> CaseLink:
    """Link a case to the official matter whose file number is ``number``.

    Raises MatterNotFoundError; linking the same matter again gives the link there is.
    """
    case = case_for(Deed.LINK, case_id, lock=True)
    matter = matters().filter(number_raw=number.strip()).first()
    if matter is None or not number.strip():
        raise MatterNotFoundError
    key = opened(case.pk, AuditAction.CASE_CHANGE)
    for found in open_links(key, case):
        if found.matter == matter:
            return found.row
    row = CaseLink(id=uuid4(), case=case, made_by=acting().person)
    seal_into(key, row, LinkText(str(matter.pk)), at=row.pk)
    row.save(force_insert=True)
    stir(case)
    return row


def unlink_matter(case_id: UUID, link_id: UUID) -> None:
    """Take a link out."""
    case = case_for(Deed.LINK, case_id, lock=True)
    row = case.links.filter(pk=link_id).first()
    if row is None:
        raise CaseNotFoundError
    opened(case.pk, AuditAction.CASE_CHANGE)
    row.delete()
    stir(case)


def matters() -> QuerySet[Complaint]:
    """Return the official matters that have a number of their own."""
    return Complaint.objects.exclude(number_raw="").select_related("department", "body")


def matters_offered(case: Case) -> QuerySet[Complaint]:
    """Return matters about the case's department, the latest first, to choose from."""
    found = matters()
    if case.department_id:
        found = found.filter(department=case.department_id)
    return found.order_by("-period_start", "-number_raw")[:_SHOWN]


def open_links(key: CaseKey, case: Case) -> tuple[OpenLink, ...]:
    """Return a case's links with the matters that they lead to."""
    rows = [(row, open_from(key, row, LinkText, at=row.pk)) for row in case.links.all()]
    found = matters().prefetch_related(
        "allegations__findings",
        "allegations__discipline",
        "allegations__provenance__snapshot__document",
    )
    by_id = found.in_bulk([int(text.target) for _, text in rows]) if rows else {}
    return tuple(_opened(row, by_id.get(int(text.target))) for row, text in rows)


def _opened(row: CaseLink, matter: Complaint | None) -> OpenLink:
    if matter is None:
        return OpenLink(row, None)
    in_force = [act for act in matter.allegations.all() if act.superseded_by_id is None]
    return OpenLink(row, matter, tuple(map(_published, in_force)))


def _published(act: Allegation) -> PublishedAct:
    findings = [
        (FindingStage.of(found.stage), Disposition.of(found.disposition), None)
        for found in act.findings.all()
    ]
    measures = [
        (DisciplineStage.of(row.stage), Measure.of(row.measure), row.days)
        for row in act.discipline.all()
    ]
    return PublishedAct(
        AllegationClass.of(act.allegation_class),
        act.subtype_raw,
        (*findings, *measures),
        act.provenance.snapshot.document.slug,
    )
