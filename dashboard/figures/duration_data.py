"""What the charts of time are made of: matters, and how long they lasted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accountability.release.server_tables import DurationCount
from dashboard.figures.chart import Cell, Source, Table, number_cell
from dashboard.figures.survival import Survival, survival
from dashboard.state import By
from dashboard.words import Words

#: Six months (Police Act s.99) in days, as months are 30.4 days long on average.
LIMIT_DAYS = 183
#: After so many days it is asked how many are still open.
YEAR = 365


@dataclass(frozen=True)
class DurationData:
    """Matters of one place, divided by year received, by department or not at all.

    ``last_day`` is the last day that the list knows of. ``limited`` says whether the
    B.C. Police Act's limit applies there.
    """

    counts: tuple[DurationCount, ...]
    held: bool
    by: By
    limited: bool
    jurisdiction: str
    place: str
    names: Mapping[str, str]
    last_day: date | None
    release: str
    sources: tuple[Source, ...]

    @cached_property
    def together(self) -> Survival:
        """The curve of all matters."""
        return survival(self.counts)

    @cached_property
    def curves(self) -> Mapping[str, Survival]:
        """The curve of each group that has a dated matter, in order."""
        groups: dict[str, list[DurationCount]] = {}
        for count in self.counts:
            groups.setdefault(self._group(count), []).append(count)
        made = {key: survival(groups[key]) for key in sorted(groups)}
        return {key: curve for key, curve in made.items() if curve.matters}

    def _group(self, count: DurationCount) -> str:
        if self.by is By.YEAR:
            return str(count.year)
        return count.department if self.by is By.DEPARTMENT else By.NOTHING.value

    def label(self, group: str, words: Words) -> str:
        """Return what a group is called."""
        if self.by is By.YEAR:
            return words("Received in {year}", year=group)
        if self.by is By.DEPARTMENT:
            return self.names.get(group, group)
        return words("All together")

    def missing(self, words: Words) -> str | None:
        """Return why nothing can be said; None if something can."""
        if not self.held:
            return words(
                "This release was made before these counts were kept; a newer one has "
                "them."
            )
        if not self.counts:
            return words(
                "{place}: no matter in this release fits these filters.",
                place=self.place,
            )
        if not self.together.matters:
            return words(
                "{place}: the record gives no date of receipt or conclusion for any "
                "of its {count} matters, so nothing can be said about how long they "
                "took.",
                place=self.place,
                count=words.number(self.together.undated),
            )
        return None


def median_words(curve: Survival, words: Words) -> str:
    """Write the median with its interval; what was never reached is said to be so."""
    low, high = curve.median_limits
    if curve.median is None:
        return words("more than half still open")
    if low is None or high is None:
        return words(
            "{days} days (95%: {low} or more)",
            days=words.number(curve.median),
            low=words.number(curve.median if low is None else low),
        )
    return words(
        "{days} days (95%: {low} to {high})",
        days=words.number(curve.median),
        low=words.number(low),
        high=words.number(high),
    )


def limit_words(words: Words) -> str:
    """Name the limit that is drawn."""
    return words("Six months, the limit of the Police Act, s.99, unless extended")


def duration_table(data: DurationData, words: Words) -> Table:
    """Return a row a group: counted, open, median, open after a year."""

    def row(label: str, curve: Survival) -> tuple[Cell, ...]:
        after = curve.still_open(YEAR)
        return (
            Cell(label),
            number_cell(words.number(curve.matters)),
            number_cell(words.number(curve.open)),
            number_cell(median_words(curve, words)),
            number_cell(
                words("not followed so long")
                if after is None
                else words.share(round(after.open * 10_000), 10_000)
            ),
        )

    rows = [row(data.label(key, words), curve) for key, curve in data.curves.items()]
    if len(rows) > 1:
        rows.append(row(words("All together"), data.together))
    return Table(
        caption=words("Matters and days until they were concluded"),
        header=(
            words("Matters"),
            words("Counted"),
            words("Open"),
            words("Median and 95% interval"),
            words("Open after a year"),
        ),
        rows=tuple(rows),
    )
