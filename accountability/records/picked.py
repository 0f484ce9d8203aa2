"""The readings that are being recorded, laid out in one temporary table."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from accountability.models import ExtractedRecord
from accountability.records.errors import CannotRecordError

_TABLE = """
CREATE TEMPORARY TABLE chosen (reading_id bigint PRIMARY KEY, payload jsonb)
ON COMMIT DROP
"""
_PICK = """
CREATE TEMPORARY TABLE picked ON COMMIT DROP AS
SELECT
    e.id AS reading_id, e.key, e.record_type, e.position, e.locator,
    e.parser_version, e.snapshot_id, COALESCE(chosen.payload, e.payload) AS payload,
    s.number, s.retrieved_at, d.id AS document_id, d.source_id, d.body_id,
    b.jurisdiction,
    nextval(pg_get_serial_sequence('accountability_provenance', 'id'))
        AS provenance_id,
    CASE WHEN e.record_type = 'allegation' THEN
        nextval(pg_get_serial_sequence('accountability_allegation', 'id'))
    END AS allegation_id
FROM chosen
JOIN accountability_extractedrecord e ON e.id = chosen.reading_id
JOIN accountability_snapshot s ON s.id = e.snapshot_id
JOIN accountability_sourcedocument d ON d.id = s.document_id
JOIN accountability_oversightbody b ON b.id = d.body_id
WHERE e.record_type <> 'rejection'
ORDER BY e.id
"""
_NAMED = """
ALTER TABLE picked ADD COLUMN facts jsonb, ADD COLUMN department_id bigint
"""
_DEPARTMENT = """
UPDATE picked SET
    facts = COALESCE(picked.payload->'complaint', picked.payload),
    department_id = (
        SELECT id FROM accountability_department d
        WHERE d.slug = COALESCE(picked.payload#>>'{complaint,department}',
                                picked.payload->>'department'))
"""
#: In order: the first that a reading fails is named.
_REFUSALS = (
    (
        "nothing_to_record",
        "record_type",
        "SELECT e.key FROM chosen JOIN accountability_extractedrecord e "
        "ON e.id = chosen.reading_id WHERE e.record_type = 'rejection' LIMIT 1",
    ),
    (
        "recorded_already",
        "reading",
        "SELECT key FROM picked JOIN accountability_provenance p USING (reading_id) "
        "LIMIT 1",
    ),
    (
        "unknown_department",
        "department",
        "SELECT key FROM picked WHERE department_id IS NULL AND CASE record_type "
        "WHEN 'statistic' THEN payload->>'department' IS DISTINCT FROM 'all' "
        "WHEN 'proceeding' THEN facts->>'department_raw' <> '' "
        "WHEN 'recommendation' THEN facts->>'department_raw' <> '' "
        "WHEN 'response' THEN facts->>'department_raw' <> '' ELSE true END "
        "ORDER BY reading_id LIMIT 1",
    ),
    (
        "department_of_elsewhere",
        "department",
        "SELECT key FROM picked JOIN accountability_department d "
        "ON d.id = picked.department_id WHERE d.jurisdiction <> picked.jurisdiction "
        "ORDER BY reading_id LIMIT 1",
    ),
    (
        "no_time",
        "complaint.received",
        # Materialized: the planner knows nothing of what is inside a payload, and
        # would read all of ``picked`` once for each of its rows.
        "WITH timed AS MATERIALIZED (SELECT source_id, facts->>'key' AS key "
        "FROM picked WHERE record_type = 'matter' "
        "AND COALESCE(facts->>'received', facts#>>'{report_period,start}') "
        "IS NOT NULL) "
        "SELECT key FROM picked p WHERE record_type IN ('allegation', 'matter') "
        "AND facts->>'received' IS NULL AND facts#>>'{report_period,start}' IS NULL "
        "AND NOT EXISTS (SELECT FROM accountability_complaint c "
        "WHERE c.source_id = p.source_id AND c.key = p.facts->>'key') "
        "AND NOT EXISTS (SELECT FROM timed "
        "WHERE timed.source_id = p.source_id AND timed.key = p.facts->>'key') "
        "ORDER BY reading_id LIMIT 1",
    ),
    (
        "unknown_recommendation",
        "recommendation",
        # The answer's own source unless it names another.
        "SELECT p.key FROM picked p CROSS JOIN LATERAL (SELECT "
        "COALESCE(NULLIF(p.payload->>'recommendation_source', ''), p.source_id) "
        "AS source_id, p.payload->>'recommendation' AS key) asked "
        "WHERE record_type = 'response' "
        "AND NOT EXISTS (SELECT FROM accountability_recommendation r "
        "WHERE r.source_id = asked.source_id AND r.key = asked.key) "
        "AND NOT EXISTS (SELECT FROM picked r WHERE r.record_type = 'recommendation' "
        "AND r.source_id = asked.source_id AND r.key = asked.key) "
        "ORDER BY reading_id LIMIT 1",
    ),
)


def pick_readings(
    reading_ids: Iterable[int], corrected: Mapping[int, Mapping[str, Any]]
) -> int:
    """Lay out the readings in the temporary table ``picked``; return how many.

    Within a transaction; ``unpick`` when done. ``corrected`` are payloads that stand
    instead of a reading's own. Raises CannotRecordError naming the field.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with cursor.copy("COPY chosen FROM STDIN") as copy:
            for reading_id in reading_ids:
                payload = corrected.get(reading_id)
                copy.write_row((reading_id, Jsonb(payload) if payload else None))
        for statement in (_PICK, _NAMED, _DEPARTMENT, "ANALYZE picked"):
            cursor.execute(statement)
        for code, field, statement in _REFUSALS:
            cursor.execute(statement)
            failed = cursor.fetchone()
            if failed:
                raise CannotRecordError(code, field, failed[0])
        cursor.execute("SELECT count(*) FROM picked")
        return int(cursor.fetchone()[0])


def unpick() -> None:
    """Drop the temporary tables, so that the transaction can record again."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE chosen, picked")


def ids_of(readings: Iterable[ExtractedRecord | int]) -> list[int]:
    """Return the ids of readings."""
    return [reading if isinstance(reading, int) else reading.pk for reading in readings]
