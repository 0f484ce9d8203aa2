"""What is there, what is missing and why; what was corrected."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import gettext

from accountability.release.parameters import one, parse
from accountability.release.query import MAX_LIMIT, Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import (
    CHANGES,
    CORRECTIONS,
    COVERAGE,
    STATISTICS,
    TABLES,
)
from accountability.site.figures import ALL, titles_of
from accountability.site.page import Context, page
from accountability.vocab import ChangeReason, Coverage, Metric, ValueStatus

#: Values revised that are listed; the file has them all.
CHANGES_SHOWN = 100

#: As the column ``change`` names a row whose values differ.
REVISED = "revised"
TITLES = {table.name: table.title for table in TABLES}


@dataclass(frozen=True)
class CoverageLine:
    """One department: what there is of each period, None where it did not exist."""

    department: str
    name: str
    cells: tuple[Coverage | None, ...]


@dataclass(frozen=True)
class MetricCoverage:
    """How much of one metric there is."""

    metric: Metric
    present: int
    asked: int


@page
def coverage(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Show for one metric which departments and periods have a figure, and why not."""
    rows = list(reader.rows(Query(COVERAGE)))
    counted = _counted(rows)
    text = one({k: request.GET.getlist(k) for k in request.GET}, "metric")
    metric = Metric.REGISTERED_COMPLAINTS
    if text is not None:
        metric = Metric.of(str(parse("metric", STATISTICS.column("metric"), text)))
    shown = [row for row in rows if row["metric"] == metric]
    names = {row["department"]: row["name"] for row in reader.departments()}
    spans = {(r["period_start"], r["period_end"]): r["period"] for r in shown}
    periods = [spans[span] for span in sorted(spans)]
    return "site/coverage.html", {
        "metric": metric,
        "metrics": counted,
        "periods": periods,
        "lines": _lines(shown, periods, names),
        "kinds": [
            (kind, sum(row["coverage"] == kind for row in shown)) for kind in Coverage
        ],
        "held": COVERAGE.name in reader.info.rows,
        "unread": _unread(reader),
    }


def _counted(rows: list[Row]) -> list[MetricCoverage]:
    found = []
    for metric in Metric:
        mine = [row for row in rows if row["metric"] == metric]
        if mine:
            present = sum(row["coverage"] == Coverage.PRESENT for row in mine)
            found.append(MetricCoverage(metric, present, len(mine)))
    return found


def _lines(
    rows: list[Row], periods: list[str], names: dict[str, str]
) -> list[CoverageLine]:
    held: dict[str, dict[str, Coverage]] = {}
    for row in rows:
        held.setdefault(row["department"], {})[row["period"]] = Coverage.of(
            row["coverage"]
        )
    ordered = sorted(held, key=lambda name: names.get(name, name))
    return [
        CoverageLine(
            name, names.get(name, name), tuple(held[name].get(p) for p in periods)
        )
        for name in ordered
    ]


def _unread(reader: Reader) -> list[Row]:
    """Return the newest documents of which something was read and not accepted."""
    return [row for row in reader.documents() if row["records_rejected"]]


@dataclass(frozen=True)
class Correction:
    """One figure that a newer version of its document prints otherwise."""

    row: Row
    metric: Metric
    before: ValueStatus
    after: ValueStatus
    name: str
    title: str


@dataclass(frozen=True)
class TableChanges:
    """How many rows of a table were added, revised or removed, and what brought it."""

    table: str
    title: str
    change: str
    why: tuple[ChangeReason, ...]
    rows: int


def changes_by_table(reader: Reader) -> list[TableChanges]:
    """Return the changes since the release before, counted; a key is no news."""
    return [
        TableChanges(
            table,
            gettext(TITLES.get(table, table)),
            change,
            tuple(map(ChangeReason.of, sorted(reasons))),
            rows,
        )
        for (table, change), (rows, reasons) in _counted_changes(reader).items()
    ]


@lru_cache(maxsize=2)
def _counted_changes(reader: Reader) -> dict[tuple[str, str], tuple[int, set[str]]]:
    found: dict[tuple[str, str], tuple[int, set[str]]] = {}
    for row in reader.rows(Query(CHANGES, fields=("table", "change", "why"))):
        rows, reasons = found.get((row["table"], row["change"]), (0, set()))
        if row["why"]:
            reasons.add(row["why"])
        found[row["table"], row["change"]] = rows + 1, reasons
    return found


@page
def corrections(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the figures that bodies changed, and what changed since the last release."""
    names = {row["department"]: row["name"] for row in reader.departments()}
    titles = titles_of(reader)
    found = [
        Correction(
            row,
            Metric.of(row["metric"]),
            ValueStatus.of(row["status_before"]),
            ValueStatus.of(row["status"]),
            "" if row["department"] == ALL else names.get(row["department"], ""),
            titles[row["document"]]["title"],
        )
        for row in reader.rows(Query(CORRECTIONS))
    ]
    revised = Query(
        CHANGES,
        filters=(("change", (REVISED,)),),
        limit=min(CHANGES_SHOWN, MAX_LIMIT),
    )
    listed = reader.page(revised)
    tables = changes_by_table(reader)
    return "site/corrections.html", {
        "corrections": sorted(
            found, key=lambda each: each.row["retrieved_at"], reverse=True
        ),
        "held": CORRECTIONS.name in reader.info.rows,
        "tables": tables,
        "changed": sum(each.rows for each in tables),
        "revised": listed.rows,
        "revised_total": listed.total,
        "titles": {name: gettext(title) for name, title in TITLES.items()},
    }
