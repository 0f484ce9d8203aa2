"""One matter told twice: one case goes on, the other is merged into it.

Nothing is copied or thrown away: the merged case keeps what it holds under its own key
and is read beside the one that goes on. So taking a merge back is nothing but a move.
Its address leads to the other; it is counted nowhere; it is held and erased with the
other.
"""

from uuid import UUID

from django.db.models import QuerySet

from accountability.audit.acting import note
from accountability.cases.consent import record_consent
from accountability.cases.content import CaseText, names_of
from accountability.cases.errors import (
    CaseChangedError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.cases.finding import case_for
from accountability.cases.policies import MOVES, Deed
from accountability.cases.services import change_status
from accountability.models import Case, ErasureRequest
from accountability.vocab import CaseStatus, ConsentPurpose
from accountability.vocab.audit import AuditAction


def merge_case(case_id: UUID, into: UUID, *, revision: int, reason: str) -> Case:
    """Merge a case into another of the organisation; return the one that goes on.

    Raises WrongStateError where either can't be (a draft, a closed one, one that is
    merged or merged into, of two teams, the same, one whose erasure somebody asked
    for), CaseChangedError when somebody saved the first meanwhile, ReasonMissingError
    without a reason. A refusal of consent, and a hold, hold for both from then on.
    """
    # Two people who merge two cases into each other wait for each other in one order.
    first, second = sorted([case_id, into])
    case_for(Deed.MERGE, first, lock=True)
    case_for(Deed.MERGE, second, lock=True)
    case, other = case_for(Deed.MERGE, case_id), case_for(Deed.MERGE, into)
    if not mergeable(case) or not mergeable(other) or case.pk == other.pk:
        raise WrongStateError("one of the two can't be merged")
    if case.team_id != other.team_id or case.merged.exists():
        # Who sees one of a team's cases sees the other.
        raise WrongStateError("of two teams, or merged into already")
    asked = ErasureRequest.objects.filter(case__in=[case, other])
    if asked.exclude(agreed=False).exists():
        # Two people decide on what they saw, and on nothing that came to it since.
        raise WrongStateError("somebody asked that one of the two be erased")
    if case.revision != revision:
        raise CaseChangedError(case.revision)
    if not reason.strip():
        raise ReasonMissingError
    _note(AuditAction.CASE_MERGE, case, other)
    _carry_refusals(case, other)
    case.merged_into = other
    case.legal_hold = other.legal_hold = case.legal_hold or other.legal_hold
    change_status(case, CaseStatus.MERGED, reason)
    # Changed by it, whatever else looks at when it was touched.
    other.save(update_fields=["legal_hold", "touched_at"])
    other.merged.exclude(legal_hold=other.legal_hold).update(
        legal_hold=other.legal_hold
    )
    return other


def unmerge_case(case_id: UUID) -> Case:
    """Take a merge back: the case stands where it stood before."""
    case = case_for(Deed.MERGE, case_id, lock=True)
    if case.merged_into_id is None or case.merged_into is None:
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


def _carry_refusals(case: Case, other: Case) -> None:
    """Record on ``other`` what was refused on ``case`` after it was agreed to there.

    The latest answer counts, whichever telling it was given to; a yes is not carried.
    """
    for purpose in ConsentPurpose:
        latest = [
            one.consents.filter(purpose=purpose.value).order_by("-id").first()
            for one in (case, other)
        ]
        refused, agreed = latest
        if refused is None or agreed is None or refused.given or not agreed.given:
            continue
        if refused.pk > agreed.pk:
            version, _, language = refused.wording.partition(".")
            record_consent(
                other.pk, purpose, given=False, language=language, version=version
            )


def _note(action: AuditAction, case: Case, other: Case) -> None:
    note(
        action,
        object_type="case",
        object_id=str(case.pk),
        details={"to_id": str(other.pk)},
    )
