"""What came of the allegations of each year, as shares of all of them."""

from accountability.vocab import OutcomeGroup
from dashboard.figures.allegation_data import AllegationData, sums
from dashboard.figures.chart import Cell, Chart, Figure, Table, axis, number_cell
from dashboard.figures.key import outcome_signs
from dashboard.figures.stacked import upright
from dashboard.figures.uncertainty import share
from dashboard.words import Words

_OPEN = (OutcomeGroup.PENDING, OutcomeGroup.UNKNOWN)


def shares_chart(data: AllegationData, only_substantiated: bool, words: Words) -> Chart:
    """Return each year's allegations by outcome, every year drawn as high as all."""
    counts = {(c.year, c.outcome): c.allegations for c in data.overview.by_year_outcome}
    totals = sums((year, count) for (year, _), count in counts.items())
    years = list(range(min(totals), max(totals) + 1)) if totals else []
    outcomes = data.outcomes()
    drawn = bool(years) and not only_substantiated
    return Chart(
        name="shares",
        title=words(
            "{place}: does a larger share end as substantiated than before?",
            place=data.place,
        ),
        sentence=_sentence(data, counts, totals, only_substantiated, words),
        figure=_draw(counts, totals, years, outcomes, words) if drawn else None,
        table=Table(
            caption=words("Substantiated among the concluded, by year received"),
            header=(
                words("Year"),
                words("Received"),
                words("Concluded"),
                words("Substantiated"),
                words("Share and 95% interval"),
            ),
            rows=tuple(_row(year, counts, totals, words) for year in totals),
        ),
        columns=("release", "jurisdiction", "year", "outcome", "allegations", "of"),
        rows=tuple(
            (
                data.release,
                data.jurisdiction,
                c.year,
                c.outcome.value,
                c.allegations,
                totals[c.year],
            )
            for c in data.overview.by_year_outcome
        )
        if drawn
        else (),
        notes=(
            words(
                "Years are those in which the allegations were received. The newest "
                "have more that are still pending, so their final shares are not "
                "known yet; the table gives the share among the concluded."
            ),
        )
        if drawn
        else (),
        key=outcome_signs(outcomes, words) if drawn else (),
        sources=data.sources,
    )


def _draw(
    counts: dict[tuple[int, OutcomeGroup], int],
    totals: dict[int, int],
    years: list[int],
    outcomes: list[OutcomeGroup],
    words: Words,
) -> Figure:
    figure = upright(counts, years, outcomes, words)
    for trace in figure["data"]:
        trace["hovertext"] = [
            f"<b>{words.share(count, totals[year])}</b> {trace['name']}<br>"
            + words("{name}: {number}", name=year, number=words.number(count))
            for year, count in zip(trace["x"], trace["y"], strict=True)
        ]
        trace["y"] = [
            round(100 * count / totals[year], 3)
            for year, count in zip(trace["x"], trace["y"], strict=True)
        ]
        trace["hoverinfo"] = "text"
        del trace["hovertemplate"]
    figure["layout"]["yaxis"] = axis(
        range=[0, 100],
        ticksuffix=words.per_cent,
        nticks=6,
        showgrid=True,
        zeroline=True,
    )
    return figure


def _closed(
    year: int, counts: dict[tuple[int, OutcomeGroup], int], totals: dict[int, int]
) -> int:
    return totals[year] - sum(counts.get((year, outcome), 0) for outcome in _OPEN)


def _row(
    year: int,
    counts: dict[tuple[int, OutcomeGroup], int],
    totals: dict[int, int],
    words: Words,
) -> tuple[Cell, ...]:
    closed = _closed(year, counts, totals)
    proven = counts.get((year, OutcomeGroup.SUBSTANTIATED), 0)
    return (
        Cell(str(year)),
        number_cell(words.number(totals[year])),
        number_cell(words.number(closed)),
        number_cell(words.number(proven)),
        number_cell(share_words(proven, closed, words) if closed else words("none")),
    )


def share_words(part: int, whole: int, words: Words) -> str:
    """Write a share with its interval, in whole per cent."""
    interval = share(part, whole)
    return words(
        "{share} (95%: {low} to {high})",
        share=words.share(part, whole),
        low=words.share(round(interval.low * 10_000), 10_000),
        high=words.share(round(interval.high * 10_000), 10_000),
    )


def _sentence(
    data: AllegationData,
    counts: dict[tuple[int, OutcomeGroup], int],
    totals: dict[int, int],
    only_substantiated: bool,
    words: Words,
) -> str:
    if not totals:
        return data.nothing(words)
    if only_substantiated:
        return words(
            "{place}: this list holds only substantiated matters, so it has no share "
            "to show.",
            place=data.place,
        )
    closed = {year: _closed(year, counts, totals) for year in sorted(totals)}
    known = [year for year, count in closed.items() if count]
    if not known:
        return words("{place}: nothing is concluded yet.", place=data.place)
    first, last = known[0], known[-1]

    def of(year: int) -> str:
        return share_words(
            counts.get((year, OutcomeGroup.SUBSTANTIATED), 0), closed[year], words
        )

    if first == last:
        return words(
            "{place}: of the allegations received in {year} and concluded, {share} "
            "were found substantiated.",
            place=data.place,
            year=first,
            share=of(first),
        )
    return words(
        "{place}: of those received in {first} and concluded, {before} were found "
        "substantiated; of those of {last}, {after}, with {pending} still open.",
        place=data.place,
        first=first,
        before=of(first),
        last=last,
        after=of(last),
        pending=words.share(totals[last] - closed[last], totals[last]),
    )
