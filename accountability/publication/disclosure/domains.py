"""The standard domain of community cases, and the one code a case has for reporting."""

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256

from accountability.release.community.domain import Cohort, Dimension, Domain
from accountability.vocab import (
    AllegationClass,
    NotReportedBecause,
    OutcomeGroup,
    ReportedTo,
)
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Reporting,
)


def standard_domain(
    departments: Iterable[str],
    *,
    groups: Sequence[str] = (),
    years: Cohort | None = None,
) -> Domain:
    """Return the dimensions of a cube from the register and the vocabulary.

    ``departments`` are the register's codes, whether or not a case names them.
    ``groups``, where an organisation's written plan has them, take the place of
    reporting: a cube has four dimensions, so that each is measured well. ``years``
    makes the year a dimension of a pooled cohort.
    """
    slugs = sorted({*departments} - {UNSTATED_DEPARTMENT})
    fourth = (
        Dimension(CommunityDimension.GROUP, tuple(groups))
        if groups
        else Dimension(CommunityDimension.REPORTING, tuple(Reporting.codes()))
    )
    dimensions = [
        Dimension(CommunityDimension.DEPARTMENT, (*slugs, UNSTATED_DEPARTMENT)),
        Dimension(CommunityDimension.ALLEGATION_CLASS, tuple(AllegationClass.codes())),
        Dimension(CommunityDimension.OUTCOME, tuple(OutcomeGroup.codes())),
        fourth,
    ]
    if years:
        codes = tuple(str(year) for year in years.years)
        dimensions.insert(0, Dimension(CommunityDimension.YEAR, codes))
    return Domain(tuple(dimensions))


def reporting_code(
    told: ReportedTo | None,
    reasons: Iterable[NotReportedBecause],
    *,
    case: bytes,
    key: bytes,
) -> Reporting:
    """Return the one code under which a case counts for the reporting gap.

    A case may tell several reasons and counts for one, drawn evenly among them by a
    keyed hash of the case: the list on the form has an order, and "the first one"
    would make its first line look like the main reason. The draw is the same in both
    vintages while the reasons are.
    """
    if told is None or told is ReportedTo.UNKNOWN:
        return Reporting.UNKNOWN
    if told.official:
        return Reporting.REPORTED
    ranked = sorted(
        {*reasons},
        key=lambda reason: hmac.digest(
            key, b"reason\0" + reason.encode() + b"\0" + case, sha256
        ),
    )
    return Reporting.of(ranked[0].value) if ranked else Reporting.NO_REASON_TOLD
