"""Erasing a case: its key is destroyed, then its rows and files go.

Two people erase a case before its time, or its clock does. The key goes first and for
good: cut short at any point, the case is unreadable, and a sweeper ends the rest.
"""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting, acting_as
from accountability.audit.acting import note
from accountability.cases.attachments.services import remove_files
from accountability.cases.errors import WrongStateError
from accountability.cases.finding import case_for
from accountability.cases.keys import keystore
from accountability.cases.policies import Deed
from accountability.models import Case, ErasureReason, ErasureRequest, Tombstone
from accountability.vocab.audit import AuditAction


def ask_for_erasure(case_id: UUID, reason: ErasureReason) -> ErasureRequest:
    """Ask that a case be erased. Somebody else decides.

    Raises WrongStateError for a held case and one that somebody asked for already.
    """
    case = case_for(Deed.ASK_ERASURE, case_id, lock=True)
    if case.legal_hold or open_request(case) is not None:
        raise WrongStateError("held, or asked for already")
    note(
        AuditAction.ERASURE_ASK,
        object_type="case",
        object_id=str(case.id),
        details={"reason": reason.value},
    )
    return ErasureRequest.objects.create(
        case=case, reason=reason.value, asked_by=acting().person
    )


def decide_erasure(case_id: UUID, *, agreed: bool) -> bool:
    """Agree and erase at once, or refuse; return whether the case was erased.

    Raises WrongStateError when nobody asked, the asker decides, or the case is held.
    """
    case = case_for(Deed.DECIDE_ERASURE, case_id, lock=True)
    request = open_request(case)
    if request is None or request.asked_by_id == acting().actor_id:
        raise WrongStateError("nobody asked, or the asker decides")
    if agreed and case.legal_hold:
        raise WrongStateError("held")
    note(
        AuditAction.ERASURE_DECIDE,
        object_type="case",
        object_id=str(case.id),
        details={"to": "agreed" if agreed else "refused"},
    )
    request.decided_by = acting().person
    request.decided_at = timezone.now()
    request.agreed = agreed
    request.save()
    if agreed:
        # Agreed for good before the key goes; the rows go after it.
        transaction.on_commit(lambda: finish_erasures(case_id), robust=True)
    return agreed


def withdraw_request(case_id: UUID) -> None:
    """Take one's own request back."""
    case = case_for(Deed.ASK_ERASURE, case_id, lock=True)
    request = open_request(case)
    if request is None or request.asked_by_id != acting().actor_id:
        raise WrongStateError("nothing of yours to take back")
    request.delete()


def open_request(case: Case) -> ErasureRequest | None:
    """Return the request that waits for a decision."""
    return case.erasure_requests.filter(agreed=None).first()


def finish_erasures(case_id: UUID | None = None) -> int:
    """Erase what was agreed on and what has no key any more; return how many."""
    with acting_as(SYSTEM, Purpose.RETENTION):
        agreed = ErasureRequest.objects.filter(agreed=True, case__legal_hold=False)
        if case_id is not None:
            agreed = agreed.filter(case=case_id)
        ids = set(agreed.values_list("case_id", flat=True))
        if case_id is None:
            destroyed = [UUID(name) for name in keystore().destroyed()]
            left = Case.objects.filter(pk__in=destroyed)
            ids |= set(left.values_list("pk", flat=True))
    return sum(erase(found, ErasureReason.CLOCK) for found in sorted(ids))


def erase(case_id: UUID, reason: ErasureReason) -> bool:
    """Destroy the key, then delete rows and files; False when the case was gone.

    For the machine, by a decision of two people or by a clock; the database asks for
    either. ``reason`` counts for a clock only. What was merged into it goes first.
    """
    with acting_as(SYSTEM, Purpose.RETENTION):
        parts = Case.objects.filter(merged_into=case_id)
        told_again = list(parts.values_list("pk", flat=True))
        if Case.objects.filter(pk=case_id, legal_hold=True).exists():
            told_again = []
    for other in told_again:
        erase(other, reason)
    with acting_as(SYSTEM, Purpose.RETENTION):
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            return False
        if case.legal_hold:
            if not keystore().is_destroyed(str(case_id)):
                return False
            # A restored row of a case that was erased since: nothing is left to hold.
            Case.objects.filter(pk=case_id).update(legal_hold=False)
        attachments = list(case.attachments.values_list("pk", flat=True))
        note(AuditAction.ERASURE_DONE, object_type="case", object_id=str(case_id))
        keystore().destroy(str(case_id))
        with connection.cursor() as cursor:
            cursor.execute("SELECT erase_case(%s, %s)", [case_id, reason.value])
            (erased,) = cursor.fetchone()
    for attachment in attachments:
        remove_files(attachment)
    return bool(erased)


def replay_erasures() -> int:
    """After a restore: erase again what was erased before; return how many cases.

    The list is the keystore's marks and ledger, which no database backup holds, and
    the tombstones, for a keystore that was restored as well.
    """
    store = keystore()
    with acting_as(SYSTEM, Purpose.RETENTION):
        buried = {str(pk) for pk in Tombstone.objects.values_list("pk", flat=True)}
    for name in buried | set(store.destroyed()):
        store.destroy(name)
    return finish_erasures()
