"""The reporting gap: which share of cases an official body was told of, and why not."""

from collections.abc import Mapping, Sequence

from accountability.release.community.answers import Share
from accountability.release.community.gap import (
    Gap,
    is_shown,
    leading,
    reported_share,
    reporting_gap,
)
from accountability.release.schema import ALL, COMMUNITY_SHARES
from accountability.vocab.community import CommunityDimension, Reporting, ShareOf
from dashboard.figures.chart import Chart, Table, Value
from dashboard.figures.community_data import (
    RECORD_COLUMNS,
    CommunityData,
    dimension_words,
    percent,
    points,
    quoted,
)
from dashboard.figures.protected import by_size, draw, key, listed, of_share
from dashboard.words import Words

_HALF = 0.5
_NAMED = 3
#: As the release's own table of shares.
COLUMNS = (*RECORD_COLUMNS, *COMMUNITY_SHARES.names)
_BY = (
    CommunityDimension.DEPARTMENT.value,
    CommunityDimension.ALLEGATION_CLASS.value,
)


def told_chart(data: CommunityData, by: str, words: Words) -> Chart:
    """Return the share that an official body was told of: of all, then of each part.

    ``by`` is a dimension; where reporting was not measured together with it, only the
    share of all is there.
    """
    gap = reporting_gap(data.record, data.every)
    parts = _parts(data, by) if gap else {}
    shares = {ALL: gap.reported, **parts} if gap else {}
    whole = words("All of these cases")
    rows = [
        of_share(
            code,
            whole if code == ALL else data.code(by, code, words),
            share,
            words,
        )
        for code, share in shares.items()
    ]
    rows = [*rows[:1], *by_size(rows[1:])]
    return Chart(
        name="told",
        title=data.titled(
            words(
                "Cases received in {years}: of how many was an official body told?",
                years=data.years(words),
            ),
            words,
        ),
        sentence=_sentence(data, gap, words),
        figure=draw(
            rows,
            words,
            title=words("told, of the cases where it is known"),
            percents=True,
            top=100,
        )
        if gap
        else None,
        table=Table(
            words("Share of cases that an official body was told of"),
            (
                dimension_words(by, words),
                words("Share told"),
                words("Margin (90%)"),
            ),
            listed(rows, words),
        ),
        columns=COLUMNS,
        rows=tuple(
            _tidy(data, {by: code}, Reporting.REPORTED, ShareOf.KNOWN, share)
            for code, share in shares.items()
        ),
        notes=(
            *data.notes(words),
            words(
                "An official body is a police force, an oversight body, or another "
                "public body that can act on a complaint. Cases where nobody asked, or "
                "nobody answered, are left out."
            ),
            *_unmeasured(by, parts, words),
        )
        if gap
        else tuple(data.notes(words)),
        key=key(rows, words),
        sources=data.sources(words) if gap else (),
        credit=data.credit(words),
    )


def reasons_chart(data: CommunityData, words: Words) -> Chart:
    """Return each reason's share of the cases that no official body was told of."""
    gap = reporting_gap(data.record, data.every)
    reasons = gap.reasons if gap else ()
    rows = by_size(
        [
            of_share(code.value, code.label(words.language), share, words)
            for code, share in reasons
        ]
    )
    return Chart(
        name="reasons",
        title=data.titled(
            words(
                "Cases received in {years} that no official body was told of: why not?",
                years=data.years(words),
            ),
            words,
        ),
        sentence=_reasons_sentence(gap, words) if gap else _not_measured(words),
        figure=draw(
            rows, words, title=words("of the cases not reported"), percents=True
        )
        if gap
        else None,
        table=Table(
            words("Reasons why no official body was told"),
            (
                words("Reason"),
                words("Share of the unreported"),
                words("Margin (90%)"),
            ),
            listed(rows, words),
        ),
        columns=COLUMNS,
        rows=tuple(
            _tidy(data, {}, code, ShareOf.NOT_REPORTED, share)
            for code, share in reasons
        ),
        notes=(
            *data.notes(words),
            words(
                "A case can have several reasons and counts for one of them, drawn "
                "evenly, so the reasons are shares of cases and add up."
            ),
        )
        if gap
        else tuple(data.notes(words)),
        key=key(rows, words),
        sources=data.sources(words) if gap else (),
        credit=data.credit(words),
    )


def _parts(data: CommunityData, by: str) -> Mapping[str, Share]:
    found = {}
    for code in data.record.edition.domain.dimension(by).codes:
        share = reported_share(data.record, data.every, {by: [code]})
        if share is None:
            return {}
        found[code] = share
    return found


def _unmeasured(by: str, parts: Mapping[str, Share], words: Words) -> Sequence[str]:
    if parts:
        return ()
    return (
        words(
            "Not by “{dimension}”: no table measured reporting together with it.",
            dimension=dimension_words(by, words),
        ),
    )


def _not_measured(words: Words) -> str:
    return words(
        "Whether an official body was told is not measured for all of these years: a "
        "preliminary edition has departments and classes only, and some plans measure "
        "a group instead. Choose other years."
    )


def _sentence(data: CommunityData, gap: Gap | None, words: Words) -> str:
    """Say what is certain of the share of all."""
    if gap is None:
        return _not_measured(words)
    share, margin = gap.reported.share, gap.reported.moe90
    if share is None or margin is None:
        return words(
            "The share of cases that an official body was told of is not shown: the "
            "cases are too few, or the number too uncertain."
        )
    low, high = max(share - margin, 0.0), min(share + margin, 1.0)
    said = words(
        "Of the cases that advocates recorded in {years}, an official body was told of "
        "{low} to {high}",
        years=data.years(words),
        low=percent(low, words),
        high=percent(high, words),
    )
    if high < _HALF:
        return words("{said}: most never reached one.", said=said)
    if low > _HALF:
        return words("{said}: most reached one.", said=said)
    return words("{said}: whether most reached one is not certain.", said=said)


def _reasons_sentence(gap: Gap, words: Words) -> str:
    """Say which reason comes first, if the margins leave that certain."""
    shown = [(code.value, share) for code, share in gap.reasons if is_shown(share)]
    if not shown:
        return words(
            "No reason is shown: each is small, zero or too uncertain at this size."
        )
    first = leading(shown)
    names = [Reporting.of(code).label(words.language) for code in first]
    if len(first) == 1:
        share = dict(shown)[first[0]]
        return words(
            "The reason counted most is “{name}”: {share} of the cases that no "
            "official body was told of, give or take {margin}.",
            name=names[0],
            share=percent(share.share or 0, words),
            margin=points(share.moe90 or 0, words),
        )
    if len(first) > _NAMED:
        return words(
            "Which reason is counted most is not certain: the margins of {count} of "
            "them overlap.",
            count=words.number(len(first)),
        )
    return words(
        "Which reason is counted most is not certain: the margins of {names} overlap.",
        names=quoted(names, words),
    )


def _tidy(
    data: CommunityData,
    where: Mapping[str, str],
    part: Reporting,
    of: ShareOf,
    share: Share,
) -> tuple[Value, ...]:
    """Return a share as a row of the release's table, rounded as there."""
    return (
        *data.told,
        data.cohort,
        data.vintage.value,
        *(where.get(name, ALL) for name in _BY),
        part.value,
        of.value,
        share.display.value,
        None if share.share is None else round(share.share, 3),
        None if share.moe90 is None else round(share.moe90, 3),
    )
