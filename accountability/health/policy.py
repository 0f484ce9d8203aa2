"""What facts about a source mean. Pure; every threshold of an alarm stands here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accountability.sources.errors import Failure
from accountability.vocab.health import ALARMING, SourceState

#: What came was whole and is not what the reader knows.
LAYOUT_FAILURES = frozenset(
    {Failure.LAYOUT_CHANGED, Failure.EMPTY_LIST, Failure.NO_TEXT}
)
#: Failures to read, whatever their cause; the others are failures to fetch.
READING_FAILURES = LAYOUT_FAILURES | {
    Failure.DEFECT,
    Failure.ENCRYPTED,
    Failure.TRUNCATED,
    Failure.WRONG_TYPE,
}
#: Documents that may be given up in a run: one in so many. A site of hundreds of
#: documents has always a dead link or two; they are counted, and wake nobody.
ONE_DEAD_IN = 10
#: A source is stale after so many of its cadences and these days without a good run.
STALE_CADENCES, STALE_GRACE = 2, timedelta(days=2)
#: It is silent after one and a half of the publisher's own cadences and these days.
SILENT_HALVES, SILENT_GRACE = 3, timedelta(days=14)
#: One row in so many without one of our terms is more than a crosswalk may leave.
ONE_UNMAPPED_IN = 5


@dataclass(frozen=True)
class RunFacts:
    """A run that has ended. Counts are of jobs; ``failures`` of those given up.

    ``lists_dead`` are list pages, ``documents_dead`` documents and readings.
    """

    started_at: datetime
    finished_at: datetime
    documents: int = 0
    lists_dead: int = 0
    documents_dead: int = 0
    failures: Mapping[Failure, int] | None = None

    @property
    def dead(self) -> int:
        """Jobs that were given up."""
        return self.lists_dead + self.documents_dead

    @property
    def unread(self) -> int:
        """Jobs given up because what came could not be read."""
        return sum(
            number
            for failure, number in (self.failures or {}).items()
            if failure in READING_FAILURES
        )

    @property
    def failure(self) -> Failure | None:
        """The most frequent failure, one of the layout before all others."""
        found = self.failures or {}
        return min(
            found,
            key=lambda code: (code not in LAYOUT_FAILURES, -found[code], code.value),
            default=None,
        )


@dataclass(frozen=True)
class SourceFacts:
    """What is known of a source.

    ``cadence`` is how often it is asked, ``publishes`` how often its body has something
    new (None: at no fixed time, or no more). ``watched_since`` is when somebody first
    looked, for a source that was never read.
    """

    cadence: timedelta
    publishes: timedelta | None
    watched_since: datetime
    last_run: RunFacts | None = None
    asked_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None


def state_of(facts: SourceFacts, now: datetime) -> SourceState:
    """Return the state of a source at ``now``.

    What the last run came to stands until a better run: a source that failed does not
    become merely due by waiting.
    """
    if facts.last_run is not None:
        came_to = state_of_run(facts.last_run)
        if came_to in ALARMING:
            return came_to
    if now - (facts.succeeded_at or facts.watched_since) > stale_after(facts.cadence):
        return SourceState.STALE
    if (
        facts.publishes is not None
        and facts.changed_at is not None
        and now - facts.changed_at > silent_after(facts.publishes)
    ):
        return SourceState.SILENT
    if facts.asked_at is None or now - facts.asked_at >= facts.cadence:
        return SourceState.DUE
    return SourceState.FINE


def state_of_run(run: RunFacts) -> SourceState:
    """Return CHANGED_LAYOUT, FAILING, or FINE for a run that was a success.

    One document that looks otherwise is an alarm: it may be the first of all.
    """
    failures = run.failures or {}
    if any(failures.get(failure) for failure in LAYOUT_FAILURES):
        return SourceState.CHANGED_LAYOUT
    too_many = run.documents_dead * ONE_DEAD_IN > run.documents
    if run.lists_dead or (run.documents_dead and too_many):
        return SourceState.FAILING
    return SourceState.FINE


def stale_after(cadence: timedelta) -> timedelta:
    """Return how long a source may go without a good run."""
    return STALE_CADENCES * cadence + STALE_GRACE


def silent_after(publishes: timedelta) -> timedelta:
    """Return how long a publisher may have nothing new."""
    return SILENT_HALVES * publishes / 2 + SILENT_GRACE


def is_much_unmapped(unmapped: int, rows: int) -> bool:
    """Say whether more rows than a crosswalk may leave have a word it does not know."""
    return unmapped * ONE_UNMAPPED_IN > rows


def must_tell(state: SourceState, told: SourceState | None) -> bool:
    """Say whether somebody is to be told; ``told`` is the alarm they heard of last.

    Once when a source becomes bad, once for each other kind of bad, once when it is
    well again; never twice the same.
    """
    if state in ALARMING:
        return state is not told
    return told is not None
