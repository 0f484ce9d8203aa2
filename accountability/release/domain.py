"""What the columns of a release may be asked for: the values that it holds.

A vocabulary's codes are known beforehand; what a department, a body, a period or a
source is called, only the release knows. A question for a value that it does not hold
is refused with the nearest one, where no rows would read as "there are none".
Ids of rows and hashes are not among them: there, no rows means no such row.
"""

from collections.abc import Collection, Mapping

import duckdb

from accountability.release.comparison import COMPARED, KINDS
from accountability.release.schema import (
    ALL,
    ALLEGATIONS,
    BODIES,
    CHANGES,
    COMMUNITY,
    CORRECTIONS,
    DENOMINATORS,
    DEPARTMENTS,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENTS,
    REJECTIONS,
    STATISTICS,
    TABLES,
    VOCABULARIES,
    Table,
)
from accountability.release.sql import quoted
from accountability.vocab.community import UNSTATED_DEPARTMENT

#: Values of the columns of one table, by name.
Domain = Mapping[str, frozenset[str]]

#: Columns that mean the same in every table, and the tables that hold all they may be.
_SHARED: Mapping[str, tuple[Table, ...]] = {
    "department": (DEPARTMENTS,),
    "jurisdiction": (DEPARTMENTS, BODIES),
    "body": (BODIES,),
    "document": (DOCUMENTS,),
    "period": (STATISTICS, ALLEGATIONS, DOCUMENTS, DOCUMENT_CHANGE_ITEMS),
}
#: Columns that may be what their own table holds.
_OWN: Mapping[str, tuple[str, ...]] = {
    DEPARTMENTS.name: ("kind",),
    DENOMINATORS.name: ("measure", "unit", "source_kind"),
    DOCUMENTS.name: ("source", "media_type"),
    REJECTIONS.name: ("reason",),
    VOCABULARIES.name: ("vocabulary", "code"),
    **{
        table.name: ("cohort", "year", "allegation_class", "outcome", "reporting")
        for table in COMMUNITY
    },
}
#: Tables of figures, whose department may be ``all``: the total over all of them.
_TOTALS = (STATISTICS, CORRECTIONS, DOCUMENT_CHANGE_ITEMS, *COMMUNITY)
#: What a comparison of two releases may say, whatever it found.
OF_CHANGES: Domain = {
    "table": frozenset(table.name for table in COMPARED),
    "change": frozenset(KINDS),
}


def domains(database: duckdb.DuckDBPyConnection) -> Mapping[str, Domain]:
    """Read what the columns of every table may be asked for, by table."""
    shared = {
        name: frozenset().union(*(_held(database, name, table) for table in tables))
        for name, tables in _SHARED.items()
    }
    return {table.name: _of(database, table, shared) for table in TABLES}


def _of(database: duckdb.DuckDBPyConnection, table: Table, shared: Domain) -> Domain:
    if table == CHANGES:
        return OF_CHANGES
    found = {name: shared[name] for name in table.names if name in shared}
    if "department" in found and table in _TOTALS:
        found["department"] |= {ALL}
    if "department" in found and table in COMMUNITY:
        found["department"] |= {UNSTATED_DEPARTMENT}
    for name in _OWN.get(table.name, ()):
        # Of an empty table "there are none" is true whatever is asked.
        if name in table.names and (held := _held(database, name, table)):
            found[name] = held
    return found


def _held(
    database: duckdb.DuckDBPyConnection, name: str, table: Table
) -> frozenset[str]:
    column = quoted(name)
    found: Collection[tuple[str]] = database.execute(
        f"SELECT DISTINCT {column} FROM {quoted(table.name)} WHERE {column} <> ''"
    ).fetchall()
    return frozenset(value for (value,) in found)
