"""Protected figures with their margins: drawn, listed; what is not shown is hatched."""

from collections.abc import Sequence
from dataclasses import dataclass

from accountability.release.community.answers import Figure, Share
from dashboard.figures.chart import Cell, Sign, number_cell
from dashboard.figures.chart import Figure as Drawing
from dashboard.figures.community_data import percent, points, tenths
from dashboard.figures.key import fill_sign, shape_sign
from dashboard.figures.palette import COMMUNITY, NOT_SHOWN
from dashboard.figures.rows import numbered
from dashboard.figures.spread import spread
from dashboard.figures.uncertainty import Interval
from dashboard.words import Words


@dataclass(frozen=True)
class Protected:
    """One row: ``value`` and ``margin`` in the axis's unit; None where not shown.

    ``number`` and ``give`` are both written; ``said`` is the margin with its unit.
    """

    code: str
    name: str
    value: float | None = None
    margin: float | None = None
    number: str = ""
    give: str = ""
    said: str = ""

    @property
    def interval(self) -> Interval | None:
        """The value with its margin; never below nothing."""
        if self.value is None or self.margin is None:
            return None
        return Interval(
            self.value, max(self.value - self.margin, 0.0), self.value + self.margin
        )


def of_figure(code: str, name: str, figure: Figure, words: Words) -> Protected:
    """Return the row of a count of cases."""
    if figure.n is None or figure.moe90 is None:
        return Protected(code, name)
    return Protected(
        code, name, figure.n, figure.moe90,
        words.number(figure.n), words.number(figure.moe90), words.number(figure.moe90),
    )  # fmt: skip


def of_share(code: str, name: str, share: Share, words: Words) -> Protected:
    """Return the row of a share, in per cent to a tenth."""
    if share.share is None or share.moe90 is None:
        return Protected(code, name)
    return Protected(
        code, name, tenths(share.share), tenths(share.moe90),
        percent(share.share, words), words.tenths(tenths(share.moe90)),
        points(share.moe90, words),
    )  # fmt: skip


def by_size(rows: Sequence[Protected]) -> list[Protected]:
    """Sort by size; what is not shown stands last, by its name: it has no size."""
    return sorted(
        rows,
        key=lambda row: (
            row.value is None,
            -row.value if row.value is not None else 0,
            row.name,
        ),
    )


def draw(
    rows: Sequence[Protected],
    words: Words,
    *,
    title: str,
    percents: bool = False,
    top: float | None = None,
) -> Drawing:
    """Return a mark and its margin for each row; one not shown is hatched and named."""
    return spread(
        {
            row.code: numbered(
                f"{row.number} ± {row.give}" if row.number else words("not shown"),
                row.name,
            )
            for row in rows
        },
        {row.code: found for row in rows if (found := row.interval)},
        words,
        title=title,
        percent=percents,
        top=top,
        colour=COMMUNITY,
        hatched=NOT_SHOWN,
        symbol="diamond",
    )


def key(rows: Sequence[Protected], words: Words) -> tuple[Sign, ...]:
    """Return the signs that stand in a drawing of ``rows``."""
    found = []
    if any(row.value is not None for row in rows):
        found.append(
            shape_sign(
                words("with noise; the line is its margin, right nine times in ten"),
                "diamond",
                COMMUNITY,
            )
        )
    if any(row.value is None for row in rows):
        found.append(
            fill_sign(words("not shown: small, zero or too uncertain"), NOT_SHOWN)
        )
    return tuple(found)


def listed(rows: Sequence[Protected], words: Words) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of the table: a name, the number, its margin."""
    return tuple(
        (
            Cell(row.name),
            number_cell(row.number or words("not shown")),
            number_cell(f"± {row.said}" if row.said else ""),
        )
        for row in rows
    )
