"""The reporting gap: which share of cases an official body was told of, and why not.

Answers from the cube alone, under its one rule of display (``answers``). For pages and
the dashboard: both say the same, and the same as the table ``community_shares``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from accountability.release.community.answers import Figure, Share, answer, share
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import Question, supported_in
from accountability.release.community.record import CommunityRecord
from accountability.release.community.tables import WHOLES
from accountability.vocab.community import (
    CommunityDimension,
    Display,
    Reporting,
    ShareOf,
    Vintage,
)

_REPORTING = CommunityDimension.REPORTING.value
_KNOWN, _REPORTED = WHOLES[ShareOf.KNOWN]


@dataclass(frozen=True)
class Gap:
    """Shares of some cases, and the cases that each is a share of.

    ``reported`` is a share of the cases where it is known (``known``); each of
    ``reasons`` one of the cases that no official body was told of (``unreported``).
    """

    known: Figure
    reported: Share
    unreported: Figure
    reasons: tuple[tuple[Reporting, Share], ...]


def settled(record: CommunityRecord) -> tuple[Cohort, ...]:
    """Return the cohorts whose figures are final; every cohort where none is."""
    final = tuple(
        entry.cube.cohort
        for entry in record.entries
        if entry.cube.vintage is Vintage.FINAL
    )
    return final or record.edition.cohorts


def reporting_gap(
    record: CommunityRecord,
    cohorts: Iterable[Cohort],
    where: Mapping[str, Iterable[str]] | None = None,
) -> Gap | None:
    """Return the gap of some cases; None where no table measured it for all of them."""
    told = _questions(record, cohorts, where)
    if told is None:
        return None
    edition = record.edition
    unreported, reasons = WHOLES[ShareOf.NOT_REPORTED]
    return Gap(
        known=answer(edition, told(_KNOWN)),
        reported=share(edition, told(_REPORTED), told(_KNOWN)),
        unreported=answer(edition, told(unreported)),
        reasons=tuple(
            (reason, share(edition, told((reason,)), told(unreported)))
            for reason in reasons
        ),
    )


def reported_share(
    record: CommunityRecord,
    cohorts: Iterable[Cohort],
    where: Mapping[str, Iterable[str]],
) -> Share | None:
    """Return ``reporting_gap(...).reported`` without the reasons."""
    told = _questions(record, cohorts, where)
    return told and share(record.edition, told(_REPORTED), told(_KNOWN))


_Told = Callable[[Iterable[Reporting]], Question]


def _questions(
    record: CommunityRecord,
    cohorts: Iterable[Cohort],
    where: Mapping[str, Iterable[str]] | None,
) -> _Told | None:
    """Return what makes questions about codes of reporting; None if not measured."""
    wanted, narrowed = tuple(cohorts), dict(where or {})
    if _REPORTING not in record.edition.domain.names:
        return None
    if not supported_in(record.edition, {*narrowed, _REPORTING}, wanted):
        return None
    return lambda codes: Question.of(
        {**narrowed, _REPORTING: [code.value for code in codes]}, wanted
    )


def leading(figures: Iterable[tuple[str, Figure | Share]]) -> tuple[str, ...]:
    """Return the codes that may be the largest of those shown, the largest first.

    One code alone when its margin keeps clear of every other's: only then may a
    sentence say "the largest". None when none is shown.
    """
    sizes = [(code, *_size(figure)) for code, figure in figures if is_shown(figure)]
    sizes.sort(key=lambda size: -size[1])
    if not sizes:
        return ()
    _, most, margin = sizes[0]
    return tuple(code for code, n, moe in sizes if n + moe >= most - margin)


def is_shown(figure: Figure | Share) -> bool:
    """Say whether a figure or share has a number to show."""
    return figure.display is Display.SHOWN


def _size(figure: Figure | Share) -> tuple[float, float]:
    value = figure.n if isinstance(figure, Figure) else figure.share
    if value is None or figure.moe90 is None:
        raise ValueError("a figure that is not shown has no size")
    return value, figure.moe90
