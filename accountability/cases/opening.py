"""Opening the parts of a case under its key: no part is stored here."""

from uuid import UUID

from accountability.cases.content import (
    FindingText,
    OpenAllegation,
    OpenCase,
    ToldText,
)
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.sealing import open_from
from accountability.models import Case
from accountability.vault.envelope import CaseKey


def open_allegations(key: CaseKey, case: Case) -> tuple[OpenAllegation, ...]:
    """Return the acts of a case with their conclusions, in the order of telling."""
    rows = case.allegations.prefetch_related("findings", "discipline")
    return tuple(
        OpenAllegation(
            row,
            open_from(key, row, ToldText, at=row.pk),
            tuple(
                (found, open_from(key, found, FindingText, at=found.pk))
                for found in row.findings.all()
            ),
            tuple(row.discipline.all()),
        )
        for row in rows
    )


def allegation_of(opened_case: OpenCase, allegation_id: UUID) -> OpenAllegation:
    """Return an act of an opened case; CaseNotFoundError when it has none like it."""
    for found in opened_case.allegations:
        if found.row.pk == allegation_id:
            return found
    raise CaseNotFoundError
