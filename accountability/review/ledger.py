"""Entries of the ledger: what waits, and decisions on it.

A decision is one transaction with its ChangeDecision inside.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from accountability.access.permissions import require
from accountability.extraction.versions import decided_of
from accountability.models import (
    ChangeDecision,
    ChangeState,
    DocumentChange,
    Role,
    User,
)
from accountability.review import ledger_policies as policies
from accountability.review.errors import ReasonMissingError
from accountability.review.ledger_policies import Refused, Standing, State, Verdict
from accountability.vocab import Dismissal, DocumentChangeKind


class ChangeRefusedError(Exception):
    """A decision that is not allowed on this entry as it now stands.

    ``decided`` is the decision that another person made meanwhile, if that is why.
    """

    def __init__(self, refused: Refused, decided: ChangeDecision | None) -> None:
        """Keep the parts; the message is for a log line."""
        super().__init__(refused.value)
        self.refused = refused
        self.decided = decided


def entries(
    state: str = "", *, source: str = "", kind: str = ""
) -> QuerySet[DocumentChange, DocumentChange]:
    """Return entries, the newest first; empty text asks for all."""
    found = DocumentChange.objects.select_related("document__body", "before", "after")
    if state:
        found = found.filter(state=state)
    if source:
        found = found.filter(document__source_id=source)
    if kind:
        found = found.filter(kind=kind)
    return found


def standing_of(change: DocumentChange) -> Standing:
    """Return all that decides what may be done with an entry."""
    state = State(change.state)
    revised = change.kind == DocumentChangeKind.REVISED.value
    if revised and change.before and change.after:
        undecided, told = decided_of(change.before, change.after)
        return Standing(state, undecided=undecided, told=told)
    return Standing(
        state,
        absence=State(change.answers.state) if change.answers else None,
        return_confirmed=DocumentChange.objects.filter(
            answers=change.pk, state=ChangeState.CONFIRMED
        ).exists(),
    )


@transaction.atomic
def confirm(change: DocumentChange, *, by: User) -> ChangeDecision:
    """Let the next release tell an entry.

    Raises NotPermittedError and ChangeRefusedError.
    """
    return _decide(_locked(change, by), Verdict.CONFIRMED, by=by)


@transaction.atomic
def dismiss(
    change: DocumentChange, *, reason: str, words: str = "", by: User
) -> ChangeDecision:
    """Keep an entry from the public, and the return with it that would end it.

    ``reason`` is a code of Dismissal; ``other`` needs ``words``. Raises
    ReasonMissingError, NotPermittedError and ChangeRefusedError.
    """
    held = _locked(change, by)
    if reason not in Dismissal.codes():
        raise ReasonMissingError("reason")
    said = words.strip()
    if reason == Dismissal.OTHER and not said:
        raise ReasonMissingError("words")
    decision = _decide(held, Verdict.DISMISSED, by=by, reason=reason, words=said)
    ended_by = DocumentChange.objects.filter(
        answers=held.pk, state=ChangeState.PROPOSED
    ).first()
    if ended_by is not None:
        _decide(ended_by, Verdict.DISMISSED, by=by, reason=reason, words=said)
    return decision


@transaction.atomic
def reopen(change: DocumentChange, *, by: User) -> ChangeDecision:
    """Take a decision back; what was told is not told by the next release.

    Raises NotPermittedError and ChangeRefusedError.
    """
    return _decide(_locked(change, by), Verdict.REOPENED, by=by)


def _locked(change: DocumentChange, by: User) -> DocumentChange:
    """Lock an entry with the absence it ends and the return that ends it."""
    require(by, Role.REVIEWER)
    family = Q(pk=change.pk) | Q(answers=change.pk) | Q(answered_by=change.pk)
    pks = sorted(DocumentChange.objects.filter(family).values_list("pk", flat=True))
    held = DocumentChange.objects.select_for_update(of=("self",)).select_related(
        "answers"
    )
    rows = {row.pk: row for row in held.filter(pk__in=pks).order_by("pk")}
    return rows[change.pk]


def _decide(
    change: DocumentChange,
    verdict: Verdict,
    *,
    by: User,
    reason: str = "",
    words: str = "",
) -> ChangeDecision:
    refused = policies.refusal(standing_of(change), verdict)
    if refused is not None:
        raise ChangeRefusedError(refused, change.decisions.select_related("by").last())
    change.state = policies.TRANSITIONS[State(change.state)][verdict].value
    change.save(update_fields=["state"])
    return ChangeDecision.objects.create(
        change=change, verdict=verdict.value, reason=reason, words=words, by=by
    )
