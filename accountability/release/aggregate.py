"""Counts of rows by any columns of the official record; the address is the question.

Parameters, beside every filter of the table:

``by=column,column``
    one row for each combination that stands in the release; without it one row.
``number=column``
    beside the count: how many rows state the number, and its sum, mean, median,
    minimum and maximum over those.
``sort``, ``fields``, ``cursor``, ``limit``
    as for a table, over the columns of the answer.

Printed figures are counted as rows and never added up: a total and its parts, or two
versions of one figure, would be counted twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accountability.release.parameters import (
    Parameters,
    QueryError,
    nearest,
    one,
    refuse_unknown,
)
from accountability.release.query import RESERVED, Query, filter_names
from accountability.release.schema import (
    ALLEGATION_CUBE,
    ALLEGATIONS,
    COMPLAINTS,
    CORRECTIONS,
    COVERAGE,
    DISCIPLINE,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    FINDINGS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
    Column,
    Kind,
    Table,
)
from accountability.release.sql import Source, Where, quoted, where

#: What can be counted, and the numbers of it that may be summed up.
COUNTED: Mapping[str, tuple[str, ...]] = {
    ALLEGATIONS.name: ("days_to_conclusion", "suspension_days"),
    COMPLAINTS.name: (
        *("days_to_conclusion", "allegations", "substantiated"),
        *("listed", "listed_of"),
    ),
    FINDINGS.name: (),
    DISCIPLINE.name: ("days",),
    PROCEEDINGS.name: (),
    RECOMMENDATIONS.name: ("recommended",),
    RECOMMENDATION_RESPONSES.name: (),
    STATISTICS.name: (),
    COVERAGE.name: (),
    CORRECTIONS.name: (),
    DOCUMENT_CHANGES.name: (),
    DOCUMENT_CHANGE_ITEMS.name: ("items",),
    DOCUMENTS.name: (),
    REJECTIONS.name: (),
}
MOST_COLUMNS = 4
OWN = ("by", "number")

_COUNT = Column("count", Kind.INTEGER, "How many rows.")
_MEASURED = (
    (Column("stated", Kind.INTEGER, "How many of them state it."), "count({})"),
    (Column("sum", Kind.NUMBER, "Sum over those.", False), "sum({})::DOUBLE"),
    (Column("mean", Kind.NUMBER, "Mean over those.", False), "avg({})"),
    (Column("median", Kind.NUMBER, "Median over those.", False), "median({})::DOUBLE"),
    (Column("minimum", Kind.NUMBER, "The smallest.", False), "min({})::DOUBLE"),
    (Column("maximum", Kind.NUMBER, "The largest.", False), "max({})::DOUBLE"),
)
#: Places on a page: no two rows share one, so there is nothing to count by them.
_PLACE = frozenset({"page", "row", "xpath"})
#: Allegations are counted from the cube when a question asks only about these.
CUBED = frozenset(ALLEGATION_CUBE.names) - {"allegations"}


@dataclass(frozen=True)
class Aggregate:
    """One question: which rows of a table, counted by what.

    ``rows`` holds the filters alone; ``listing`` asks the counted rows for an order,
    columns, a page.
    """

    rows: Query
    by: tuple[str, ...]
    number: str | None
    listing: Query

    @classmethod
    def from_params(
        cls, table: Table, parameters: Parameters, *, also: Collection[str] = ()
    ) -> "Aggregate":
        """Read the question from the parameters of an address; raises QueryError."""
        filters = filter_names(table)
        refuse_unknown(parameters, [*filters, *OWN, *RESERVED, *also])
        rows = Query.from_params(
            table, {name: parameters[name] for name in parameters if name in filters}
        )
        by = _by(table, one(parameters, "by"))
        number = _number(table, one(parameters, "number"))
        scope = repr((rows.to_params(), by, number))
        listing = Query.from_params(
            counted(table, by, number),
            {name: parameters[name] for name in parameters if name in RESERVED},
            scope=scope,
        )
        return cls(rows, by, number, listing)

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``from_params`` reads back to this question."""
        parameters = self.rows.to_params()
        if self.by:
            parameters.append(("by", ",".join(self.by)))
        if self.number is not None:
            parameters.append(("number", self.number))
        return [*parameters, *self.listing.to_params()]

    def source(self) -> Source:
        """Return the relation that holds the counted rows."""
        clause = where(self.rows)
        if (
            self.rows.table == ALLEGATIONS
            and self.number is None
            and {*self.by, *self.rows.asked} <= CUBED
        ):
            return self._cubed(clause)
        cells = [*map(quoted, self.by), "count(*) AS count"]
        if self.number is not None:
            measured = quoted(self.number)
            cells += [
                f"{formula.format(measured)} AS {quoted(column.name)}"
                for column, formula in _MEASURED
            ]
        return self._of(cells, quoted(self.rows.table.name), clause)

    def _cubed(self, clause: Where) -> Source:
        """Sum the cube, whose texts are numbers that sort in no order of a reader's."""
        cells = [
            f"{quoted(name)}::VARCHAR AS {quoted(name)}"
            if ALLEGATION_CUBE.column(name).kind is Kind.STRING
            else quoted(name)
            for name in self.by
        ]
        cells.append("coalesce(sum(allegations), 0)::BIGINT AS count")
        return self._of(cells, quoted(ALLEGATION_CUBE.name), clause)

    def _of(self, cells: list[str], relation: str, clause: Where) -> Source:
        groups = " GROUP BY ALL" if self.by else ""
        return Source(
            f"(SELECT {', '.join(cells)} FROM {relation}{clause.sql()}{groups})",
            tuple(clause.parameters),
            number=None,
        )


def groupable(table: Table) -> list[str]:
    """Return the columns by which rows of ``table`` can be counted."""
    return [
        column.name
        for column in table.columns
        if table.primary_key != (column.name,)
        and column.kind not in (Kind.NUMBER, Kind.DATETIME)
        and column.name not in _PLACE
    ]


def counted(table: Table, by: tuple[str, ...], number: str | None) -> Table:
    """Return the table that an answer is: the columns counted by, then the numbers."""
    numbers = () if number is None else tuple(column for column, _ in _MEASURED)
    return Table(
        table.name,
        table.title,
        table.description,
        (*map(table.column, by), _COUNT, *numbers),
        by,
        by,
    )


def answer_columns(table: Table) -> tuple[Column, ...]:
    """Return every column that an answer about ``table`` can have."""
    measured = [column for column, _ in _MEASURED] if COUNTED[table.name] else []
    return (*map(table.column, groupable(table)), _COUNT, *measured)


def _by(table: Table, text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names, known = text.split(","), groupable(table)
    for place, name in enumerate(names):
        if name not in known:
            raise QueryError(
                "by", f"rows can't be counted by {name!r}.", nearest(name, known)
            )
        if name in names[:place]:
            raise QueryError("by", f"names {name!r} twice.")
    if len(names) > MOST_COLUMNS:
        raise QueryError("by", f"takes {MOST_COLUMNS} columns at most.")
    return tuple(names)


def _number(table: Table, text: str | None) -> str | None:
    known = COUNTED[table.name]
    if text is not None and text not in known:
        words = f"one of {list(known)}" if known else "nothing here to be summed up"
        raise QueryError("number", f"{text!r} is not {words}.", nearest(text, known))
    return text
