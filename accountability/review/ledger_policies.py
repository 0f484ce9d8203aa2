"""What may be done with an entry of the ledger. Pure: no Django, no database."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an entry is; the codes of ``models.ChangeState``."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Verdict(StrEnum):
    """What a person decides; the codes of ``models.ChangeDecision.Verdict``."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    REOPENED = "reopened"


#: The only moves there are. What is not here can't be done.
TRANSITIONS: dict[State, dict[Verdict, State]] = {
    State.PROPOSED: {
        Verdict.CONFIRMED: State.CONFIRMED,
        Verdict.DISMISSED: State.DISMISSED,
    },
    State.CONFIRMED: {Verdict.REOPENED: State.PROPOSED},
    State.DISMISSED: {Verdict.REOPENED: State.PROPOSED},
}


class Refused(StrEnum):
    """Why a decision is not allowed. The words stand in ``review.ledger_words``."""

    STATE = "state"
    UNDECIDED = "undecided"
    NOTHING_TO_TELL = "nothing_to_tell"
    ABSENCE_FIRST = "absence_first"
    RETURN_FIRST = "return_first"


@dataclass(frozen=True)
class Standing:
    """All that decides what may be done with one entry.

    Of a revision, ``undecided`` counts the readings that differ and wait in the review
    queue, ``told`` those that are accepted on both sides; both are None for any other
    kind. ``absence`` is the state of the absence that a return ends, None if it is no
    return. ``return_confirmed`` is true of an absence whose return is confirmed.
    """

    state: State
    undecided: int | None = None
    told: int | None = None
    absence: State | None = None
    return_confirmed: bool = False


def refusal(standing: Standing, verdict: Verdict) -> Refused | None:
    """Return why ``verdict`` is not allowed here; None if it is.

    The public reads values only of what was accepted, so the readings come first.
    """
    if verdict not in TRANSITIONS[standing.state]:
        return Refused.STATE
    if verdict is Verdict.CONFIRMED:
        if standing.undecided:
            return Refused.UNDECIDED
        if standing.told == 0:
            return Refused.NOTHING_TO_TELL
        if standing.absence not in (None, State.CONFIRMED):
            return Refused.ABSENCE_FIRST
    if verdict is Verdict.REOPENED and standing.return_confirmed:
        return Refused.RETURN_FIRST
    return None
