"""From accepted readings to the official record.

One transaction, set by set in the database: the same few statements record one
reading or a hundred thousand. Every fact gets its Provenance or is not saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection, transaction

from accountability.models import ExtractedRecord, User
from accountability.records.errors import CannotRecordError
from accountability.records.picked import ids_of, pick_readings, unpick
from accountability.records.presence import refresh_presence
from accountability.records.proceedings import record_proceedings
from accountability.records.recommendations import record_recommendations
from accountability.records.statements import ALLEGATIONS, PROVENANCE, STATISTICS
from accountability.sources.registry import all_sources


@dataclass(frozen=True)
class Recorded:
    """How many facts were written; ``matters`` are those with a row of their own."""

    statistics: int
    allegations: int
    proceedings: int = 0
    matters: int = 0
    recommendations: int = 0
    responses: int = 0


@transaction.atomic
def record_readings(
    readings: Iterable[ExtractedRecord | int],
    *,
    by: User,
    corrected: Mapping[int, Mapping[str, Any]] | None = None,
) -> Recorded:
    """Write the facts of readings that ``by`` accepted, all or none.

    ``corrected`` gives the payload that stands instead of a reading's own, by the
    reading's id. An allegation, a recommendation or an answer that is on record already
    is superseded by the one of the newer snapshot, a statement about a proceeding by
    that of a newer version of its document; older figures stay beside newer ones.
    Raises CannotRecordError naming the field, and the reading by its key.
    """
    if not by.is_active:
        raise CannotRecordError("account_is_closed", "by", str(by.pk))
    pick_readings(ids_of(readings), corrected or {})
    counts = {"statistics": 0, "allegations": 0, "matters": 0}
    names = {
        "one_respondent": [
            source.id for source in all_sources().values() if source.one_respondent
        ]
    }
    with connection.cursor() as cursor:
        cursor.execute(PROVENANCE)
        cursor.execute(STATISTICS)
        counts["statistics"] = cursor.rowcount
        cursor.execute(
            "SELECT EXISTS (SELECT FROM picked WHERE record_type <> 'statistic')"
        )
        if cursor.fetchone()[0]:
            for name, statement in ALLEGATIONS:
                cursor.execute(statement, names)
                counts[name] = cursor.rowcount
        cursor.execute("SELECT DISTINCT document_id FROM picked")
        documents = [row[0] for row in cursor.fetchall()]
    counts["proceedings"] = record_proceedings()
    counts["recommendations"], counts["responses"] = record_recommendations()
    unpick()
    for document_id in documents:
        refresh_presence(document_id)
    return Recorded(
        **{field.name: counts[field.name] for field in fields(Recorded)},
    )


def record_statistic(
    reading: ExtractedRecord, payload: Mapping[str, Any] | None = None, *, by: User
) -> Recorded:
    """Write one figure; see ``record_readings``."""
    return _record_one(reading, payload, by)


def record_allegation(
    reading: ExtractedRecord, payload: Mapping[str, Any] | None = None, *, by: User
) -> Recorded:
    """Write one allegation with its matter, finding and measures."""
    return _record_one(reading, payload, by)


def _record_one(
    reading: ExtractedRecord, payload: Mapping[str, Any] | None, by: User
) -> Recorded:
    return record_readings(
        [reading], by=by, corrected={reading.pk: payload} if payload else None
    )
