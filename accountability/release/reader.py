"""Answers from one release bundle, by DuckDB over its Parquet files.

One DuckDB instance a process and a cursor a thread, on one core, with a memory
limit; it can open nothing but the bundle, and its settings are locked. It is opened
at the first question, so that a server may fork before. Every answer has a total
order: the same question has the same answer.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from accountability.release import sql
from accountability.release.aggregates import (
    DURATIONS,
    MEASURE_CUBE,
    SPANS,
    SUBTYPE_CUBE,
    DurationCount,
    MeasureCount,
    Span,
    SubtypeCount,
)
from accountability.release.answers import (
    Document,
    Figure,
    NotInRelease,
    Page,
    Row,
    order_keys,
    rows_of,
)
from accountability.release.bundle import ReleaseInfo
from accountability.release.database import held_by, open_locked
from accountability.release.overview import (
    ClassOutcome,
    DepartmentOutcome,
    FigurePoint,
    OutcomeCount,
    Overview,
    OverviewQuery,
    YearOutcome,
)
from accountability.release.parameters import nearest
from accountability.release.query import MAX_LIMIT, Query
from accountability.release.schema import (
    ALLEGATION_CUBE,
    ALLEGATIONS,
    DEPARTMENTS,
    DOCUMENTS,
    REJECTIONS,
    STATISTICS,
    Column,
    Kind,
    Table,
)
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Measure,
    Metric,
    OutcomeGroup,
)

__all__ = ["Document", "Figure", "NotInRelease", "Page", "Reader", "Row"]

#: Allegations are counted from the cube when a question asks only about these.
_CUBED = frozenset(ALLEGATION_CUBE.names) - {"allegations"}


class Reader:
    """Answers questions from the bundle in a directory."""

    def __init__(self, bundle: Path, *, memory_limit: str = "256MB") -> None:
        """Look at the bundle; raises NoRelease or BundleError if it is not one."""
        self.bundle = bundle.resolve()
        self.info = ReleaseInfo.of(self.bundle)
        self._memory_limit = memory_limit
        self._database: duckdb.DuckDBPyConnection | None = None
        self._domain: Mapping[str, frozenset[str]] | None = None
        self._points_read: dict[Metric, list[tuple[str, FigurePoint]]] = {}
        self._opening = threading.Lock()
        self._threads = threading.local()

    def page(self, query: Query) -> Page:
        """Return one page; raises QueryError for values the release does not hold."""
        query.validate(self.domain(query.table))
        text, parameters = sql.page_sql(query)
        found = self._cursor().execute(text, parameters).fetchall()
        columns = query.selected
        rows = list(rows_of(columns, found[: query.limit]))
        cursor = None
        if len(found) > query.limit:
            cursor = query.cursor_text(order_keys(query, found[query.limit - 1]))
        return Page(rows, cursor, self.total(query))

    def rows(self, query: Query) -> Iterator[Row]:
        """Yield every row of the answer, ignoring ``limit``; memory stays flat.

        The parameters are checked before the first row: raises QueryError at once.
        """
        query.validate(self.domain(query.table))
        return self._stream(query)

    def _stream(self, query: Query) -> Iterator[Row]:
        statement, parameters = sql.stream_sql(query)
        cursor = self._open().cursor().execute(statement, parameters)
        while batch := cursor.fetchmany(MAX_LIMIT):
            yield from rows_of(query.selected, batch)

    def total(self, query: Query) -> int:
        """Count the rows of an answer, without reading them where it can be done."""
        asked = {name for name, _ in query.filters}
        asked |= {bounds.column for bounds in query.ranges}
        if not asked:
            return self.info.rows.get(query.table.name, 0)
        clause = sql.where(query)
        if query.table == ALLEGATIONS and asked <= _CUBED:
            counted = "coalesce(sum(allegations), 0)::BIGINT FROM allegation_cube"
        else:
            counted = f"count(*) FROM {sql.quoted(query.table.name)}"
        return self._number(f"SELECT {counted}{clause.sql()}", clause.parameters)

    def domain(self, table: Table) -> Mapping[str, frozenset[str]]:
        """Return what the columns that other tables point to may hold here.

        In tables of figures ``all`` is a department: the total over all of them.
        """
        self._open()
        known = self._domain
        if known is None:
            raise RuntimeError("the release was opened without its domain")
        held = {name: known[name] for name in table.names if name in known}
        if table == STATISTICS:
            held["department"] |= {"all"}
            held["period"] = known["statistics.period"]
        elif "period" in held:
            del held["period"]
        return held

    def overview(self, query: OverviewQuery) -> Overview:
        """Answer every chart of the overview; raises QueryError as ``page`` does."""
        query.validate(self.domain(STATISTICS))
        clause = sql.cube_where(query)
        counted = self._cursor().execute(
            "SELECT grouping(year, department, class), year, department, class, "
            f"outcome, sum(allegations)::BIGINT FROM allegation_cube{clause.sql()} "
            "GROUP BY GROUPING SETS ((year, outcome), (department, outcome), "
            "(class, outcome), (outcome))",
            clause.parameters,
        )
        years, departments, classes, outcomes = [], [], [], []
        for grouping, year, department, named, outcome, count in counted.fetchall():
            group = OutcomeGroup.of(outcome)
            if grouping == 0b011:
                years.append(YearOutcome(year, group, count))
            elif grouping == 0b101:
                departments.append(DepartmentOutcome(department, group, count))
            elif grouping == 0b110:
                classes.append(ClassOutcome(AllegationClass.of(named), group, count))
            else:
                outcomes.append(OutcomeCount(group, count))
        return Overview(
            query=query,
            release=self.info.release,
            total=sum(count.allegations for count in outcomes),
            by_year_outcome=tuple(
                sorted(years, key=lambda count: (count.year, _rank(count.outcome)))
            ),
            by_outcome=tuple(sorted(outcomes, key=lambda count: _rank(count.outcome))),
            by_department_outcome=tuple(
                sorted(
                    departments,
                    key=lambda count: (count.department, _rank(count.outcome)),
                )
            ),
            by_class_outcome=tuple(
                sorted(
                    classes,
                    key=lambda count: (
                        _CLASS_RANK[count.allegation_class],
                        _rank(count.outcome),
                    ),
                )
            ),
            trend=self._trend(query),
        )

    def measures(self, query: OverviewQuery) -> tuple[MeasureCount, ...]:
        """Count allegations by year, outcome, gravest measure and its effect."""
        return tuple(
            MeasureCount(
                department,
                year,
                OutcomeGroup.of(outcome),
                Measure.of(measure) if measure else None,
                DisciplineStage.of(stage) if stage else None,
                count,
            )
            for department, year, outcome, measure, stage, count in self._counted(
                query,
                MEASURE_CUBE,
                (
                    "department",
                    "year",
                    "outcome",
                    "gravest_measure",
                    "discipline_stage",
                ),
            )
        )

    def subtypes(self, query: OverviewQuery) -> tuple[SubtypeCount, ...]:
        """Count allegations by year, class and sub-type as printed."""
        return tuple(
            SubtypeCount(year, AllegationClass.of(named), subtype, count)
            for year, named, subtype, count in self._counted(
                query, SUBTYPE_CUBE, ("year", "class", "subtype_raw")
            )
        )

    def durations(self, query: OverviewQuery) -> tuple[DurationCount, ...]:
        """Count matters by how long they took, or have taken while open.

        A matter holds allegations of several classes and outcomes, so ``query`` is
        asked for departments, place and years alone.
        """
        matters = replace(query, classes=(), outcomes=())
        names = ("department", "year", "state", "days")
        return tuple(
            DurationCount(*found)
            for found in self._counted(matters, DURATIONS, names, "matters")
        )

    def spans(self) -> tuple[Span, ...]:
        """Return how far each department's list of allegations reaches."""
        names = ", ".join(SPANS.names)
        found = self._cursor().execute(f"SELECT {names} FROM spans ORDER BY 1")
        return tuple(Span(*row) for row in found.fetchall())

    def _counted(
        self,
        query: OverviewQuery,
        cube: Table,
        keys: tuple[str, ...],
        summed: str = "allegations",
    ) -> list[tuple[Any, ...]]:
        query.validate(self.domain(STATISTICS))
        clause = sql.cube_where(query)
        names = ", ".join(map(sql.quoted, keys))
        ordered = (
            f"{sql.quoted(name)}{'::VARCHAR' * (cube.column(name).kind is Kind.STRING)}"
            for name in keys
        )
        found = self._cursor().execute(
            f"SELECT {names}, sum({summed})::BIGINT FROM {cube.name}{clause.sql()} "
            f"GROUP BY {names} ORDER BY {', '.join(ordered)}",
            clause.parameters,
        )
        return found.fetchall()

    def _trend(self, query: OverviewQuery) -> tuple[FigurePoint, ...]:
        return tuple(
            point
            for jurisdiction, point in self._points(query.metric)
            if (not query.departments or point.department in query.departments)
            and query.jurisdiction in (None, jurisdiction)
            and (query.year_min is None or query.year_min <= point.period_start.year)
            and (query.year_max is None or point.period_start.year <= query.year_max)
        )

    def _points(self, metric: Metric) -> list[tuple[str, FigurePoint]]:
        """Return the current whole figures of a metric, each with its jurisdiction.

        They are few and never change, so each metric is read once and kept.
        """
        if metric not in self._points_read:
            names = ("jurisdiction", *FigurePoint.__dataclass_fields__)
            found = self._select(
                STATISTICS,
                map(STATISTICS.column, names),
                sql.Where(["current", "category = ''", "metric = ?"], [metric.value]),
                "department, period_start, period_end, authority = 'press', statistic",
            )
            self._points_read[metric] = [
                (row.pop("jurisdiction"), FigurePoint(**row)) for row in found
            ]
        return self._points_read[metric]

    def figure(self, figure: str) -> Figure:
        """Return all versions of one figure; raises NotInRelease."""
        clause = sql.Where(["figure = ?"], [figure])
        rows = self._select(
            STATISTICS,
            STATISTICS.columns,
            clause,
            "authority = 'press', retrieved_at DESC, statistic",
        )
        if not rows:
            raise NotInRelease("figure", figure)
        return Figure(
            figure,
            [row for row in rows if row["current"]],
            [row for row in rows if not row["current"]],
        )

    def document(self, document: str) -> Document:
        """Return one document with its versions; raises NotInRelease."""
        clause = sql.Where(["document = ?"], [document])
        versions = self._select(DOCUMENTS, DOCUMENTS.columns, clause, "version DESC")
        if not versions:
            known = self.domain(DOCUMENTS)["document"]
            raise NotInRelease("document", document, nearest(document, known))
        counts = {
            table.name: self._number(
                f"SELECT count(*) FROM {table.name}{clause.sql()}", clause.parameters
            )
            for table in (STATISTICS, ALLEGATIONS, REJECTIONS)
        }
        return Document(document, versions, **counts)

    def documents(self) -> list[Row]:
        """Return the newest version of every document, in order of document."""
        clause = sql.Where(["current"])
        return self._select(DOCUMENTS, DOCUMENTS.columns, clause, "document")

    def department(self, department: str) -> Row:
        """Return one department; raises NotInRelease with the nearest one."""
        clause = sql.Where(["department = ?"], [department])
        rows = self._select(DEPARTMENTS, DEPARTMENTS.columns, clause, "department")
        if not rows:
            known = self.domain(DEPARTMENTS)["department"]
            raise NotInRelease("department", department, nearest(department, known))
        return rows[0]

    def departments(self) -> list[Row]:
        """Return every department, in order of id."""
        return self._select(DEPARTMENTS, DEPARTMENTS.columns, sql.Where(), "department")

    def _select(
        self, table: Table, columns: Iterable[Column], clause: sql.Where, order: str
    ) -> list[Row]:
        chosen = tuple(columns)
        found = self._cursor().execute(
            f"SELECT {', '.join(map(sql.fetched, chosen))} "
            f"FROM {sql.quoted(table.name)}{clause.sql()} ORDER BY {order}",
            clause.parameters,
        )
        return list(rows_of(chosen, found.fetchall()))

    def _number(self, statement: str, parameters: list[object]) -> int:
        found = self._cursor().execute(statement, parameters).fetchone()
        if found is None:
            raise RuntimeError("a count returned no row")
        return int(found[0])

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return this thread's own cursor: one must not be shared by two threads."""
        cursor: duckdb.DuckDBPyConnection | None
        cursor = getattr(self._threads, "cursor", None)
        if cursor is None:
            cursor = self._threads.cursor = self._open().cursor()
        return cursor

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._database is None:
                database = open_locked(self.bundle, self.info, self._memory_limit)
                self._domain = held_by(database)
                self._database = database
            return self._database


_OUTCOME_RANK: Mapping[OutcomeGroup, int] = {
    term: number for number, term in enumerate(OutcomeGroup)
}
_CLASS_RANK: Mapping[AllegationClass, int] = {
    term: number for number, term in enumerate(AllegationClass)
}
_rank: Callable[[OutcomeGroup], int] = _OUTCOME_RANK.__getitem__
