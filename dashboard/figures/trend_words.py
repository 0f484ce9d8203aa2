"""The trend said in words: a sentence, and the notes a reader must not miss."""

from collections.abc import Iterator, Sequence

from accountability.release.overview import FigurePoint
from dashboard.figures.trend_data import (
    TrendData,
    follows,
    is_year,
    missing_periods,
    periods_apart,
    quotable,
    shown,
)
from dashboard.words import Words

_DEPARTMENTS_SAID = 3


def sentence(data: TrendData, words: Words) -> str:
    """Return the newest figure of up to three departments, each with the one before."""
    said = [_newest(data, name, words) for name in data.departments[:_DEPARTMENTS_SAID]]
    more = len(data.departments) - len(said)
    if more > 0:
        said.append(
            words.count(
                more,
                "{count} more department is in the table.",
                "{count} more departments are in the table.",
            )
        )
    return " ".join(said)


def _newest(data: TrendData, department: str, words: Words) -> str:
    name, points = data.name(department, words), data.of(department)
    if not points:
        return words("{name}: no such figure in the documents held.", name=name)
    years = quotable(points)
    if not years:
        return words("{name}: {values}.", name=name, values=_listed(points, words))
    last = years[-1]
    facts = words(
        "{name}: {value} {unit} in {period}",
        name=name,
        value=shown(last, words),
        unit=data.unit.label(words.language),
        period=last.period,
    )
    if len(years) == 1 or not follows(years[-2], last):
        return f"{facts}."
    return words(
        "{facts}, against {value} in {period}.",
        facts=facts,
        value=shown(years[-2], words),
        period=years[-2].period,
    )


def _listed(points: Sequence[FigurePoint], words: Words) -> str:
    return words.list(
        words("{value} in {period}", value=shown(point, words), period=point.period)
        for point in points
    )


def notes(data: TrendData, words: Words) -> Iterator[str]:
    """Yield what is missing, disputed, revised or of another length."""
    for department in data.departments:
        points = data.of(department)
        name = data.name(department, words)
        if missing := missing_periods(points):
            yield words(
                "{name}: no figure held for {periods}. That is a gap in what could be "
                "read, not a zero.",
                name=name,
                periods=words.list(missing),
            )
        for rivals in periods_apart(points):
            if len({point.value for point in rivals}) > 1:
                yield _disagreement(data, rivals, words)
    yield from _revisions(data, words)
    if not all(map(is_year, data.points)):
        yield words(
            "A bar through a mark spans a period that is not twelve months long; "
            "such figures are not joined to the others."
        )


def _disagreement(data: TrendData, rivals: Sequence[FigurePoint], words: Words) -> str:
    values = words.list(
        words("{value} ({source})", value=shown(point, words), source=data.title(point))
        for point in rivals
    )
    return words(
        "{name}, {period}: the sources disagree: {values}. All are drawn.",
        name=data.name(rivals[0].department, words),
        period=rivals[0].period,
        values=values,
    )


def _revisions(data: TrendData, words: Words) -> Iterator[str]:
    for point in data.points:
        reading = data.revised_from(point)
        if reading is not None:
            yield words(
                "{name}, {period}: revised. {now} replaces {before}, which was there "
                "on {date}.",
                name=data.name(point.department, words),
                period=point.period,
                now=shown(point, words),
                before=words("a blank")
                if reading.value is None
                else words.number(reading.value),
                date=words.day(reading.retrieved_on),
            )
