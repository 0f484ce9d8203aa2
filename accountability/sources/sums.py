"""Printed parts against printed totals: flagged, never repaired."""

from collections.abc import Sequence
from dataclasses import replace

from accountability.sources.proposals import StatisticProposal
from accountability.vocab import Flag, ValueStatus

Figures = dict[str, StatisticProposal]


def check_sum(
    figures: Figures, total: str, parts: Sequence[str], group: str
) -> Figures:
    """Return ``figures`` with the total and its parts flagged and grouped.

    Nothing changes unless the total and every part are printed exactly. A figure that
    fails one check stays SUM_MISMATCH whatever others it passes.
    """
    names = (total, *parts)
    used = [figures[name] for name in names if name in figures]
    if len(used) != len(names) or any(
        figure.status is not ValueStatus.REPORTED for figure in used
    ):
        return figures
    values = [figure.value for figure in used if figure.value is not None]
    agrees = values[0] == sum(values[1:])
    checked = dict(figures)
    for name in names:
        checked[name] = _flagged(checked[name], agrees=agrees, group=group)
    return checked


def check_within(
    figures: Figures, whole: str, parts: Sequence[str], group: str
) -> Figures:
    """Return ``figures`` flagged where some parts alone exceed their printed whole.

    Nothing changes where they do not: that they fit proves nothing.
    """
    used = [figures[name] for name in (whole, *parts) if name in figures]
    values = [figure.value for figure in used if figure.value is not None]
    if len(values) != len(parts) + 1 or values[0] >= sum(values[1:]):
        return figures
    checked = dict(figures)
    for name in (whole, *parts):
        checked[name] = _flagged(checked[name], agrees=False, group=group)
    return checked


def _flagged(
    figure: StatisticProposal, *, agrees: bool, group: str
) -> StatisticProposal:
    others = tuple(
        flag
        for flag in figure.flags
        if flag not in (Flag.SUM_CHECKED, Flag.SUM_MISMATCH)
    )
    failed = not agrees or Flag.SUM_MISMATCH in figure.flags
    verdict = Flag.SUM_MISMATCH if failed else Flag.SUM_CHECKED
    return replace(figure, flags=(*others, verdict), total_key=group)
