"""Printed figures as a reader meets them: by metric and period, sources in a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accountability.release.query import MAX_LIMIT, Query, SortKey
from accountability.release.reader import Reader, Row
from accountability.release.schema import STATISTICS
from accountability.vocab import (
    Authority,
    DocumentKind,
    Flag,
    Metric,
    Unit,
    ValueStatus,
)

ALL = "all"


@dataclass(frozen=True)
class Source:
    """Where something was read: the document, the place in it, and what it is."""

    document: str
    title: str
    reconstruction: bool
    authority: Authority
    sha256: str
    retrieved_at: Any
    page: int | None
    row: int | None


@dataclass(frozen=True)
class Reading:
    """One value as one version of one document prints it."""

    statistic: str
    figure: str
    value: float | None
    raw: str
    status: ValueStatus
    unit: Unit
    flags: tuple[Flag, ...]
    note: str
    source: Source

    @property
    def printed_otherwise(self) -> bool:
        """Whether the words printed are more than the number itself."""
        number = "" if self.value is None else f"{self.value}"
        return self.raw not in ("", number)


@dataclass
class FigureLine:
    """One figure of one period: the readings to quote, and those they replaced."""

    period: str
    start: date
    end: date
    category: str
    current: list[Reading] = field(default_factory=list)
    earlier: list[Reading] = field(default_factory=list)

    @property
    def disputed(self) -> bool:
        """Whether sources to quote print different values."""
        return len({(one.value, one.raw) for one in self.current}) > 1

    @property
    def blank(self) -> bool:
        """Whether every source has the line and leaves it empty."""
        readings = [*self.current, *self.earlier]
        return all(one.status is ValueStatus.NOT_REPORTED for one in readings)


@dataclass
class MetricTable:
    """All figures of one metric, newest period first, the whole before its parts.

    ``blanks`` are the lines that the sources print and leave empty.
    """

    metric: Metric
    unit: Unit
    lines: list[FigureLine]
    blanks: list[FigureLine]


def titles_of(reader: Reader) -> dict[str, Row]:
    """Return the newest version of every document, by id."""
    return {row["document"]: row for row in reader.documents()}


def source_of(row: Row, documents: Mapping[str, Row]) -> Source:
    """Return where a row of any table with provenance was read."""
    document = documents[row["document"]]
    return Source(
        document=row["document"],
        title=document["title"],
        reconstruction=document["kind"] == DocumentKind.RECONSTRUCTION,
        authority=Authority.of(document["authority"]),
        sha256=row["sha256"],
        retrieved_at=row["retrieved_at"],
        page=row["page"],
        row=row["row"],
    )


def reading_of(row: Row, documents: Mapping[str, Row]) -> Reading:
    """Return one row of the statistics as a reading."""
    return Reading(
        statistic=row["statistic"],
        figure=row["figure"],
        value=row["value"],
        raw=row["value_raw"],
        status=ValueStatus.of(row["status"]),
        unit=Unit.of(row["unit"]),
        flags=flags_of(row),
        note=row["note"],
        source=source_of(row, documents),
    )


def flags_of(row: Row) -> tuple[Flag, ...]:
    """Return the known problems of a row; that parts add up is no problem."""
    flags = map(Flag.of, row["flags"].split())
    return tuple(flag for flag in flags if flag is not Flag.SUM_CHECKED)


def statistics_of(reader: Reader, column: str, value: str) -> list[Row]:
    """Return every row of the statistics whose ``column`` holds ``value``."""
    return list(
        reader.rows(
            Query(
                STATISTICS,
                filters=((column, (value,)),),
                sort=(SortKey("period_start", descending=True),),
                limit=MAX_LIMIT,
            )
        )
    )


def metric_tables(
    rows: Iterable[Row], documents: Mapping[str, Row]
) -> list[MetricTable]:
    """Arrange the statistics of one department; metrics in the vocabulary's order."""
    lines: dict[tuple[str, str], FigureLine] = {}
    tables: dict[str, list[FigureLine]] = {}
    units: dict[str, Unit] = {}
    for row in rows:
        key = (row["metric"], row["figure"])
        if key not in lines:
            lines[key] = FigureLine(
                row["period"], row["period_start"], row["period_end"], row["category"]
            )
            tables.setdefault(row["metric"], []).append(lines[key])
            units[row["metric"]] = Unit.of(row["unit"])
        reading = reading_of(row, documents)
        (lines[key].current if row["current"] else lines[key].earlier).append(reading)
    for line in lines.values():
        line.current.sort(key=lambda one: (one.source.authority, one.statistic))
        line.current.sort(key=lambda one: one.source.authority is Authority.PRESS)
        line.earlier.sort(key=lambda one: one.source.retrieved_at, reverse=True)
    return [
        MetricTable(
            metric,
            units[metric],
            [line for line in _in_order(tables[metric]) if not line.blank],
            [line for line in _in_order(tables[metric]) if line.blank],
        )
        for metric in Metric
        if metric in tables
    ]


def newest_figure(
    tables: Iterable[MetricTable],
) -> tuple[MetricTable, FigureLine] | None:
    """Return the newest line that has a number: of complaints, else of what there is.

    It is what a page about a department says of itself in one line.
    """
    held = sorted(
        tables, key=lambda table: table.metric is not Metric.REGISTERED_COMPLAINTS
    )
    for table in held:
        for line in table.lines:
            if not line.category and line.current and line.current[0].value is not None:
                return table, line
    return None


def _in_order(lines: list[FigureLine]) -> list[FigureLine]:
    lines.sort(key=lambda line: line.category)
    lines.sort(key=lambda line: (line.start, line.end), reverse=True)
    return lines
