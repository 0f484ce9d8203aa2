"""The headline facts of the home page, computed from the release alone."""

from dataclasses import dataclass

from accountability.release.overview import OverviewQuery
from accountability.release.query import Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import ALLEGATIONS, BODIES, STATISTICS
from accountability.site.figures import ALL, Reading, reading_of, titles_of
from accountability.vocab import DisciplineStage, Metric, OutcomeGroup, ValueStatus

#: What is asked most stands first.
_TOTALS = (Metric.REGISTERED_COMPLAINTS, Metric.FILES_OPENED)


@dataclass(frozen=True)
class NewestTotal:
    """The newest total that a body printed."""

    body: Row
    metric: Metric
    period: str
    reading: Reading


@dataclass(frozen=True)
class AfterDeparture:
    """Measures recorded only after the officer had left."""

    allegations: int
    matters: int
    department: Row


@dataclass(frozen=True)
class RowByRow:
    """Allegations that a jurisdiction gives row by row, and the share substantiated."""

    department: Row
    allegations: int
    substantiated: int
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Disagreement:
    """One figure that sources print differently."""

    department: str
    metric: Metric
    period: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Coverage:
    """How many of the departments have any printed figure here, blanks left out."""

    covered: int
    departments: int


@dataclass(frozen=True)
class Headlines:
    """All facts of the home page; each is left out where the release has none."""

    totals: list[NewestTotal]
    after_departure: list[AfterDeparture]
    row_by_row: list[RowByRow]
    disagreements: list[Disagreement]
    coverage: Coverage
    figures: int


def headlines(reader: Reader) -> Headlines:
    """Compute the headline facts of a release."""
    documents = titles_of(reader)
    departments = {row["department"]: row for row in reader.departments()}
    current = list(reader.rows(Query(STATISTICS, filters=(("current", (True,)),))))
    return Headlines(
        totals=_totals(reader, current, documents),
        after_departure=_after_departure(reader, departments),
        row_by_row=_row_by_row(reader, departments),
        disagreements=_disagreements(current, documents),
        coverage=_coverage(current, departments),
        figures=sum(row["status"] != ValueStatus.NOT_REPORTED for row in current),
    )


def _totals(
    reader: Reader, current: list[Row], documents: dict[str, Row]
) -> list[NewestTotal]:
    found = []
    for body in reader.rows(Query(BODIES)):
        for metric in _TOTALS:
            rows = [
                row
                for row in current
                if row["body"] == body["body"]
                and row["department"] == ALL
                and row["metric"] == metric
                and row["category"] == ""
                and row["value"] is not None
            ]
            if rows:
                newest = max(
                    rows, key=lambda row: (row["period_end"], row["statistic"])
                )
                reading = reading_of(newest, documents)
                found.append(NewestTotal(body, metric, newest["period"], reading))
    return found


def _after_departure(
    reader: Reader, departments: dict[str, Row]
) -> list[AfterDeparture]:
    stage = DisciplineStage.RECORDED_AFTER_DEPARTURE.value
    question = Query(
        ALLEGATIONS,
        filters=(("discipline_stage", (stage,)),),
        fields=("department", "complaint"),
    )
    matters: dict[str, list[str]] = {}
    for row in reader.rows(question):
        matters.setdefault(row["department"], []).append(row["complaint"])
    return [
        AfterDeparture(len(rows), len(set(rows)), departments[name])
        for name, rows in sorted(matters.items())
    ]


def _row_by_row(reader: Reader, departments: dict[str, Row]) -> list[RowByRow]:
    """Tell of departments whose body gives every allegation, whatever came of it.

    A list of nothing but substantiated allegations has no share to tell.
    """
    found = []
    overview = reader.overview(OverviewQuery())
    counts: dict[str, dict[OutcomeGroup, int]] = {}
    for count in overview.by_department_outcome:
        counts.setdefault(count.department, {})[count.outcome] = count.allegations
    for name, outcomes in sorted(counts.items()):
        if set(outcomes) <= {OutcomeGroup.SUBSTANTIATED, OutcomeGroup.PENDING}:
            continue
        years = reader.overview(OverviewQuery(departments=(name,))).by_year_outcome
        found.append(
            RowByRow(
                department=departments[name],
                allegations=sum(outcomes.values()),
                substantiated=outcomes.get(OutcomeGroup.SUBSTANTIATED, 0),
                first_year=min(count.year for count in years),
                last_year=max(count.year for count in years),
            )
        )
    return found


def _disagreements(current: list[Row], documents: dict[str, Row]) -> list[Disagreement]:
    figures: dict[str, list[Row]] = {}
    for row in current:
        if row["disputed"]:
            figures.setdefault(row["figure"], []).append(row)
    return [
        Disagreement(
            rows[0]["department"],
            Metric.of(rows[0]["metric"]),
            rows[0]["period"],
            tuple(
                reading_of(row, documents)
                for row in sorted(
                    rows,
                    key=lambda row: (row["authority"] == "press", row["value_raw"]),
                )
            ),
        )
        for rows in figures.values()
    ]


def _coverage(current: list[Row], departments: dict[str, Row]) -> Coverage:
    printed = {
        row["department"]
        for row in current
        if row["status"] != ValueStatus.NOT_REPORTED
    }
    return Coverage(len(printed & set(departments)), len(departments))
