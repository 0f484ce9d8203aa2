"""How long matters take, with those still open counted.

Leaving open matters out would make a slow body look fast: only its quick cases would
be finished. The product-limit estimate (Kaplan and Meier 1958) uses each for as long
as it is known to have lasted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from accountability.release.server_tables import DurationCount

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Step:
    """From ``days`` on, this share is still open; ``at_risk`` lasted until then.

    ``low`` and ``high`` are its 95% limits (Greenwood, on the log-log scale).
    """

    days: int
    open: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class Survival:
    """A curve of matters still open, by days since received.

    ``concluded`` and ``open`` are counts of matters. ``undated`` ones are in neither:
    the record does not say how long they took.
    """

    steps: tuple[Step, ...]
    concluded: int
    open: int
    undated: int
    longest: int

    @property
    def matters(self) -> int:
        """The matters that the curve is made from."""
        return self.concluded + self.open

    def still_open(self, days: int) -> Step | None:
        """Return the share open after ``days``; None beyond what was followed."""
        if not self.matters or days > self.longest:
            return None
        before = [step for step in self.steps if step.days <= days]
        return before[-1] if before else Step(0, 1.0, 1.0, 1.0, self.matters)

    @property
    def median(self) -> int | None:
        """Days until half are concluded; None if more than half stay open."""
        return self._first(lambda step: step.open)

    @property
    def median_limits(self) -> tuple[int | None, int | None]:
        """The median's 95% limits (Brookmeyer and Crowley 1982); None is open."""
        return self._first(lambda step: step.low), self._first(lambda step: step.high)

    def _first(self, side: Callable[[Step], float]) -> int | None:
        for step in self.steps:
            if side(step) <= 0.5:
                return step.days
        return None


def survival(counts: Iterable[DurationCount]) -> Survival:
    """Return the curve of all matters counted."""
    events: dict[int, int] = {}
    losses: dict[int, int] = {}
    undated = 0
    for count in counts:
        if count.state == "undated":
            undated += count.matters
        else:
            kind = events if count.state == "concluded" else losses
            kind[count.days] = kind.get(count.days, 0) + count.matters
    at_risk = sum(events.values()) + sum(losses.values())
    concluded, still = sum(events.values()), sum(losses.values())
    steps, left, variance = [], 1.0, 0.0
    days_seen = sorted({*events, *losses})
    for days in days_seen:
        ended = events.get(days, 0)
        if ended:
            left *= 1 - ended / at_risk
            if at_risk > ended:
                variance += ended / (at_risk * (at_risk - ended))
            steps.append(Step(days, left, *_limits(left, variance), at_risk))
        at_risk -= ended + losses.get(days, 0)
    longest = days_seen[-1] if days_seen else 0
    return Survival(tuple(steps), concluded, still, undated, longest)


def _limits(left: float, variance: float) -> tuple[float, float]:
    if not 0 < left < 1:
        return left, left
    spread = _Z95 * sqrt(variance) / log(left)
    return left ** exp(-spread), left ** exp(spread)
