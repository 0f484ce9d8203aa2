"""The most asked question, answered before it is asked: how many complaints, when last.

Registered complaints are what bodies print of most departments; one number of them,
with its period and the place it was read, stands wherever a department is named first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import STATISTICS
from accountability.site.figures import Reading, reading_of, titles_of
from accountability.vocab import Authority, Metric


@dataclass(frozen=True)
class Newest:
    """The newest number of registered complaints that is printed of a department."""

    metric: Metric
    period: str
    reading: Reading
    disputed: bool


@lru_cache(maxsize=2)
def newest_complaints(reader: Reader) -> Mapping[str, Newest]:
    """Return the newest number of complaints by department; what has none is absent.

    Where sources disagree the body's own stands first, as everywhere.
    """
    documents = titles_of(reader)
    question = Query(
        STATISTICS,
        filters=(
            ("metric", (Metric.REGISTERED_COMPLAINTS.value,)),
            ("current", (True,)),
        ),
    )
    rows = [
        row
        for row in reader.rows(question)
        if row["category"] == "" and row["value"] is not None
    ]
    rows.sort(key=lambda row: (row["authority"] == Authority.PRESS, row["statistic"]))
    rows.sort(key=lambda row: (row["period_end"], row["period_start"]), reverse=True)
    found: dict[str, Newest] = {}
    for row in rows:
        if row["department"] not in found:
            found[row["department"]] = Newest(
                Metric.of(row["metric"]),
                row["period"],
                reading_of(row, documents),
                row["disputed"],
            )
    return found
