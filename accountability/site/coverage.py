"""What is there, what is missing and why; what was corrected."""

from dataclasses import dataclass

from django.http import HttpRequest

from accountability.release.parameters import one, parse
from accountability.release.query import MAX_LIMIT, Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import (
    CHANGES,
    CORRECTIONS,
    COVERAGE,
    STATISTICS,
)
from accountability.site.figures import ALL, titles_of
from accountability.site.page import Context, page
from accountability.vocab import Coverage, Metric, ValueStatus

#: Changed rows listed; the file has them all.
CHANGES_SHOWN = 200


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
    changes = reader.page(Query(CHANGES, limit=min(CHANGES_SHOWN, MAX_LIMIT)))
    return "site/corrections.html", {
        "corrections": sorted(
            found, key=lambda each: each.row["retrieved_at"], reverse=True
        ),
        "held": CORRECTIONS.name in reader.info.rows,
        "changes": changes.rows,
        "changed": changes.total,
    }
