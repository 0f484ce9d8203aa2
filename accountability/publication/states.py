"""The states of a release and the only moves between them."""

from enum import StrEnum

from accountability.models import ReleaseState


class Move(StrEnum):
    """What can happen to a release."""

    #: Every check of the audit passed.
    AUDIT = "audit"
    APPROVE = "approve"
    PUBLISH = "publish"
    RETURN = "return"
    #: The records changed, or the draft is made again: earlier votes are void.
    RESET = "reset"


#: What may happen in each state, and where it leads. Published is final.
TRANSITIONS: dict[ReleaseState, dict[Move, ReleaseState]] = {
    ReleaseState.DRAFT: {
        Move.AUDIT: ReleaseState.AUDITED,
        Move.RETURN: ReleaseState.RETURNED,
        Move.RESET: ReleaseState.DRAFT,
    },
    ReleaseState.AUDITED: {
        Move.APPROVE: ReleaseState.APPROVED_ONCE,
        Move.RETURN: ReleaseState.RETURNED,
        Move.RESET: ReleaseState.DRAFT,
    },
    ReleaseState.APPROVED_ONCE: {
        Move.APPROVE: ReleaseState.APPROVED,
        Move.RETURN: ReleaseState.RETURNED,
        Move.RESET: ReleaseState.DRAFT,
    },
    ReleaseState.APPROVED: {
        Move.PUBLISH: ReleaseState.PUBLISHED,
        Move.RETURN: ReleaseState.RETURNED,
        Move.RESET: ReleaseState.DRAFT,
    },
    ReleaseState.PUBLISHED: {},
    ReleaseState.RETURNED: {},
}

#: Votes that a release needs, by different people, none of them its author.
VOTES_NEEDED = 2


def after(state: str, move: Move) -> ReleaseState | None:
    """Return the state that ``move`` leads to, or None if it is not allowed."""
    return TRANSITIONS[ReleaseState(state)].get(move)
