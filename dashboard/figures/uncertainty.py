"""Intervals around counts, shares and ratios: how much of a difference may be luck.

All are 95% intervals unless said otherwise. Counts are taken as Poisson, shares as
binomial; neither knows of errors in recording.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z95 = NormalDist().inv_cdf(0.975)
#: Two limits of a funnel: one in twenty and one in five hundred lie beyond by luck.
FUNNEL_LIMITS = (NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999))


@dataclass(frozen=True)
class Interval:
    """A value with its lower and upper limit, all in the value's unit."""

    value: float
    low: float
    high: float


def rate(count: int, size: int, scale: int) -> Interval:
    """Return ``count`` for each ``scale`` of ``size``, by Byar's approximation.

    Breslow and Day, Statistical Methods in Cancer Research II (1987), eq. 2.13: for a
    count below three somewhat wider than exact. ``size`` is taken as exact.
    """
    times = scale / size
    low = 0.0
    if count:
        low = count * (1 - 1 / (9 * count) - _Z95 / (3 * sqrt(count))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + _Z95 / (3 * sqrt(more))) ** 3
    return Interval(count * times, max(0.0, low) * times, high * times)


def share(part: int, whole: int) -> Interval:
    """Return ``part`` of ``whole`` as a fraction, by Wilson's score interval (1927)."""
    value, squared = part / whole, _Z95**2
    middle = (value + squared / (2 * whole)) / (1 + squared / whole)
    half = (
        _Z95
        * sqrt(value * (1 - value) / whole + squared / (4 * whole**2))
        / (1 + squared / whole)
    )
    low = 0.0 if part == 0 else middle - half
    high = 1.0 if part == whole else middle + half
    return Interval(value, low, high)


def ratio(before: int, after: int) -> Interval | None:
    """Return after / before of two counts; None where a limit would be infinite.

    Given their sum, ``after`` is binomial: Wilson's limits of its share are turned
    into limits of the ratio.
    """
    if not before or not after:
        return None
    part = share(after, before + after)
    return Interval(after / before, _odds(part.low), _odds(part.high))


def _odds(fraction: float) -> float:
    return fraction / (1 - fraction)


def funnel(centre: float, size: float, scale: int, limit: float) -> tuple[float, float]:
    """Return where rates of departments of this size lie if only luck sets them apart.

    ``centre`` is the rate of all together; the square root of a Poisson count has a
    spread of a half whatever its mean (Spiegelhalter, Statistics in Medicine 24, 2005).
    """
    expected = sqrt(centre * size / scale)
    low = max(0.0, expected - limit / 2) ** 2
    high = (expected + limit / 2) ** 2
    return low * scale / size, high * scale / size
