"""What facts about a source mean, for any facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.health.policy import (
    LAYOUT_FAILURES,
    ONE_DEAD_IN,
    READING_FAILURES,
    RunFacts,
    SourceFacts,
    is_much_unmapped,
    must_tell,
    silent_after,
    stale_after,
    state_of,
    state_of_run,
)
from accountability.sources.errors import Failure
from accountability.vocab.health import ALARMING, SourceState

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WELL = {SourceState.FINE, SourceState.DUE}

days = st.integers(0, 800).map(lambda number: number * DAY)
moments = st.none() | days.map(lambda ago: NOW - ago)
counts = st.integers(0, 300)


@st.composite
def runs(draw: st.DrawFn) -> RunFacts:
    failures = draw(st.dictionaries(st.sampled_from(Failure), st.integers(1, 40)))
    dead = sum(failures.values())
    lists = draw(st.integers(0, dead))
    finished = NOW - draw(days)
    return RunFacts(
        started_at=finished - timedelta(minutes=5),
        finished_at=finished,
        documents=draw(counts) + dead - lists,
        lists_dead=lists,
        documents_dead=dead - lists,
        failures=failures,
    )


facts = st.builds(
    SourceFacts,
    cadence=st.integers(1, 365).map(lambda number: number * DAY),
    publishes=st.none() | st.integers(1, 400).map(lambda number: number * DAY),
    watched_since=days.map(lambda ago: NOW - ago),
    last_run=st.none() | runs(),
    asked_at=moments,
    succeeded_at=moments,
    changed_at=moments,
)
good_run = RunFacts(NOW - DAY / 2, NOW - DAY / 2, documents=10)
GOOD = SourceFacts(
    cadence=7 * DAY,
    publishes=14 * DAY,
    watched_since=NOW - 300 * DAY,
    last_run=good_run,
    asked_at=NOW - DAY,
    succeeded_at=NOW - DAY,
    changed_at=NOW - DAY,
)


@given(facts)
def test_what_could_not_be_read_stands_before_all_else(known: SourceFacts) -> None:
    state = state_of(known, NOW)
    failures = (known.last_run and known.last_run.failures) or {}
    assert (state is SourceState.CHANGED_LAYOUT) == bool(LAYOUT_FAILURES & {*failures})


@given(facts, days)
def test_waiting_makes_no_source_well(known: SourceFacts, later: timedelta) -> None:
    before, after = state_of(known, NOW), state_of(known, NOW + later)
    if before in ALARMING:
        assert after in ALARMING
    if before in {SourceState.CHANGED_LAYOUT, SourceState.FAILING}:
        assert after is before
    if before is SourceState.DUE:
        assert after is not SourceState.FINE


@given(facts, st.integers(1, 800))
def test_a_good_run_just_now_with_something_new_makes_every_source_fine(
    known: SourceFacts, documents: int
) -> None:
    good = RunFacts(NOW, NOW, documents=documents)
    mended = replace(
        known, last_run=good, asked_at=NOW, succeeded_at=NOW, changed_at=NOW
    )
    assert state_of(mended, NOW) is SourceState.FINE


@given(runs(), st.integers(1, 300))
def test_a_run_with_more_given_up_is_never_better(run: RunFacts, more: int) -> None:
    order = list(SourceState)
    failures = {**(run.failures or {})}
    failures[Failure.HTTP_STATUS] = failures.get(Failure.HTTP_STATUS, 0) + more
    worse = replace(run, documents_dead=run.documents_dead + more, failures=failures)
    assert order.index(state_of_run(worse)) <= order.index(state_of_run(run))
    assert worse.unread == run.unread
    assert worse.unread <= worse.dead


@given(facts)
def test_a_source_that_publishes_at_no_fixed_time_is_never_silent(
    known: SourceFacts,
) -> None:
    assert state_of(replace(known, publishes=None), NOW) is not SourceState.SILENT


def test_the_thresholds_are_where_they_are_written() -> None:
    assert state_of(GOOD, NOW) is SourceState.FINE
    assert state_of(replace(GOOD, asked_at=NOW - 7 * DAY), NOW) is SourceState.DUE
    assert stale_after(7 * DAY) == 16 * DAY
    at, past = NOW - 16 * DAY, NOW - 17 * DAY
    assert state_of(replace(GOOD, succeeded_at=at), NOW) is SourceState.FINE
    assert state_of(replace(GOOD, succeeded_at=past), NOW) is SourceState.STALE
    assert silent_after(14 * DAY) == 35 * DAY
    at, past = NOW - 35 * DAY, NOW - 36 * DAY
    assert state_of(replace(GOOD, changed_at=at), NOW) is SourceState.FINE
    assert state_of(replace(GOOD, changed_at=past), NOW) is SourceState.SILENT
    never = replace(GOOD, last_run=None, succeeded_at=None, changed_at=None)
    assert state_of(never, NOW) is SourceState.STALE
    new = replace(never, watched_since=NOW, asked_at=None)
    assert state_of(new, NOW) is SourceState.DUE


@pytest.mark.parametrize(
    ("dead", "state"), [(1, SourceState.FINE), (2, SourceState.FAILING)]
)
def test_a_dead_link_or_two_in_a_large_site_wake_nobody(
    dead: int, state: SourceState
) -> None:
    run = replace(
        good_run,
        documents=2 * ONE_DEAD_IN - 1,
        documents_dead=dead,
        failures={Failure.HTTP_STATUS: dead},
    )
    assert state_of_run(run) is state
    listed = replace(run, documents_dead=0, lists_dead=1)
    assert state_of_run(listed) is SourceState.FAILING


def test_the_failure_named_is_the_layout_s_before_the_most_frequent() -> None:
    failures = {Failure.HTTP_STATUS: 9, Failure.NO_TEXT: 1}
    run = replace(good_run, documents_dead=10, failures=failures)
    assert run.failure is Failure.NO_TEXT
    assert (run.dead, run.unread) == (10, 1)
    assert replace(run, failures=None).failure is None
    assert LAYOUT_FAILURES < READING_FAILURES < {*Failure}


@given(st.lists(st.sampled_from(SourceState), max_size=30))
def test_nobody_is_told_the_same_twice_or_of_a_source_that_was_never_bad(
    states: list[SourceState],
) -> None:
    told: SourceState | None = None
    mails: list[SourceState] = []
    for state in states:
        if must_tell(state, told):
            mails.append(state)
            told = state if state in ALARMING else None
    kinds = [state if state in ALARMING else None for state in mails]
    assert all(one is not other for one, other in pairwise(kinds))
    assert kinds[:1] != [None]
    bad = {state for state in states if state in ALARMING}
    assert bad == {kind for kind in kinds if kind}
    # As many good news as bad spells that ended.
    spells = 0
    ill = False
    for state in states:
        spells += ill and state in WELL
        ill = state in ALARMING
    assert kinds.count(None) == spells


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_share_is_too_large_only_above_a_fifth(one: int, other: int) -> None:
    unmapped, rows = sorted((one, other))
    assert is_much_unmapped(unmapped, rows) == (bool(rows) and unmapped / rows > 0.2)
