"""What an attack found, and the report in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

#: Every limit is held against a 95 % bound, so that luck is not taken for a leak.
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Result:
    """One attack's outcome.

    ``beyond`` says that it found more than the documented limit allows; ``limit`` is
    that limit in words, empty where there is none and the number is for the reader.
    """

    attack: str
    tried: str
    best: str
    blind: str = ""
    limit: str = ""
    beyond: bool = False
    shown: tuple[str, ...] = field(default=())

    @property
    def verdict(self) -> str:
        """The word that its paragraph begins with."""
        if self.beyond:
            return "BEYOND THE LIMIT"
        return "within the limit" if self.limit else "for your judgement"


def counted(limit: str, faults: Iterable[str], *, attack: str, tried: str) -> Result:
    """Return the result of an attack whose every single find is one too many."""
    found = tuple(faults)
    return Result(
        attack,
        tried,
        f"{len(found)} found" if found else "nothing",
        limit=limit,
        beyond=bool(found),
        shown=found[:5],
    )


def text_of(results: Iterable[Result], *, about: Iterable[str]) -> str:
    """Return the report: what was attacked, each attack, and what it comes to."""
    results = list(results)
    lines = ["ATTACK ON PUBLISHED FIGURES", *about, ""]
    for result in results:
        lines.append(f"[{result.verdict}] {result.attack}")
        lines.append(f"    tried: {result.tried}")
        lines.append(f"    best:  {result.best}")
        if result.blind:
            lines.append(f"    blind: {result.blind}")
        if result.limit:
            lines.append(f"    limit: {result.limit}")
        lines += [f"      - {line}" for line in result.shown]
        lines.append("")
    beyond = [result.attack for result in results if result.beyond]
    if beyond:
        lines.append(f"{len(beyond)} beyond the documented limits: {'; '.join(beyond)}")
    else:
        lines.append(
            "Nothing beyond the documented limits was found. That is no proof."
        )
    return "\n".join(lines) + "\n"


def at_least(hits: int, of: int) -> float:
    """Return the lower bound of a rate (Clopper and Pearson, one-sided)."""
    return float(betaincinv(hits, of - hits + 1, 1 - CONFIDENCE)) if hits else 0.0


def at_most(hits: int, of: int) -> float:
    """Return the upper bound of a rate (Clopper and Pearson, one-sided)."""
    return float(betaincinv(hits + 1, of - hits, CONFIDENCE)) if hits < of else 1.0


def epsilon_at_least(hits: int, of: int, false: int, among: int) -> float:
    """Return the least epsilon that explains a test's true and false alarms.

    Under epsilon a true alarm is at most e^epsilon times as likely as a false one.
    """
    low, high = at_least(hits, of), at_most(false, among)
    return max(0.0, float(np.log(low / high))) if low > 0 else 0.0


def auc_of(there: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """Return how often a case that is there scores above one that is not."""
    above = (there[:, None] > absent[None, :]).mean()
    level = (there[:, None] == absent[None, :]).mean()
    return float(above + level / 2)


def auc_at_least(auc: float, independent: int) -> float:
    """Return the lower bound of an AUC from this many independent pairs.

    Hanley and McNeil (1982), equal numbers on both sides.
    """
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    n = max(independent, 2)
    square = auc * (1 - auc) + (n - 1) * (one + two - 2 * auc**2)
    return auc - float(ndtri(CONFIDENCE)) * float(np.sqrt(max(square, 0.0))) / n
