"""When a document is gone: the rule, over every order of attempts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.archive.ledger.sightings import (
    Attempt,
    Sight,
    absence,
    same_place,
    sight_of,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = st.lists(st.tuples(st.integers(1, 5), st.sampled_from(Sight)), max_size=12)


def attempts(told: list[tuple[int, Sight]]) -> list[Attempt]:
    """Return attempts an hour apart: (run, sight) in the order of time."""
    return [
        Attempt(UUID(int=run), START + timedelta(hours=hour), sight)
        for hour, (run, sight) in enumerate(told)
    ]


@given(TOLD, st.randoms())
def test_a_document_is_gone_when_two_runs_missed_it_since_it_was_seen(
    told: list[tuple[int, Sight]], chance: object
) -> None:
    made = attempts(told)
    sights = [sight for _, sight in told]
    seen = max((i for i, s in enumerate(sights) if s is Sight.SEEN), default=None)
    missed = [
        attempt
        for i, attempt in enumerate(made)
        if seen is not None and i > seen and attempt.sight is Sight.MISSING
    ]
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = absence(shuffled)
    if len({attempt.run for attempt in missed}) < 2:
        assert found is None
    else:
        assert seen is not None
        assert found is not None
        assert found.last_seen_at == made[seen].at
        assert found.missing_since == missed[0].at


@given(TOLD)
def test_what_failed_otherwise_changes_nothing(told: list[tuple[int, Sight]]) -> None:
    told_only = [each for each in attempts(told) if each.sight is not Sight.UNTOLD]
    assert absence(attempts(told)) == absence(told_only)


def test_runs_that_are_not_known_are_not_counted_twice() -> None:
    unknown = [
        Attempt(None, START + timedelta(hours=hour), Sight.MISSING) for hour in (1, 2)
    ]
    assert absence([Attempt(None, START, Sight.SEEN), *unknown]) is None


@pytest.mark.parametrize(
    ("outcome", "failure", "status", "sight"),
    [
        ("unchanged", "", 304, Sight.SEEN),
        ("updated", "", 200, Sight.SEEN),
        ("failed", "http_status", 404, Sight.MISSING),
        ("failed", "http_status", 410, Sight.MISSING),
        ("failed", "challenge_page", 404, Sight.UNTOLD),
        ("failed", "http_status", 500, Sight.UNTOLD),
        ("failed", "timed_out", None, Sight.UNTOLD),
        ("failed", "wrong_type", 200, Sight.UNTOLD),
    ],
)
def test_only_a_plain_404_or_410_says_that_it_is_gone(
    outcome: str, failure: str, status: int | None, sight: Sight
) -> None:
    assert sight_of(outcome, failure, status) is sight


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://opcc.bc.ca/report.pdf", True),
        ("http://www.OPCC.bc.ca/report.pdf/", True),
        ("https://opcc.bc.ca/report.pdf?version=2", False),
        ("https://opcc.bc.ca/reports/report.pdf", False),
        ("https://leca.ca/report.pdf", False),
    ],
)
def test_a_move_is_more_than_a_scheme_or_a_slash(other: str, same: bool) -> None:
    assert same_place("https://opcc.bc.ca/report.pdf", other) is same
