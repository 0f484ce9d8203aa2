"""Make the aggregates of ``server/`` from the staged allegations. No Django.

A matter's days count from the day it was received to the day it was concluded. For
an open one the day received is known to the month, so it counts from the month's last
day: it has certainly lasted that long. It is followed until the last day on which its
document dates anything, never until the day we fetched it.
"""

import duckdb

from accountability.release.schema import ALLEGATION_CUBE, Table
from accountability.release.server_tables import (
    DURATIONS,
    MEASURE_CUBE,
    SERVER_TABLES,
    SPANS,
    SUBTYPE_CUBE,
)
from accountability.release.sql import quoted
from accountability.vocab import OutcomeGroup

_COUNT = "count(*)::BIGINT AS allegations"
_PLACE = "department, any_value(jurisdiction) AS jurisdiction"
_PENDING = f"outcome = '{OutcomeGroup.PENDING.value}'"

#: The last day on which a document dates anything: a receipt or a conclusion.
_REACHES = (
    "SELECT document, least(max(received_month + coalesce(days_to_conclusion, 0)::INT),"
    " max(retrieved_at)::DATE) AS last_day"
    " FROM allegations WHERE received_month IS NOT NULL GROUP BY document"
)

_SELECTS = {
    ALLEGATION_CUBE: (
        f"SELECT {_PLACE}, year, class, outcome, {_COUNT} FROM allegations "
        "GROUP BY department, year, class, outcome"
    ),
    MEASURE_CUBE: (
        f"SELECT {_PLACE}, year, class, outcome, "
        "coalesce(gravest_measure, '') AS gravest_measure, "
        f"coalesce(discipline_stage, '') AS discipline_stage, {_COUNT} "
        "FROM allegations GROUP BY department, year, class, outcome, "
        "coalesce(gravest_measure, ''), coalesce(discipline_stage, '')"
    ),
    SUBTYPE_CUBE: (
        f"SELECT {_PLACE}, year, class, subtype_raw, outcome, {_COUNT} "
        "FROM allegations GROUP BY department, year, class, subtype_raw, outcome"
    ),
    DURATIONS: (
        f"WITH reaches AS ({_REACHES}), matters AS ("
        "SELECT department, any_value(jurisdiction) AS jurisdiction, "
        "min(year) AS year, any_value(document) AS document, "
        "min(received_month) AS received_month, max(days_to_conclusion) AS days, "
        f"bool_or({_PENDING}) AS pending FROM allegations "
        "GROUP BY department, complaint), "
        "lasted AS (SELECT m.department, m.jurisdiction, m.year, "
        "CASE WHEN m.days IS NOT NULL THEN 'concluded' "
        "WHEN m.pending AND m.received_month IS NOT NULL THEN 'open' "
        "ELSE 'undated' END AS state, "
        "CASE WHEN m.days IS NOT NULL THEN m.days "
        "WHEN m.pending AND m.received_month IS NOT NULL "
        "THEN greatest(0, r.last_day - last_day(m.received_month)) "
        "ELSE 0 END::BIGINT AS days "
        "FROM matters m LEFT JOIN reaches r USING (document))"
        f" SELECT {_PLACE}, year, state, days, count(*)::BIGINT AS matters FROM lasted "
        "GROUP BY department, year, state, days"
    ),
    SPANS: (
        f"WITH reaches AS ({_REACHES}) SELECT {_PLACE}, "
        "min(received_month) AS first_month, max(received_month) AS last_month, "
        "max(last_day) AS last_day "
        "FROM allegations LEFT JOIN reaches USING (document) GROUP BY department"
    ),
}


def aggregate_selects() -> dict[Table, str]:
    """Return the SELECT of every aggregate over the staged ``allegations``, sorted."""
    return {
        table: f"SELECT {', '.join(map(quoted, table.names))} FROM ({_SELECTS[table]}) "
        f"ORDER BY {', '.join(map(quoted, table.order_by))}"
        for table in SERVER_TABLES
    }


def write_server_tables(
    database: duckdb.DuckDBPyConnection, places: dict[Table, str], form: str
) -> None:
    """Write every aggregate to its place (a quoted SQL literal) as Parquet."""
    for table, select in aggregate_selects().items():
        database.execute(f"COPY ({select}) TO {places[table]} ({form})")
