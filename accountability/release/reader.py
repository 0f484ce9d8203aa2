"""Answers from one release bundle, by DuckDB over its Parquet files.

One DuckDB instance a process and a cursor a thread, on one core, with a memory
limit; it can open nothing but the bundle, and its settings are locked. It is opened
at the first question, so that a server may fork before. Every answer has a total
order: the same question has the same answer.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from accountability.release import sql
from accountability.release.aggregate import CUBED, Aggregate
from accountability.release.answers import (
    Document,
    Figure,
    NotInRelease,
    Page,
    Row,
    TextPage,
    rows_of,
)
from accountability.release.bundle import BundleError, ReleaseInfo, community_path
from accountability.release.community.record import (
    CommunityRecord,
    RecordDamagedError,
)
from accountability.release.copies import AS_JSON, RowCopies
from accountability.release.database import IN_MEMORY_ROWS, open_locked
from accountability.release.domain import Domain, domains
from accountability.release.listing import Listing
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
from accountability.release.query import Query
from accountability.release.schema import (
    ALLEGATIONS,
    DEPARTMENTS,
    DOCUMENTS,
    PROCEEDING_STATEMENTS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
    TABLES,
    Column,
    Kind,
    Table,
)
from accountability.release.server_tables import (
    DURATIONS,
    MEASURE_CUBE,
    SPANS,
    SUBTYPE_CUBE,
    DurationCount,
    MeasureCount,
    Span,
    SubtypeCount,
)
from accountability.release.sql import Source
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Measure,
    Metric,
    OutcomeGroup,
)

#: Tables whose rows are counted by document; of a matter, what each version tells.
READ_FROM_DOCUMENTS: tuple[Table, ...] = (
    *(STATISTICS, ALLEGATIONS, REJECTIONS),
    *(PROCEEDING_STATEMENTS, RECOMMENDATIONS, RECOMMENDATION_RESPONSES),
)

__all__ = ["Document", "Figure", "NotInRelease", "Page", "Reader", "Row"]


class Reader(Listing):
    """Answers questions from the bundle in a directory."""

    def __init__(
        self,
        bundle: Path,
        site: str = "",
        *,
        memory_limit: str = "256MB",
        in_memory_rows: int = IN_MEMORY_ROWS,
    ) -> None:
        """Look at the bundle; raises NoRelease or BundleError if it is not one."""
        super().__init__(bundle, site)
        self.info = ReleaseInfo.of(self.bundle)
        self._memory_limit = memory_limit
        self._large = [
            table
            for table in TABLES
            if self.info.rows.get(table.name, 0) > in_memory_rows
        ]
        self._domains: Mapping[str, Domain] = {}
        self._copies: RowCopies | None = None
        self._points_read: dict[Metric, list[tuple[str, FigurePoint]]] = {}

    @cached_property
    def community(self) -> CommunityRecord | None:
        """The protected figures of community cases; None if the release has none.

        Raises BundleError if its file is not the one that the release names.
        """
        if not self.info.community:
            return None
        try:
            record = CommunityRecord.from_bytes(
                community_path(self.bundle).read_bytes()
            )
        except (OSError, RecordDamagedError) as damaged:
            raise BundleError(f"{self.bundle.name}: {damaged}") from damaged
        if record.sha256 != self.info.community:
            raise BundleError(f"{self.bundle.name}: another community record")
        return record

    def page(self, query: Query, source: Source | None = None) -> Page:
        """Return one page; raises QueryError for values the release does not hold."""
        if source is None:
            query.validate(self.domain(query.table))
        return super().page(query, source)

    def text_page(self, query: Query, source: Source | None = None) -> TextPage:
        """Return one page as JSON, from the copy where its rows are written already."""
        if source is None and not query.fields:
            query.validate(self.domain(query.table))
            copy = self._copies and self._copies.relation_of(query.table)
            if copy:
                found, cursor = self._turned(query, Source(copy), [AS_JSON])
                texts = [text for text, *_ in found]
                if None not in texts:
                    total = self._count(query, source, found, cursor)
                    return TextPage([*map(str.encode, texts)], cursor, total)
        return super().text_page(query, source)

    def rows(self, query: Query, source: Source | None = None) -> Iterator[Row]:
        """Yield every row of the answer, ignoring ``limit``; memory stays flat.

        The parameters are checked before the first row: raises QueryError at once.
        """
        if source is None:
            query.validate(self.domain(query.table))
        return super().rows(query, source)

    def counted(self, aggregate: Aggregate) -> Source:
        """Return where the rows of an aggregate come from; raises as ``page`` does."""
        aggregate.rows.validate(self.domain(aggregate.rows.table))
        return aggregate.source()

    def total(self, query: Query, source: Source | None = None) -> int:
        """Count the rows of an answer, without reading them where it can be done."""
        if source is None:
            if not query.asked:
                return self.info.rows.get(query.table.name, 0)
            if query.table == ALLEGATIONS and query.asked <= CUBED:
                clause = sql.where(query)
                return self._number(
                    "SELECT coalesce(sum(allegations), 0)::BIGINT "
                    f"FROM allegation_cube{clause.sql()}",
                    clause.parameters,
                )
        return super().total(query, source)

    def domain(self, table: Table) -> Domain:
        """Return what columns of a table may be asked for (``release.domain``)."""
        self._open()
        return self._domains[table.name]

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
            for table in READ_FROM_DOCUMENTS
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

    def copied(self) -> None:
        """Wait until what is copied beside the first answers is there."""
        self._open()
        if self._copies is not None:
            self._copies.wait()

    def _stored(self, query: Query) -> Source:
        if query.table not in self._large:
            return super()._stored(query)
        if copy := self._copies and self._copies.relation_of(query.table):
            return Source(copy)
        return Source(sql.quoted(query.table.name), number=sql.ROW_OF_FILE)

    def _connect(self, scratch: Path) -> duckdb.DuckDBPyConnection:
        database = open_locked(
            self.bundle, self.info, scratch, self._memory_limit, self._large
        )
        self._domains = domains(database)
        written = {table: self.row_json(Query(table)) for table in self._large}
        self._copies = RowCopies(database, scratch, written)
        weakref.finalize(self, self._copies.stop)
        self._copies.start()
        return database


_OUTCOME_RANK: Mapping[OutcomeGroup, int] = {
    term: number for number, term in enumerate(OutcomeGroup)
}
_CLASS_RANK: Mapping[AllegationClass, int] = {
    term: number for number, term in enumerate(AllegationClass)
}
_rank: Callable[[OutcomeGroup], int] = _OUTCOME_RANK.__getitem__
