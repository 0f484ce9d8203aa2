"""What may be done with an entry of the ledger in which state."""

from itertools import product

import pytest

from accountability.models import ChangeDecision, ChangeState
from accountability.review.ledger_policies import (
    TRANSITIONS,
    Refused,
    Standing,
    State,
    Verdict,
    refusal,
)
from accountability.review.ledger_words import REFUSED, STATES, VERDICTS


def test_the_codes_are_the_models() -> None:
    assert set(State) == set(ChangeState.values)
    assert set(Verdict) == set(ChangeDecision.Verdict.values)
    assert set(STATES) == set(State)
    assert set(VERDICTS) == set(Verdict)
    assert set(REFUSED) == set(Refused)


@pytest.mark.parametrize(("state", "verdict"), [*product(State, Verdict)])
def test_only_these_moves_are_there(state: State, verdict: Verdict) -> None:
    allowed = refusal(Standing(state), verdict) is None
    assert allowed == (verdict in TRANSITIONS[state])


@pytest.mark.parametrize(
    ("standing", "verdict", "refused"),
    [
        (
            Standing(State.PROPOSED, undecided=1, told=3),
            Verdict.CONFIRMED,
            Refused.UNDECIDED,
        ),
        (
            Standing(State.PROPOSED, undecided=0, told=0),
            Verdict.CONFIRMED,
            Refused.NOTHING_TO_TELL,
        ),
        (Standing(State.PROPOSED, undecided=0, told=1), Verdict.CONFIRMED, None),
        (Standing(State.PROPOSED, undecided=1, told=0), Verdict.DISMISSED, None),
        (
            Standing(State.PROPOSED, absence=State.PROPOSED),
            Verdict.CONFIRMED,
            Refused.ABSENCE_FIRST,
        ),
        (
            Standing(State.PROPOSED, absence=State.DISMISSED),
            Verdict.CONFIRMED,
            Refused.ABSENCE_FIRST,
        ),
        (Standing(State.PROPOSED, absence=State.CONFIRMED), Verdict.CONFIRMED, None),
        (
            Standing(State.CONFIRMED, return_confirmed=True),
            Verdict.REOPENED,
            Refused.RETURN_FIRST,
        ),
    ],
)
def test_what_must_come_first(
    standing: Standing, verdict: Verdict, refused: Refused | None
) -> None:
    assert refusal(standing, verdict) is refused
