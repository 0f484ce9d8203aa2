"""Protected figures as tables that carry their bars: one row, one number, one margin.

A row without a number says "not shown" and is hatched; it never looks like zero.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from accountability.release.community.answers import Figure, Share
from accountability.release.community.asked import (
    COHORT,
    Asked,
    NotTogetherError,
    answers,
)
from accountability.release.community.domain import Cohort
from accountability.release.community.gap import is_shown, leading
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord
from accountability.release.reader import Reader
from accountability.site.community.bars import Bar, Scale, whole
from accountability.site.community.words import (
    by_words,
    cases,
    code_words,
    listed,
    percent,
    points,
    quoted,
)
from accountability.site.tags import number, per_cent
from accountability.vocab.community import CommunityDimension, Vintage

#: What has an order of its own; everything else is shown by size.
_IN_ORDER = (COHORT, CommunityDimension.YEAR.value)
#: Tied leaders that a sentence still names.
_NAMED = 3


@dataclass(frozen=True)
class Line:
    """One row. ``value``, ``margin`` and ``bar`` are empty when it is not shown."""

    code: str
    words: str
    value: str = ""
    margin: str = ""
    bar: Bar | None = None
    vintage: Vintage | None = None


@dataclass(frozen=True)
class Grid:
    """A line of the grid behind the bars, with its number on the axis."""

    place: str
    words: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """A table with its bars. ``asked`` is the question whose answer it is, if one."""

    name: str
    title: str
    first: str
    unit: str
    lines: tuple[Line, ...]
    grid: tuple[Grid, ...]
    summary: str
    asked: Asked | None = None

    @property
    def hidden(self) -> int:
        """How many rows are not shown."""
        return sum(line.bar is None for line in self.lines)


def chart_of(
    reader: Reader, record: CommunityRecord, asked: Asked, *, name: str, title: str
) -> Chart:
    """Return the answer to a question as a chart; raises NotTogetherError."""
    found = answers(record, asked)
    scale = Scale.over(
        max((f.n + f.moe90 for _, f in found if f.n and f.moe90), default=0)
    )
    by = asked.by or ""
    lines = []
    for code, figure in found:
        words = code_words(reader, by, code) if by else gettext("All of these cases")
        vintage = record.entry(Cohort.of(code)).cube.vintage if by == COHORT else None
        lines.append(_figure_line(code, words, figure, scale, vintage))
    return Chart(
        name=name,
        title=title,
        first=_column(by),
        unit=gettext("Cases"),
        lines=tuple(lines if by in _IN_ORDER or not by else _by_size(lines, found)),
        grid=_grid(scale, number),
        summary=_counted(reader, by, found) if by else "",
        asked=asked,
    )


def _column(by: str) -> str:
    if not by:
        return gettext("What is counted")
    words = by_words(by)
    return words[:1].upper() + words[1:]


def charts_by(
    reader: Reader, record: CommunityRecord, cohorts: tuple[Cohort, ...]
) -> tuple[list[Chart], list[str]]:
    """Return a chart for each dimension, and the dimensions that were not measured."""
    charts, missing = [], []
    for by in record.edition.domain.names:
        if by == CommunityDimension.REPORTING.value:
            continue
        asked = Asked(Question.of({}, cohorts), by)
        try:
            charts.append(
                chart_of(
                    reader,
                    record,
                    asked,
                    name=f"by-{by.replace('_', '-')}",
                    title=title_by(by),
                )
            )
        except NotTogetherError:
            missing.append(by_words(by))
    return charts, missing


def title_by(by: str | None) -> str:
    """Return the question that a breakdown, or one figure alone, answers."""
    if by is None:
        return gettext("How many community cases are there?")
    titles: dict[str, str] = {
        COHORT: gettext("How many cases were received, and when?"),
        CommunityDimension.YEAR: gettext("In which year were they received?"),
        CommunityDimension.DEPARTMENT: gettext("Which department are they about?"),
        CommunityDimension.ALLEGATION_CLASS: gettext("What is the main allegation?"),
        CommunityDimension.OUTCOME: gettext("What came of them?"),
        CommunityDimension.REPORTING: gettext("Was an official body told?"),
        CommunityDimension.GROUP: gettext("Which group does the person belong to?"),
    }
    return titles[by]


def share_chart(
    shares: Iterable[tuple[str, str, Share]],
    *,
    name: str,
    title: str,
    first: str,
    unit: str,
    summary: str = "",
    to_one: bool = False,
) -> Chart:
    """Return shares, (code, words, share) each, as a chart; ``to_one`` draws to 100 %.

    They stand by size, those that are not shown last.
    """
    rows = list(shares)
    most = max(
        (s.share + s.moe90 for _, _, s in rows if s.share and s.moe90), default=1
    )
    scale = Scale(1.0) if to_one else Scale.over(min(most, 1.0))
    lines = [_share_line(code, words, share, scale) for code, words, share in rows]
    return Chart(
        name=name,
        title=title,
        first=first,
        unit=unit,
        lines=tuple(_by_size(lines, [(code, share) for code, _, share in rows])),
        grid=_grid(scale, lambda value: per_cent(whole(100 * value))),
        summary=summary,
    )


def _figure_line(
    code: str, words: str, figure: Figure, scale: Scale, vintage: Vintage | None
) -> Line:
    if figure.n is None or figure.moe90 is None:
        return Line(code, words, vintage=vintage)
    return Line(
        code,
        words,
        number(figure.n),
        f"± {number(figure.moe90)}",
        scale.bar(figure.n, figure.moe90),
        vintage,
    )


def _share_line(code: str, words: str, share: Share, scale: Scale) -> Line:
    if share.share is None or share.moe90 is None:
        return Line(code, words)
    return Line(
        code,
        words,
        percent(share.share),
        f"± {points(share.moe90)}",
        scale.bar(share.share, share.moe90),
    )


def _by_size(
    lines: Iterable[Line], found: Iterable[tuple[str, Figure | Share]]
) -> list[Line]:
    """Sort by size, what is not shown last and by its words."""
    sizes = {
        code: (figure.n if isinstance(figure, Figure) else figure.share) or 0
        for code, figure in found
    }
    return sorted(
        lines,
        key=lambda line: (
            line.bar is None,
            -sizes[line.code] if line.bar else 0,
            line.words,
        ),
    )


def _counted(reader: Reader, by: str, found: list[tuple[str, Figure]]) -> str:
    """Say in a sentence what the margins leave certain."""
    shown = {code: figure for code, figure in found if is_shown(figure)}
    if not shown:
        return gettext(
            "No part is shown: each is small, zero or too uncertain at this size."
        )
    if by in _IN_ORDER:
        return ""
    first = leading(shown.items())
    words = [code_words(reader, by, code) for code in first]
    if len(first) == 1:
        figure = shown[first[0]]
        return gettext(
            "The largest part is “%(name)s”: %(cases)s, give or take %(margin)s. No "
            "other part comes within the margins."
        ) % {
            "name": words[0],
            "cases": cases(figure.n or 0),
            "margin": number(figure.moe90),
        }
    if len(first) > _NAMED:
        return gettext(
            "Which part is the largest is not certain: the margins of %(number)s "
            "overlap."
        ) % {"number": number(len(first))}
    return gettext(
        "Which part is the largest is not certain: the margins of %(names)s overlap."
    ) % {"names": listed(quoted(name) for name in words)}


def _grid(scale: Scale, words: Callable[[float], str]) -> tuple[Grid, ...]:
    return tuple(
        Grid(tick.place, words(tick.value), tick.anchor) for tick in scale.ticks
    )
