"""Official and community figures in two panels: never added, subtracted or stacked.

Each panel has its own unit and its own axis. The official one has figures as a body
printed them, each with the place it was read; the community one protected figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from accountability.release.community.asked import COHORT, Asked
from accountability.release.community.domain import Cohort
from accountability.release.community.gap import reported_share
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord
from accountability.release.query import Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import ALL, STATISTICS
from accountability.site.community.bars import Bar, Scale
from accountability.site.community.charts import Chart, Grid, chart_of
from accountability.site.community.words import (
    code_words,
    cohort_words,
    percent,
    points,
)
from accountability.site.figures import MetricTable, Reading, reading_of, titles_of
from accountability.site.tags import label, number
from accountability.vocab import Authority, Metric, Unit, ValueStatus, unit_of
from accountability.vocab.community import UNSTATED_DEPARTMENT, CommunityDimension

_DEPARTMENT = CommunityDimension.DEPARTMENT.value
#: What a department's panel shows: the first of these that a body printed.
_METRICS = (
    Metric.REGISTERED_COMPLAINTS,
    Metric.FILES_OPENED,
    Metric.INVESTIGATIONS_ALL,
)
#: Periods of a department's official panel, the newest first.
_PERIODS = 6


@dataclass(frozen=True)
class OfficialLine:
    """One row of the official panel; without a reading nothing was read."""

    words: str
    period: str
    reading: Reading | None
    bar: Bar | None

    @property
    def said_of(self) -> str:
        """What the number is of, for who hears a link by itself."""
        return ", ".join(dict.fromkeys((self.words, self.period)))


@dataclass(frozen=True)
class OfficialPanel:
    """Figures of one metric as printed; the axis is this panel's alone."""

    metric: Metric
    unit: Unit
    first: str
    lines: tuple[OfficialLine, ...]
    grid: tuple[Grid, ...]

    @property
    def unread(self) -> int:
        """How many rows have nothing read."""
        return sum(line.reading is None for line in self.lines)


@dataclass(frozen=True)
class Beside:
    """Both panels. ``community`` is empty where the record does not tell this apart.

    ``reported`` and ``margin`` are the department's share of cases that an official
    body was told of, of those received in ``reported_years``, if it is shown.
    """

    official: OfficialPanel | None
    community: Chart | None
    record: CommunityRecord | None
    reported: str = ""
    margin: str = ""
    reported_years: str = ""


def beside_department(
    reader: Reader, slug: str, metrics: Iterable[MetricTable]
) -> Beside:
    """Return both panels of one department, or of all together (``all``)."""
    official = _series(metrics)
    record = reader.community
    if record is None:
        return Beside(official, None, None)
    if slug == ALL:
        where: dict[str, list[str]] = {}
    elif slug in record.edition.domain.dimension(_DEPARTMENT).codes:
        where = {_DEPARTMENT: [slug]}
    else:
        return Beside(official, None, record)
    asked = Asked(Question.of(where), COHORT)
    chart = chart_of(
        reader,
        record,
        asked,
        name="community-cases",
        title=gettext("Cases that advocates recorded"),
    )
    return Beside(official, chart, record, *_reported(record, where))


def _reported(
    record: CommunityRecord, where: Mapping[str, Iterable[str]]
) -> tuple[str, str, str]:
    """Return the newest cohort's share reported, its margin and its years, in words."""
    for cohort in reversed(record.edition.cohorts):
        share = reported_share(record, (cohort,), where)
        if share is not None:
            if share.share is None or share.moe90 is None:
                break
            return percent(share.share), points(share.moe90), cohort_words(cohort)
    return "", "", ""


def _series(metrics: Iterable[MetricTable]) -> OfficialPanel | None:
    by_metric = {table.metric: table for table in metrics}
    for metric in _METRICS:
        if metric not in by_metric:
            continue
        table = by_metric[metric]
        rows = [
            (line.period, line.period, reading)
            for line in table.lines
            if not line.category
            for reading in line.current
        ]
        if rows:
            newest = rows[:_PERIODS]
            return _panel(metric, table.unit, gettext("Period"), newest)
    return None


def beside_all(
    reader: Reader, record: CommunityRecord, cohorts: tuple[Cohort, ...]
) -> Beside:
    """Return both panels over departments: the newest registered complaints, cases."""
    chart = chart_of(
        reader,
        record,
        Asked(Question.of({}, cohorts), _DEPARTMENT),
        name="community-departments",
        title=gettext("Cases that advocates recorded"),
    )
    metric = _METRICS[0]
    newest = _newest(reader, metric)
    documents = titles_of(reader)
    rows: list[tuple[str, str, Reading | None]] = []
    for code in record.edition.domain.dimension(_DEPARTMENT).codes:
        if code == UNSTATED_DEPARTMENT:
            continue
        words = code_words(reader, _DEPARTMENT, code)
        printed = newest.get(code, [])
        rows += [(words, row["period"], reading_of(row, documents)) for row in printed]
        if not printed:
            rows.append((words, "", None))
    rows.sort(key=lambda row: row[0])
    first = label(CommunityDimension.DEPARTMENT)
    return Beside(_panel(metric, unit_of(metric), first, rows), chart, record)


def _newest(reader: Reader, metric: Metric) -> dict[str, list[Row]]:
    """Return what each department's newest period has, the body before the press.

    Lines that a source leaves empty are left out. Sources that disagree all stay.
    """
    question = Query(
        STATISTICS,
        filters=(
            ("metric", (metric,)),
            ("current", (True,)),
            ("category", ("",)),
            ("status", tuple(set(ValueStatus) - {ValueStatus.NOT_REPORTED})),
        ),
    )
    found: dict[str, list[Row]] = {}
    for row in reader.rows(question):
        kept = found.setdefault(row["department"], [])
        if kept and row["period_end"] > kept[0]["period_end"]:
            kept.clear()
        if not kept or row["period_end"] == kept[0]["period_end"]:
            kept.append(row)
    for rows in found.values():
        rows.sort(
            key=lambda row: (row["authority"] == Authority.PRESS, row["statistic"])
        )
    return found


def _panel(
    metric: Metric,
    unit: Unit,
    first: str,
    rows: Sequence[tuple[str, str, Reading | None]],
) -> OfficialPanel:
    values = [reading.value for _, _, reading in rows if reading and reading.value]
    scale = Scale.over(max(values, default=0))
    return OfficialPanel(
        metric,
        unit,
        first,
        tuple(
            OfficialLine(
                words,
                period,
                reading,
                None
                if reading is None or reading.value is None
                else scale.bar(reading.value),
            )
            for words, period, reading in rows
        ),
        tuple(
            Grid(tick.place, number(tick.value), tick.anchor) for tick in scale.ticks
        ),
    )
