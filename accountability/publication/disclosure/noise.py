"""Where noise comes from: OpenDP in production, a seeded source in tests and audits.

Both draw the discrete Laplace law, P(Z=k) = (1-a)/(1+a) a^|k| with a = exp(-epsilon)
(PRIVACY.md A4). OpenDP's sampler works on integers with the system's own randomness and
cannot be seeded, which is meant: noise that can be repeated can be taken off again.
"""

from math import inf, nextafter
from typing import Protocol

import numpy as np
import opendp.prelude as dp
from numpy.typing import NDArray

dp.enable_features("contrib")


class SeededNoiseRefusedError(RuntimeError):
    """Repeatable noise was asked for where real counts could be."""


class NoiseSource(Protocol):
    """Adds independent discrete Laplace noise to every cell of a table."""

    def noisy(self, values: NDArray[np.int64], epsilon: float) -> NDArray[np.int64]:
        """Return a new array of the same shape; L1 sensitivity of ``values`` is 1."""
        ...


class OpenDPNoise:
    """The production source. It takes no seed."""

    def noisy(self, values: NDArray[np.int64], epsilon: float) -> NDArray[np.int64]:
        """Add noise by OpenDP's exact sampler, at a loss that it vouches for.

        ValueError when OpenDP's own accounting of the loss is above ``epsilon``.
        """
        measurement = _measurement(epsilon)
        noisy = measurement(values.reshape(-1).tolist())
        return np.array(noisy, dtype=np.int64).reshape(values.shape)


def _measurement(epsilon: float) -> dp.Measurement:
    """Return the mechanism whose accounted loss is at most ``epsilon``."""
    if not 0 < epsilon < inf:
        raise ValueError("epsilon is above zero")
    scale = 1 / epsilon
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    for _ in range(8):
        measurement = dp.m.make_laplace(*space, scale=scale)
        if measurement.map(1) <= epsilon:  # type: ignore[no-untyped-call]
            return measurement
        # 1/epsilon was rounded down: the next larger scale loses less.
        scale = nextafter(scale, inf)
    raise ValueError("no scale keeps to this epsilon")


class SeededNoise:
    """A repeatable source for tests and for audits of made-up data."""

    def __init__(self, seed: int, *, allowed: bool) -> None:
        if not allowed:
            raise SeededNoiseRefusedError("seeded noise protects nobody")
        self._random = np.random.default_rng(seed)

    def noisy(self, values: NDArray[np.int64], epsilon: float) -> NDArray[np.int64]:
        """Add noise of the same law, as the difference of two geometric draws."""
        if not 0 < epsilon < inf:
            raise ValueError("epsilon is above zero")
        success = -np.expm1(-epsilon)
        up = self._random.geometric(success, values.shape)
        down = self._random.geometric(success, values.shape)
        return np.asarray(values + up - down, dtype=np.int64)


def variance(epsilon: float) -> float:
    """Return the variance of the discrete Laplace law, 2a / (1-a)^2."""
    a = float(np.exp(-epsilon))
    return 2 * a / (1 - a) ** 2
