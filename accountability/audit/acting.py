"""Entries of the audit about whoever acts now."""

from collections.abc import Mapping

from accountability.access.context import acting
from accountability.audit.log import record
from accountability.vocab.audit import CHANGES, AuditAction, Outcome


def note(
    action: AuditAction,
    *,
    object_type: str,
    object_id: str,
    outcome: Outcome = Outcome.ALLOWED,
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Write one entry, at once and for good: nothing that fails later takes it back.

    The same deed on the same object within one request is one entry. A change that
    was announced here and then undone gets a second entry that says so. Raises
    AuditUnavailableError, on which nothing may be given out.
    """
    now = acting()
    if not now.first_time((action, object_type, object_id, outcome)):
        return

    def write(result: Outcome) -> None:
        record(
            action,
            actor_id=now.actor_id,
            outcome=result,
            object_type=object_type,
            object_id=object_id,
            request_id=now.request_id,
            purpose=now.purpose.value,
            details=details or {},
        )

    write(outcome)
    if action in CHANGES and outcome is Outcome.ALLOWED:
        now.when_undone(lambda: write(Outcome.ROLLED_BACK))
