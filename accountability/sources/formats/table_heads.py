"""The headings of tables on a page, each with the part of the page that is its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.lines import Layout, Phrase, line_text, overlap


@dataclass(frozen=True)
class TableForm:
    """How a table is recognised and where it ends.

    ``headings`` are the column headings as printed, left to right. ``values`` are the
    headings of the columns that fill exactly one line of every row, by which rows that
    touch are told apart; none if rows are always parted by a gap. ``caption`` is the
    beginning of the line above; a caption without all headings is an error, and so are
    some headings without the others. A line that begins with one of ``ends`` is below
    the table.
    """

    caption: str
    headings: tuple[str, ...]
    values: frozenset[str]
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The headings of one table, found in one band of the page.

    Where tables stand side by side, what lies between ``left`` and ``right`` is this
    one's.
    """

    columns: dict[str, Phrase]
    left: float = -math.inf
    right: float = math.inf

    @property
    def top(self) -> float:
        """The top of the highest heading."""
        return min(phrase.box.top for phrase in self.columns.values())

    @property
    def bottom(self) -> float:
        """The foot of the lowest heading."""
        return max(phrase.box.bottom for phrase in self.columns.values())

    @property
    def start(self) -> float:
        """Where the first heading begins."""
        return min(phrase.box.x0 for phrase in self.columns.values())

    @property
    def end(self) -> float:
        """Where the last heading ends."""
        return max(phrase.box.x1 for phrase in self.columns.values())

    def holds(self, phrase: Phrase) -> bool:
        """Say whether ``phrase`` stands in this table's part of the page."""
        return self.left <= (phrase.box.x0 + phrase.box.x1) / 2 < self.right

    def crossed_by(self, phrase: Phrase) -> bool:
        """Say whether ``phrase`` runs over the edge to the table beside."""
        return any(
            phrase.box.x0 < edge < phrase.box.x1 for edge in (self.left, self.right)
        )

    def is_above(self, other: "Head") -> bool:
        """Say whether ``other`` stands in this one's part of the page, lower down."""
        return self.bottom < other.bottom - 1 and any(
            self.holds(phrase) for phrase in other.columns.values()
        )


def heads_of(layout: Layout, form: TableForm, where: str) -> list[Head]:
    """Find the headings of every table of this form, top to bottom, left to right.

    Raises SourceError (layout_changed) when only some of the headings are there, or
    when it is not certain which of two belongs to a table.
    """
    candidates = {heading: layout.wrapped(heading) for heading in form.headings}
    found: list[Head] = []
    best: dict[str, Phrase] = {}
    for reference in (item for group in candidates.values() for item in group):
        if any(_level(reference, known) for known in found):
            continue
        band = {
            heading: beside
            for heading, group in candidates.items()
            if (beside := _beside(group, reference))
        }
        if len(band) < len(form.headings):
            best = max(best, {name: group[0] for name, group in band.items()}, key=len)
            continue
        found += _side_by_side(band, where)
    captioned = form.caption and any(
        line_text(line).casefold().startswith(form.caption.casefold())
        for line in layout.lines
    )
    if not found and (captioned or 2 * len(best) > len(form.headings)):
        missing = next(name for name in form.headings if name not in best)
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            where,
            f"the heading {missing!r} is not in its place",
        )
    return sorted(found, key=lambda head: (head.top, head.start))


def _level(phrase: Phrase, head: Head) -> bool:
    """Say whether ``phrase`` stands in the band of ``head``."""
    return phrase.box.top <= head.bottom and phrase.box.bottom >= head.top


def _beside(group: Sequence[Phrase], reference: Phrase) -> list[Phrase]:
    """Return the phrases at the height of ``reference``, left to right."""
    level = [
        phrase
        for phrase in group
        if phrase.box.top <= reference.box.bottom
        and phrase.box.bottom >= reference.box.top
    ]
    return sorted(level, key=lambda phrase: phrase.box.x0)


def _side_by_side(band: dict[str, list[Phrase]], where: str) -> list[Head]:
    """Share the headings of one band out to the tables that stand beside each other."""
    number = min(map(len, band.values()))
    unclear = next((name for name, group in band.items() if len(group) > number), None)
    heads = [
        Head({name: group[place] for name, group in band.items()})
        for place in range(number)
    ]
    if unclear is None and all(
        left.end < right.start for left, right in pairwise(heads)
    ):
        edges = [(left.end + right.start) / 2 for left, right in pairwise(heads)]
        return [
            Head(head.columns, left, right)
            for head, left, right in zip(
                heads, [-math.inf, *edges], [*edges, math.inf], strict=True
            )
        ]
    name = unclear or next(iter(band))
    raise SourceError(
        Failure.LAYOUT_CHANGED,
        where,
        f"the heading {name!r} is there {len(band[name])} times: whose is it?",
    )


def heading_of(phrase: Phrase, head: Head, where: str) -> str:
    """Return the one heading that a phrase stands under.

    Raises SourceError (layout_changed) naming the place when it is none or two.
    """
    under = [
        heading
        for heading, column in head.columns.items()
        if overlap(phrase.box, column.box) > 0
    ]
    if len(under) == 1:
        return under[0]
    box = phrase.box
    raise SourceError(
        Failure.LAYOUT_CHANGED,
        f"{where} at {box.x0:.0f},{box.top:.0f}",
        "a value stands under "
        + ("no heading" if not under else " and ".join(map(repr, under))),
    )
