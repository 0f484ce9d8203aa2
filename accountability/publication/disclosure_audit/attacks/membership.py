"""Is the target among the cases? The strongest adversary knows all the others.

Knowing every other case, the attacker knows what each table is with and without the
target, and weighs what was published by the likelihood of either. AUC 0.5 is learning
nothing; the advantage is the best difference of right and false accusations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

Floats = NDArray[np.float64]


def laplace_evidence(noise_without: int, epsilon: float, cases: int = 1) -> float:
    """Return the log-likelihood ratio of one noisy cell for presence.

    ``noise_without`` is the published value less the count without the target.
    """
    return epsilon * (abs(noise_without) - abs(noise_without - cases))


def table_evidence(published: int, without: int, law: Sequence[Floats]) -> float:
    """Return the evidence of one cell changed by a known table of probabilities.

    ``law[count][value]`` is the probability that ``count`` is published as ``value``;
    the last row stands for all larger counts, shifted.
    """
    with_target = _chance(published, without + 1, law)
    without_target = _chance(published, without, law)
    if with_target == without_target:
        return 0.0
    if without_target == 0:
        return inf
    return log(with_target / without_target) if with_target > 0 else -inf


def _chance(published: int, count: int, law: Sequence[Floats]) -> float:
    shift = max(0, count - (len(law) - 1))
    row = law[count - shift]
    place = published - shift
    return float(row[place]) if 0 <= place < len(row) else 0.0


@dataclass(frozen=True)
class Membership:
    """What evidence over many releases with and without the target comes to."""

    auc: float
    advantage: float
    epsilon_bound: float


def membership(present: Floats, absent: Floats) -> Membership:
    """Judge evidence from releases with the target (present) and without (absent)."""
    return Membership(
        _auc(present, absent),
        _advantage(present, absent),
        epsilon_bound(present, absent),
    )


def _auc(present: Floats, absent: Floats) -> float:
    ordered = np.sort(absent)
    below = np.searchsorted(ordered, present, side="left")
    upto = np.searchsorted(ordered, present, side="right")
    return float(((below + upto) / 2).mean() / len(absent))


def _advantage(present: Floats, absent: Floats) -> float:
    cuts = np.unique(np.concatenate([present, absent]))
    right = 1 - np.searchsorted(np.sort(present), cuts) / len(present)
    false = 1 - np.searchsorted(np.sort(absent), cuts) / len(absent)
    return float(np.max(right - false))


def epsilon_bound(present: Floats, absent: Floats, confidence: float = 0.95) -> float:
    """Return a lower bound of the loss that the releases show (Clopper-Pearson).

    The cut is chosen on every other release and judged on the rest, so that choosing
    does not flatter the attacker.
    """
    chosen = _best_cut(present[::2], absent[::2])
    judged_present, judged_absent = present[1::2], absent[1::2]
    each = (1 - confidence) / 2
    right = int((judged_present >= chosen).sum())
    false = int((judged_absent >= chosen).sum())
    least = _clopper_pearson(right, len(judged_present), each, upper=False)
    most = _clopper_pearson(false, len(judged_absent), each, upper=True)
    return max(0.0, log(least / most)) if least > 0 else 0.0


def _best_cut(present: Floats, absent: Floats) -> float:
    """Return the cut that shows the most loss on these, in the same bound."""
    best, chosen = -inf, 0.0
    for cut in np.quantile(
        np.concatenate([present, absent]), np.linspace(0.5, 0.98, 49)
    ):
        right = (present >= cut).mean()
        false = ((absent >= cut).sum() + 2) / (len(absent) + 4)
        if right > 0 and log(right / false) > best:
            best, chosen = log(right / false), float(cut)
    return chosen


def _clopper_pearson(hits: int, of: int, tail: float, *, upper: bool) -> float:
    if upper:
        return 1.0 if hits == of else float(beta.ppf(1 - tail, hits + 1, of - hits))
    return 0.0 if hits == 0 else float(beta.ppf(tail, hits, of - hits + 1))
