"""One matter told twice: one case goes on, the other is merged into it.

Nothing is copied or thrown away: the merged case keeps what it holds under its own key
and is read beside the one that goes on. So taking a merge back is nothing but a move.
Its address leads to the other; it is counted nowhere; it is held and erased with the
other.
"""

from uuid import UUID

from django.db.models import QuerySet

from accountability.audit.acting import note
from accountability.cases.content import CaseText, names_of
from accountability.cases.errors import (
    CaseChangedError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.cases.finding import case_for
from accountability.cases.policies import MOVES, Deed
from accountability.cases.services import change_status
from accountability.models import Case
from accountability.vocab import CaseStatus
from accountability.vocab.audit import AuditAction


def merge_case(case_id: UUID, into: UUID, *, revision: int, reason: str) -> Case:
    """Merge a case into another of the organisation; return the one that goes on.

    Raises WrongStateError where either can't be (a draft, a closed one, one that is
    merged or merged into, of two organisations, the same), CaseChangedError when
    somebody saved the first meanwhile, ReasonMissingError without a reason.
    """
    # Two people who merge two cases into each other wait for each other in one order.
    first, second = sorted([case_id, into])
    case_for(Deed.MERGE, first, lock=True)
    case_for(Deed.MERGE, second, lock=True)
    case, other = case_for(Deed.MERGE, case_id), case_for(Deed.MERGE, into)
    if not mergeable(case) or not mergeable(other) or case.pk == other.pk:
        raise WrongStateError("one of the two can't be merged")
    if case.organisation_id != other.organisation_id or case.merged.exists():
        raise WrongStateError("of two organisations, or merged into already")
    if case.revision != revision:
        raise CaseChangedError(case.revision)
    if not reason.strip():
        raise ReasonMissingError
    _note(AuditAction.CASE_MERGE, case, other)
    case.merged_into = other
    change_status(case, CaseStatus.MERGED, reason)
    if case.legal_hold and not other.legal_hold:
        other.legal_hold = True
        other.save(update_fields=["legal_hold"])
    return other


def unmerge_case(case_id: UUID) -> Case:
    """Take a merge back: the case stands where it stood before."""
    case = case_for(Deed.MERGE, case_id, lock=True)
    if case.merged_into is None:
        raise WrongStateError("it is not merged")
    merged = case.moves.filter(to=CaseStatus.MERGED.value).order_by("moved_at").last()
    before = CaseStatus.of(merged.start) if merged else CaseStatus.OPEN
    _note(AuditAction.CASE_UNMERGE, case, case.merged_into)
    case.merged_into = None
    change_status(case, before, "")
    return case


def mergeable(case: Case) -> bool:
    """Say whether a case stands where it can be merged, or merged into."""
    return (CaseStatus.of(case.status), CaseStatus.MERGED) in MOVES


def merged_into(case: Case) -> QuerySet[Case]:
    """Return the cases that are merged into ``case``, by number; nothing decrypted."""
    return case.merged.defer(*names_of(CaseText)).order_by("number")


def _note(action: AuditAction, case: Case, other: Case) -> None:
    note(
        action,
        object_type="case",
        object_id=str(case.pk),
        details={"to_id": str(other.pk)},
    )
